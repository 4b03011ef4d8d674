//! Codes of letters and digits: of a parcel, of a chassis.

use super::groups::Group;

/// The number of groups of the code that begins at this one, if its form identifies it.
pub(super) fn code(groups: &[Group], at: usize) -> Option<usize> {
    let first = &groups[at];
    let glued = |group: &Group| {
        !group.before.is_empty() && group.before.chars().all(|c| c.is_ascii_alphabetic())
    };
    if at > 0 && glued(first) {
        return None;
    }
    let count = 1 + groups[at + 1..]
        .iter()
        .take_while(|group| glued(group))
        .count();
    let letters = |c: &char| c.is_ascii_alphabetic();
    let before: String = first.before.chars().rev().take_while(letters).collect();
    let mut written: String = before.chars().rev().collect();
    for group in &groups[at..at + count] {
        if written.ends_with(|c: char| c.is_ascii_digit()) {
            written += &group.before;
        }
        written += &group.written();
    }
    written.extend(groups[at + count - 1].after.chars().take_while(letters));
    let is_code = is_parcel(&written) || is_postal(&written) || is_chassis(&written);
    is_code.then_some(count)
}

/// PostNL: `3S`, four or five letters and at least seven digits. UPS: `1Z` and sixteen characters after it.
fn is_parcel(code: &str) -> bool {
    let of_post = code.strip_prefix("3s").is_some_and(|rest| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        matches!(rest.len() - digits.len(), 4 | 5) && digits.len() >= 7 && all_digits(digits)
    });
    of_post || (code.starts_with("1z") && code.len() == 18)
}

/// An item of the international post: two letters, eight digits with a check digit, two letters. Source:
/// standard S10 of the Universal Postal Union.
fn is_postal(code: &str) -> bool {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let digits = |range| code.get(range).filter(|part| all_digits(part));
    let (Some(number), Some(check)) = (digits(2..10), digits(10..11)) else {
        return false;
    };
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
    let of_form = code.len() == 13 && letters(&code[..2]) && letters(&code[11..]);
    let digits = number.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let wanted = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        one => one,
    };
    of_form && check == wanted.to_string()
}

/// A chassis number: seventeen letters and digits without I, O and Q, of which the last four are digits, with
/// letters in several places. Source: ISO 3779.
fn is_chassis(code: &str) -> bool {
    let runs = code
        .split(|c: char| c.is_ascii_digit())
        .filter(|run| !run.is_empty());
    code.len() == 17
        && !code.contains(['i', 'o', 'q'])
        && code.get(13..).is_some_and(all_digits)
        && runs.count() > 1
}

fn all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}
