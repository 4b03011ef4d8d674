//! The citizen service number (BSN): recognised only so that it can be kept out.
//!
//! Source of the rule: the eleven-test of the Dutch citizen service number. Nine digits, the
//! weights 9 to 2 and -1, and a sum that is a multiple of eleven. One number in eleven passes it,
//! so dates and numbers for abroad are told apart by their shape. The form of eight digits, without
//! a leading zero, is not looked for: every eleventh date and half a phone number would be one.

use unicode_normalization::UnicodeNormalization;

/// How many digits a BSN has.
const DIGITS: usize = 9;
/// The most characters between two groups of one number, as in `111 - 222 - 333`.
const WIDEST_GAP: usize = 3;

/// Digits that stand together, and what stands before them.
struct Group {
    digits: Vec<u32>,
    before: String,
}

impl Group {
    fn number(&self) -> Option<u32> {
        let four = self.digits.len() <= 4;
        four.then(|| self.digits.iter().fold(0, |sum, digit| sum * 10 + digit))
    }

    /// A country's code, after which stands a telephone number. Of those without a plus only the
    /// own one: times, case numbers and much else begin with two zeros.
    fn is_dialling_code(&self) -> bool {
        self.before.ends_with('+') || self.digits == [0, 0, 3, 1]
    }
}

/// Whether a BSN stands somewhere in a text: nine digits that pass the eleven-test, in one group or
/// in neighbouring ones. Other numbers may stand before and after them.
#[must_use]
pub fn contains_bsn(text: &str) -> bool {
    if !text.contains(char::is_numeric) {
        return false;
    }
    let groups = groups(text);
    let dates = dates(&groups);
    (0..groups.len()).any(|from| {
        if from > 0 && joined(&groups[from]) && groups[from - 1].is_dialling_code() {
            return false;
        }
        let mut digits = Vec::with_capacity(DIGITS);
        for at in from..groups.len() {
            if dates[at] || (at > from && !joined(&groups[at])) {
                return false;
            }
            digits.extend_from_slice(&groups[at].digits);
            if digits.len() >= DIGITS {
                return passes_eleven_test(&digits);
            }
        }
        false
    })
}

/// All digits of a text in groups. Digits of other forms and scripts count as digits, and what has
/// no width does not part them.
fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut before = String::new();
    let mut within = false;
    for c in text.nfkc().filter(|c| !has_no_width(*c)) {
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
                before.push(c);
                within = false;
            }
        }
    }
    groups
}

/// Whether a group may be one number with the group before it.
fn joined(group: &Group) -> bool {
    group.before.chars().count() <= WIDEST_GAP && group.before.chars().all(is_separator)
}

/// What people write between the groups of a number. A colon parts hours from minutes, and is none.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | ',' | '/' | '_' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// A digit, those of an Arabic keyboard included.
fn digit(c: char) -> Option<u32> {
    match c {
        '\u{660}'..='\u{669}' => Some(u32::from(c) - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(u32::from(c) - 0x6f0),
        _ => c.to_digit(10),
    }
}

/// Which groups belong to a date with a year of four digits.
fn dates(groups: &[Group]) -> Vec<bool> {
    let mut dates = vec![false; groups.len()];
    for (at, three) in groups.windows(3).enumerate() {
        if is_date(three) {
            dates[at..at + 3].fill(true);
        }
    }
    dates
}

fn is_date(three: &[Group]) -> bool {
    let [first, second, third] = three else {
        return false;
    };
    if second.before != third.before || !matches!(second.before.as_str(), "-" | "." | "/") {
        return false;
    }
    let day = |group: &Group| matches!(group.number(), Some(1..=31)) && group.digits.len() <= 2;
    let month = |group: &Group| matches!(group.number(), Some(1..=12)) && group.digits.len() <= 2;
    let year = |group: &Group| matches!(group.number(), Some(1900..=2099));
    month(second) && ((day(first) && year(third)) || (year(first) && day(third)))
}

fn passes_eleven_test(digits: &[u32]) -> bool {
    let [head @ .., last] = digits else {
        return false;
    };
    if head.len() != 8 || digits.iter().all(|d| *d == 0) {
        return false;
    }
    let weighed: u32 = head
        .iter()
        .zip((2..=9).rev())
        .map(|(digit, weight)| digit * weight)
        .sum();
    weighed % 11 == last % 11
}

#[cfg(test)]
mod tests {
    use super::*;

    // 111222333 and 123456782 are the well-known made-up numbers that pass the test.
    #[test]
    fn nine_digits_that_pass_are_a_bsn_in_any_grouping() {
        for text in [
            "111222333",
            "123456782",
            "1234.56.782",
            "123 456 782",
            "1112-22-333",
        ] {
            assert!(contains_bsn(text), "{text} passes the eleven-test");
        }
    }

    #[test]
    fn a_bsn_inside_a_sentence_is_found() {
        for text in [
            "zijn nummer is 111222333.",
            "bsn 1112.22.333 genoemd",
            "BSN111222333",
            "111 - 222 - 333",
            "111/222/333",
            "111\u{2013}222\u{2013}333",
            "111\u{a0}222\u{a0}333",
            "111\t222\t333",
            "111\u{b7}222\u{b7}333",
            "111_222_333",
            "111,222,333",
            "111\u{200b}222\u{200b}333",
            "\u{ff11}\u{ff11}\u{ff11}\u{ff12}\u{ff12}\u{ff12}\u{ff13}\u{ff13}\u{ff13}",
            "\u{661}\u{661}\u{661}\u{662}\u{662}\u{662}\u{663}\u{663}\u{663}",
            "1 1 1 2 2 2 3 3 3",
        ] {
            assert!(contains_bsn(text), "{text}");
        }
    }

    #[test]
    fn a_bsn_beside_another_number_is_found() {
        for text in [
            "111222333 30 km te hard",
            "22 111222333",
            "80 111-222-333 50",
            "om 21.30 111222333",
            "14-03-2026 111222333",
            "06-12345678 / 111222333",
            "+31 6 12345678 111222333",
            "om 0015 111222333",
            "0030, 111222333",
            "zaak 00123 111222333",
            "00 111222333",
            "om 0015 111 222 333",
            "007 111 222 333",
        ] {
            assert!(contains_bsn(text), "{text}");
        }
    }

    #[test]
    fn what_officers_write_is_let_through() {
        // Each of those with nine digits in a row of groups passes the eleven-test.
        for text in [
            "belde 0612345678 om 22.30",
            "06-12345678, 06 12 34 56 78, 020-1234567",
            "+31 6 12345671 gebeld",
            "0031 6 12345674 gebeld",
            "reed 80 waar 50 mag",
            "op 14-03-2026 om 21:30, 2 personen",
            "9 14-03-2022 gezien",
            "14-3-2026 14 38",
            "2026-11-18 4 personen",
            "zaak PL1700-2026123456",
            "hectometerpaal 12,4 re A2, 130 km/u",
            "123456789 is geen bsn",
            "1112223330",
            "000000000",
            "",
        ] {
            assert!(!contains_bsn(text), "{text}");
        }
    }
}
