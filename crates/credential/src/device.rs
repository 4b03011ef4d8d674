//! A device: its identifier and its public key.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
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

/// The Ed25519 public key of a device. Written as 43 characters of base64url.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct DeviceKey(VerifyingKey);

impl DeviceKey {
    /// The key with these bytes.
    ///
    /// # Errors
    /// [`NotADeviceKey`] when they are no point of the curve, or one of the few under which
    /// anybody can sign.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, NotADeviceKey> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| NotADeviceKey)?;
        if key.is_weak() {
            Err(NotADeviceKey)
        } else {
            Ok(Self(key))
        }
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The thumbprint of RFC 7638: what a token is bound to.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        thumbprint(&self.0.to_bytes())
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

    /// Whether this device signed these bytes.
    #[must_use]
    pub fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// Bytes that are no usable Ed25519 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("32 bytes of an Ed25519 public key, in base64url without padding, are wanted")]
pub struct NotADeviceKey;

impl From<DeviceKey> for String {
    fn from(key: DeviceKey) -> Self {
        URL_SAFE_NO_PAD.encode(key.0.to_bytes())
    }
}

impl TryFrom<String> for DeviceKey {
    type Error = NotADeviceKey;

    fn try_from(text: String) -> Result<Self, NotADeviceKey> {
        let mut bytes = [0; 32];
        match URL_SAFE_NO_PAD.decode_slice(&text, &mut bytes) {
            Ok(32) => Self::from_bytes(&bytes),
            Ok(_) | Err(_) => Err(NotADeviceKey),
        }
    }
}

/// The thumbprint of RFC 7638 of an Ed25519 key: the hash of its required members in the order
/// of the alphabet.
#[must_use]
pub fn thumbprint(key: &[u8; 32]) -> String {
    let x = URL_SAFE_NO_PAD.encode(key);
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_under_which_anybody_can_sign_is_refused() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        assert_eq!(DeviceKey::from_bytes(&neutral), Err(NotADeviceKey));
    }

    #[test]
    fn the_thumbprint_is_that_of_rfc_8037() {
        // Appendix A.3 of RFC 8037.
        let text = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned();
        let key = DeviceKey::try_from(text).unwrap();
        assert_eq!(
            key.thumbprint(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }
}
