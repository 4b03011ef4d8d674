//! The digits of a text in groups, and what stands between them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::is_invisible;

/// The most signs between two groups of one number; spaces count as none.
const MOST_SIGNS: usize = 4;

/// The zeros of the scripts that have digits of their own, where they are not forms of ours: nine
/// digits follow each. Source: the Unicode character database, category Nd.
const ZEROS: [char; 58] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e950}',
];

/// Digits that stand together, and what stands before them.
pub(super) struct Group {
    pub(super) digits: Vec<u32>,
    /// All since the group before, in small letters.
    pub(super) before: String,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.digits.len()
    }

    /// Its value, of four digits at most.
    pub(super) fn number(&self) -> Option<u32> {
        let four = self.len() <= 4;
        four.then(|| self.digits.iter().fold(0, |sum, digit| sum * 10 + digit))
    }

    /// Whether it may be one number with the group before it: no letter stands between them, and no
    /// more signs than people write.
    pub(super) fn is_joined(&self) -> bool {
        let mut signs = 0;
        for c in self.before.chars() {
            if c.is_alphanumeric() {
                return false;
            }
            signs += usize::from(!c.is_whitespace());
        }
        signs <= MOST_SIGNS
    }
}

/// All digits of a text in groups. Digits of every form and script count, and what cannot be seen or
/// only adorns a digit does not part them.
pub(super) fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut before = String::new();
    let mut within = false;
    let seen = |c: &char| !is_invisible(*c) && !is_combining_mark(*c);
    for c in text.nfkc().filter(seen) {
        match (digit(c), groups.last_mut()) {
            (Some(d), Some(group)) if within => group.digits.push(d),
            (Some(d), _) => {
                groups.push(Group {
                    digits: vec![d],
                    before: std::mem::take(&mut before),
                });
                within = true;
            }
            (None, _) => {
                before.extend(c.to_lowercase());
                within = false;
            }
        }
    }
    groups
}

fn digit(c: char) -> Option<u32> {
    if c.is_ascii() || !c.is_numeric() {
        return c.to_digit(10);
    }
    let zeros = ZEROS.partition_point(|zero| *zero <= c);
    let zero = ZEROS[zeros.checked_sub(1)?];
    let value = u32::from(c) - u32::from(zero);
    (value < 10).then_some(value)
}
