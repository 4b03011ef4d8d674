//! The codes of districts with which plates begin, by all their spellings.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use super::facts::bare;

/// The codes of districts, by all their spellings.
#[derive(Default)]
pub struct Districts {
    by_spelling: HashMap<String, Vec<String>>,
    letters: Option<RangeInclusive<usize>>,
}

impl Districts {
    /// The districts that are meant by a spelling, as they are printed, and whether they are listed.
    pub fn printed<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        let known = self.by_spelling.get(typed);
        let fits = self.letters.as_ref();
        let fits = fits.is_some_and(|range| range.contains(&typed.chars().count()));
        // Where there is no list, none is missing from it.
        let listed = self.by_spelling.is_empty();
        let itself = (known.is_none() && fits).then_some((typed, listed));
        let known = known.into_iter().flatten();
        known.map(|code| (code.as_str(), true)).chain(itself)
    }

    /// Whether there is no list of them.
    pub fn has_no_list(&self) -> bool {
        self.by_spelling.is_empty()
    }

    /// The codes of a list. Of so many letters others are possible as well.
    pub fn new(
        codes: &str,
        letters: Option<(usize, usize)>,
        written_out: &BTreeMap<char, String>,
    ) -> Self {
        let mut by_spelling: HashMap<String, Vec<String>> = HashMap::new();
        for code in codes.split_ascii_whitespace() {
            let out = |c: char| match written_out.get(&c) {
                Some(letters) => letters.clone(),
                None => c.to_string(),
            };
            let written_out: String = code.chars().map(out).collect();
            let mut spellings = vec![code.to_owned(), bare(code), written_out];
            spellings.dedup();
            for spelling in spellings {
                let meant = by_spelling.entry(spelling).or_default();
                if !meant.iter().any(|known| known == code) {
                    meant.push(code.to_owned());
                }
            }
        }
        Self {
            by_spelling,
            letters: letters.map(|(least, most)| least..=most),
        }
    }
}
