//! What reading a subject costs, as part of each look-up: in microseconds, since nothing bare is under it.

use std::time::Duration;

use proco_domain::person::{BirthInput, Person};
use proco_domain::plate::{Country, Plate};
use proco_domain::subject::Subject;

use crate::pairs::{Row, Wanted, in_turn, timed};

const ROUNDS: usize = 200;
/// Readings in one measurement, because a clock is coarse beside one.
const AT_ONCE: u32 = 100;

/// Plates as they are typed: plain, of many kinds, with districts, ambiguous, look-alike, mirrored.
const PLATES: [(&str, &str); 7] = [
    ("NL", "bb-00-dd"),
    ("GB", "AO05 ABC"),
    ("DE", "b-ne 1234"),
    ("DE", "BNE1234 04/10"),
    ("PL", "WAB1234"),
    ("UA", "АА 1234 ВС"),
    ("MA", "6 | أ | 12345"),
];

/// Persons as they are typed: plain, with prefixes, in letters with marks, cut, with a partner's name.
const PERSONS: [(&str, &str); 5] = [
    ("Jansen", "Jan"),
    ("van der Berg-Smit", "Anne-Marie"),
    ("Müller", "Jürgen"),
    ("Özdoğan-v.d. Berg, van", "Şebnem Ayşe"),
    (
        "Wolfeschlegelsteinhausenbergerdorff e/v de Vries",
        "Hubert Blaine",
    ),
];

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    let read = |(country, text): (&str, &str)| {
        let country = Country::try_from(country.to_owned()).unwrap();
        let all = timed(|| {
            for _ in 0..AT_ONCE {
                std::hint::black_box(Plate::readings(text, country).unwrap());
            }
        });
        all / AT_ONCE
    };
    let plates = PLATES.into_iter().map(|plate| {
        let shown = plate.1.replace('|', "·");
        row(&format!("reading a plate of {}: {shown}", plate.0), || {
            read(plate)
        })
    });
    let persons = PERSONS.into_iter().map(|(family, given)| {
        row(&format!("reading a person: {family}, {given}"), || {
            person(family, given)
        })
    });
    plates.chain(persons).collect()
}

fn person(family: &str, given: &str) -> Duration {
    let birth = BirthInput {
        year: 1980,
        month: Some(5),
        day: Some(9),
    };
    let all = timed(|| {
        for _ in 0..AT_ONCE {
            let person = Person::read(family, given, birth).unwrap();
            std::hint::black_box(Subject::Person(person).mark());
        }
    });
    all / AT_ONCE
}

fn row(what: &str, mut read: impl FnMut() -> Duration) -> Row {
    let pairs = in_turn(ROUNDS, &mut read, || Duration::ZERO);
    let mut micros: Vec<_> = pairs
        .iter()
        .map(|pair| pair.0.as_secs_f64() * 1e6)
        .collect();
    micros.sort_by(f64::total_cmp);
    let quarter = micros.len() / 4;
    Row {
        what: what.to_owned(),
        ours: format!("{:.1} µs", micros[2 * quarter]),
        bare: "–".to_owned(),
        figure: micros[2 * quarter],
        spread: Some((micros[quarter], micros[3 * quarter])),
        wanted: Wanted::AtMost(5.0),
    }
}
