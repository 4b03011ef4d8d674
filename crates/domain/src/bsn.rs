//! The citizen service number (BSN), recognised only to keep it out.
//!
//! Source of the rule: the eleven-test of the Dutch citizen service number. Nine digits, the weights 9 to 2 and
//! -1, and a sum that is a multiple of eleven. One number in eleven passes it, so numbers of another kind are
//! recognised by their form and by the word before them (`bsn/numbers.rs`). The form of eight digits, without
//! the leading zero, is not searched for: every eleventh date and half a telephone number would match.

mod codes;
mod figures;
mod groups;
mod markup;
mod numbers;
mod telephone;
mod words;

use groups::{Group, groups};
use numbers::{Known, known};

/// The number of digits of a BSN.
const DIGITS: usize = 9;

/// The result of the search in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// The text holds no BSN.
    Nothing,
    /// Nine digits that pass the eleven-test, in a form in which nobody writes a BSN, so it may be chance.
    Doubtful,
    /// The text holds a BSN and is refused.
    Bsn,
}

/// Whether a text holds a BSN, or what may be one: nine digits that pass the eleven-test, in one group or in
/// neighbouring ones. Other numbers may stand before and after them.
#[must_use]
pub fn contains_bsn(text: &str) -> bool {
    find(text) != Found::Nothing
}

/// Searches a text for a BSN, as it is and without its markup.
#[must_use]
pub fn find(text: &str) -> Found {
    if !text.contains(char::is_numeric) {
        return Found::Nothing;
    }
    let shown = markup::without_markup(text);
    shown
        .map_or(Found::Nothing, |shown| find_in(&shown))
        .max(find_in(text))
}

fn find_in(text: &str) -> Found {
    let groups = groups(text);
    let known = known(&groups);
    let found = (0..groups.len()).map(|from| found_from(&groups, &known, from));
    found.max().unwrap_or(Found::Nothing)
}

/// What the nine digits are whose first group this is.
fn found_from(groups: &[Group], known: &[Known], from: usize) -> Found {
    let is_named = known[from].is_named;
    if known[from].begins_none && !is_named {
        return Found::Nothing;
    }
    let mut digits = Vec::with_capacity(DIGITS);
    for at in from..groups.len() {
        let ends = at > from && (!groups[at].is_joined() || (known[at].ends_before && !is_named));
        if ends || (known[at].is_other && !is_named) {
            return Found::Nothing;
        }
        digits.extend_from_slice(&groups[at].digits);
        if digits.len() < DIGITS {
            continue;
        }
        if !passes_eleven_test(&digits) {
            return Found::Nothing;
        }
        let number = &groups[from..=at];
        let is_other = known[from..=at].iter().any(|one| one.is_other);
        let is_sure = match is_named {
            true => !is_other,
            false => !known[from].is_doubtful && !number[0].is_glued() && is_written_so(number),
        };
        return if is_sure { Found::Bsn } else { Found::Doubtful };
    }
    Found::Nothing
}

