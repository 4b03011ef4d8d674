//! Signing keys in the memory of this program: for desktops and tests, where no hardware keeps one.

use std::fmt;

use p256::ecdsa::signature::Signer as _;
use proco_credential::signer::{NotSigned, Signer};
use proco_credential::{DeviceKey, Signature};
use rand::{CryptoRng, RngCore};
use zeroize::Zeroizing;

use super::{KeyError, SECRET_BYTES, draw};

/// The algorithm of a signing key in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519, of installations from before P-256, which keep it.
    Ed25519,
    /// P-256 (ES256), of new installations.
    P256,
}

/// A signing key in memory. It has no `Debug` and is wiped when dropped.
pub struct SoftwareKey(Secret);

enum Secret {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl SoftwareKey {
    /// Makes a new P-256 key.
    #[must_use]
    pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        loop {
            // Zero, and numbers above the order of the group, are no keys: one draw in 2³².
            if let Ok(key) = Self::from_bytes(Algorithm::P256, &draw(rng)) {
                return key;
            }
        }
    }

    /// The key with these bytes.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`] when they are no P-256 key. For Ed25519 any bytes are a key.
    pub fn from_bytes(
        algorithm: Algorithm,
        bytes: &Zeroizing<[u8; SECRET_BYTES]>,
    ) -> Result<Self, KeyError> {
        let secret = match algorithm {
            Algorithm::Ed25519 => Secret::Ed25519(ed25519_dalek::SigningKey::from_bytes(bytes)),
            Algorithm::P256 => p256::ecdsa::SigningKey::from_slice(bytes.as_slice())
                .map(Secret::P256)
                .map_err(|_| KeyError::Unreadable)?,
        };
        Ok(Self(secret))
    }

    /// The signature algorithm of the key.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Secret::Ed25519(_) => Algorithm::Ed25519,
            Secret::P256(_) => Algorithm::P256,
        }
    }

    /// The bytes. There are two places of exposure: the key file, and the check value of an Ed25519 key.
    pub(super) fn expose(&self) -> Zeroizing<[u8; SECRET_BYTES]> {
        match &self.0 {
            Secret::Ed25519(key) => Zeroizing::new(key.to_bytes()),
            Secret::P256(key) => Zeroizing::new(key.to_bytes().into()),
        }
    }
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> DeviceKey {
        let bytes = match &self.0 {
            Secret::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Secret::P256(key) => {
                let point = key.verifying_key().to_encoded_point(true);
                point.as_bytes().to_vec()
            }
        };
        DeviceKey::from_bytes(&bytes).expect("the public half of a secret key is a key")
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, NotSigned> {
        let bytes = match &self.0 {
            Secret::Ed25519(key) => key.try_sign(message).map_err(|_| NotSigned)?.to_bytes(),
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.try_sign(message).map_err(|_| NotSigned)?;
                signature.to_bytes().into()
            }
        };
        Ok(Signature::from_bytes(bytes))
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SoftwareKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;

    use super::*;

    #[test]
    fn what_either_key_signs_is_believed_under_its_own_public_key_alone() {
        let ed25519 = SoftwareKey::from_bytes(Algorithm::Ed25519, &draw(&mut OsRng)).unwrap();
        let p256 = SoftwareKey::generate(&mut OsRng);
        assert_eq!(p256.algorithm(), Algorithm::P256);
        for (own, other) in [(&ed25519, &p256), (&p256, &ed25519)] {
            let signature = own.sign(b"a challenge").unwrap();
            assert!(signature.is_of(&own.public_key(), b"a challenge"));
            assert!(!signature.is_of(&own.public_key(), b"another"));
            assert!(!signature.is_of(&other.public_key(), b"a challenge"));
        }
    }

    #[test]
    fn no_signing_key_prints() {
        let key = SoftwareKey::generate(&mut OsRng);
        assert_eq!(format!("{key:?}"), "SoftwareKey(…)");
    }
}
