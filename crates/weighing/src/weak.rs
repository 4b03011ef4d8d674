//! The weak grounds, and the words of a text that name one.

use std::sync::LazyLock;

use serde::Serialize;

use crate::harmless::Harmless;
use crate::pattern::{Pattern, patterns};
use crate::words::{Word, sentences};

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// A weak ground. Each is answered with a question of its own.
    pub enum WeakGround {
        /// Looks, origin, dress or age. Who described this person, and when?
        Trait = "trait",
        /// Figures about a group. What did this one do?
        Statistics = "statistics",
        /// A feeling alone. What did you see that gave it?
        GutFeeling = "gut_feeling",
        /// "Does not belong here". What would you have thought of a neighbour who did the same?
        NotFromHere = "not_from_here",
        /// A foreign plate in the place of a nationality. What was wrong with the driving or the car?
        ForeignPlate = "foreign_plate",
        /// Nerves, hanging about, being known, a smell. What did he do before he saw you?
        Thin = "thin",
    }
}

/// Words that name a weak ground. It holds their place and not the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Weak {
    /// Which ground, and so which question.
    pub ground: WeakGround,
    /// The first byte of the words in the text.
    pub start: usize,
    /// The byte after the words.
    pub end: usize,
}

static PATTERNS: LazyLock<Vec<(WeakGround, Pattern)>> = LazyLock::new(|| {
    let written = patterns(include_str!("../data/weak.txt"));
    written
        .into_iter()
        .map(|(name, pattern)| (ground(name), pattern))
        .collect()
});

fn ground(name: &str) -> WeakGround {
    WeakGround::of_name(name)
        .expect("the data file names grounds of the list alone: a test reads it")
}

/// The weak grounds that a text names, each once, in the order of the text.
#[must_use]
pub fn weak_words(text: &str) -> Vec<Weak> {
    let mut found: Vec<Weak> = Vec::new();
    for words in sentences(text) {
        let harmless = Harmless::of(text, &words);
        for from in 0..words.len() {
            for (ground, pattern) in PATTERNS.iter() {
                let known = found.iter().any(|it| it.ground == *ground);
                let count = pattern.fits(&words, from).filter(|count| *count > 0);
                let Some(count) = count.filter(|_| !known) else {
                    continue;
                };
                if !harmless.makes_harmless(*ground, &words, from, count) {
                    found.push(weak(*ground, &words[from..from + count]));
                }
            }
        }
    }
    found
}

fn weak(ground: WeakGround, words: &[Word]) -> Weak {
    Weak {
        ground,
        start: words[0].start,
        end: words[words.len() - 1].end,
    }
}
