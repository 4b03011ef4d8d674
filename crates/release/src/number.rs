//! Numbers of documents, cases and things in a text, and all other long numbers.

use crate::finding::{Claim, Kind};
use crate::piece::Pieces;
use crate::telephone;

/// Words before the number of a document, a case or a thing.
const WORDS: [&str; 34] = [
    "paspoort",
    "pasp",
    "rijbewijs",
    "rijbew",
    "id",
    "idkaart",
    "identiteitskaart",
    "document",
    "doc",
    "vreemdelingenpas",
    "verblijfsvergunning",
    "verblijfsdocument",
    "zaak",
    "dossier",
    "pv",
    "bvh",
    "verbaal",
    "mutatie",
    "incident",
    "kvk",
    "chassis",
    "vin",
    "imei",
    "serienr",
    "polis",
    "ov",
    "pas",
    "klant",
    "order",
    "meld",
    "melding",
    "parket",
    "v",
    "kaart",
];
/// Words between such a word and the number.
const FILLERS: [&str; 9] = [
    "nr", "no", "nummer", "is", "was", "met", "kaart", "van", "num",
];
/// The least digits of such a number.
const LEAST: usize = 5;
/// The least digits of a number without a word before it.
const LONG: usize = 7;
/// The letters and digits of a travel document, and of a vehicle.
const TRAVEL: usize = 9;
const VEHICLE: usize = 17;

/// All such numbers of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut first = 0;
    while first < pieces.len() {
        let last = end(pieces, first);
        let digits: usize = pieces[first..=last]
            .iter()
            .filter(|it| it.is_digits)
            .map(|it| it.text.len())
            .sum();
        let is_named = is_named(pieces, first);
        let word = pieces.word_end(first);
        if is_document(pieces, first, word) {
            claims.push(Claim::sure(Kind::Number, first, last.max(word)));
        } else if is_named && digits >= LEAST {
            claims.push(Claim::sure(Kind::Number, first, last));
        } else if digits >= LONG && !is_nobodys(pieces, first, last) {
            claims.push(Claim::in_doubt(Kind::Number, first, last));
        }
        first = last + 1;
    }
    claims
}

/// The last piece of the number that may begin here: glued pieces, and digits beside them after a sign or a space.
fn end(pieces: &Pieces, first: usize) -> usize {
    let mut last = pieces.word_end(first);
    if !pieces[first..=last].iter().any(|piece| piece.is_digits) {
        return last;
    }
    while let Some(next) = pieces.get(last + 1) {
        let joins = matches!(next.gap.as_str(), " " | "-" | "." | "/" | "_" | "\n");
        let end = pieces.word_end(last + 1);
        let is_digits = pieces[last + 1..=end].iter().all(|piece| piece.is_digits);
        if !joins || !is_digits {
            break;
        }
        last = end;
    }
    last
}

fn is_named(pieces: &Pieces, first: usize) -> bool {
    let is_word = |at: usize| {
        let near = |c: char| matches!(c, ' ' | ':' | '.' | '-' | '=' | '#' | '(' | '\'');
        let Some(before) = pieces.before(at) else {
            return false;
        };
        let word = before.text.as_str();
        pieces[at].gap.chars().all(near)
            && before.is_letters()
            && (WORDS.contains(&word)
                || (word.len() > 5 && word.ends_with("nummer"))
                || (word.len() > 3 && word.ends_with("nr")))
    };
    (0..3).any(|skip| {
        let Some(at) = first.checked_sub(skip) else {
            return false;
        };
        pieces[at..first].iter().all(|piece| piece.is(&FILLERS)) && is_word(at)
    })
}

/// Whether one word has the form of a travel document, a vehicle's number or a case.
fn is_document(pieces: &Pieces, first: usize, last: usize) -> bool {
    let word = &pieces[first..=last];
    let digits: usize = word
        .iter()
        .filter(|it| it.is_digits)
        .map(|it| it.text.len())
        .sum();
    let length: usize = word.iter().map(|it| it.text.len()).sum();
    let is_upper = word.iter().all(|it| it.is_digits || it.is_upper);
    let is_travel = length == TRAVEL
        && digits > 1
        && is_upper
        && word[0].is_letters()
        && word[word.len() - 1].is_digits;
    let is_vehicle = length == VEHICLE && digits > 4 && word.len() > 1;
    // `PL1700-2026…`: the unit of the police alone is no case, its number behind the dash is.
    let goes_on = pieces.gap_after(last) == "-"
        && pieces
            .get(last + 1)
            .is_some_and(|next| next.is_digits && next.text.len() > 4);
    let is_case = word.len() > 1 && word[0].is(&["pl"]) && (digits > 4 || (digits == 4 && goes_on));
    is_travel || is_vehicle || is_case
}

/// Whether it is an amount of money, or the number of a service, which is nobody's.
fn is_nobodys(pieces: &Pieces, first: usize, last: usize) -> bool {
    if telephone::is_service(&pieces[first].text) {
        return true;
    }
    let unit = pieces.word_after(last);
    pieces[first].gap.contains('€')
        || unit.is_some_and(|unit| matches!(unit, "euro" | "eur" | "km"))
}
