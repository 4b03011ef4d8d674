//! Tokens: what they say, and how they are checked.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use proco_credential::{DeviceId, Role, Team};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::jwks::Jwks;
use crate::time::UnixSeconds;

/// The name of the issuer that is embedded in central.
pub const EMBEDDED_ISSUER: &str = "proco-central";

/// The kind of an access token, in its header (RFC 9068).
pub(crate) const ACCESS: &str = "at+jwt";

/// How far the clock of a server may be behind that of the issuer, in seconds: an hour, as a clock that is set by hand
/// may be off by that. Only the issuer dates a token, so this lets nobody in for longer.
pub const LEEWAY: u64 = 60 * 60;

/// A server as tokens name it in `aud`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Central: uploads, counts and summaries need a token that names it.
    Central,
    /// The key service: it accepts only tokens that name it.
    KeyService,
}

impl Audience {
    /// The name as it stands in tokens.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Central => "proco-central",
            Self::KeyService => "proco-keyservice",
        }
    }
}

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// The name of the issuer (`iss` of RFC 7519).
    pub iss: String,
    /// The servers that may take it (`aud`); a single one may stand without a list (RFC 7519).
    #[serde(deserialize_with = "one_or_more")]
    pub aud: Vec<String>,
    /// The device to which it was issued (`sub`).
    pub sub: DeviceId,
    /// The role of the device's officer.
    pub role: Role,
    /// The team for which the device's officer speaks.
    pub team: Team,
    /// When it was issued.
    pub iat: UnixSeconds,
    /// From when it holds, if not at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<UnixSeconds>,
    /// When it ends: from this second on it is refused.
    pub exp: UnixSeconds,
    /// The identifier of this one token (`jti`).
    pub jti: Uuid,
    /// The key that the token is bound to (`cnf`).
    pub cnf: Confirmation,
}

fn one_or_more<'de, D: Deserializer<'de>>(audience: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }
    OneOrMore::deserialize(audience).map(|audience| match audience {
        OneOrMore::One(one) => vec![one],
        OneOrMore::More(more) => more,
    })
}

/// The confirmation claim of RFC 7800: proof of this key is needed to use the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The thumbprint of the device's key (RFC 9449).
    pub jkt: String,
}

/// Why a token is refused. It says nothing of what stood in the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token has expired; a new one is to be asked for.
    #[error("the token has expired")]
    Expired,
    /// The token is not valid yet: the clocks of issuer and server are too far apart.
    #[error("the token does not hold yet")]
    NotYet,
    /// The token is for another server.
    #[error("the token is for another server")]
    OtherAudience,
    /// The token is forged, damaged, of another kind or of another issuer.
    #[error("the token is not one of this issuer")]
    Refused,
}

/// Checks tokens of one issuer for one server. Clones share the keys.
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: Arc<RwLock<Jwks>>,
    missing: Arc<Mutex<Option<String>>>,
    validation: Validation,
}

impl Verifier {
    /// Checks with these public keys of the issuer of this name, for this server.
    #[must_use]
    pub fn new(keys: Jwks, issuer: &str, audience: Audience) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience.name()]);
        validation.set_required_spec_claims(&["iss", "aud"]);
        // The library would ask the system clock; `check_times` uses the time that is handed in.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            keys: Arc::new(RwLock::new(keys)),
            missing: Arc::default(),
            validation,
        }
    }

    /// Checks with these public keys of the issuer from now on.
    pub fn take_keys(&self, keys: Jwks) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        let _ = self.take_missing();
    }

    /// The `kid` of the last token whose key is not among these, since this was last asked: perhaps the issuer's key was
    /// renewed. It is not verified, so anybody can make one up.
    #[must_use = "it is told once"]
    pub fn take_missing(&self) -> Option<String> {
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.take()
    }

    fn misses(&self, kid: String) -> TokenError {
        // Nothing but the form of a thumbprint gets into a log.
        let is_of_form = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if kid.len() == 43 && kid.bytes().all(is_of_form) {
            *self.missing.lock().unwrap_or_else(PoisonError::into_inner) = Some(kid);
        }
        TokenError::Refused
    }

    /// What a good access token says.
    ///
    /// # Errors
    /// A [`TokenError`] for any other.
    pub fn access(&self, token: &str, now: UnixSeconds) -> Result<Claims, TokenError> {
        let claims: Claims = self.decode(token, ACCESS)?;
        check_times(&claims, now)?;
        Ok(claims)
    }

    /// The claims of a token of one kind with a good signature, for this server.
    ///
    /// The kind is checked so that no token can stand in for one of another kind.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        token: &str,
        kind: &str,
    ) -> Result<T, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Refused)?;
        let Header {
            typ: Some(typ),
            kid: Some(kid),
            crit: None,
            ..
        } = header
        else {
            return Err(TokenError::Refused);
        };
        if !typ.eq_ignore_ascii_case(kind) {
            return Err(TokenError::Refused);
        }
        let key = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            keys.find(&kid)
                .map(|key| DecodingKey::from_ed_der(key.as_bytes()))
        };
        let key = key.ok_or_else(|| self.misses(kid))?;
        match jsonwebtoken::decode::<T>(token, &key, &self.validation) {
            Ok(good) => Ok(good.claims),
            Err(error) if matches!(error.kind(), ErrorKind::InvalidAudience) => {
                Err(TokenError::OtherAudience)
            }
            Err(_) => Err(TokenError::Refused),
        }
    }
}

