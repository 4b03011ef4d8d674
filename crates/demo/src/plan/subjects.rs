//! Invented subjects: a few that come back often, many that come by once or twice.

use proco_domain::person::BirthInput;
use proco_domain::subject::SubjectKind;
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha12Rng;

/// A subject as an officer types it.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// A Dutch plate, as an officer types it.
    Plate(String),
    /// A person, by name and date of birth.
    Person {
        /// The family name as it is typed.
        family: &'static str,
        /// The first name as it is typed.
        first: &'static str,
        /// Year, month and day of birth, as far as they are known.
        birth: (u16, Option<u8>, Option<u8>),
    },
}

impl Typed {
    /// Which of the two it is.
    #[must_use]
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Plate(_) => SubjectKind::Plate,
            Self::Person { .. } => SubjectKind::Person,
        }
    }

    /// The birth date as the core takes it.
    #[must_use]
    pub fn birth((year, month, day): (u16, Option<u8>, Option<u8>)) -> BirthInput {
        BirthInput { year, month, day }
    }
}

/// The subjects of the demo.
pub struct Subjects {
    /// One that was stopped again and again.
    pub busy: Typed,
    /// One that is to be spared.
    pub spared: Typed,
    all: Vec<Typed>,
}

const FAMILIES: [&str; 12] = [
    "de Wit",
    "van Voorbeeld",
    "Verzonnen",
    "El Demo",
    "Yıldız-Proef",
    "Testerink",
    "'t Model",
    "Schijn",
    "Fictief",
    "van der Denkbeeldige",
    "Nergens",
    "Droomsma",
];
const FIRSTS: [&str; 8] = [
    "Anna", "Bilal", "Chris", "Daniël", "Esra", "Finn", "Gül", "Hanna",
];
/// Letters of the series of today, but for K, S and V: of these some stand on no plate together.
const LETTERS: &[u8; 15] = b"BDFGHJLMNPRTWXZ";
/// Series of today. All digits are zero, so that no plate can be a real car's: numbers begin at 1.
const SHAPES: [&str; 6] = [
    "AA-000-A", "A-000-AA", "00-AAA-0", "0-AAA-00", "AAA-00-A", "00-AA-AA",
];

/// An invented plate for each number below 3,375, and no real car's.
#[must_use]
pub fn invented_plate(number: u32) -> String {
    let letter = |at: u32| char::from(LETTERS[at as usize % LETTERS.len()]);
    let letters = String::from_iter([number / 225, number / 15, number].map(letter));
    format!("00-{letters}-0")
}

impl Subjects {
    /// Draws them from a seeded source.
    pub fn invented(rng: &mut ChaCha12Rng) -> Self {
        let busy = Typed::Plate("BF-000-G".to_owned());
        let spared = Typed::Plate("0-GHJ-00".to_owned());
        let mut all: Vec<_> = (0..220).map(|_| Typed::Plate(plate(rng))).collect();
        all.extend((0..80).map(|_| person(rng)));
        all.shuffle(rng);
        Self { busy, spared, all }
    }

    /// Draws one: one in forty is the busy one, and the first of the list come back most.
    pub fn pick(&self, rng: &mut ChaCha12Rng) -> Typed {
        if rng.gen_ratio(1, 40) {
            return self.busy.clone();
        }
        let reach = rng.gen_range(0.0_f64..1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index below 300 made from a number between 0 and 1"
        )]
        let at = (reach * reach * self.all.len() as f64) as usize;
        self.all[at].clone()
    }
}

fn plate(rng: &mut ChaCha12Rng) -> String {
    let shape = SHAPES.choose(rng).expect("there are six shapes");
    let mut character = |kind: char| match kind {
        'A' => char::from(*LETTERS.choose(rng).expect("there are letters")),
        other => other,
    };
    shape.chars().map(&mut character).collect()
}

fn person(rng: &mut ChaCha12Rng) -> Typed {
    let year = rng.gen_range(1955..=2008);
    let month = rng.gen_bool(0.95).then(|| rng.gen_range(1..=12));
    let day = month
        .filter(|_| rng.gen_bool(0.95))
        .map(|_| rng.gen_range(1..=28));
    Typed::Person {
        family: FAMILIES.choose(rng).expect("there are names"),
        first: FIRSTS.choose(rng).expect("there are names"),
        birth: (year, month, day),
    }
}

#[cfg(test)]
mod tests {
    use proco_domain::plate::{Country, DutchSeries, Plate};
    use rand::SeedableRng;

    use super::*;

    /// Every plate that the demo of a seed can show.
    fn plates(seed: u64) -> Vec<String> {
        let subjects = Subjects::invented(&mut ChaCha12Rng::seed_from_u64(seed));
        let named = [&subjects.busy, &subjects.spared];
        let all = named.into_iter().chain(&subjects.all);
        all.filter_map(|subject| match subject {
            Typed::Plate(text) => Some(text.clone()),
            Typed::Person { .. } => None,
        })
        .collect()
    }

    #[test]
    fn no_plate_of_the_demo_can_be_a_real_cars() {
        for text in (0..20).flat_map(plates) {
            let plate = Plate::read(&text, Country::NL).unwrap();
            let Some(DutchSeries::SideCode(code)) = plate.dutch_series() else {
                panic!("{text} is of no series, so each look-up of it would begin with a question");
            };
            let mut digits = plate.expose().chars().filter(char::is_ascii_digit);
            assert!(
                code >= 4 && digits.all(|digit| digit == '0'),
                "{text} could be on a car that drives about: only the number zero is issued to none"
            );
        }
    }
}
