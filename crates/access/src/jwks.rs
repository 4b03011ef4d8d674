//! The issuer's public keys, as a JSON Web Key Set.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use proco_credential::device::thumbprint;
use serde::{Deserialize, Serialize};

/// A set of public keys (RFC 7517), each an Ed25519 key (RFC 8037).
///
/// A set of another issuer may hold other fields; they are passed over. A key of another kind is
/// refused at once and not when the first token comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireKey", into = "WireKey")]
struct Jwk {
    kid: String,
    key: VerifyingKey,
}

#[derive(Serialize, Deserialize)]
struct WireKey {
    kty: String,
    crv: String,
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    usage: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alg: Option<String>,
    kid: String,
    x: String,
}

impl Jwks {
    /// The set of one key, named by its thumbprint.
    pub(crate) fn of(key: VerifyingKey) -> Self {
        Self {
            keys: vec![Jwk {
                kid: thumbprint(&key.to_bytes()),
                key,
            }],
        }
    }

    /// This set and another one, each key once.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for jwk in other.keys {
            if self.find(&jwk.kid).is_none() {
                self.keys.push(jwk);
            }
        }
        self
    }

    /// The set in its JSON form.
    ///
    /// # Errors
    /// [`NotAKeySet`] when the text is none, or holds a key that cannot be used.
    pub fn from_json(text: &str) -> Result<Self, NotAKeySet> {
        serde_json::from_str(text).map_err(|_| NotAKeySet)
    }

    /// Writes the set as a JSON Web Key Set, the form that [`Self::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings in structs always become JSON")
    }

    /// The key with this name.
    pub(crate) fn find(&self, kid: &str) -> Option<&VerifyingKey> {
        self.keys
            .iter()
            .find(|jwk| jwk.kid == kid)
            .map(|jwk| &jwk.key)
    }
}

/// A text that is no set of usable public keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a JSON Web Key Set of Ed25519 public keys, each with a kid, is wanted")]
pub struct NotAKeySet;

impl TryFrom<WireKey> for Jwk {
    type Error = NotAKeySet;

    fn try_from(wire: WireKey) -> Result<Self, NotAKeySet> {
        if wire.kty != "OKP" || wire.crv != "Ed25519" {
            return Err(NotAKeySet);
        }
        let mut bytes = [0; 32];
        let Ok(32) = URL_SAFE_NO_PAD.decode_slice(&wire.x, &mut bytes) else {
            return Err(NotAKeySet);
        };
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| NotAKeySet)?;
        if key.is_weak() {
            return Err(NotAKeySet);
        }
        Ok(Self { kid: wire.kid, key })
    }
}

impl From<Jwk> for WireKey {
    fn from(jwk: Jwk) -> Self {
        Self {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            usage: Some("sig".to_owned()),
            alg: Some("EdDSA".to_owned()),
            kid: jwk.kid,
            x: URL_SAFE_NO_PAD.encode(jwk.key.to_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_comes_back_from_its_json() {
        let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
        let set = Jwks::of(key);
        assert_eq!(Jwks::from_json(&set.to_json()).unwrap(), set);
        assert_eq!(set.find(&thumbprint(&key.to_bytes())), Some(&key));
        assert_eq!(set.find("another"), None);
        let next = ed25519_dalek::SigningKey::from_bytes(&[8; 32]).verifying_key();
        let both = set.clone().and(Jwks::of(next));
        assert_eq!(both.keys.len(), 2);
        assert_eq!(Jwks::from_json(&both.to_json()).unwrap(), both);
        assert_eq!(both.clone().and(set), both, "each key once");
    }

    #[test]
    fn a_key_of_another_kind_is_refused_when_it_is_read() {
        let symmetric = r#"{"keys":[{"kty":"oct","kid":"1","k":"c2VjcmV0"}]}"#;
        let short = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"1","x":"AAAA"}]}"#;
        let other_curve = r#"{"keys":[{"kty":"OKP","crv":"X25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
        for text in [symmetric, short, other_curve, "{}", ""] {
            assert_eq!(Jwks::from_json(text), Err(NotAKeySet), "{text}");
        }
    }
}
