//! Streets with a house number, postcodes and places on the map in a text.

use crate::finding::{Claim, Kind};
use crate::lists;
use crate::piece::{Piece, Pieces};
use crate::spelled;

/// The ends of names of streets.
const STREETS: [&str; 33] = [
    "straat",
    "str",
    "laan",
    "weg",
    "plein",
    "gracht",
    "kade",
    "singel",
    "dijk",
    "pad",
    "hof",
    "hofje",
    "steeg",
    "dreef",
    "plantsoen",
    "boulevard",
    "allee",
    "wal",
    "markt",
    "baan",
    "burg",
    "park",
    "haven",
    "oord",
    "veld",
    "brink",
    "kamp",
    "poort",
    "ring",
    "erf",
    "akker",
    "zoom",
    "pleintje",
];
/// Words with such an end that are no names: a number after them counts something else.
const NO_STREETS: [&str; 44] = [
    "snelweg",
    "autoweg",
    "hoofdweg",
    "rijbaan",
    "busbaan",
    "fietspad",
    "voetpad",
    "onderweg",
    "terugweg",
    "heenweg",
    "uitweg",
    "zijstraat",
    "zijweg",
    "dwarsstraat",
    "doodlopende",
    "winkelstraat",
    "ventweg",
    "spoorbaan",
    "landweg",
    "supermarkt",
    "bouwmarkt",
    "weekmarkt",
    "kerstmarkt",
    "rommelmarkt",
    "vluchtstrook",
    "wandelpad",
    "voetbalveld",
    "sportveld",
    "grasveld",
    "skatepark",
    "speelveld",
    "straat",
    "zandpad",
    "jaagpad",
    "parkeerhaven",
    "jachthaven",
    "luchthaven",
    "marktplein",
    "schoolplein",
    "kampeerterrein",
    "gerechtshof",
    "provincialeweg",
    "rondweg",
    "bankring",
];
/// Words that are a street only after another word of its name: `Nieuwe Markt 6`, `'t Zwarte Pad 4`.
const SHORT: [&str; 12] = [
    "straat", "weg", "plein", "gracht", "dijk", "pad", "hof", "steeg", "markt", "wal", "baan",
    "park",
];

/// All addresses of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let rules = [street, street_apart, house_number, postcode, on_the_map];
    let starts = 0..pieces.len();
    starts
        .flat_map(|at| rules.iter().filter_map(move |rule| rule(pieces, at)))
        .collect()
}

/// `Zilverberkstraat 14a`, `wilgenlaan nr 3`, `Nieuwe Markt 6`.
fn street(pieces: &Pieces, at: usize) -> Option<Claim> {
    let name = &pieces[at];
    let is_name = is_street(name)
        || (SHORT.contains(&name.text.as_str())
            && name.is_capital
            && at > 0
            && pieces[at - 1].is_letters());
    if !is_name {
        return None;
    }
    let first = begin(pieces, at);
    let mut number = at + 1;
    while pieces
        .get(number)?
        .is(&["nr", "nummer", "no", "huisnummer"])
    {
        number += 1;
    }
    let piece = &pieces[number];
    let near = piece
        .gap
        .chars()
        .all(|c| matches!(c, ' ' | '.' | ',' | '-' | '\n'))
        && piece.gap.len() <= 2;
    if !near || number > at + 3 {
        return None;
    }
    let in_words = spelled::number(&piece.text).is_some()
        && pieces.word_after(number).is_none_or(|word| word == "zei");
    if piece.is_digits && piece.text.len() <= 4 {
        return Some(Claim::sure(
            Kind::Address,
            first,
            with_addition(pieces, number),
        ));
    }
    in_words.then(|| Claim::in_doubt(Kind::Address, first, number))
}

/// `wilgen straat 20`, where no word follows that the number may count.
fn street_apart(pieces: &Pieces, at: usize) -> Option<Claim> {
    const NO_NAMES: [&str; 18] = [
        "de", "een", "die", "deze", "elke", "iedere", "hele", "mijn", "zijn", "haar", "onze",
        "jouw", "drukke", "andere", "volle", "op", "in", "langs",
    ];
    let number = pieces.get(at + 1)?;
    let name = pieces.before(at)?;
    let is_apart = SHORT.contains(&pieces[at].text.as_str())
        && pieces[at].gap.as_str() == " "
        && number.gap.as_str() == " ";
    let is_number =
        number.is_digits && number.text.len() <= 4 && name.is_letters() && !name.is(&NO_NAMES);
    let alone = pieces
        .word_after(at + 1)
        .is_none_or(|word| ["was", "is", "stond", "staat", "woont"].contains(&word));
    (is_apart && is_number && alone).then(|| Claim::in_doubt(Kind::Address, at - 1, at + 1))
}

