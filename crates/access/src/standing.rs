//! The signed statement which devices are in, and which are out.

use proco_credential::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::time::UnixSeconds;
use crate::token::{TokenError, Verifier};

/// The kind of such a statement, in its header: it can never pass for an access token.
pub(crate) const KIND: &str = "standing+jwt";

/// The most devices in one statement, in and out together. A key service reads it before it knows who
/// says it, and takes at least so many new ones in an hour.
pub const MOST_DEVICES: usize = 64;

/// The claims of a statement. It never expires and may be replayed: a device that is out stays out, whatever a later
/// statement says, and the same statement twice changes nothing.
#[derive(Serialize, Deserialize)]
pub(crate) struct StandingClaims {
    pub(crate) iss: String,
    pub(crate) aud: Vec<String>,
    pub(crate) admitted: Vec<DeviceId>,
    pub(crate) revoked: Vec<DeviceId>,
    pub(crate) iat: UnixSeconds,
    pub(crate) jti: Uuid,
}

/// `POST /v1/standings` at the key service: the body.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingRequest {
    /// A JWT of the issuer that names the devices. The signature is the permission: the caller
    /// needs no token.
    pub statement: String,
}

/// What the key service answers: how many devices it knows. Whoever told it of more tells it of all
/// again, because it was put back from a copy or begun anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingAnswer {
    /// Those that are in.
    pub admitted: usize,
    /// Those that are out.
    pub revoked: usize,
}

/// Devices that are in, and devices that are out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Those that are in.
    pub admitted: Vec<DeviceId>,
    /// Those that are revoked.
    pub revoked: Vec<DeviceId>,
}

impl Standings {
    /// How many devices there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.admitted.len() + self.revoked.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Verifier {
    /// What a statement signed by the issuer says, and when it was made.
    ///
    /// # Errors
    /// [`TokenError`] when it is not signed by the issuer, for another server, or too long.
    pub fn standings(&self, statement: &str) -> Result<(Standings, UnixSeconds), TokenError> {
        let claims: StandingClaims = self.decode(statement, KIND)?;
        let standings = Standings {
            admitted: claims.admitted,
            revoked: claims.revoked,
        };
        if standings.len() > MOST_DEVICES {
            return Err(TokenError::Refused);
        }
        Ok((standings, claims.iat))
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;

    use super::*;
    use crate::issuer::{Grant, Issuer, LIFETIME};
    use proco_credential::Role;

    use crate::token::{Audience, EMBEDDED_ISSUER};

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn device(number: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(number))
    }

    #[test]
    fn only_the_issuer_can_say_who_is_in_and_who_is_out() {
        let ours = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let stranger = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let verifier = Verifier::new(ours.jwks(), EMBEDDED_ISSUER, Audience::KeyService);
        let standings = Standings {
            admitted: vec![device(7), device(8)],
            revoked: vec![device(9)],
        };
        let statement = ours.state(&standings, NOW);
        assert_eq!(verifier.standings(&statement), Ok((standings.clone(), NOW)));
        let forged = stranger.state(&standings, NOW);
        assert_eq!(verifier.standings(&forged), Err(TokenError::Refused));
        let too_many = Standings {
            admitted: (0..=MOST_DEVICES as u128).map(device).collect(),
            revoked: Vec::new(),
        };
        let statement = ours.state(&too_many, NOW);
        assert_eq!(verifier.standings(&statement), Err(TokenError::Refused));
    }

    #[test]
    fn an_access_token_of_a_device_says_nothing_of_its_standing() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let verifier = Verifier::new(issuer.jwks(), EMBEDDED_ISSUER, Audience::KeyService);
        let grant = Grant {
            device: device(7),
            role: Role::Officer,
            team: "roermond-1".parse().unwrap(),
            jkt: String::new(),
        };
        let token = issuer.issue(&grant, NOW, LIFETIME).text;
        assert_eq!(verifier.standings(&token), Err(TokenError::Refused));
    }
}