/// Whether somebody would write a BSN in these groups: with the same sign between them, and in the form of
/// neither a time nor the pairs of a telephone number.
fn is_written_so(groups: &[Group]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let signs = groups.get(1..).unwrap_or_default();
    let same = signs
        .windows(2)
        .all(|pair| pair[0].before == pair[1].before)
        && !signs
            .iter()
            .any(|group| group.is_oddly_joined() || group.is_listed());
    let usual = matches!(
        lengths.as_slice(),
        [9] | [3, 3, 3]
            | [4, 2, 3]
            | [4, 3, 2]
            | [2, 3, 4]
            | [3, 2, 4]
            | [4, 5]
            | [5, 4]
            | [3, 6]
            | [6, 3]
    );
    same && (usual || lengths.iter().all(|length| *length == 1))
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

    // 111222333 and 123456782 are well-known made-up numbers that pass the test.
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
    fn no_sign_between_the_digits_hides_a_bsn() {
        for sign in [
            ":", ";", "|", "+", "*", "(", ")", "•", "=", "\"", "'", "“", "   ", "\n", " : ", "~",
            "#", "&", "\\", "<", ">", "!", "?", "%", "@", "^", "→", "…", "_", "--", "\u{202f}",
            "\u{2060}", "), (", " / ",
        ] {
            for groups in [
                "111 222 333",
                "1112 22 333",
                "11 12 22 33 3",
                "1 1 1 2 2 2 3 3 3",
                "11122 2333",
            ] {
                let text = groups.replace(' ', sign);
                assert!(contains_bsn(&text), "{text}");
                assert!(contains_bsn(&format!("man met {text} gezien")), "{text}");
            }
        }
        for zero in ['٠', '۰', '०', '๐', '᠐', '𑁦'] {
            let written = "111222333"
                .chars()
                .map(|c| char::from_u32(u32::from(zero) + c.to_digit(10).unwrap()).unwrap());
            assert_eq!(find(&written.collect::<String>()), Found::Bsn, "{zero}");
        }
        for text in [
            "①①①②②②③③③",
            "1\u{fe0f}\u{20e3}1\u{20e3}1\u{20e3}222333",
            "1\u{332}11222333",
            "𝟙𝟙𝟙𝟚𝟚𝟚𝟛𝟛𝟛",
        ] {
            assert!(contains_bsn(text), "{text}");
        }
    }

    #[test]
    fn what_may_be_chance_is_doubtful_and_its_name_makes_it_sure() {
        for text in [
            "111222333",
            "bsn 11 12 22 333",
            "BSN: 1 11 22 23 33",
            "sofinummer is 11:12:22:333",
        ] {
            assert_eq!(find(text), Found::Bsn, "{text}");
        }
        for text in [
            "11 12 22 333",
            "11:12 - 22 333",
            "1,1 / 1222 / 333",
            "paspoort 111222333",
            "documentnummer is 111222333",
        ] {
            assert_eq!(find(text), Found::Doubtful, "{text}");
        }
    }

    #[test]
    fn a_number_is_what_the_word_before_it_says() {
        for text in [
            "zaak 111222333",
            "zaaknummer: 111222333",
            "zaaknr. 111 222 333",
            "dossier 111222333",
            "PV-nummer 111222333",
            "order 111222333",
            "bestelnummer 111222333",
            "pakket 111-222-333",
            "track & trace 111222333",
            "zendingsnummer 111222333",
            "KvK 111222333",
            "V-nummer 111222333",
            "rijbewijs nr 111222333",
            "tel. 111222333",
        ] {
            assert_eq!(find(text), Found::Nothing, "{text}");
        }
        for text in [
            "zaak 5, 111222333",
            "zaak loopt, 111222333",
            "pakket van 111222333",
            "tel onbekend 111222333",
            "zaak x bsn 111222333",
            "nummer 111222333",
            "V 111222333",
            "zaak en 111222333",
            "nr 111222333",
        ] {
            assert!(contains_bsn(text), "{text}");
        }
    }

    #[test]
    fn telephone_numbers_of_any_country_and_places_on_a_map_pass() {
        for text in [
            "+31 6 35 89 52 54",
            "+31635895254",
            "+31 (0)6 35 89 52 54",
            "+31-6-3589-5254",
            "0031 6 35 89 52 54",
            "06 35 89 52 54",
            "+32 475 12 34 56",
            "+49 151 234 567 89",
            "+33 6 12 34 56 78",
            "+90 532 123 45 67",
            "+212 661 23 45 67",
            "+48 601 234 567",
            "+380 50 123 45 67",
            "+1 202 555 0123",
            "+597 712 3456",
            "+86 138 1234 5678",
            "06 123 456 7 8",
            "0612 345 678",
            "52.370216, 4.895168",
            "52,370216 4,895168",
            "(51.92442; 4.47773)",
            "gps 52.0907/5.1214",
        ] {
            assert_eq!(find(text), Found::Nothing, "{text}");
        }
        for text in [
            "+31 6 35895254 111222333",
            "+111222333",
            "06 111222333",
            "+32 475 12 34 56 111222333",
            "52.3702, 4.8951 111222333",
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
