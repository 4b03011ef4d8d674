//! The pseudonym: what stands for a subject at the centre, and how it comes about.
//!
//! VOPRF mode of RFC 9497 with ristretto255-SHA512. The phone blinds a mark ([`Blinding`]), the
//! key service evaluates the blinded mark under the key of an epoch ([`EpochKey`]), the phone
//! checks the proof and finalises. The key service sees neither mark nor pseudonym; without the
//! key service nobody can try out a guess.

mod blinding;
mod epoch_key;
mod pin;
#[cfg(test)]
mod vectors;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use blinding::Blinding;
pub use epoch_key::EpochKey;
pub use pin::{PinVerdict, pin_verdict};

/// The cipher suite of RFC 9497 that both sides speak.
type Suite = voprf::Ristretto255;

/// The length of a pseudonym: the first 16 of the 64 bytes that the protocol puts out. With 10⁸
/// subjects in an epoch, two of them share a pseudonym with a chance of 10⁻²³.
pub const PSEUDONYM_BYTES: usize = 16;

/// What stands for a subject in one epoch. Written as 22 characters of base64url.
///
/// Whoever holds it and may ask the centre learns the counts of a subject, so it does not print.
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

    /// The bytes. There are two places of exposure: the body that is sent to the centre, and the
    /// keyed form in which the centre keeps it. The phone has them in memory alone, never on disk.
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
    type Error = PseudonymError;

    fn try_from(text: String) -> Result<Self, PseudonymError> {
        let mut bytes = [0; PSEUDONYM_BYTES];
        match URL_SAFE_NO_PAD.decode_slice(&text, &mut bytes) {
            Ok(PSEUDONYM_BYTES) => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(PseudonymError::NotAPseudonym),
        }
    }
}

/// Why no pseudonym came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PseudonymError {
    /// A text that is no pseudonym.
    #[error("a pseudonym is 16 bytes, written as 22 characters of base64url")]
    NotAPseudonym,
    /// No mark at all, or more than fit into one evaluation.
    #[error("one evaluation takes 1 to 256 marks")]
    NumberOfMarks,
    /// Bytes that are no element of the group, or the neutral one.
    #[error("the bytes are no element of ristretto255")]
    NotAnElement,
    /// Bytes that are no public key, or no secret key.
    #[error("the bytes are no key of an epoch")]
    NotAKey,
    /// The proof does not hold: the answer was made with another key, or changed on the road.
    #[error("the proof of the evaluation does not hold under the public key of the epoch")]
    ProofRefused,
}

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
                Err(PseudonymError::NotAPseudonym),
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
