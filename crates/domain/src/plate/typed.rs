//! A plate as typed: without what is not part of it, matched with the shapes of its country.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::facts::{CountryFacts, Facts, bare};
use super::shape::{Gaps, Text};
use super::ways::{BESIDE, CEILING, GLUED, Way, meant};
use super::{Country, MAX_PLATE, PlateRefused};

/// The most characters that are read: a plate, and a date after it.
const MAX_TYPED: usize = MAX_PLATE + 8;

/// The most plates with a diacritic that are offered besides the text as typed.
const MOST_MARKED: usize = 5;

/// The most letters and digits of the band at the end of a plate.
const LONGEST_BAND: usize = 4;

/// The characters of a plate, and where it was typed with gaps.
pub struct Typed {
    characters: Zeroizing<Vec<char>>,
    gaps: Gaps,
    /// Whether letters of the country's own script were typed.
    in_own_script: bool,
    facts: &'static CountryFacts,
}

impl Typed {
    /// Removes separators and invisible characters from a text.
    pub fn new(text: &str, country: Country) -> Result<Self, PlateRefused> {
        let facts = Facts::get();
        let mut typed = Self {
            characters: Zeroizing::new(Vec::with_capacity(MAX_TYPED)),
            gaps: 0,
            in_own_script: false,
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

    /// The ways in which it may be a plate of its country; none if it fits no known kind.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways = self.facts.ways(self.text());
        if self.facts.mirrored {
            ways.extend(self.facts.ways(self.mirrored().text()));
        }
        if self.facts.script_runs_backward && self.in_own_script {
            ways.extend(self.ways_with_letters_reversed());
        }
        for suffix in &self.facts.suffixes {
            if let Some(from) = suffix.begins(&self.characters, |at| self.is_gap(at)) {
                ways.extend(self.facts.ways_before(self.until(from).text(), suffix));
            }
        }
        self.without_country(&mut ways);
        let mut meant = meant(ways);
        let fits = meant.iter().any(|best| best.cost == 0 || best.cut);
        if self.facts.gap_tells() && !self.facts.suffixes.is_empty() && !fits {
            self.before_digits(&mut meant);
        }
        meant
    }

    /// Whether the text as typed may be a plate too, of an unknown kind.
    pub fn may_be_as_it_is(&self, ways: &[Way]) -> bool {
        ways.iter().all(|way| way.is_doubtful(self.facts.complete))
    }

    /// Whether there are so many digits in a row. With `apart`, a gap between two digits ends the row.
    pub fn has_row(&self, apart: bool, is_row: impl Fn(usize) -> bool) -> bool {
        let mut row = 0;
        for (at, c) in self.characters.iter().enumerate() {
            let goes_on = c.is_ascii_digit() && !(apart && self.is_gap(at));
            if !goes_on && is_row(row) {
                return true;
            }
            row = match (c.is_ascii_digit(), goes_on) {
                (true, true) => row + 1,
                (true, false) => 1,
                (false, _) => 0,
            };
        }
        is_row(row)
    }

    /// The mark of a plate that fits no known kind.
    pub fn as_it_is(&self) -> String {
        let mut mark = String::with_capacity(2 * self.characters.len());
        for (at, c) in self.characters.iter().enumerate() {
            if self.is_gap(at) && self.facts.keeps_gap(self.characters[at - 1], *c) {
                mark.push('-');
            }
            mark.push(*c);
        }
        mark
    }

    /// The marks with one letter replaced by the letter with a diacritic that the country prints, which may
    /// have been typed without. For plates of the owner's choice nothing distinguishes the two.
    pub fn with_marked_letters(&self) -> Vec<String> {
        let mut marks = Vec::new();
        for (letter, bare) in self.facts.marked() {
            for at in 0..self.characters.len() {
                if self.characters[at..].starts_with(bare) && marks.len() < MOST_MARKED {
                    let mut typed = self.until(self.characters.len());
                    typed.replace(at, bare.len(), &[*letter]);
                    marks.push(typed.as_it_is());
                }
            }
        }
        marks
    }

    fn is_gap(&self, at: usize) -> bool {
        self.gaps >> at & 1 == 1
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
            self.in_own_script = true;
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

    /// Replaces the words of its country by their form in a mark.
    fn words(&mut self) {
        for (word, mark) in &self.facts.words {
            let found = self
                .characters
                .windows(word.len())
                .position(|it| it == *word);
            if let Some(at) = found {
                self.replace(at, word.len(), mark);
            }
        }
    }

    fn replace(&mut self, at: usize, length: usize, by: &[char]) {
        let behind = at + length;
        let low = self.gaps & ((1 << (at + 1)) - 1);
        let high = self.gaps >> behind;
        self.gaps = low | high << (at + by.len());
        self.characters.splice(at..behind, by.iter().copied());
    }

    /// The text with its groups of digits and of letters in reverse order.
    fn mirrored(&self) -> Self {
        let groups = groups(&self.characters);
        let characters = groups.into_iter().rev().flatten().copied().collect();
        self.with(Zeroizing::new(characters), 0)
    }

    /// The ways with each group of letters reversed.
    fn ways_with_letters_reversed(&self) -> Vec<Way> {
        let mut characters = Zeroizing::new(Vec::with_capacity(MAX_TYPED));
        for group in groups(&self.characters) {
            match group[0].is_ascii_digit() {
                true => characters.extend(group),
                false => characters.extend(group.iter().rev()),
            }
        }
        let reversed = self.with(characters, self.gaps);
        let mut ways = self.facts.ways(reversed.text());
        if self.facts.mirrored {
            ways.extend(self.facts.ways(reversed.mirrored().text()));
        }
        ways
    }

    /// Adds the ways in which the text fits without the country letters beside it, or without the band at the
    /// end.
    fn without_country(&self, ways: &mut Vec<Way>) {
        let all = self.characters.len();
        let mut add = |rest: Self, at: usize, may_be_its_own: bool| {
            let apart = self.is_gap(at);
            for mut way in self.facts.ways(rest.text()) {
                way.cost += if apart { BESIDE } else { GLUED };
                way.rare |= may_be_its_own;
                way.guessed = !apart;
                ways.push(way);
            }
        };
        for sign in &self.facts.signs {
            if self.characters.starts_with(sign) {
                add(self.from(sign.len()), sign.len(), true);
            }
        }
        for at in all.saturating_sub(LONGEST_BAND)..all {
            if self.facts.is_on_band(self.from(at).text()) {
                add(self.until(at), at, false);
            }
        }
    }

    /// Adds the ways in which the text before separately typed digits is a complete plate. Those digits may be
    /// a suffix with an error, or part of the number.
    fn before_digits(&self, ways: &mut Vec<Way>) {
        let mut from = self.characters.len();
        while from > 1 && self.characters[from - 1].is_ascii_digit() {
            from -= 1;
            if !self.is_gap(from) {
                continue;
            }
            let before = self.facts.ways(self.until(from).text());
            let mut whole: Vec<_> = before.into_iter().filter(|way| way.cost == 0).collect();
            if !whole.is_empty() {
                ways.retain(|way| way.cost <= CEILING);
            }
            for way in &mut whole {
                way.guessed = true;
            }
            ways.extend(whole);
        }
    }

    fn until(&self, end: usize) -> Self {
        let characters = Zeroizing::new(self.characters[..end].to_vec());
        self.with(characters, self.gaps & ((1 << end) - 1))
    }

    fn from(&self, start: usize) -> Self {
        let characters = Zeroizing::new(self.characters[start..].to_vec());
        self.with(characters, self.gaps >> start & !1)
    }

    fn with(&self, characters: Zeroizing<Vec<char>>, gaps: Gaps) -> Self {
        Self {
            characters,
            gaps,
            in_own_script: self.in_own_script,
            facts: self.facts,
        }
    }
}

/// The groups of digits and of letters.
fn groups(characters: &[char]) -> Vec<&[char]> {
    let same_kind = |a: &char, b: &char| a.is_ascii_digit() == b.is_ascii_digit();
    characters.chunk_by(same_kind).collect()
}

/// A digit of another script, as 0 to 9.
fn digit(c: char) -> Option<char> {
    let zero = [0x0660, 0x06f0, 0x0966]
        .into_iter()
        .find(|zero| (*zero..*zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}
