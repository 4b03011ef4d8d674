//! Numbers in words and the spelling alphabets: `nul zes een twee`, `bernard bernard nul nul dirk dirk`.

use proco_domain::plate::{Country, Fit, Plate};

use crate::finding::{Claim, Kind};
use crate::piece::{Piece, Pieces};

const UNITS: [&str; 20] = [
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
    "zeventien",
    "achttien",
    "negentien",
];
const TENS: [(&str, u32); 4] = [
    ("twintig", 20),
    ("dertig", 30),
    ("veertig", 40),
    ("vijftig", 50),
];

/// The Dutch and the international spelling alphabet. Sources: NEN and ICAO, from own knowledge.
const ALPHABET: [&str; 57] = [
    "alfa",
    "alpha",
    "anna",
    "anton",
    "bravo",
    "bernard",
    "charlie",
    "cornelis",
    "delta",
    "dirk",
    "echo",
    "eduard",
    "foxtrot",
    "ferdinand",
    "golf",
    "gerard",
    "hotel",
    "hendrik",
    "india",
    "izaak",
    "izak",
    "juliet",
    "juliett",
    "johan",
    "kilo",
    "karel",
    "lima",
    "lodewijk",
    "ludwig",
    "mike",
    "maria",
    "november",
    "nico",
    "oscar",
    "otto",
    "papa",
    "pieter",
    "quebec",
    "quotient",
    "romeo",
    "rudolf",
    "sierra",
    "simon",
    "tango",
    "teunis",
    "theodoor",
    "uniform",
    "utrecht",
    "victor",
    "whiskey",
    "willem",
    "xray",
    "xantippe",
    "yankee",
    "ypsilon",
    "zulu",
    "zacharias",
];

/// A number in words, from 0 to 59.
pub(crate) fn number(word: &str) -> Option<u32> {
    if let Some(at) = UNITS.iter().position(|unit| *unit == word) {
        return u32::try_from(at).ok();
    }
    let (tens, value) = TENS.iter().find(|(tens, _)| word.ends_with(tens))?;
    let unit = word.strip_suffix(tens)?;
    if unit.is_empty() {
        return Some(*value);
    }
    let unit = unit.strip_suffix("en")?;
    let at = UNITS[1..10].iter().position(|it| *it == unit)?;
    Some(value + 1 + u32::try_from(at).ok()?)
}

/// The letter or digits that a piece stands for: itself when it is a digit or stands alone, or what it spells.
pub(crate) fn sign(piece: &Piece) -> Option<String> {
    let word = piece.text.as_str();
    if piece.is_digits || word.len() == 1 {
        return Some(word.to_owned());
    }
    if let Some(digits) = number(word) {
        return Some(digits.to_string());
    }
    if word.replace("nul", "").is_empty() {
        return Some("0".repeat(word.len() / 3));
    }
    if ALPHABET.contains(&word) {
        return Some(word[..1].to_owned());
    }
    is_group(word).then(|| word.to_owned())
}

/// Whether letters may be a group of a plate as it is: no series in use has a vowel.
fn is_group(word: &str) -> bool {
    word.len() <= 3 && !word.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

/// Plates and numbers that are spelled, at least a part of them in words.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let run = pieces[at..].iter().map_while(sign).collect::<Vec<_>>();
        if run.len() >= 3 {
            claims.extend(spelled(pieces, at, &run));
        }
        at += run.len().max(1);
    }
    claims
}

fn spelled(pieces: &Pieces, from: usize, run: &[String]) -> Option<Claim> {
    let in_words = |first: usize, last: usize| {
        pieces[from + first..=from + last]
            .iter()
            .any(|piece| piece.is_letters() && piece.text.len() > 1 && !is_group(&piece.text))
    };
    let mut best = None;
    for first in 0..run.len() {
        let mut text = String::new();
        for (last, signs) in run.iter().enumerate().skip(first) {
            text.push_str(signs);
            let kind = kind(&text, last - first + 1).filter(|_| in_words(first, last));
            let longer = best
                .as_ref()
                .is_none_or(|best: &Claim| last - first > best.last - best.first);
            if let Some(kind) = kind.filter(|_| longer) {
                best = Some(Claim::sure(kind, from + first, from + last));
            }
        }
    }
    best
}

/// What a spelled text is.
fn kind(text: &str, signs: usize) -> Option<Kind> {
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    let has_digits = text.bytes().any(|b| b.is_ascii_digit());
    match text.len() {
        9.. if is_number && signs >= 5 => Some(if text.starts_with('0') {
            Kind::Telephone
        } else {
            Kind::Number
        }),
        6 if has_digits && !is_number && signs >= 3 => {
            let plate = Plate::read(text, Country::NL).ok()?;
            let is_known = plate.fit(text) == Fit::Known && plate.dutch_series().is_some();
            is_known.then_some(Kind::Plate)
        }
        _ => None,
    }
}
