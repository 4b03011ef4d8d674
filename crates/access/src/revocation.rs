//! The signed statement that a device is out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::device::DeviceId;
use crate::time::UnixSeconds;
use crate::token::{TokenError, Verifier};

/// The kind of a revocation, in its header: it can never pass for an access token.
pub(crate) const KIND: &str = "revocation+jwt";

/// What a revocation says. It has no end: a revoked device stays out, and saying it twice
/// changes nothing, so a replay does no harm.
#[derive(Serialize, Deserialize)]
pub(crate) struct RevocationClaims {
    pub(crate) iss: String,
    pub(crate) aud: Vec<String>,
    pub(crate) sub: DeviceId,
    pub(crate) iat: UnixSeconds,
    pub(crate) jti: Uuid,
}

/// `POST /v1/revocations` at the key service: the body.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevocationRequest {
    /// A JWT of the issuer that names the device. The signature is the permission: the caller
    /// needs no token.
    pub statement: String,
}

/// A device that is revoked, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The device.
    pub device: DeviceId,
    /// When the issuer said so.
    pub stated_at: UnixSeconds,
}

impl Verifier {
    /// What a revocation signed by the issuer says.
    ///
    /// # Errors
    /// [`TokenError`] when it is not signed by the issuer, or for another server.
    pub fn revocation(&self, statement: &str) -> Result<Revocation, TokenError> {
        let claims: RevocationClaims = self.decode(statement, KIND)?;
        Ok(Revocation {
            device: claims.sub,
            stated_at: claims.iat,
        })
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;

    use super::*;
    use crate::issuer::{Grant, Issuer, LIFETIME};
    use crate::role::Role;
    use crate::token::{Audience, EMBEDDED_ISSUER};

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    #[test]
    fn only_the_issuer_can_put_a_device_out() {
        let device = DeviceId(Uuid::from_u128(7));
        let ours = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let stranger = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let verifier = Verifier::new(ours.jwks(), EMBEDDED_ISSUER, Audience::KeyService);
        assert_eq!(
            verifier.revocation(&ours.revoke(device, NOW)),
            Ok(Revocation {
                device,
                stated_at: NOW
            })
        );
        assert_eq!(
            verifier.revocation(&stranger.revoke(device, NOW)),
            Err(TokenError::Refused)
        );
    }

    #[test]
    fn an_access_token_of_a_device_does_not_revoke_it() {
        let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let verifier = Verifier::new(issuer.jwks(), EMBEDDED_ISSUER, Audience::KeyService);
        let grant = Grant {
            device: DeviceId(Uuid::from_u128(7)),
            role: Role::Officer,
            team: "roermond-1".parse().unwrap(),
            jkt: String::new(),
        };
        let token = issuer.issue(&grant, NOW, LIFETIME).text;
        assert_eq!(verifier.revocation(&token), Err(TokenError::Refused));
    }
}
