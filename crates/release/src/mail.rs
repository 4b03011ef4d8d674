//! E-mail addresses, web addresses and names of accounts in a text.

use crate::finding::{Claim, Kind};
use crate::piece::Pieces;

/// The ends of addresses.
const ENDS: [&str; 18] = [
    "nl",
    "com",
    "net",
    "org",
    "eu",
    "be",
    "de",
    "info",
    "uk",
    "fr",
    "pl",
    "biz",
    "me",
    "io",
    "tv",
    "amsterdam",
    "frl",
    "app",
];
/// The sign @ in words.
const AT: [&str; 3] = ["apenstaartje", "apestaartje", "apenstaart"];

/// All addresses of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let mut claims = Vec::new();
    for at in 0..pieces.len() {
        let piece = &pieces[at];
        let in_brackets = piece.is(&["at"]) && piece.gap.ends_with(['(', '[', '{', '<']);
        let is_said = piece.is(&["at"]) && is_said(pieces, at);
        if piece.is(&AT) || in_brackets || is_said {
            let first = at.checked_sub(1).map_or(at, |before| begin(pieces, before));
            claims.push(Claim::sure(
                Kind::Mail,
                first,
                end(pieces, (at + 1).min(pieces.len() - 1)),
            ));
        } else if piece.gap.contains('@') && at > 0 {
            let is_account = piece.gap.starts_with(' ') && !piece.gap.ends_with(' ');
            let last = end(pieces, at);
            claims.push(match is_account {
                true => Claim::in_doubt(Kind::Mail, at, last),
                false => Claim::sure(Kind::Mail, begin(pieces, at - 1), last),
            });
        } else if piece.gap.contains('@') {
            claims.push(Claim::in_doubt(Kind::Mail, at, end(pieces, at)));
        } else if piece.is(&ENDS)
            && piece.gap.as_str() == "."
            && at > 0
            && !pieces.runs_on(at)
            && pieces[at - 1].text.len() > 2
        {
            let is_path = |gap: &str| matches!(gap, "/" | "-" | ".");
            let mut last = at;
            while last + 1 < pieces.len() && is_path(&pieces[last + 1].gap) {
                last += 1;
            }
            claims.push(Claim::in_doubt(Kind::Mail, begin(pieces, at - 1), last));
        }
    }
    claims
}

/// Whether the end of an address follows in words: `at voorbeeld punt nl`.
fn is_said(pieces: &Pieces, at: usize) -> bool {
    let behind = pieces.get(at + 2..).unwrap_or_default();
    let mut pairs = behind.windows(2).take(3);
    pairs.any(|pair| pair[0].is(&["punt", "dot"]) && pair[1].is(&ENDS))
}

/// The first piece of the word that ends here.
fn begin(pieces: &Pieces, mut at: usize) -> usize {
    while at > 0 && matches!(pieces[at].gap.as_str(), "" | "." | "_" | "-" | "+") {
        at -= 1;
    }
    at
}

/// The last piece of the word that begins here, with an end of an address that stands apart from it.
fn end(pieces: &Pieces, mut at: usize) -> usize {
    while at + 1 < pieces.len() {
        let next = &pieces[at + 1];
        let is_within = matches!(next.gap.as_str(), "" | "." | "_" | "-");
        let is_apart = next.is(&ENDS) && matches!(next.gap.as_str(), " ." | ". " | " . ");
        let is_said =
            next.is(&["punt", "dot"]) && pieces.get(at + 2).is_some_and(|end| end.is(&ENDS));
        if is_said {
            at += 1;
        } else if !is_within && !is_apart {
            break;
        }
        at += 1;
    }
    at
}