fn check_times(claims: &Claims, now: UnixSeconds) -> Result<(), TokenError> {
    if claims.exp <= now {
        return Err(TokenError::Expired);
    }
    let begins = claims.nbf.map_or(claims.iat, |nbf| nbf.max(claims.iat));
    if begins > now.plus(LEEWAY) {
        return Err(TokenError::NotYet);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use rand::rngs::OsRng;

    use super::*;
    use crate::issuer::{Grant, Issuer, LIFETIME};

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn grant() -> Grant {
        Grant {
            device: DeviceId(Uuid::from_u128(1)),
            role: Role::Officer,
            team: "roermond-1".parse().unwrap(),
            jkt: "thumbprint".to_owned(),
        }
    }

    fn issuer() -> Issuer {
        Issuer::generate(EMBEDDED_ISSUER, &mut OsRng)
    }

    fn verifier(issuer: &Issuer) -> Verifier {
        Verifier::new(issuer.jwks(), EMBEDDED_ISSUER, Audience::KeyService)
    }

    /// A token with these parts and a signature of nothing.
    fn unsigned(header: &serde_json::Value, token: &str) -> String {
        let payload = token.split('.').nth(1).unwrap();
        format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(header.to_string()))
    }

    #[test]
    fn a_good_token_says_who_speaks() {
        let issuer = issuer();
        let token = issuer.issue(&grant(), NOW, LIFETIME);
        let claims = verifier(&issuer).access(&token.text, NOW.plus(60)).unwrap();
        assert_eq!((claims.sub, claims.role), (grant().device, Role::Officer));
        assert_eq!(claims.team.as_str(), "roermond-1");
        assert_eq!(claims.cnf.jkt, "thumbprint");
        assert_eq!(claims.exp, token.expires_at);
    }

    #[test]
    fn both_servers_take_the_same_token() {
        let issuer = issuer();
        let token = issuer.issue(&grant(), NOW, LIFETIME).text;
        for audience in [Audience::Central, Audience::KeyService] {
            let verifier = Verifier::new(issuer.jwks(), EMBEDDED_ISSUER, audience);
            assert!(verifier.access(&token, NOW).is_ok(), "{audience:?}");
        }
    }

    #[test]
    fn a_token_ends_at_its_second_by_the_time_handed_in() {
        let issuer = issuer();
        let verifier = verifier(&issuer);
        let token = issuer.issue(&grant(), NOW, LIFETIME).text;
        assert!(verifier.access(&token, NOW.plus(LIFETIME - 1)).is_ok());
        assert_eq!(
            verifier.access(&token, NOW.plus(LIFETIME)).unwrap_err(),
            TokenError::Expired,
            "whatever the system clock says"
        );
    }

    #[test]
    fn a_token_from_the_future_does_not_hold_yet() {
        let issuer = issuer();
        let token = issuer.issue(&grant(), NOW.plus(LEEWAY + 1), LIFETIME).text;
        assert_eq!(
            verifier(&issuer).access(&token, NOW).unwrap_err(),
            TokenError::NotYet
        );
        assert!(verifier(&issuer).access(&token, NOW.plus(1)).is_ok());
    }

    #[test]
    fn an_audience_may_stand_alone() {
        let issuer = issuer();
        let token = issuer.issue(&grant(), NOW, LIFETIME).text;
        let claims = verifier(&issuer).access(&token, NOW).unwrap();
        let mut claims = serde_json::to_value(claims).unwrap();
        for (audience, taken) in [("proco-keyservice", true), ("proco-central", false)] {
            claims["aud"] = audience.into();
            let token = issuer.sign(ACCESS, &claims);
            let access = verifier(&issuer).access(&token, NOW);
            assert_eq!(access.is_ok(), taken, "{audience}");
        }
    }

    #[test]
    fn a_token_for_another_server_is_refused() {
        let issuer = issuer();
        let token = issuer
            .issue_for(&grant(), &[Audience::Central], NOW, LIFETIME)
            .text;
        assert_eq!(
            verifier(&issuer).access(&token, NOW).unwrap_err(),
            TokenError::OtherAudience
        );
    }

    #[test]
    fn a_token_of_another_issuer_is_refused_even_under_a_known_name() {
        let ours = issuer();
        let stranger = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
        let token = stranger.issue(&grant(), NOW, LIFETIME).text;
        assert_eq!(
            verifier(&ours).access(&token, NOW).unwrap_err(),
            TokenError::Refused
        );

        let verifier = verifier(&ours);
        assert!(verifier.access(&token, NOW).is_err());
        assert_eq!(verifier.take_missing(), Some(stranger.kid()));
        assert_eq!(verifier.take_missing(), None, "told once");

        let renamed = Issuer::from_seed("somebody-else", &ours.expose_seed());
        let token = renamed.issue(&grant(), NOW, LIFETIME).text;
        assert_eq!(
            verifier.access(&token, NOW).unwrap_err(),
            TokenError::Refused
        );
    }

    #[test]
    fn a_changed_claim_breaks_the_signature() {
        let issuer = issuer();
        let token = issuer.issue(&grant(), NOW, LIFETIME).text;
        let parts: Vec<_> = token.split('.').collect();
        let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
        let promoted = payload.replace("officer", "shift_lead");
        assert_ne!(payload, promoted);
        let forged = format!(
            "{}.{}.{}",
            parts[0],
            URL_SAFE_NO_PAD.encode(promoted),
            parts[2]
        );
        assert_eq!(
            verifier(&issuer).access(&forged, NOW).unwrap_err(),
            TokenError::Refused
        );
    }

    #[test]
    fn neither_alg_none_nor_the_public_key_as_a_secret_opens_anything() {
        let issuer = issuer();
        let verifier = verifier(&issuer);
        let token = issuer.issue(&grant(), NOW, LIFETIME).text;
        let header = jsonwebtoken::decode_header(&token).unwrap();
        let kid = header.kid.clone().unwrap();
        for alg in ["none", "None", "NONE", ""] {
            let header = serde_json::json!({ "alg": alg, "typ": ACCESS, "kid": kid });
            let forged = unsigned(&header, &token);
            assert_eq!(
                verifier.access(&forged, NOW).unwrap_err(),
                TokenError::Refused,
                "{alg}"
            );
        }
        let claims = verifier.access(&token, NOW).unwrap();
        let public = issuer.jwks().find(&kid).unwrap().to_bytes();
        let header = Header {
            alg: Algorithm::HS256,
            ..header
        };
        let secret = jsonwebtoken::EncodingKey::from_secret(&public);
        let forged = jsonwebtoken::encode(&header, &claims, &secret).unwrap();
        assert_eq!(
            verifier.access(&forged, NOW).unwrap_err(),
            TokenError::Refused
        );
    }

    #[test]
    fn a_statement_of_another_kind_is_no_access_token() {
        let issuer = issuer();
        let statement = issuer.revoke(grant().device, NOW);
        assert_eq!(
            verifier(&issuer).access(&statement, NOW).unwrap_err(),
            TokenError::Refused
        );
    }

    #[test]
    fn what_is_no_token_at_all_is_refused() {
        let verifier = verifier(&issuer());
        for text in ["", ".", "..", "a.b.c", "Bearer", "\u{e9}.\u{e9}.\u{e9}"] {
            assert_eq!(
                verifier.access(text, NOW).unwrap_err(),
                TokenError::Refused,
                "{text:?}"
            );
        }
    }
}
