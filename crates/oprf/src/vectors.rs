//! The test vectors of RFC 9497, appendix A.1.2 (ristretto255-SHA512, VOPRF mode), run through
//! this crate's own two sides.

use proco_exchange::Epoch;
use proco_exchange::evaluation::{EpochEvaluation, EvaluatedMark, EvaluationProof};
use rand::{CryptoRng, Error, RngCore};
use zeroize::Zeroizing;

use crate::{Blinding, EpochKey};

const SECRET_KEY: &str = "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909";
const PUBLIC_KEY: &str = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e";

const INPUT_1: &str = "00";
const INPUT_2: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
const BLIND_1: &str = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706";
const BLIND_2: &str = "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e";
const OUTPUT_1: &str = "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d\
                        a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c";
const OUTPUT_2: &str = "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60\
                        356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6";

/// One vector; the lists have the batch size as their length.
struct Vector {
    inputs: &'static [&'static str],
    blinds: &'static [&'static str],
    blinded: &'static [&'static str],
    evaluated: &'static [&'static str],
    proof_random: &'static str,
    proof: &'static str,
    outputs: &'static [&'static str],
}

const VECTORS: [Vector; 3] = [
    Vector {
        inputs: &[INPUT_1],
        blinds: &[BLIND_1],
        blinded: &["863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"],
        evaluated: &["aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"],
        proof_random: BLIND_2,
        proof: "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06\
                6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        outputs: &[OUTPUT_1],
    },
    Vector {
        inputs: &[INPUT_2],
        blinds: &[BLIND_1],
        blinded: &["cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c"],
        evaluated: &["60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468"],
        proof_random: BLIND_2,
        proof: "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a\
                67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
        outputs: &[OUTPUT_2],
    },
    Vector {
        inputs: &[INPUT_1, INPUT_2],
        blinds: &[BLIND_1, BLIND_2],
        blinded: &[
            "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
            "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
        ],
        evaluated: &[
            "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
            "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
        ],
        proof_random: "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c",
        proof: "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a\
                5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
        outputs: &[OUTPUT_1, OUTPUT_2],
    },
];

fn hex<const N: usize>(text: &str) -> [u8; N] {
    bytes(text).try_into().unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

/// Hands out the scalars that the RFC prescribes where otherwise random ones are drawn. A scalar
/// is drawn as 64 bytes and reduced; a scalar followed by zeros reduces to itself.
struct Prescribed(std::vec::IntoIter<[u8; 32]>);

impl Prescribed {
    fn scalars(scalars: &[&str]) -> Self {
        Self(
            scalars
                .iter()
                .map(|text| hex(text))
                .collect::<Vec<_>>()
                .into_iter(),
        )
    }
}

impl RngCore for Prescribed {
    fn next_u32(&mut self) -> u32 {
        unreachable!("scalars are drawn as bytes")
    }
    fn next_u64(&mut self) -> u64 {
        unreachable!("scalars are drawn as bytes")
    }
    fn fill_bytes(&mut self, into: &mut [u8]) {
        let scalar = self
            .0
            .next()
            .expect("a vector prescribes each scalar that is drawn");
        assert_eq!(into.len(), 64, "a scalar is drawn as 64 bytes");
        into.fill(0);
        into[..32].copy_from_slice(&scalar);
    }
    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(into);
        Ok(())
    }
}

impl CryptoRng for Prescribed {}

fn blinding(vector: &Vector) -> Blinding {
    let inputs = vector
        .inputs
        .iter()
        .map(|input| Zeroizing::new(bytes(input)));
    Blinding::of_inputs(inputs, &mut Prescribed::scalars(vector.blinds)).unwrap()
}

fn epoch() -> Epoch {
    Epoch::new(2026, 4).unwrap()
}

fn prescribed_answer(vector: &Vector) -> EpochEvaluation {
    EpochEvaluation {
        epoch: epoch(),
        elements: vector
            .evaluated
            .iter()
            .map(|e| EvaluatedMark::from_bytes(hex(e)))
            .collect(),
        proof: EvaluationProof::from_bytes(hex(vector.proof)),
    }
}

#[test]
fn the_public_key_is_that_of_the_rfc() {
    let key = EpochKey::from_bytes(&hex(SECRET_KEY)).unwrap();
    assert_eq!(key.public_key().as_bytes(), &hex(PUBLIC_KEY));
}

#[test]
fn the_phone_blinds_as_the_rfc_does() {
    for vector in &VECTORS {
        let blinding = blinding(vector);
        let got: Vec<_> = blinding.blinded().iter().map(|b| *b.as_bytes()).collect();
        let wanted: Vec<_> = vector.blinded.iter().map(|b| hex::<32>(b)).collect();
        assert_eq!(got, wanted);
    }
}

#[test]
fn the_key_service_evaluates_and_proves_as_the_rfc_does() {
    let key = EpochKey::from_bytes(&hex(SECRET_KEY)).unwrap();
    for vector in &VECTORS {
        let mut chance = Prescribed::scalars(&[vector.proof_random]);
        let answer = key
            .evaluate(epoch(), blinding(vector).blinded(), &mut chance)
            .unwrap();
        assert_eq!(answer, prescribed_answer(vector));
    }
}

#[test]
fn the_phone_finalises_as_the_rfc_does_and_a_pseudonym_is_the_first_16_bytes() {
    let key = EpochKey::from_bytes(&hex(SECRET_KEY)).unwrap();
    for vector in &VECTORS {
        let answer = prescribed_answer(vector);
        let blinding = blinding(vector);
        let outputs = blinding.outputs(&answer, &key.public_key()).unwrap();
        let got: Vec<_> = outputs.iter().map(|output| output.to_vec()).collect();
        let wanted: Vec<_> = vector.outputs.iter().map(|output| bytes(output)).collect();
        assert_eq!(got, wanted);
        let pseudonyms = blinding.finalise(&answer, &key.public_key()).unwrap();
        for (pseudonym, output) in pseudonyms.iter().zip(&wanted) {
            assert_eq!(pseudonym.expose(), &output[..16]);
        }
    }
}
