//! The words of the data files, as their tests read them.

use serde::Deserialize;

/// A sentence in both languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    nl: String,
    pub(crate) en: String,
}

impl Words {
    /// Whether both are there, and neither is longer than that.
    pub(crate) fn fits(&self, most: usize) -> bool {
        [&self.nl, &self.en].iter().all(|text| {
            let length = text.chars().count();
            (3..=most).contains(&length) && text.trim() == text.as_str()
        })
    }

    pub(crate) fn are_absent(&self) -> bool {
        self.nl.is_empty() && self.en.is_empty()
    }
}

/// An answer that can be chosen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenOption {
    pub(crate) text: Words,
    pub(crate) weighing: Weighing,
    pub(crate) why: Words,
}

impl WrittenOption {
    /// Whether its text and its explanation are there, and neither is longer than that.
    pub(crate) fn fits(&self, text: usize, why: usize) -> bool {
        self.text.fits(text) && self.why.fits(why)
    }
}

/// How an answer is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Weighing {
    Sound,
    Thin,
    Wrong,
}
