//! Invented subjects: a few that come back often, many that come by once or twice.

use proco_domain::person::BirthInput;
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha12Rng;

/// A subject as an officer types it.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// A Dutch plate.
    Plate(String),
    /// A person.
    Person {
        /// Family name.
        family: &'static str,
        /// First name.
        first: &'static str,
        /// Birth date.
        birth: (u16, Option<u8>, Option<u8>),
    },
}

impl Typed {
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
/// Consonants without those that Dutch plates leave out, so no word can appear.
const LETTERS: &[u8] = b"BDFGHJKLNPRSTVXZ";

impl Subjects {
    /// Draws them from a seeded source.
    pub fn invented(rng: &mut ChaCha12Rng) -> Self {
        let busy = Typed::Plate("GB-001-B".to_owned());
        let spared = Typed::Plate("1-ZZZ-99".to_owned());
        let mut all: Vec<_> = (0..240).map(|_| Typed::Plate(plate(rng))).collect();
        all.extend((0..60).map(|_| person(rng)));
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
    let shape = [
        "AA-999-A", "A-999-AA", "99-AAA-9", "9-AAA-99", "AAA-99-A", "99-AA-AA",
    ]
    .choose(rng)
    .expect("there are six shapes");
    let mut character = |kind: char| match kind {
        'A' => char::from(*LETTERS.choose(rng).expect("there are letters")),
        '9' => char::from(rng.gen_range(b'0'..=b'9')),
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
