//! The pseudonym under which central counts a subject. The crate `proco-oprf` makes it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The length of a pseudonym: the first 16 of the 64 bytes that the protocol puts out. With 10⁸
/// subjects in an epoch, two of them share a pseudonym with a chance of 10⁻²³.
pub const PSEUDONYM_BYTES: usize = 16;

/// What stands for a subject in one epoch. Written as 22 characters of base64url.
///
/// Whoever holds it and may ask central learns the counts of a subject, so it does not print.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 22, max_length = 22, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$")]
pub struct Pseudonym([u8; PSEUDONYM_BYTES]);

impl Pseudonym {
    /// The pseudonym with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; PSEUDONYM_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes. There are two places of exposure: the body that is sent to central, and the
    /// keyed form in which central keeps it. The phone has them in memory alone, never on disk.
    #[must_use]
    pub fn expose(&self) -> &[u8; PSEUDONYM_BYTES] {
        &self.0
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pseudonym(…)")
    }
}

impl From<Pseudonym> for String {
    fn from(pseudonym: Pseudonym) -> Self {
        URL_SAFE_NO_PAD.encode(pseudonym.0)
    }
}

impl TryFrom<String> for Pseudonym {
    type Error = NotAPseudonym;

    fn try_from(text: String) -> Result<Self, NotAPseudonym> {
        let mut bytes = [0; PSEUDONYM_BYTES];
        match URL_SAFE_NO_PAD.decode_slice(&text, &mut bytes) {
            Ok(PSEUDONYM_BYTES) => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(NotAPseudonym),
        }
    }
}

/// A text that is no pseudonym.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pseudonym is 16 bytes, written as 22 characters of base64url")]
pub struct NotAPseudonym;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_22_characters_and_comes_back_the_same() {
        let pseudonym = Pseudonym::from_bytes(*b"0123456789abcdef");
        let text = serde_json::to_string(&pseudonym).unwrap();
        assert_eq!(text.len(), 22 + 2, "22 characters between the quotes");
        assert_eq!(serde_json::from_str::<Pseudonym>(&text).unwrap(), pseudonym);
    }

    #[test]
    fn what_is_not_16_bytes_is_no_pseudonym() {
        let short = "MDEyMzQ1Njc4OWFiY2Rl";
        let long = "MDEyMzQ1Njc4OWFiY2RlZmc";
        let padded = "MDEyMzQ1Njc4OWFiY2RlZg==";
        let loose_bits = "MDEyMzQ1Njc4OWFiY2RlZh";
        for text in [
            short,
            long,
            padded,
            loose_bits,
            "",
            "MDEyMzQ1Njc4OWFiY2RlZ+",
        ] {
            assert_eq!(
                Pseudonym::try_from(text.to_owned()),
                Err(NotAPseudonym),
                "one pseudonym has one spelling, {text} is none"
            );
        }
    }

    #[test]
    fn a_pseudonym_does_not_print() {
        let pseudonym = Pseudonym::from_bytes(*b"0123456789abcdef");
        assert_eq!(format!("{pseudonym:?}"), "Pseudonym(…)");
    }
}
