//! The key service's side: the secret key of one epoch.

use std::fmt;

use proco_exchange::Epoch;
use proco_exchange::evaluation::{
    BlindedMark, EpochEvaluation, EpochPublicKey, EvaluatedMark, EvaluationProof, MAX_ELEMENTS,
};
use rand::{CryptoRng, RngCore};
use voprf::{BlindedElement, Group as _, VoprfServer};
use zeroize::{Zeroize, Zeroizing};

use crate::{OprfError, Suite};

/// The length of a secret key: one scalar of the group.
pub const SECRET_BYTES: usize = 32;

/// The secret key of one epoch. It does not print and is wiped when dropped.
pub struct EpochKey(VoprfServer<Suite>);

impl EpochKey {
    /// A new key.
    ///
    /// Drawn, not derived from a seed: nothing can bring it back once it is destroyed.
    #[must_use]
    pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let server = VoprfServer::new(rng)
            .expect("deriving a key from 32 bytes fails only when 256 hashes in a row are zero");
        Self(server)
    }

    /// The key with these bytes.
    ///
    /// # Errors
    /// [`OprfError::NotAKey`] when they are no scalar, or zero.
    pub fn from_bytes(secret: &[u8; SECRET_BYTES]) -> Result<Self, OprfError> {
        VoprfServer::new_with_key(secret)
            .map(Self)
            .map_err(|_| OprfError::NotAKey)
    }

    /// The bytes, wiped when dropped. The one place of exposure is the key service's encrypted
    /// store.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<[u8; SECRET_BYTES]> {
        // The crate writes the secret scalar and after it the public element.
        let mut both = self.0.serialize();
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        secret.copy_from_slice(&both[..SECRET_BYTES]);
        both[..].zeroize();
        secret
    }

    /// The public key, under which phones check the proofs.
    #[must_use]
    pub fn public_key(&self) -> EpochPublicKey {
        EpochPublicKey::from_bytes(Suite::serialize_elem(self.0.get_public_key()).into())
    }

    /// Evaluates blinded marks, with one proof for all of them.
    ///
    /// # Errors
    /// [`OprfError::NumberOfMarks`] for none or more than [`MAX_ELEMENTS`],
    /// [`OprfError::NotAnElement`] for bytes that are none.
    pub fn evaluate(
        &self,
        epoch: Epoch,
        blinded: &[BlindedMark],
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<EpochEvaluation, OprfError> {
        if blinded.is_empty() || blinded.len() > MAX_ELEMENTS {
            return Err(OprfError::NumberOfMarks);
        }
        let elements = blinded
            .iter()
            .map(|mark| BlindedElement::<Suite>::deserialize(mark.as_bytes()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| OprfError::NotAnElement)?;
        let result = self
            .0
            .batch_blind_evaluate(rng, &elements)
            .map_err(|_| OprfError::NumberOfMarks)?;
        Ok(EpochEvaluation {
            epoch,
            elements: result
                .messages
                .iter()
                .map(|element| EvaluatedMark::from_bytes(element.serialize().into()))
                .collect(),
            proof: EvaluationProof::from_bytes(result.proof.serialize().into()),
        })
    }
}

impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EpochKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;

    use super::*;

    #[test]
    fn a_key_comes_back_from_its_bytes() {
        let key = EpochKey::generate(&mut OsRng);
        let again = EpochKey::from_bytes(&key.expose()).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        assert_eq!(*again.expose(), *key.expose());
    }

    #[test]
    fn zero_and_overlong_scalars_are_no_keys() {
        for bytes in [[0; SECRET_BYTES], [0xff; SECRET_BYTES]] {
            assert_eq!(
                EpochKey::from_bytes(&bytes).unwrap_err(),
                OprfError::NotAKey
            );
        }
    }

    #[test]
    fn the_neutral_element_is_not_evaluated() {
        let key = EpochKey::generate(&mut OsRng);
        let neutral = BlindedMark::from_bytes([0; 32]);
        let epoch = Epoch::new(2026, 4).unwrap();
        assert_eq!(
            key.evaluate(epoch, &[neutral], &mut OsRng).unwrap_err(),
            OprfError::NotAnElement
        );
    }
}
