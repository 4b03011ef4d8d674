//! The issuer: signs tokens and revocations.

use std::fmt;

use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use proco_credential::{DeviceId, Role, Team};
use rand::{CryptoRng, RngCore};
use serde::Serialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::jwks::Jwks;
use crate::standing::{self, StandingClaims, Standings};
use crate::time::UnixSeconds;
use crate::token::{ACCESS, Audience, Claims, Confirmation};

/// How long a token holds by default, in seconds: a shift of 8 hours.
pub const LIFETIME: u64 = 8 * 3600;

/// The ASN.1 prefix of the 32 bytes of an Ed25519 secret in PKCS #8 (RFC 8410, section 7).
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The issuer embedded in central: a name and a signing key. It does not print its key.
pub struct Issuer {
    name: String,
    key: SigningKey,
}

/// To whom a token is issued.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The device that may use the token.
    pub device: DeviceId,
    /// The role of its officer.
    pub role: Role,
    /// The team for which its officer may speak.
    pub team: Team,
    /// The thumbprint of the device's key.
    pub jkt: String,
}

/// A token that was issued. Whoever holds it speaks as the device, so it does not print.
#[derive(Clone)]
pub struct IssuedToken {
    /// The token as it is sent: a signed JWT.
    pub text: String,
    /// From this second on it is refused.
    pub expires_at: UnixSeconds,
}

impl fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IssuedToken(until {})", self.expires_at.0)
    }
}

impl Issuer {
    /// An issuer with a new key.
    #[must_use]
    pub fn generate(name: &str, rng: &mut (impl RngCore + CryptoRng)) -> Self {
        Self {
            name: name.to_owned(),
            key: SigningKey::generate(rng),
        }
    }

    /// An issuer with the key of this seed.
    #[must_use]
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Self {
        Self {
            name: name.to_owned(),
            key: SigningKey::from_bytes(seed),
        }
    }

    /// The seed of the key, wiped when dropped. The one place of exposure is the issuer's key
    /// file.
    #[must_use]
    pub fn expose_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes())
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The name of the key, as it stands in what it signs and in the set of public keys.
    #[must_use]
    pub fn kid(&self) -> String {
        proco_credential::device::thumbprint(&self.key.verifying_key().to_bytes())
    }

    /// The public keys with which others check what this issuer signs.
    #[must_use]
    pub fn jwks(&self) -> Jwks {
        Jwks::of(self.key.verifying_key())
    }

    /// A token for both servers.
    #[must_use]
    pub fn issue(&self, grant: &Grant, now: UnixSeconds, lifetime: u64) -> IssuedToken {
        self.issue_for(
            grant,
            &[Audience::Central, Audience::KeyService],
            now,
            lifetime,
        )
    }

    /// A token for some servers.
    #[must_use]
    pub fn issue_for(
        &self,
        grant: &Grant,
        audience: &[Audience],
        now: UnixSeconds,
        lifetime: u64,
    ) -> IssuedToken {
        let expires_at = now.plus(lifetime);
        let claims = Claims {
            iss: self.name.clone(),
            aud: audience
                .iter()
                .map(|server| server.name().to_owned())
                .collect(),
            sub: grant.device,
            role: grant.role,
            team: grant.team.clone(),
            iat: now,
            nbf: None,
            exp: expires_at,
            jti: Uuid::new_v4(),
            cnf: Confirmation {
                jkt: grant.jkt.clone(),
            },
        };
        IssuedToken {
            text: self.sign(ACCESS, &claims),
            expires_at,
        }
    }

    /// The statement, for the key service, which devices are in and which are out.
    #[must_use]
    pub fn state(&self, standings: &Standings, now: UnixSeconds) -> String {
        let claims = StandingClaims {
            iss: self.name.clone(),
            aud: vec![Audience::KeyService.name().to_owned()],
            admitted: standings.admitted.clone(),
            revoked: standings.revoked.clone(),
            iat: now,
            jti: Uuid::new_v4(),
        };
        self.sign(standing::KIND, &claims)
    }

    /// The statement that one device is out.
    #[must_use]
    pub fn revoke(&self, device: DeviceId, now: UnixSeconds) -> String {
        let standings = Standings {
            admitted: Vec::new(),
            revoked: vec![device],
        };
        self.state(&standings, now)
    }

    pub(crate) fn sign(&self, kind: &str, claims: &impl Serialize) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(kind.to_owned());
        header.kid = Some(self.kid());
        let mut der = Zeroizing::new([0; 48]);
        der[..16].copy_from_slice(&PKCS8_HEAD);
        der[16..].copy_from_slice(self.expose_seed().as_slice());
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(der.as_slice()))
            .expect("the key is in the form of RFC 8410 and the claims are strings and numbers")
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;

    use super::*;

    #[test]
    fn an_issuer_comes_back_from_its_seed_and_prints_only_its_name() {
        let issuer = Issuer::generate("central", &mut OsRng);
        let again = Issuer::from_seed("central", &issuer.expose_seed());
        assert_eq!(again.jwks(), issuer.jwks());
        assert_eq!(format!("{issuer:?}"), "Issuer(central)");
    }

    #[test]
    fn a_token_does_not_print() {
        let issuer = Issuer::generate("central", &mut OsRng);
        let grant = Grant {
            device: DeviceId(Uuid::from_u128(1)),
            role: Role::Officer,
            team: "a".parse().unwrap(),
            jkt: String::new(),
        };
        let token = issuer.issue(&grant, UnixSeconds(10), 5);
        assert_eq!(format!("{token:?}"), "IssuedToken(until 15)");
    }
}
