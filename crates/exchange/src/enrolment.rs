//! How a device becomes known to central, and how it gets its next token.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::evaluation::{EpochPublicKey, LiveEpoch};
use crate::list::codes;
use crate::{Epoch, UtcMillis};

codes! {
    /// What a person may do (DESIGN paper, section 9).
    pub enum Role {
        /// Looks up, records, reflects, syncs.
        Officer = "officer",
        /// Also sees the summaries of the own team.
        ShiftLead = "shift_lead",
        /// Makes the national report; no look-up.
        Analyst = "analyst",
        /// Sees one stop, by the reference that the citizen was given.
        ComplaintHandler = "complaint_handler",
        /// Enrols and revokes devices; sees no record.
        Administrator = "administrator",
    }
}

/// `POST /v1/enrolments`.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The one-time code.
    pub code: String,
    /// The device's Ed25519 public key, base64url without padding.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub public_key: String,
    /// The device key's signature over [`enrolment_message`], base64url without padding.
    #[schema(pattern = "^[A-Za-z0-9_-]{85}[AQgw]$")]
    pub signature: String,
}

/// The bytes that a device signs to be enrolled: whoever knows a public key does not hold it.
#[must_use]
pub fn enrolment_message(code: &str, public_key: &str) -> Vec<u8> {
    format!("proco-enrol-v1|{code}|{public_key}").into_bytes()
}

/// The identifier under which central enrols the device with this Ed25519 public key: a UUID of
/// version 8 (RFC 9562) out of its SHA-256. A phone that missed the answer to its enrolment knows it,
/// and asks for a token as ever; the code is spent.
#[must_use]
pub fn device_of(public_key: &[u8; 32]) -> Uuid {
    let digest = Sha256::new()
        .chain_update(b"proco-device-v1|")
        .chain_update(public_key)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
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
    /// 32 bytes, base64url without padding.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub challenge: String,
}

/// `POST /v1/tokens`.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// The device.
    pub device: Uuid,
    /// The challenge that was signed.
    #[schema(pattern = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]
    pub challenge: String,
    /// The device key's signature over [`token_request_message`], base64url without padding.
    #[schema(pattern = "^[A-Za-z0-9_-]{85}[AQgw]$")]
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
    /// Epoch keys that were replaced on purpose: a phone that pinned another key for one of these
    /// epochs takes this one, provided that the key service proves it. Central alone changes no key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted_epoch_keys: Vec<AcceptedEpochKey>,
    /// The keys of epochs as central knows them. A phone evaluates nothing under another one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub epoch_keys: Vec<LiveEpoch>,
    /// The number of the last restore of central from a copy. Where it is another than the phone knows, central
    /// may have lost reports that it gave a receipt for: the phone sends them again.
    #[serde(default)]
    pub restored: u32,
}

/// The key of an epoch that an administrator of central accepted in place of the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AcceptedEpochKey {
    /// The epoch.
    #[schema(value_type = String, example = "2026Q4")]
    pub epoch: Epoch,
    /// Its public key from now on, base64url.
    #[schema(value_type = String)]
    pub public_key: EpochPublicKey,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_of_an_earlier_central_is_read_and_an_accepted_key_travels() {
        let mut grant: Grant = serde_json::from_value(serde_json::json!({
            "device": Uuid::nil(), "token": "t", "expires_at": 5, "lifetime_seconds": 3,
            "role": "officer", "team": "roermond-1",
        }))
        .unwrap();
        assert_eq!((grant.restored, grant.accepted_epoch_keys.len()), (0, 0));
        let accepted = AcceptedEpochKey {
            epoch: Epoch::new(2026, 4).unwrap(),
            public_key: EpochPublicKey::from_bytes([7; 32]),
        };
        grant.accepted_epoch_keys.push(accepted);
        let travelled = serde_json::to_value(&grant).unwrap();
        assert_eq!(travelled["accepted_epoch_keys"][0]["epoch"], "2026Q4");
        let arrived: Grant = serde_json::from_value(travelled).unwrap();
        assert_eq!(arrived.accepted_epoch_keys, [accepted]);
    }
}
