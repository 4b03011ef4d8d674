//! How a device becomes known to central, and how it gets its next token.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::UtcMillis;

/// What a person may do (DESIGN paper, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks up, records, reflects, syncs.
    Officer,
    /// Also sees the summaries of the own team.
    ShiftLead,
    /// Makes the national report; no look-up.
    Analyst,
    /// Sees one stop, by the reference that the citizen was given.
    ComplaintHandler,
    /// Enrols and revokes devices; sees no record.
    Administrator,
}

/// `POST /v1/enrolments`.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The one-time code.
    pub code: String,
    /// The device's Ed25519 public key, base64url without padding.
    pub public_key: String,
}

/// `POST /v1/challenges`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    /// The device.
    pub device: Uuid,
}

/// A text for the device to sign; good for two minutes.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Challenge {
    /// base64url.
    pub challenge: String,
}

/// `POST /v1/tokens`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// The device.
    pub device: Uuid,
    /// The challenge that was signed.
    pub challenge: String,
    /// The device key's signature over [`token_request_message`], base64url.
    pub signature: String,
}

/// The bytes that a device signs to get a token.
#[must_use]
pub fn token_request_message(challenge: &str) -> Vec<u8> {
    [b"proco-token-v1|", challenge.as_bytes()].concat()
}

/// What a device gets: a token, and what it says.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Grant {
    /// The device.
    pub device: Uuid,
    /// The JWT. Never logged.
    pub token: String,
    /// When it ends, by the clock of central: milliseconds since 1970 UTC.
    pub expires_at: UtcMillis,
    /// For how many seconds it is good: what a phone with a wrong clock goes by.
    pub lifetime_seconds: u32,
    /// The role.
    pub role: Role,
    /// The team.
    pub team: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grant")
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}
