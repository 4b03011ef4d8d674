//! Proof that a device holds its key: a challenge, and the device's signature over it.
//!
//! A challenge needs no clock on the phone: a phone whose clock is wrong can still get a token.
//! Whoever hands out a challenge also ensures that it is valid for one device and for a short time.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::device::DeviceKey;

/// The domain separation: every signed message begins with it, so that the signature is of no use elsewhere.
const PREFIX: &str = "proco-token-v1|";

/// 32 bytes that nobody can foretell, written as 43 characters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct Challenge([u8; 32]);

impl Challenge {
    /// The challenge with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the server that handed it out and checks it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The bytes that the device signs: the prefix and the challenge as it is written.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0)).into_bytes()
    }

    /// Whether the device with this key signed this challenge.
    #[must_use]
    pub fn is_answered_by(&self, key: &DeviceKey, signature: &Signature) -> bool {
        signature.is_of(key, &self.to_be_signed())
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Challenge(…)")
    }
}

impl From<Challenge> for String {
    fn from(challenge: Challenge) -> Self {
        URL_SAFE_NO_PAD.encode(challenge.0)
    }
}

impl TryFrom<String> for Challenge {
    type Error = NotOfThatLength;

    fn try_from(text: String) -> Result<Self, NotOfThatLength> {
        decode(&text).map(Self)
    }
}

/// A device's signature, as over a challenge: 64 bytes, of Ed25519 or of ES256 (`r` and `s`). Written as
/// 86 characters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct Signature([u8; 64]);

impl Signature {
    /// The signature with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Whether it is the signature of the device with this key over this message.
    #[must_use]
    pub fn is_of(&self, key: &DeviceKey, message: &[u8]) -> bool {
        key.signed(message, &self.0)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

impl From<Signature> for String {
    fn from(answer: Signature) -> Self {
        URL_SAFE_NO_PAD.encode(answer.0)
    }
}

impl TryFrom<String> for Signature {
    type Error = NotOfThatLength;

    fn try_from(text: String) -> Result<Self, NotOfThatLength> {
        decode(&text).map(Self)
    }
}

/// A text that does not hold the bytes it should. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes in base64url without padding are wanted")]
pub struct NotOfThatLength(usize);

fn decode<const N: usize>(text: &str) -> Result<[u8; N], NotOfThatLength> {
    let mut bytes = [0; N];
    match URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
        Ok(length) if length == N => Ok(bytes),
        Ok(_) | Err(_) => Err(NotOfThatLength(N)),
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer as _, SigningKey};
    use rand::rngs::OsRng;

    use super::*;

    fn phone() -> (SigningKey, DeviceKey) {
        let secret = SigningKey::generate(&mut OsRng);
        let public = DeviceKey::from_bytes(&secret.verifying_key().to_bytes()).unwrap();
        (secret, public)
    }

    #[test]
    fn the_phone_that_holds_the_key_answers_the_challenge() {
        let (secret, public) = phone();
        let challenge = Challenge::from_bytes(rand::random());
        let text = String::from(challenge);
        // As the phone does it: from the text of the challenge alone.
        let signature = secret.sign(format!("proco-token-v1|{text}").as_bytes());
        let answer = Signature::from_bytes(signature.to_bytes());
        assert!(challenge.is_answered_by(&public, &answer));
        assert!(
            !Challenge::from_bytes(rand::random()).is_answered_by(&public, &answer),
            "an answer serves for one challenge"
        );
        assert!(
            !challenge.is_answered_by(&phone().1, &answer),
            "nor for another device"
        );
    }

    #[test]
    fn a_bare_signature_over_the_challenge_is_no_answer() {
        let (secret, public) = phone();
        let challenge = Challenge::from_bytes(rand::random());
        let answer = Signature::from_bytes(secret.sign(challenge.as_bytes()).to_bytes());
        assert!(!challenge.is_answered_by(&public, &answer));
    }

    #[test]
    fn a_challenge_comes_back_from_its_text() {
        let challenge = Challenge::from_bytes(rand::random());
        assert_eq!(Challenge::try_from(String::from(challenge)), Ok(challenge));
        assert_eq!(
            Challenge::try_from("short".to_owned()),
            Err(NotOfThatLength(32))
        );
    }
}
