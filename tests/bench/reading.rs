//! What reading a plate costs, as part of each look-up: in microseconds, since nothing bare is under it.

use std::time::Duration;

use proco_domain::plate::{Country, Plate};

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
    PLATES
        .into_iter()
        .map(|plate| {
            let pairs = in_turn(ROUNDS, || read(plate), || Duration::ZERO);
            let mut micros: Vec<_> = pairs
                .iter()
                .map(|pair| pair.0.as_secs_f64() * 1e6)
                .collect();
            micros.sort_by(f64::total_cmp);
            let quarter = micros.len() / 4;
            Row {
                what: format!(
                    "reading a plate of {}: {}",
                    plate.0,
                    plate.1.replace('|', "·")
                ),
                ours: format!("{:.1} µs", micros[2 * quarter]),
                bare: "–".to_owned(),
                figure: micros[2 * quarter],
                spread: Some((micros[quarter], micros[3 * quarter])),
                wanted: Wanted::AtMost(5.0),
            }
        })
        .collect()
}
