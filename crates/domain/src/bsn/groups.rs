//! The groups of digits in a text, and the text between them.

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, Script};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::is_invisible;

/// The most signs that people write between two groups of one number; spaces are not counted.
const MOST_SIGNS: usize = 4;

/// The replacement for a letter of another script, or one that looks like a sign.
const ODD: char = '\u{fffd}';

/// The characters for one, in sets from one to nine that are neither of category Nd nor variants of our digits:
/// the other eight follow each. Source: the Unicode character database, digit values (`UnicodeData.txt`, field
/// 7).
const ONES: [char; 7] = [
    '\u{1369}',
    '\u{24f5}',
    '\u{2776}',
    '\u{2780}',
    '\u{278a}',
    '\u{10e60}',
    '\u{11052}',
];

/// The zeros of those sets.
const CIRCLED_ZEROS: [char; 3] = ['\u{24ff}', '\u{1f10b}', '\u{1f10c}'];

/// Consecutive digits, with the text before and after them, in lower case without diacritics.
pub(super) struct Group {
    pub(super) digits: Vec<u32>,
    /// The text since the group before.
    pub(super) before: String,
    /// The text up to the next group.
    pub(super) after: String,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.digits.len()
    }

    /// The value of the group, if it has at most four digits.
    pub(super) fn number(&self) -> Option<u32> {
        let four = self.len() <= 4;
        four.then(|| self.digits.iter().fold(0, |sum, digit| sum * 10 + digit))
    }

    /// The digits of the group as text.
    pub(super) fn written(&self) -> String {
        let digits = self.digits.iter();
        digits.filter_map(|d| char::from_digit(*d, 10)).collect()
    }

    /// Whether it may be one number with the group before it: there is no letter between them.
    pub(super) fn is_joined(&self) -> bool {
        !self.before.contains(char::is_alphanumeric)
    }

    /// Whether more or different signs stand before it than people write inside a number.
    pub(super) fn is_oddly_joined(&self) -> bool {
        let signs = self.before.chars().filter(|c| !c.is_whitespace());
        signs.count() > MOST_SIGNS || self.before.contains(ODD)
    }

    /// Whether it stands in a list of figures: ` / `, `, ` and ` + ` separate numbers more often than parts of
    /// one.
    pub(super) fn is_listed(&self) -> bool {
        let sign = self.before.trim();
        matches!(sign, "/" | "," | "+" | ";") && sign.len() < self.before.len()
    }

    /// Whether a letter stands directly before it.
    pub(super) fn is_glued(&self) -> bool {
        self.before.ends_with(char::is_alphabetic)
    }
}

/// All digits of a text in groups. Digits of every form and script count; invisible and combining characters do
/// not separate them.
pub(super) fn groups(text: &str) -> Vec<Group> {
    let mut reader = Reader::default();
    for c in text.chars() {
        if c.is_ascii() {
            reader.take(c);
        } else if !is_invisible(c) && !is_combining_mark(c) {
            reader.take_apart(c);
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    groups: Vec<Group>,
    between: String,
    within: bool,
}

impl Reader {
    fn take_apart(&mut self, c: char) {
        let is_letter = is_letter(c);
        for part in std::iter::once(c).nfkd() {
            if is_letter || !part.is_alphabetic() {
                if !is_combining_mark(part) && !is_invisible(part) {
                    self.take(part);
                }
            } else {
                self.put(ODD);
            }
        }
    }

    fn take(&mut self, c: char) {
        match (digit(c), self.groups.last_mut()) {
            (Some(d), Some(group)) if self.within => group.digits.push(d),
            (Some(d), last) => {
                if let Some(group) = last {
                    group.after.clone_from(&self.between);
                }
                self.groups.push(Group {
                    digits: vec![d],
                    before: std::mem::take(&mut self.between),
                    after: String::new(),
                });
                self.within = true;
            }
            (None, _) => self.put(c),
        }
    }

    fn put(&mut self, c: char) {
        self.between.extend(c.to_lowercase());
        self.within = false;
    }

    fn finish(mut self) -> Vec<Group> {
        if let Some(last) = self.groups.last_mut() {
            last.after = self.between;
        }
        self.groups
    }
}

/// Whether a character is a letter of a Dutch text. Letters of the Latin script without case look like signs
/// (ǀ, ǃ, º, ꞏ), modifier letters are signs (ʼ, ː), and so is the saltillo.
fn is_letter(c: char) -> bool {
    let cased = matches!(
        CodePointMapData::<GeneralCategory>::new().get(c),
        GeneralCategory::UppercaseLetter
            | GeneralCategory::LowercaseLetter
            | GeneralCategory::TitlecaseLetter
    );
    let is_latin = || {
        let script = CodePointMapData::<Script>::new().get(c);
        script == Script::Latin || (script == Script::Common && c.is_alphabetic())
    };
    cased && is_latin() && !matches!(c, 'ꞌ' | 'Ꞌ')
}

fn digit(c: char) -> Option<u32> {
    if c.is_ascii() || !c.is_numeric() {
        return c.to_digit(10);
    }
    if CIRCLED_ZEROS.contains(&c) {
        return Some(0);
    }
    if is_decimal(c) {
        // The ten digits of a script have consecutive code points, from zero on.
        let before = (0..u32::from(c)).rev();
        let run = before.take_while(|code| char::from_u32(*code).is_some_and(is_decimal));
        return u32::try_from(run.count() % 10).ok();
    }
    let one = ONES.iter().rev().find(|one| **one <= c)?;
    let value = u32::from(c) - u32::from(*one) + 1;
    (value < 10).then_some(value)
}

fn is_decimal(c: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(c) == GeneralCategory::DecimalNumber
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_of_every_script_stand_together_ten_at_a_time() {
        let decimals = CodePointMapData::<GeneralCategory>::new();
        let mut scripts = 0;
        for range in decimals.iter_ranges_for_value(GeneralCategory::DecimalNumber) {
            assert_eq!(range.clone().count() % 10, 0, "{range:x?}");
            for (at, c) in range.filter_map(char::from_u32).enumerate() {
                let mut chars = std::iter::once(c).nfkd();
                let (Some(c), None) = (chars.next(), chars.next()) else {
                    panic!("a digit falls apart: {c}");
                };
                assert_eq!(digit(c), u32::try_from(at % 10).ok(), "{c}");
            }
            scripts += 1;
        }
        assert!(scripts > 60, "{scripts}");
    }
}
