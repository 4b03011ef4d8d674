//! Telephone numbers in a text.

use crate::finding::{Claim, Kind};
use crate::piece::Pieces;
use crate::reading::SYMBOL;

/// The digits of a Dutch number with its zero.
const DUTCH: usize = 10;
/// The digits of a number with the code of its country.
const INTERNATIONAL: std::ops::RangeInclusive<usize> = 9..=15;
/// The digits of a mobile number with one left out or typed twice.
const MOBILE: std::ops::RangeInclusive<usize> = 8..=11;
/// Words before a number.
const WORDS: [&str; 10] = [
    "tel",
    "telefoon",
    "telefoonnummer",
    "telnr",
    "mobiel",
    "mobielnr",
    "gsm",
    "app",
    "whatsapp",
    "bel",
];
/// Numbers of services, which are nobody's.
const SERVICES: [&str; 4] = ["0800", "0900", "0906", "0909"];

/// All telephone numbers of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let starts = (0..pieces.len()).filter(|at| pieces[*at].is_digits && !pieces[*at].is_glued());
    let ends = |first| Some(Claim::sure(Kind::Telephone, first, end(pieces, first)?));
    starts.filter_map(ends).collect()
}

/// The last piece of the number that begins at this one.
fn end(pieces: &Pieces, first: usize) -> Option<usize> {
    let begin = pieces[first].text.as_str();
    let has_plus = pieces[first].gap.ends_with('+');
    let is_named = pieces
        .word_before(first)
        .is_some_and(|word| WORDS.contains(&word));
    if is_service(begin) && !has_plus {
        return None;
    }
    let (mut length, mut found) = (0, None);
    for last in first..pieces.len() {
        let piece = &pieces[last];
        if !piece.is_digits || (last > first && !joins(&piece.gap)) {
            break;
        }
        length += piece.text.len();
        let digits = pieces.joined(first, last);
        let is_number = match digits.as_bytes() {
            _ if has_plus => INTERNATIONAL.contains(&length),
            [b'0', b'0', code, ..] => {
                *code != b'0'
                    && (INTERNATIONAL.start() + 2..=INTERNATIONAL.end() + 2).contains(&length)
            }
            [b'0', b'6', ..] => MOBILE.contains(&length),
            [b'0', ..] => length == DUTCH,
            _ => false,
        };
        let is_number = is_number || (is_named && (6..=15).contains(&length));
        if is_number && !pieces.runs_on(last) {
            found = Some(last);
        }
    }
    found
}

/// Whether a number with this beginning is that of a service: `0900-8844`.
pub(crate) fn is_service(begin: &str) -> bool {
    SERVICES.iter().any(|service| begin.starts_with(service))
}

fn joins(gap: &str) -> bool {
    gap.chars().count() <= 3
        && gap
            .chars()
            .all(|c| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\n' | ',' | SYMBOL))
}
