//! A device: its identifier and its public key.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

/// The identifier that a device gets when it is enrolled. It is ours, says nothing of its
/// officer, and is what log lines name a device by.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct DeviceId(pub Uuid);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DeviceId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// The length of an Ed25519 public key, in bytes.
pub const ED25519_BYTES: usize = 32;

/// The length of a compressed point of P-256 (SEC 1), in bytes: a tag for the sign of y, and x.
pub const P256_BYTES: usize = 33;

/// The public key of a device, written as base64url without padding: of Ed25519 in 43 characters,
/// of P-256 as a compressed point in 44. The length tells which.
///
/// A device signs with the algorithm of its key: `EdDSA` with Ed25519, `ES256` with P-256. Key stores
/// in the hardware of phones hold P-256 and mostly nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct DeviceKey(Key);

#[derive(Clone, PartialEq, Eq)]
enum Key {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl DeviceKey {
    /// The key with these bytes: [`ED25519_BYTES`] or [`P256_BYTES`].
    ///
    /// # Errors
    /// [`NotADeviceKey`] when they are no point of the curve, or one of the few of Ed25519 under
    /// which anybody can sign.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotADeviceKey> {
        match bytes.len() {
            ED25519_BYTES => {
                let key =
                    ed25519_dalek::VerifyingKey::try_from(bytes).map_err(|_| NotADeviceKey)?;
                if key.is_weak() {
                    return Err(NotADeviceKey);
                }
                Ok(Self(Key::Ed25519(key)))
            }
            P256_BYTES => p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes)
                .map(|key| Self(Key::P256(key)))
                .map_err(|_| NotADeviceKey),
            _ => Err(NotADeviceKey),
        }
    }

    /// The key as it is sent and kept; [`Self::from_bytes`] reads it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.0 {
            Key::Ed25519(key) => key.to_bytes().to_vec(),
            Key::P256(key) => key.to_encoded_point(true).as_bytes().to_vec(),
        }
    }

    /// The key as a JSON Web Key: its required members in the order of the alphabet, as RFC 7638
    /// hashes them.
    #[must_use]
    pub fn to_jwk(&self) -> String {
        match &self.0 {
            Key::Ed25519(key) => ed25519_jwk(&key.to_bytes()),
            Key::P256(key) => {
                let point = key.to_encoded_point(false);
                // Tag, x, y: an uncompressed point that is not the neutral one has both.
                let (x, y) = point.as_bytes()[1..].split_at(32);
                let [x, y] = [x, y].map(|part| URL_SAFE_NO_PAD.encode(part));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
        }
    }

    /// The thumbprint of RFC 7638: what a token is bound to.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        hashed(&self.to_jwk())
    }

    /// The identifier under which central enrols the device with this key: a UUID of version 8
    /// (RFC 9562) out of the SHA-256 of the key. A phone that missed the answer to its enrolment
    /// knows it, and asks for a token as ever; the code is spent.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        let digest = Sha256::new()
            .chain_update(b"proco-device-v1|")
            .chain_update(self.to_bytes())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        DeviceId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Whether this device signed these bytes. A signature of P-256 is `r` and `s`, 32 bytes each, as
    /// in a JWT.
    #[must_use]
    pub fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        match &self.0 {
            Key::Ed25519(key) => key
                .verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature))
                .is_ok(),
            Key::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// Bytes that are no usable public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "32 bytes of an Ed25519 public key or 33 of a compressed point of P-256, in base64url without \
     padding, are wanted"
)]
pub struct NotADeviceKey;

impl From<DeviceKey> for String {
    fn from(key: DeviceKey) -> Self {
        URL_SAFE_NO_PAD.encode(key.to_bytes())
    }
}

impl TryFrom<String> for DeviceKey {
    type Error = NotADeviceKey;

    fn try_from(text: String) -> Result<Self, NotADeviceKey> {
        let mut bytes = [0; P256_BYTES];
        let length = URL_SAFE_NO_PAD
            .decode_slice(&text, &mut bytes)
            .map_err(|_| NotADeviceKey)?;
        Self::from_bytes(&bytes[..length])
    }
}

/// The thumbprint of RFC 7638 of an Ed25519 key.
#[must_use]
pub fn thumbprint(key: &[u8; ED25519_BYTES]) -> String {
    hashed(&ed25519_jwk(key))
}

fn ed25519_jwk(key: &[u8; ED25519_BYTES]) -> String {
    let x = URL_SAFE_NO_PAD.encode(key);
    format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)
}

fn hashed(members: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The compressed point with these coordinates.
    fn point(x: &[u8], y: &[u8]) -> DeviceKey {
        let tag = 2 + (y[31] & 1);
        DeviceKey::from_bytes(&[&[tag], x].concat()).unwrap()
    }

    fn decoded(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn hex(text: &str) -> Vec<u8> {
        let digits = (0..text.len()).step_by(2);
        digits
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn a_key_under_which_anybody_can_sign_is_refused() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        assert_eq!(DeviceKey::from_bytes(&neutral), Err(NotADeviceKey));
        // The neutral element of P-256 has no compressed form, and this x lies on no point.
        let mut no_point = [0; P256_BYTES];
        assert_eq!(DeviceKey::from_bytes(&no_point), Err(NotADeviceKey));
        no_point[0] = 2;
        no_point[1..].fill(0xff);
        assert_eq!(DeviceKey::from_bytes(&no_point), Err(NotADeviceKey));
    }

    #[test]
    fn each_key_has_one_spelling() {
        let key = point(
            &decoded("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"),
            &decoded("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"),
        );
        let text = String::from(key.clone());
        assert_eq!(text.len(), 44);
        assert_eq!(DeviceKey::try_from(text.clone()), Ok(key));
        for other in [format!("{text}="), text[..43].to_owned(), "x".repeat(87)] {
            assert!(DeviceKey::try_from(other.clone()).is_err(), "{other}");
        }
    }

    #[test]
    fn the_thumbprints_are_those_of_rfc_8037_and_rfc_9449() {
        // Appendix A.3 of RFC 8037.
        let text = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned();
        let key = DeviceKey::try_from(text).unwrap();
        assert_eq!(
            key.thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
        // Sections 4.1 and 6.1 of RFC 9449.
        let key = point(
            &decoded("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"),
            &decoded("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"),
        );
        assert_eq!(
            key.thumbprint(),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }

    #[test]
    fn a_signature_of_rfc_6979_is_believed_and_a_changed_one_is_not() {
        // Appendix A.2.5: P-256, SHA-256, message "sample".
        let key = point(
            &hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
            &hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"),
        );
        let mut signature = [0; 64];
        signature.copy_from_slice(&hex(
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716\
             F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ));
        assert!(key.signed(b"sample", &signature));
        assert!(!key.signed(b"simple", &signature));
        assert!(!key.signed(b"sample", &[0; 64]), "r and s are not zero");
        signature[63] ^= 1;
        assert!(!key.signed(b"sample", &signature));
    }
}
