//! What makes the words of a weak ground harmless: a denial before them, an insight, another person's words, a
//! description with its source, or a fact beside them.

use std::sync::LazyLock;

use crate::pattern::{Pattern, patterns};
use crate::weak::WeakGround;
use crate::words::Word;

/// How many words before a ground a denial may stand, in the same clause.
const NEAR: usize = 3;

static PATTERNS: LazyLock<Vec<(&str, Pattern)>> =
    LazyLock::new(|| patterns(include_str!("../data/harmless.txt")));

/// What a sentence says beside its weak grounds.
pub struct Harmless {
    /// The officer says himself that it was no ground, or let it be.
    insight: bool,
    /// They are the words or the feelings of somebody else.
    of_others: bool,
    /// A description or an alert, with its source.
    described: bool,
    /// An offence or another fact is named.
    fact: bool,
}

impl Harmless {
    /// What a sentence says.
    pub fn of(text: &str, words: &[Word]) -> Self {
        let says = |name: &str| {
            let of_name = PATTERNS.iter().filter(|(it, _)| *it == name);
            let mut patterns = of_name.map(|(_, pattern)| pattern);
            patterns.any(|pattern| (0..words.len()).any(|from| pattern.fits(words, from).is_some()))
        };
        let span = words.first().zip(words.last());
        let is_quoted = span.is_some_and(|(first, last)| {
            let sentence = &text[first.start.saturating_sub(1)..last.end];
            sentence.contains(['"', '“', '”'])
        });
        Self {
            insight: says("insight"),
            of_others: says("others") || is_quoted,
            described: says("described"),
            fact: says("fact"),
        }
    }

    /// Whether words that name a ground are harmless in their sentence.
    pub fn makes_harmless(
        &self,
        ground: WeakGround,
        words: &[Word],
        from: usize,
        count: usize,
    ) -> bool {
        let clause = (0..=from).rev().find(|at| words[*at].begins).unwrap_or(0);
        let before = &words[from.saturating_sub(NEAR).max(clause)..from];
        let denied = before
            .iter()
            .any(|word| ["geen", "niet", "zonder", "nooit"].contains(&word.text.as_str()));
        let inside = words[from..from + count]
            .iter()
            .any(|word| ["geen", "niet"].contains(&word.text.as_str()));
        self.insight
            || (denied && !inside)
            || match ground {
                WeakGround::GutFeeling | WeakGround::NotFromHere | WeakGround::Statistics => {
                    self.of_others
                }
                WeakGround::Trait | WeakGround::ForeignPlate => {
                    self.of_others || self.described || self.fact
                }
                WeakGround::Thin => self.of_others || self.fact,
            }
    }
}
