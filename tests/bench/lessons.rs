//! What the scan of a lesson costs, beside the bare reading of the same text.

use std::time::Duration;

use proco_domain::person::{BirthInput, Person};
use proco_domain::plate::{Country, Plate};
use proco_domain::subject::Subject;
use proco_domain::text::{FreeText, length};
use proco_release::{MAX_LESSON, scan};

use crate::pairs::{Row, Wanted, in_turn, timed};

const ROUNDS: usize = 200;
/// Scans in one measurement, because a clock is coarse beside one.
const AT_ONCE: u32 = 20;

/// A lesson as most are, and one that is full of what each rule looks at.
const PLAIN: &str = "Zeg eerst waarom je iemand stopt en vraag dan pas om het rijbewijs. Ik deed het andersom en toen \
    werd het een gesprek over mij. Kijk naar wat iemand doet, niet naar de auto waarin hij rijdt. Laat hem uitpraten. ";
const FULL: &str = "om 21.40 uur BB-00-DD, 0-BBD-00 bb 00 dd 999900006 06-00012345 NL91ABNA0417164300 j@x.nl 14-03-2026 \
    12 mrt Kerkstraat 12 1234 AB dhr J. Jansen van Dijk kwart over 10 XB0000001 00/00/00 B-XY 000 b b 0 0 d d nul zes ";

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    let plate = Plate::read("BB-00-FF", Country::NL).unwrap();
    let birth = BirthInput {
        year: 1980,
        month: None,
        day: None,
    };
    let person = Person::read("van der Berg-Müller", "Anne-Marie", birth).unwrap();
    let subjects = [Subject::Plate(plate), Subject::Person(person)];
    let lessons = [("of ordinary words", PLAIN), ("full of numbers", FULL)];
    let rows = lessons.map(|(what, text)| {
        let text: String = text.chars().cycle().take(MAX_LESSON).collect();
        row(what, &text, &subjects)
    });
    rows.into()
}

fn row(what: &str, text: &str, subjects: &[Subject]) -> Row {
    let kept = || FreeText::kept(text.to_owned()).unwrap();
    let each = |call: &dyn Fn()| {
        let all = timed(|| (0..AT_ONCE).for_each(|_| call()));
        all / AT_ONCE
    };
    let ours = || {
        each(&|| {
            std::hint::black_box(scan(kept(), subjects).unwrap());
        })
    };
    // The least that any reading of the text does: its characters as the officer sees them, in small letters.
    let bare = || {
        each(&|| {
            std::hint::black_box((length(kept().expose()), text.to_lowercase()));
        })
    };
    let pairs = in_turn(ROUNDS, ours, bare);
    let millis = |pick: fn(&(Duration, Duration)) -> Duration| {
        let mut all: Vec<f64> = pairs
            .iter()
            .map(|pair| pick(pair).as_secs_f64() * 1e3)
            .collect();
        all.sort_by(f64::total_cmp);
        (
            all[all.len() / 4],
            all[all.len() / 2],
            all[3 * all.len() / 4],
        )
    };
    let (ours, bare) = (millis(|pair| pair.0), millis(|pair| pair.1));
    Row {
        what: format!("scanning a lesson of {MAX_LESSON} characters, {what}, in ms"),
        ours: format!("{:.3} ms", ours.1),
        bare: format!("{:.3} ms", bare.1),
        figure: ours.1,
        spread: Some((ours.0, ours.2)),
        wanted: Wanted::AtMost(2.0),
    }
}
