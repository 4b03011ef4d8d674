//! What phone and key service say to each other.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Epoch, LIVE_EPOCHS};

/// The most elements in one evaluation.
pub const MAX_ELEMENTS: usize = 256;

/// Bytes of a known length that travel as base64url without padding.
macro_rules! wire_bytes {
    ($(#[$doc:meta])* $name:ident, $length:literal, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, pattern = $pattern)]
        pub struct $name([u8; $length]);

        impl $name {
            /// The value with these bytes. Whether they are an element of the group is seen
            /// only where they are used.
            #[must_use]
            pub fn from_bytes(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// The bytes as they go over the wire.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        // Harmless to print, but long and of no use to a reader.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                URL_SAFE_NO_PAD.encode(value.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotOfThatLength;

            fn try_from(text: String) -> Result<Self, NotOfThatLength> {
                let mut bytes = [0; $length];
                match URL_SAFE_NO_PAD.decode_slice(&text, &mut bytes) {
                    Ok($length) => Ok(Self(bytes)),
                    Ok(_) | Err(_) => Err(NotOfThatLength($length)),
                }
            }
        }
    };
}

/// A text that does not hold the bytes it should. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} bytes in base64url without padding are wanted")]
pub struct NotOfThatLength(usize);

wire_bytes! {
    /// A blinded mark: a random-looking element of the group.
    BlindedMark, 32, "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"
}
wire_bytes! {
    /// A blinded mark after evaluation under the key of an epoch.
    EvaluatedMark, 32, "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"
}
wire_bytes! {
    /// The proof that a batch was evaluated under the public key of the epoch.
    EvaluationProof, 64, "^[A-Za-z0-9_-]{85}[AQgw]$"
}
wire_bytes! {
    /// The public key of an epoch.
    EpochPublicKey, 32, "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"
}

/// `POST /v1/evaluations`: evaluate these blinded marks in these epochs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "RawRequest")]
pub struct EvaluationRequest {
    /// The epochs, each once.
    #[schema(min_items = 1, max_items = 5)]
    epochs: Vec<Epoch>,
    /// The blinded marks, in the order in which they are to be answered.
    #[schema(min_items = 1, max_items = 256)]
    elements: Vec<BlindedMark>,
}

impl EvaluationRequest {
    /// A request for 1 to [`LIVE_EPOCHS`] epochs and 1 to [`MAX_ELEMENTS`] blinded marks.
    ///
    /// # Errors
    /// [`NotARequest`] outside those ranges, or when an epoch is named twice.
    pub fn new(epochs: Vec<Epoch>, elements: Vec<BlindedMark>) -> Result<Self, NotARequest> {
        let distinct: BTreeSet<_> = epochs.iter().collect();
        if epochs.is_empty() || epochs.len() > LIVE_EPOCHS || distinct.len() != epochs.len() {
            return Err(NotARequest::Epochs);
        }
        if elements.is_empty() || elements.len() > MAX_ELEMENTS {
            return Err(NotARequest::Elements);
        }
        Ok(Self { epochs, elements })
    }

    /// The epochs, in the order in which the answer is to name them.
    #[must_use]
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// The blinded marks, in the order in which the answer is to hold them.
    #[must_use]
    pub fn elements(&self) -> &[BlindedMark] {
        &self.elements
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequest {
    epochs: Vec<Epoch>,
    elements: Vec<BlindedMark>,
}

impl TryFrom<RawRequest> for EvaluationRequest {
    type Error = NotARequest;

    fn try_from(raw: RawRequest) -> Result<Self, NotARequest> {
        Self::new(raw.epochs, raw.elements)
    }
}

/// Why something is no request for an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotARequest {
    /// No epoch, too many, or one twice.
    #[error("1 to 5 different epochs are wanted")]
    Epochs,
    /// No element, or too many.
    #[error("1 to 256 elements are wanted")]
    Elements,
}

/// The answer to an [`EvaluationRequest`]: one evaluation per epoch, in the order asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvaluationAnswer {
    /// One evaluation of all marks for each epoch that was asked for.
    pub evaluations: Vec<EpochEvaluation>,
}

impl EvaluationAnswer {
    /// The evaluation in one epoch, if there is one.
    #[must_use]
    pub fn of(&self, epoch: Epoch) -> Option<&EpochEvaluation> {
        self.evaluations
            .iter()
            .find(|evaluation| evaluation.epoch == epoch)
    }
}

/// All elements of a request, evaluated in one epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EpochEvaluation {
    /// The quarter of the key.
    pub epoch: Epoch,
    /// The evaluated elements, in the order of the request.
    pub elements: Vec<EvaluatedMark>,
    /// One proof for all elements.
    pub proof: EvaluationProof,
}

/// `GET /v1/epochs`: the live epochs, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LiveEpochs {
    /// The epochs in which the key service answers.
    pub epochs: Vec<LiveEpoch>,
}

/// A live epoch and the public key under which its proofs hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LiveEpoch {
    /// The quarter of the key.
    pub epoch: Epoch,
    /// The public key of the epoch, which a phone pins.
    pub public_key: EpochPublicKey,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epochs(number: usize) -> Vec<Epoch> {
        let mut epoch = Epoch::new(2026, 4).unwrap();
        (0..number)
            .map(|_| {
                let this = epoch;
                epoch = epoch.previous();
                this
            })
            .collect()
    }

    #[test]
    fn the_request_on_the_wire_has_short_names_and_no_padding() {
        let request =
            EvaluationRequest::new(epochs(2), vec![BlindedMark::from_bytes([0xfb; 32])]).unwrap();
        let text = serde_json::to_string(&request).unwrap();
        assert_eq!(
            text,
            r#"{"epochs":["2026Q4","2026Q3"],"elements":["-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s"]}"#
        );
        assert_eq!(
            serde_json::from_str::<EvaluationRequest>(&text).unwrap(),
            request
        );
    }

    #[test]
    fn limits_hold_for_what_comes_from_the_wire_too() {
        let element = BlindedMark::from_bytes([1; 32]);
        let twice = vec![epochs(1)[0]; 2];
        for (epochs, elements, why) in [
            (vec![], vec![element], NotARequest::Epochs),
            (epochs(6), vec![element], NotARequest::Epochs),
            (twice, vec![element], NotARequest::Epochs),
            (epochs(1), vec![], NotARequest::Elements),
            (
                epochs(1),
                vec![element; MAX_ELEMENTS + 1],
                NotARequest::Elements,
            ),
        ] {
            let text = serde_json::json!({ "epochs": epochs, "elements": elements }).to_string();
            let error = serde_json::from_str::<EvaluationRequest>(&text).unwrap_err();
            assert!(error.to_string().contains(&why.to_string()), "{error}");
        }
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let text = r#"{"epochs":["2026Q4"],"elements":[],"plate":"BB00DD"}"#;
        assert!(serde_json::from_str::<EvaluationRequest>(text).is_err());
    }
}
