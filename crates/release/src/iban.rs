//! Bank accounts (IBAN) in a text.

use crate::finding::{Claim, Kind};
use crate::piece::Pieces;

/// The letters and digits of an account: the shortest is Norwegian, the longest Maltese.
const LENGTH: std::ops::RangeInclusive<usize> = 15..=34;
/// The length of a Dutch account.
const DUTCH: usize = 18;

/// All accounts of a text: Dutch ones by their form, those of other countries when the check digits fit.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let mut claims = Vec::new();
    for first in 0..pieces.len() {
        let country = &pieces[first];
        let is_country = country.is_letters() && country.text.len() == 2 && !country.is_glued();
        let checked = pieces
            .get(first + 1)
            .is_some_and(|next| next.is_digits && joins(&next.gap));
        if is_country && checked {
            claims.extend(end(pieces, first).map(|last| Claim::sure(Kind::Iban, first, last)));
        }
    }
    claims
}

fn end(pieces: &Pieces, first: usize) -> Option<usize> {
    let mut account = pieces[first].text.to_string();
    let mut found = None;
    for last in first + 1..pieces.len() {
        if !joins(&pieces[last].gap) {
            break;
        }
        account.push_str(&pieces[last].text);
        if account.len() > *LENGTH.end() {
            break;
        }
        if pieces.runs_on(last) {
            continue;
        }
        if is_dutch(&account) || (LENGTH.contains(&account.len()) && passes_check(&account)) {
            found = Some(last);
        }
    }
    found
}

fn joins(gap: &str) -> bool {
    gap.len() <= 1 && gap.chars().all(|c| matches!(c, ' ' | '-' | '.' | '\n'))
}

/// `NL`, two digits, four letters, ten digits; also with wrong check digits.
fn is_dutch(account: &str) -> bool {
    let of_digits =
        |part: Option<&str>| part.is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()));
    account.len() == DUTCH
        && account.starts_with("nl")
        && of_digits(account.get(2..4))
        && account
            .get(4..8)
            .is_some_and(|it| it.bytes().all(|b| b.is_ascii_alphabetic()))
        && of_digits(account.get(8..))
}

/// The check of ISO 7064 (MOD 97-10), with letters as 10 to 35 and the first four places at the end.
fn passes_check(account: &str) -> bool {
    let Some((head, rest)) = account.split_at_checked(4) else {
        return false;
    };
    let mut digits = rest
        .chars()
        .chain(head.chars())
        .filter_map(|c| c.to_digit(36));
    let is_mixed = head.bytes().skip(2).all(|b| b.is_ascii_digit());
    // Every 97th text passes; no country has more letters than digits.
    let count = account.bytes().filter(u8::is_ascii_digit).count();
    let is_mixed = is_mixed && 2 * count > account.len();
    let left = digits.try_fold(0, |sum: u32, digit| {
        Some((sum * if digit > 9 { 100 } else { 10 } + digit) % 97)
    });
    is_mixed && left == Some(1)
}
