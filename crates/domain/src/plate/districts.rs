//! The district codes with which plates begin, in all their spellings.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use zeroize::Zeroizing;

use super::facts::bare;

/// The most letters of a district as typed: `ROMA`, `MUEB`.
pub const LONGEST_DISTRICT: usize = 4;

/// The district codes, by spelling.
#[derive(Default)]
pub struct Districts {
    by_spelling: HashMap<String, Vec<String>>,
    letters: Option<RangeInclusive<usize>>,
}

/// A district that may begin at a position of a text.
pub struct District {
    /// The code in the spelling that stands on a plate.
    pub code: Zeroizing<String>,
    /// The position after it.
    pub end: usize,
    pub listed: bool,
    /// How many of its letters were typed as look-alikes (homoglyphs).
    pub swapped: u32,
}

impl Districts {
    /// The districts that may begin at a position of a text. A look-alike is accepted in a listed district,
    /// and, where there is no list, after its first letter.
    pub fn at(&self, text: &[char], at: usize) -> Vec<District> {
        let mut found = Vec::new();
        let (mut swapped, mut first_swapped) = (0, false);
        let mut typed = Zeroizing::new(String::with_capacity(4 * LONGEST_DISTRICT));
        let longest = match self.letters.is_none() && self.by_spelling.is_empty() {
            true => 0,
            false => LONGEST_DISTRICT,
        };
        for (end, c) in (at + 1..).zip(text.iter().skip(at).take(longest)) {
            let letter = match c {
                '0' => 'O',
                '1' => 'I',
                _ => *c,
            };
            if !letter.is_alphabetic() {
                break;
            }
            first_swapped |= letter != *c && typed.is_empty();
            swapped += u32::from(letter != *c);
            typed.push(letter);
            for (code, listed) in self.printed(&typed) {
                let guessed = swapped > 0 && !listed;
                if !(guessed || (first_swapped && self.by_spelling.is_empty())) {
                    found.push(District {
                        code: Zeroizing::new(code.to_owned()),
                        end,
                        listed,
                        swapped,
                    });
                }
            }
        }
        found
    }

    /// The districts that a spelling may mean, as printed, and whether they are listed.
    fn printed<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        let known = self.by_spelling.get(typed);
        let fits = self.letters.as_ref();
        let fits = fits.is_some_and(|range| range.contains(&typed.chars().count()));
        // Without a list every district counts as listed.
        let listed = self.by_spelling.is_empty();
        let itself = (known.is_none() && fits).then_some((typed, listed));
        let known = known.into_iter().flatten();
        known.map(|code| (code.as_str(), true)).chain(itself)
    }

    /// Parses a list of codes. With these numbers of letters other codes are possible too.
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
