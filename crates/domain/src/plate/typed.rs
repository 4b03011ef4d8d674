//! A plate as it was typed: what only the reader sees is taken off, and what is left is matched
//! with the shapes of its country.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::facts::{CountryFacts, Facts, Suffix, bare};
use super::shape::{Gaps, Text, Way};
use super::{Country, MAX_PLATE, PlateRefused};

/// The most characters that are looked at: a plate, and a date behind it.
const MAX_TYPED: usize = MAX_PLATE + 8;

/// The characters of a plate, and where it was typed with gaps.
pub struct Typed {
    characters: Zeroizing<Vec<char>>,
    gaps: Gaps,
    facts: &'static CountryFacts,
}

impl Typed {
    /// Takes off what is the reader's.
    pub fn new(text: &str, country: Country) -> Result<Self, PlateRefused> {
        let facts = Facts::get();
        let mut typed = Self {
            characters: Zeroizing::new(Vec::with_capacity(MAX_TYPED)),
            gaps: 0,
            facts: facts.of(country),
        };
        for c in text.nfkc().flat_map(char::to_uppercase).nfkc() {
            if facts.is_invisible(c) {
                continue;
            }
            if facts.is_gap(c) {
                typed.part();
            } else {
                typed.push(c, facts)?;
            }
            if typed.characters.len() > MAX_TYPED {
                return Err(PlateRefused::TooLong);
            }
        }
        typed.gaps &= !(1 << typed.characters.len());
        typed.words();
        Ok(typed)
    }

    /// The letters and digits.
    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// The ways in which it fits its country; none where nothing is known that it fits.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = self.facts.ways(self.text());
        if self.facts.mirrored {
            ways.extend(self.facts.ways(self.mirrored().text()));
        }
        for suffix in &self.facts.suffixes {
            if let Some(typed) = self.before(suffix) {
                ways.extend(self.facts.ways_before(typed.text(), suffix));
            }
        }
        Way::best(ways)
    }

    /// The mark of a plate of which nothing is known that it fits. Where gaps tell cars apart, one
    /// between two letters stays.
    pub fn as_it_is(&self) -> String {
        let mut mark = String::with_capacity(2 * self.characters.len());
        for (at, c) in self.characters.iter().enumerate() {
            let letters = at > 0 && c.is_alphabetic() && self.characters[at - 1].is_alphabetic();
            if letters && self.facts.gap_tells() && self.gaps >> at & 1 == 1 {
                mark.push('-');
            }
            mark.push(*c);
        }
        mark
    }

    fn text(&self) -> Text<'_> {
        Text {
            characters: &self.characters,
            gaps: self.gaps,
        }
    }

    fn part(&mut self) {
        if !self.characters.is_empty() {
            self.gaps |= 1 << self.characters.len();
        }
    }

    fn push(&mut self, c: char, facts: &Facts) -> Result<(), PlateRefused> {
        if c.is_ascii_alphanumeric() || self.facts.prints.contains(&c) {
            self.characters.push(c);
        } else if let Some(digit) = digit(c) {
            self.characters.push(digit);
        } else if let Some(letters) = self.facts.letters.get(&c) {
            self.characters.extend(letters.chars());
        } else if let Some(letters) = facts.letter(c) {
            self.characters.extend(letters.chars());
        } else if c.is_alphabetic() {
            let bare = Zeroizing::new(bare(c.encode_utf8(&mut [0; 4])));
            match bare.chars().next() {
                Some(letter) if letter.is_ascii_alphabetic() => self.characters.push(letter),
                _ => self.characters.push(c),
            }
        } else if !unicode_normalization::char::is_combining_mark(c) {
            return Err(PlateRefused::Character);
        }
        Ok(())
    }

    /// Writes the words of its country as they stand in a mark.
    fn words(&mut self) {
        for (word, mark) in &self.facts.words {
            let found = self
                .characters
                .windows(word.len())
                .position(|it| it == *word);
            if let Some(at) = found {
                let behind = at + word.len();
                let longer = mark.len() as u32;
                let low = self.gaps & ((1 << (at + 1)) - 1);
                let high = self.gaps >> behind;
                self.gaps = low | high << (at as u32 + longer);
                self.characters.splice(at..behind, mark.iter().copied());
            }
        }
    }

    /// The groups of digits and of letters in the other order.
    fn mirrored(&self) -> Self {
        let same_kind = |a: &char, b: &char| a.is_ascii_digit() == b.is_ascii_digit();
        let groups: Vec<&[char]> = self.characters.chunk_by(same_kind).collect();
        Self {
            characters: Zeroizing::new(groups.into_iter().rev().flatten().copied().collect()),
            gaps: 0,
            facts: self.facts,
        }
    }

    /// What stands before a suffix, where one stands apart behind it.
    fn before(&self, Suffix { fields, .. }: &Suffix) -> Option<Self> {
        let from = self.characters.len().checked_sub(2 * fields.len())?;
        let begins_apart = self.gaps >> from & 1 == 1;
        let values = self.characters[from..].chunks(2).map(|pair| {
            let ten = pair[0].to_digit(10)?;
            Some(10 * ten + pair[1].to_digit(10)?)
        });
        let holds = values
            .zip(fields)
            .all(|(value, field)| value.is_some_and(|it| field.contains(&it)));
        (begins_apart && holds).then(|| Self {
            characters: Zeroizing::new(self.characters[..from].to_vec()),
            gaps: self.gaps & ((1 << from) - 1),
            facts: self.facts,
        })
    }
}

/// A digit of another script as 0 to 9.
fn digit(c: char) -> Option<char> {
    let zero = [0x0660, 0x06f0, 0x0966]
        .into_iter()
        .find(|zero| (*zero..*zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}
