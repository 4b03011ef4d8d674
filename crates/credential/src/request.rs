//! The bodies with which a device becomes known to central and gets its next token, and what it signs.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::device::DeviceId;

/// The body of `POST /v1/enrolments`: a phone asks to be enrolled.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The one-time code that the officer was given.
    pub code: String,
    /// The device's public key, base64url without padding: of Ed25519, or a compressed point of P-256.
    #[schema(pattern = "^([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]|A[g-z0-9_-][A-Za-z0-9_-]{42})$")]
    pub public_key: String,
    /// The device key's signature over [`enrolment_message`], base64url without padding.
    #[schema(pattern = "^[A-Za-z0-9_-]{85}[AQgw]$")]
    pub signature: String,
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

/// The bytes that a device signs to be enrolled. The signature proves that it holds the private key.
#[must_use]
pub fn enrolment_message(code: &str, public_key: &str) -> Vec<u8> {
    format!("proco-enrol-v1|{code}|{public_key}").into_bytes()
}

/// The body of `POST /v1/challenges`: a device asks for a challenge to sign.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    /// The device that asks.
    pub device: DeviceId,
}

/// A text for the device to sign; good for two minutes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Challenge)]
pub struct GivenChallenge {
    /// 32 bytes, base64url without padding.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub challenge: String,
}

/// The body of `POST /v1/tokens`: a device answers its challenge and asks for a token.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// The device that asks.
    pub device: DeviceId,
    /// The challenge that was signed.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub challenge: String,
    /// The device key's signature over [`Challenge::to_be_signed`](crate::Challenge::to_be_signed), base64url without
    /// padding.
    #[schema(pattern = "^[A-Za-z0-9_-]{85}[AQgw]$")]
    pub signature: String,
}
