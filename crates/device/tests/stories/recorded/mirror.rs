//! A mirror as the core makes it, for the screens: of half a year of an invented officer.

use std::collections::BTreeSet;

use proco_domain::draft::{Change, ResultChoice};
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::outcome::{Finding, Link};
use proco_domain::reflection::{DoAgain, Reflection, Theme};
use proco_domain::text::FreeText;
use proco_domain::treatment::{Rating, Ratings};
use proco_testbed::phone::{DAY, HOUR, MORNING, Phone};
use serde_json::{Value, json};

const PLATES: [&str; 5] = ["BB-00-DD", "TF-000-G", "GF-000-B", "FF-00-GH", "BB-00-FF"];
const WORDS: [&str; 3] = [
    "Eerst zeggen waarom ik hem aanhoud, dan pas om papieren vragen.",
    "Twee minuten wachten en kijken wat hij doet.",
    "Mijn maat laten praten als het oploopt.",
];

/// The mirror, with the stops in it called by their number.
pub fn mirror() -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let noor = Phone::within(folder.path(), MORNING.plus_millis(-180 * DAY));
    let mut number = 0usize;
    while noor.device.now() < MORNING.plus_millis(-DAY) {
        number += 1;
        if number.is_multiple_of(3) {
            noor.leaves(PLATES[number % PLATES.len()]);
        }
        let stop = noor.stops(PLATES[number * 7 % PLATES.len()], answers(number));
        if number.is_multiple_of(4) {
            let note = number.is_multiple_of(12).then(|| WORDS[number / 12 % 3]);
            let reflection = Reflection {
                do_again: DoAgain::ALL[number / 4 % 3],
                themes: BTreeSet::from([Theme::ALL[number / 4 % 5]]),
                note: note.and_then(|note| FreeText::new(note).unwrap()),
                looking_back: Default::default(),
            };
            noor.device.reflect(stop.id, reflection).unwrap();
        }
        noor.waits(if number.is_multiple_of(9) {
            5 * DAY
        } else {
            19 * HOUR
        });
    }
    let mut mirror = serde_json::to_value(noor.device.mirror().unwrap()).unwrap();
    for (number, next) in mirror["next_time"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .enumerate()
    {
        next["stop"] = json!(format!("stop-{number}"));
    }
    vec![mirror]
}

fn answers(number: usize) -> Vec<Change> {
    let ground = match number % 8 {
        0 => GroundCode::Evading,
        1 | 5 => GroundCode::TrafficOffence,
        2 => GroundCode::BriefingItem,
        _ => GroundCode::VehicleDefect,
    };
    let rating = |n: usize| Rating::try_from(2 + u8::try_from((number + n) % 4).unwrap()).ok();
    let mut changes = vec![
        Change::Grounds(BTreeSet::from([ground])),
        Change::ReasonTold(Some(ReasonTold::ALL[usize::from(number.is_multiple_of(5))])),
    ];
    if number.is_multiple_of(2) {
        changes.push(Change::Ratings(Ratings {
            voice: rating(0),
            neutral: rating(1),
            respect: rating(2),
            trust: None,
        }));
    }
    if number % 7 < 2 {
        changes.extend([
            Change::Result(Some(ResultChoice::Found)),
            Change::Findings(BTreeSet::from([Finding::Fine])),
            Change::Link(Some(Link::ALL[number % 2])),
        ]);
    }
    changes
}
