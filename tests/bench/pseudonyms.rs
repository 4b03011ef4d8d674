//! Blind, evaluate, finalise: through `oprf` against the bare calls of the `voprf` crate.

use std::time::Duration;

use proco_demo::plan::subjects::invented_plate;
use proco_domain::plate::{Country, Plate};
use proco_domain::subject::{Mark, Subject};
use proco_exchange::Epoch;
use proco_oprf::{Blinding, EpochKey};
use rand::rngs::OsRng;
use voprf::{Ristretto255, VoprfClient, VoprfServer};

use crate::pairs::{Row, Wanted, in_turn, ratio, timed};

/// The rows of this part: one subject, and a full batch.
pub fn rows() -> Vec<Row> {
    [(1, 400), (256, 15)]
        .into_iter()
        .map(|(number, rounds)| {
            let marks: Vec<_> = (0..number).map(mark).collect();
            let pairs = in_turn(rounds, || ours(&marks), || bare(&marks));
            let what = format!("pseudonyms of {number}: blind, evaluate, prove, verify, finalise");
            ratio(&what, &pairs, Wanted::AtMost(1.1))
        })
        .collect()
}

fn mark(number: u32) -> Mark {
    let text = invented_plate(number);
    Subject::Plate(Plate::read(&text, Country::NL).unwrap()).mark()
}

fn ours(marks: &[Mark]) -> Duration {
    let key = EpochKey::generate(&mut OsRng);
    let epoch = Epoch::new(2026, 4).unwrap();
    timed(|| {
        let blinding = Blinding::of(marks, &mut OsRng).unwrap();
        let answer = key.evaluate(epoch, blinding.blinded(), &mut OsRng).unwrap();
        blinding.finalise(&answer, &key.public_key()).unwrap()
    })
}

fn bare(marks: &[Mark]) -> Duration {
    let server = VoprfServer::<Ristretto255>::new(&mut OsRng).unwrap();
    timed(|| {
        let blinded: Vec<_> = marks
            .iter()
            .map(|mark| VoprfClient::<Ristretto255>::blind(mark.expose(), &mut OsRng).unwrap())
            .collect();
        let (clients, elements): (Vec<_>, Vec<_>) = blinded
            .into_iter()
            .map(|result| (result.state, result.message))
            .unzip();
        let answer = server.batch_blind_evaluate(&mut OsRng, &elements).unwrap();
        let inputs: Vec<_> = marks.iter().map(Mark::expose).collect();
        VoprfClient::batch_finalize(
            &inputs,
            &clients,
            &answer.messages,
            &answer.proof,
            server.get_public_key(),
        )
        .unwrap()
        .map(Result::unwrap)
        .collect::<Vec<_>>()
    })
}
