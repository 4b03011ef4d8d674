//! Citizen service numbers in a text, by the rule of the domain. That rule judges a whole text; which digits it
//! means shows by blanking those that pass the eleven-test.

use proco_domain::bsn::{self, Found};
use zeroize::Zeroizing;

use crate::finding::{Certainty, Claim, Kind};
use crate::piece::Pieces;

/// The digits of a citizen service number.
const DIGITS: usize = 9;

/// All citizen service numbers of a text, and numbers that may be one.
pub(crate) fn claims(text: &str, pieces: &Pieces) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut left = Zeroizing::new(text.to_owned());
    let mut found = bsn::find(&left);
    for (first, last) in numbers(pieces) {
        if found == Found::Nothing {
            return claims;
        }
        let without = blanked(&left, pieces, first, last);
        let rest = bsn::find(&without);
        if rest < found || is_alone(&left, pieces, first, last) {
            claims.push(claim(found, first, last));
            (left, found) = (without, rest);
        }
    }
    if found != Found::Nothing {
        let digits = (0..pieces.len()).filter(|at| pieces[*at].is_digits);
        claims.extend(digits.map(|at| claim(found, at, at)));
    }
    claims
}

fn claim(found: Found, first: usize, last: usize) -> Claim {
    let claim = Claim::sure(Kind::Bsn, first, last);
    match found {
        Found::Bsn => claim,
        Found::Doubtful | Found::Nothing => Claim {
            certainty: Certainty::InDoubt,
            ..claim
        },
    }
}

/// The neighbouring pieces that have nine digits together.
fn numbers(pieces: &Pieces) -> Vec<(usize, usize)> {
    let ends = |first: usize| {
        let mut length = 0;
        for (at, piece) in pieces.iter().enumerate().skip(first) {
            length += piece.text.len();
            if !piece.is_digits || length > DIGITS {
                return None;
            }
            if length == DIGITS {
                return Some((first, at));
            }
        }
        None
    };
    (0..pieces.len()).filter_map(ends).collect()
}

/// Whether these digits are found where all others are blank.
fn is_alone(text: &str, pieces: &Pieces, first: usize, last: usize) -> bool {
    let mut others = Zeroizing::new(text.to_owned());
    let beside =
        (0..pieces.len()).filter(|at| pieces[*at].is_digits && !(first..=last).contains(at));
    for at in beside {
        others = blanked(&others, pieces, at, at);
    }
    bsn::find(&others) != Found::Nothing
}

/// The text with zeros for the digits of some pieces. It keeps its length.
fn blanked(text: &str, pieces: &Pieces, first: usize, last: usize) -> Zeroizing<String> {
    let mut blanked = Zeroizing::new(String::with_capacity(text.len()));
    let mut from = 0;
    for piece in &pieces[first..=last] {
        blanked.push_str(&text[from..piece.start]);
        blanked.extend(std::iter::repeat_n('0', piece.end - piece.start));
        from = piece.end;
    }
    blanked.push_str(&text[from..]);
    blanked
}
