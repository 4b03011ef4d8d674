//! What central grants a device: a token, and what the phone is told along with it.

use proco_credential::{DeviceId, Role, Team};
use serde::{Deserialize, Serialize};

use crate::evaluation::{EpochPublicKey, LiveEpoch};
use crate::{Epoch, UtcMillis};

/// The answer to an enrolment, and to a request for a token.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Grant {
    /// The device that the token is for.
    pub device: DeviceId,
    /// The JWT. Never logged.
    pub token: String,
    /// When it ends, by the clock of central: milliseconds since 1970 UTC.
    pub expires_at: UtcMillis,
    /// For how many seconds it is valid. A phone whose clock is wrong counts these instead.
    pub lifetime_seconds: u32,
    /// The role of its officer, as central has it now.
    pub role: Role,
    /// The team of its officer, as central has it now.
    pub team: Team,
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
    /// The epoch whose public key this is.
    #[schema(value_type = String, example = "2026Q4")]
    pub epoch: Epoch,
    /// Its public key from now on, base64url.
    #[schema(value_type = String)]
    pub public_key: EpochPublicKey,
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
            "device": "00000000-0000-0000-0000-000000000000", "token": "t", "expires_at": 5, "lifetime_seconds": 3,
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
