//! The phone's side: blind marks, check the proof, finalise.

use std::fmt;

use proco_domain::subject::Mark;
use proco_exchange::evaluation::{BlindedMark, EpochEvaluation, EpochPublicKey, MAX_ELEMENTS};
use proco_exchange::pseudonym::{PSEUDONYM_BYTES, Pseudonym};
use rand::{CryptoRng, RngCore};
use voprf::{EvaluationElement, Group as _, Proof, VoprfClient};
use zeroize::Zeroizing;

use crate::{OprfError, Suite};

/// Marks that have been blinded, with the blinding factors that are needed to finalise the answer.
///
/// One blinding serves all epochs: a look-up blinds once and finalises once per epoch. It does not
/// print, cannot be serialised, and is wiped when dropped.
pub struct Blinding {
    inputs: Vec<Zeroizing<Vec<u8>>>,
    clients: Vec<VoprfClient<Suite>>,
    blinded: Vec<BlindedMark>,
}

impl Blinding {
    /// Blinds 1 to [`MAX_ELEMENTS`] marks, each with a factor of its own.
    ///
    /// # Errors
    /// [`OprfError::NumberOfMarks`] outside that range.
    pub fn of(marks: &[Mark], rng: &mut (impl RngCore + CryptoRng)) -> Result<Self, OprfError> {
        Self::of_inputs(
            marks
                .iter()
                .map(|mark| Zeroizing::new(mark.expose().to_vec())),
            rng,
        )
    }

    /// Blinds bare inputs; apart from [`Blinding::of`] only because the inputs of the RFC's
    /// vectors are no marks.
    pub(crate) fn of_inputs(
        inputs: impl Iterator<Item = Zeroizing<Vec<u8>>>,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Self, OprfError> {
        let inputs: Vec<_> = inputs.collect();
        if inputs.is_empty() || inputs.len() > MAX_ELEMENTS {
            return Err(OprfError::NumberOfMarks);
        }
        let mut clients = Vec::with_capacity(inputs.len());
        let mut blinded = Vec::with_capacity(inputs.len());
        for input in &inputs {
            let result =
                VoprfClient::<Suite>::blind(input, rng).map_err(|_| OprfError::NotAnElement)?;
            blinded.push(BlindedMark::from_bytes(result.message.serialize().into()));
            clients.push(result.state);
        }
        Ok(Self {
            inputs,
            clients,
            blinded,
        })
    }

    /// The blinded marks for the wire, in the order of the marks. They tell nothing about them.
    #[must_use]
    pub fn blinded(&self) -> &[BlindedMark] {
        &self.blinded
    }

    /// The pseudonyms in one epoch, in the order of the marks.
    ///
    /// `public_key` is the pinned key of the epoch, never one that came along with the answer: a
    /// key service that answers each phone under another key could otherwise tell phones apart.
    ///
    /// # Errors
    /// [`OprfError::ProofRefused`] when the proof does not hold or the number of elements
    /// differs; [`OprfError::NotAnElement`] or [`OprfError::NotAKey`] for bytes that
    /// are none.
    pub fn finalise(
        &self,
        evaluation: &EpochEvaluation,
        public_key: &EpochPublicKey,
    ) -> Result<Vec<Pseudonym>, OprfError> {
        let outputs = self.outputs(evaluation, public_key)?;
        Ok(outputs
            .iter()
            .map(|output| {
                let mut bytes = [0; PSEUDONYM_BYTES];
                bytes.copy_from_slice(&output[..PSEUDONYM_BYTES]);
                Pseudonym::from_bytes(bytes)
            })
            .collect())
    }

    /// The whole 64 bytes of each output.
    pub(crate) fn outputs(
        &self,
        evaluation: &EpochEvaluation,
        public_key: &EpochPublicKey,
    ) -> Result<Vec<Zeroizing<[u8; 64]>>, OprfError> {
        if evaluation.elements.len() != self.clients.len() {
            return Err(OprfError::ProofRefused);
        }
        let messages = evaluation
            .elements
            .iter()
            .map(|element| EvaluationElement::<Suite>::deserialize(element.as_bytes()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| OprfError::NotAnElement)?;
        let proof = Proof::<Suite>::deserialize(evaluation.proof.as_bytes())
            .map_err(|_| OprfError::ProofRefused)?;
        let key = Suite::deserialize_elem(public_key.as_bytes()).map_err(|_| OprfError::NotAKey)?;
        VoprfClient::batch_finalize(&self.inputs, &self.clients, &messages, &proof, key)
            .map_err(|_| OprfError::ProofRefused)?
            .map(|output| output.map(|bytes| Zeroizing::new(bytes.into())))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| OprfError::NotAnElement)
    }
}

impl fmt::Debug for Blinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blinding({} marks)", self.inputs.len())
    }
}

