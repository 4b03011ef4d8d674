//! How a mark becomes a pseudonym: both halves of RFC 9497, and the pinning of public keys.
//!
//! VOPRF mode with ristretto255-SHA512. The phone blinds a mark ([`Blinding`]), the key service
//! evaluates the blinded mark under the secret key of an epoch ([`EpochKey`]), the phone checks
//! the proof and finalises. The key service sees neither mark nor pseudonym; without the key
//! service nobody can try out a guess.
//!
//! What travels between the two stands in `proco_exchange::evaluation`. Phone and key service
//! depend on this crate; central does not, so it can name neither a mark nor a secret key.
//!
//! | module | what it holds |
//! |---|---|
//! | `blinding` | the phone's half |
//! | `epoch_key` | the key service's half: the secret key of an epoch |
//! | `pin` | which public key of an epoch a phone believes |

mod blinding;
mod epoch_key;
mod pin;
#[cfg(test)]
mod vectors;

pub use blinding::Blinding;
pub use epoch_key::EpochKey;
pub use pin::{PinVerdict, pin_verdict};

/// The cipher suite of RFC 9497 that both halves use.
type Suite = voprf::Ristretto255;

/// Why no pseudonym came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OprfError {
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