fn is_street(name: &Piece) -> bool {
    let has_end = |end: &&str| name.text.len() > end.len() + 2 && name.text.ends_with(*end);
    let is_no_name = NO_STREETS.contains(&name.text.as_str()) && !name.is_capital;
    name.is_letters() && STREETS.iter().any(has_end) && !is_no_name
}

/// The first piece of the name of a street: the words with capitals before it, and what links them.
fn begin(pieces: &Pieces, at: usize) -> usize {
    let mut first = at;
    let mut look = at;
    while look > 0
        && pieces[look]
            .gap
            .chars()
            .all(|c| matches!(c, ' ' | '.' | '-' | '\''))
    {
        look -= 1;
        let piece = &pieces[look];
        if piece.is_capital && piece.is_letters() && !(piece.begins && is_preposition(&piece.text))
        {
            first = look;
        } else if !piece.is(&["van", "de", "der", "den", "t", "het", "ter", "ten"]) || at - look > 3
        {
            break;
        }
    }
    if first > 0 && pieces[first - 1].is(&["t"]) {
        first - 1
    } else {
        first
    }
}

fn is_preposition(word: &str) -> bool {
    [
        "op", "in", "bij", "aan", "de", "het", "naar", "voor", "langs", "vanaf",
    ]
    .contains(&word)
}

/// The last piece of a house number with its addition: `14a`, `3 bis`, `220-3`, `2II`, `400-hs`.
fn with_addition(pieces: &Pieces, number: usize) -> usize {
    let mut last = number;
    while let Some(next) = pieces.get(last + 1) {
        let glued = next.is_glued() || (next.gap.as_str() == "-" && next.text.len() <= 4);
        let apart =
            next.gap.as_str() == " " && next.is(&["bis", "hs", "huis", "a", "b", "c", "ii", "iii"]);
        if !glued && !apart {
            break;
        }
        last += 1;
    }
    last
}

/// The number after the word for it, as in `huisnummer 20`.
fn house_number(pieces: &Pieces, at: usize) -> Option<Claim> {
    let is_named = matches!(pieces.word_before(at), Some("huisnummer" | "huisnr"));
    (is_named && pieces[at].is_digits)
        .then(|| Claim::sure(Kind::Address, at, with_addition(pieces, at)))
}

/// `1234 AB`, `1234ab`, `postcode 1234`.
fn postcode(pieces: &Pieces, at: usize) -> Option<Claim> {
    let digits = &pieces[at];
    if !digits.is_digits || digits.text.len() != 4 || digits.is_glued() {
        return None;
    }
    if matches!(pieces.word_before(at), Some("postcode" | "pc")) && !pieces.runs_on(at) {
        let with = usize::from(
            pieces
                .get(at + 1)
                .is_some_and(|it| it.text.len() == 2 && it.is_letters()),
        );
        return Some(Claim::sure(Kind::Address, at, at + with));
    }
    let letters = pieces.get(at + 1)?;
    let joins = matches!(letters.gap.as_str(), "" | " " | "-" | "  ");
    let is_pair =
        letters.is_letters() && letters.text.len() == 2 && joins && !pieces.runs_on(at + 1);
    let is_word = lists::is_beside_numbers(&letters.text)
        || (!letters.is_upper && lists::is_no_person(&letters.text));
    (is_pair && !is_word).then(|| Claim::sure(Kind::Address, at, at + 1))
}

/// Degrees of latitude and longitude, as in `52.3702, 4.8951`.
fn on_the_map(pieces: &Pieces, at: usize) -> Option<Claim> {
    let [degrees, decimals, other, more, ..] = pieces.get(at..)? else {
        return None;
    };
    let point = |piece: &Piece| matches!(piece.gap.as_str(), "." | ",") && piece.text.len() >= 4;
    let whole = |piece: &Piece| piece.is_digits && piece.text.len() <= 3;
    let is_pair = whole(degrees)
        && whole(other)
        && point(decimals)
        && point(more)
        && decimals.is_digits
        && more.is_digits;
    is_pair.then(|| Claim::sure(Kind::Address, at, at + 3))
}