#[cfg(test)]
mod tests {
    use proco_domain::plate::{Country, Plate};
    use proco_domain::subject::Subject;
    use proco_exchange::Epoch;
    use rand::rngs::OsRng;

    use super::*;
    use crate::EpochKey;

    fn mark(plate: &str) -> Mark {
        Subject::Plate(Plate::read(plate, Country::NL).unwrap()).mark()
    }

    fn epoch() -> Epoch {
        Epoch::new(2026, 4).unwrap()
    }

    fn pseudonyms(marks: &[Mark], key: &EpochKey) -> Vec<Pseudonym> {
        let blinding = Blinding::of(marks, &mut OsRng).unwrap();
        let answer = key
            .evaluate(epoch(), blinding.blinded(), &mut OsRng)
            .unwrap();
        blinding.finalise(&answer, &key.public_key()).unwrap()
    }

    #[test]
    fn two_phones_get_the_same_pseudonym_for_one_plate_and_send_nothing_alike() {
        let key = EpochKey::generate(&mut OsRng);
        let of_agent_jansen = Blinding::of(&[mark("BB-00-DD")], &mut OsRng).unwrap();
        let of_agent_bakker = Blinding::of(&[mark("bb00dd")], &mut OsRng).unwrap();
        assert_ne!(
            of_agent_jansen.blinded()[0],
            of_agent_bakker.blinded()[0],
            "the key service cannot tell that both asked for the same plate"
        );
        let finalise = |blinding: &Blinding| {
            let answer = key
                .evaluate(epoch(), blinding.blinded(), &mut OsRng)
                .unwrap();
            blinding.finalise(&answer, &key.public_key()).unwrap()
        };
        assert_eq!(finalise(&of_agent_jansen), finalise(&of_agent_bakker));
    }

    #[test]
    fn another_epoch_gives_another_pseudonym() {
        let marks = [mark("BB-00-DD")];
        let autumn = EpochKey::generate(&mut OsRng);
        let winter = EpochKey::generate(&mut OsRng);
        assert_ne!(pseudonyms(&marks, &autumn), pseudonyms(&marks, &winter));
    }

    #[test]
    fn a_batch_keeps_the_order_of_the_marks() {
        let key = EpochKey::generate(&mut OsRng);
        let (first, second) = (mark("BB-00-DD"), mark("FF-00-GH"));
        let both = pseudonyms(&[first.clone(), second.clone()], &key);
        assert_eq!(
            both,
            [pseudonyms(&[first], &key), pseudonyms(&[second], &key)].concat()
        );
    }

    #[test]
    fn an_answer_under_another_key_is_refused() {
        let blinding = Blinding::of(&[mark("BB-00-DD")], &mut OsRng).unwrap();
        let pinned = EpochKey::generate(&mut OsRng);
        let other = EpochKey::generate(&mut OsRng);
        let answer = other
            .evaluate(epoch(), blinding.blinded(), &mut OsRng)
            .unwrap();
        assert_eq!(
            blinding.finalise(&answer, &pinned.public_key()),
            Err(OprfError::ProofRefused),
            "a phone whose answers are made under a key of its own could be told apart"
        );
    }

    #[test]
    fn a_swapped_or_shortened_answer_is_refused() {
        let key = EpochKey::generate(&mut OsRng);
        let marks = [mark("BB-00-DD"), mark("FF-00-GH")];
        let blinding = Blinding::of(&marks, &mut OsRng).unwrap();
        let good = key
            .evaluate(epoch(), blinding.blinded(), &mut OsRng)
            .unwrap();
        let mut swapped = good.clone();
        swapped.elements.reverse();
        let mut shortened = good.clone();
        shortened.elements.pop();
        for (bad, why) in [(swapped, "swapped"), (shortened, "shortened")] {
            assert_eq!(
                blinding.finalise(&bad, &key.public_key()),
                Err(OprfError::ProofRefused),
                "{why}"
            );
        }
    }

    #[test]
    fn one_evaluation_takes_1_to_256_marks() {
        let mark = mark("BB-00-DD");
        for number in [0, MAX_ELEMENTS + 1] {
            let marks = vec![mark.clone(); number];
            assert_eq!(
                Blinding::of(&marks, &mut OsRng).unwrap_err(),
                OprfError::NumberOfMarks,
                "{number} marks"
            );
        }
    }

    #[test]
    fn neither_blinding_nor_key_prints() {
        let blinding = Blinding::of(&[mark("BB-00-DD")], &mut OsRng).unwrap();
        assert_eq!(format!("{blinding:?}"), "Blinding(1 marks)");
        let key = EpochKey::generate(&mut OsRng);
        assert_eq!(format!("{key:?}"), "EpochKey(…)");
    }
}
