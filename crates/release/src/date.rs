//! Days in a text, in all ways in which they are written, and years of birth.

use crate::finding::{Claim, Kind};
use crate::piece::{Piece, Pieces};
use crate::spelled;

const MONTHS: [(&str, &str); 12] = [
    ("januari", "jan"),
    ("februari", "feb"),
    ("maart", "mrt"),
    ("april", "apr"),
    ("mei", "mei"),
    ("juni", "jun"),
    ("juli", "jul"),
    ("augustus", "aug"),
    ("september", "sep"),
    ("oktober", "okt"),
    ("november", "nov"),
    ("december", "dec"),
];
const OTHER_MONTHS: [&str; 6] = ["sept", "febr", "oct", "october", "maa", "mar"];
const WEEKDAYS: [&str; 7] = [
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];
/// Words before a day in figures.
const BEFORE: [&str; 16] = [
    "op",
    "dd",
    "datum",
    "van",
    "tot",
    "vanaf",
    "sinds",
    "d",
    "per",
    "geb",
    "geboren",
    "geboortedatum",
    "gebdatum",
    "voor",
    "na",
    "en",
];
const BIRTH: [&str; 6] = [
    "geb",
    "geboren",
    "geboortedatum",
    "gebdatum",
    "geboortejaar",
    "gebjaar",
];
/// Words after a number alone that show that it was a day.
const AFTER: [&str; 14] = [
    "stond", "staat", "was", "had", "reed", "kwam", "om", "zag", "liep", "ging", "heb", "heeft",
    "hield", "werd",
];

/// All days of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let rules = [
        in_figures,
        with_month,
        month_first,
        day_and_month,
        in_one,
        of_birth,
        in_words,
    ];
    let starts = 0..pieces.len();
    starts
        .flat_map(|at| rules.iter().filter_map(move |rule| rule(pieces, at)))
        .collect()
}

/// `14-03-2026`, `14/3/'26`, `2026-03-14`, `14 03 2026`.
fn in_figures(pieces: &Pieces, at: usize) -> Option<Claim> {
    let [first, second, third, ..] = pieces.get(at..)? else {
        return None;
    };
    let sign = |piece: &Piece| piece.gap.trim_matches([' ', '\'', '\n']).to_owned();
    let same =
        sign(second) == sign(third) && matches!(sign(second).as_str(), "-" | "/" | "." | "" | "_");
    let apart = !second.is_glued() && !third.is_glued();
    let year = |piece: &Piece| matches!(piece.number(), Some(1900..=2099)) && piece.text.len() == 4;
    let short = |piece: &Piece| piece.text.len() == 2 && !sign(second).is_empty();
    let turned = is_day(third) && is_month(second) && year(first);
    let usual =
        is_day(first) && is_month(second) && third.is_digits && (year(third) || short(third));
    let american = is_month(first) && is_day(second) && third.is_digits && year(third);
    (same && apart && (turned || usual || american)).then(|| Claim::sure(Kind::Date, at, at + 2))
}

/// `14 maart`, `de 12e maart 2026`, `3 en 5 april`, `twaalf maart`.
fn with_month(pieces: &Pieces, at: usize) -> Option<Claim> {
    let day = pieces.get(at)?;
    let in_words = || {
        spelled::number(&day.text)
            .filter(|day| (1..=31).contains(day))
            .is_some()
            && !day.is(&["een"])
    };
    if !is_day(day) && !in_words() {
        return None;
    }
    let mut month = at + 1;
    while pieces.get(month)?.is(&["e", "ste", "de", "of"]) {
        month += 1;
    }
    let near = |piece: &Piece| {
        piece
            .gap
            .chars()
            .all(|c| matches!(c, ' ' | '-' | '.' | '/' | '\n'))
            && piece.gap.len() <= 3
    };
    if month > at + 3
        || !is_named_month(&pieces[month].text)
        || !pieces[at + 1..=month].iter().all(near)
    {
        return None;
    }
    Some(Claim::sure(
        Kind::Date,
        before(pieces, at),
        year_after(pieces, month),
    ))
}

/// Another day before this one: `3 en` 5 april, `13 op` 14 maart.
fn before(pieces: &Pieces, at: usize) -> usize {
    let is_link = |piece: &Piece| piece.is(&["en", "op", "of", "tot", "tm", "t", "m"]);
    let mut first = at;
    while first > 0 && is_link(&pieces[first - 1]) {
        first -= 1;
    }
    match first.checked_sub(1) {
        Some(other)
            if is_day(&pieces[other])
                && (first < at || matches!(pieces[at].gap.as_str(), "/" | "-")) =>
        {
            other
        }
        _ => at,
    }
}

/// The piece of a year after a month, or the month itself.
fn year_after(pieces: &Pieces, month: usize) -> usize {
    let year = pieces
        .get(month + 1)
        .filter(|year| year.is_digits && year.gap.len() <= 2);
    let is_year = |year: &Piece| {
        matches!(year.number(), Some(1900..=2099))
            || (year.text.len() == 2 && year.gap.contains('\''))
    };
    if year.is_some_and(is_year) {
        month + 1
    } else {
        month
    }
}

/// `maart 14`, and a month with its year.
fn month_first(pieces: &Pieces, at: usize) -> Option<Claim> {
    let [month, next, ..] = pieces.get(at..)? else {
        return None;
    };
    if !is_named_month(&month.text) || !next.is_digits || next.gap.trim() != "" {
        return None;
    }
    if is_day(next) && next.text.len() == 2 && !matches!(pieces.gap_after(at + 1), ":" | ".") {
        return Some(Claim::sure(Kind::Date, at, at + 1));
    }
    (year_after(pieces, at) > at).then(|| Claim::in_doubt(Kind::Date, at, at + 1))
}

/// `op 05-03`, `zaterdag 14/3`.
fn day_and_month(pieces: &Pieces, at: usize) -> Option<Claim> {
    let [day, month, ..] = pieces.get(at..)? else {
        return None;
    };
    let sign = month.gap.as_str();
    let goes_on = pieces
        .get(at + 2)
        .is_some_and(|next| next.gap.as_str() == sign && next.is_digits);
    let went_on = day.gap.as_str() == sign || day.gap.ends_with([',', '.', '+', '€']);
    if !is_day(day)
        || !is_month(month)
        || !matches!(sign, "-" | "/")
        || goes_on
        || went_on
        || pieces.runs_on(at + 1)
    {
        return None;
    }
    let word = pieces.word_before(at).unwrap_or_default();
    let is_whole = day.text.len() == 2 && month.text.len() == 2;
    let is_dated = BEFORE.contains(&word) || is_weekday(word);
    let counts = pieces
        .word_after(at + 1)
        .is_some_and(|word| !AFTER.contains(&word) && !BEFORE.contains(&word));
    match (is_whole, is_dated) {
        (true, true) => Some(Claim::sure(Kind::Date, at, at + 1)),
        (true, false) if month.text.starts_with('0') || !counts => {
            Some(Claim::in_doubt(Kind::Date, at, at + 1))
        }
        (false, true) if is_weekday(word) || !counts => {
            Some(Claim::in_doubt(Kind::Date, at, at + 1))
        }
        (true | false, _) => None,
    }
}

/// A date as eight digits, as in `20260314` and `14032026`.
fn in_one(pieces: &Pieces, at: usize) -> Option<Claim> {
    let piece = &pieces[at];
    let text = piece.text.as_str();
    if !piece.is_digits || text.len() != 8 || piece.is_glued() {
        return None;
    }
    let is = |part: &str, range: std::ops::RangeInclusive<u32>| {
        part.parse().is_ok_and(|it: u32| range.contains(&it))
    };
    let turned = is(&text[..4], 1900..=2099) && is(&text[4..6], 1..=12) && is(&text[6..], 1..=31);
    let usual = is(&text[4..], 1900..=2099) && is(&text[2..4], 1..=12) && is(&text[..2], 1..=31);
    (turned || usual).then(|| Claim::sure(Kind::Date, at, at))
}

/// `geb. 1999`, `geboren in 1999`.
fn of_birth(pieces: &Pieces, at: usize) -> Option<Claim> {
    let piece = &pieces[at];
    let from = at.saturating_sub(3);
    let is_born = pieces[from..at].iter().any(|word| word.is(&BIRTH));
    let alone = !pieces.runs_on(at) && pieces.gap_after(at) != "-";
    let is_year = matches!(piece.number(), Some(1900..=2099))
        || (piece.text.len() == 2 && pieces[at.saturating_sub(1)].is(&BIRTH));
    (piece.is_digits && is_born && is_year && alone).then(|| Claim::sure(Kind::Date, at, at))
}

/// `afgelopen dinsdag`, `zaterdag jl`, `op de 12e`.
fn in_words(pieces: &Pieces, at: usize) -> Option<Claim> {
    let last = |count: usize| pieces.get(at + count);
    if pieces[at].is(&["afgelopen", "vorige", "verleden", "jl", "komende"]) {
        let week = usize::from(last(1)?.is(&["week"]));
        let day = last(1 + week)?;
        return is_weekday(&day.text).then(|| Claim::in_doubt(Kind::Date, at, at + 1 + week));
    }
    if is_weekday(&pieces[at].text) && last(1).is_some_and(|next| next.is(&["jl"])) {
        return Some(Claim::in_doubt(Kind::Date, at, at + 1));
    }
    let is_th = last(1)?.is_glued() && last(1)?.is(&["e", "de", "ste"]);
    let alone = match pieces.word_after(at + 1) {
        Some(word) => AFTER.contains(&word),
        None => true,
    };
    let the = pieces.word_before(at) == Some("de") && at > 1 && pieces[at - 2].is(&BEFORE);
    (is_day(&pieces[at]) && is_th && alone && the).then(|| Claim::in_doubt(Kind::Date, at, at + 1))
}

fn is_day(piece: &Piece) -> bool {
    piece.text.len() <= 2 && matches!(piece.number(), Some(1..=31))
}

fn is_month(piece: &Piece) -> bool {
    piece.text.len() <= 2 && matches!(piece.number(), Some(1..=12))
}

fn is_weekday(word: &str) -> bool {
    let parts = ["", "ochtend", "morgen", "middag", "avond", "nacht"];
    WEEKDAYS.iter().any(|day| {
        word.strip_prefix(day)
            .is_some_and(|part| parts.contains(&part))
    })
}

/// Whether a word is a month, also with one slip in a long name.
fn is_named_month(word: &str) -> bool {
    let is_it = |(name, short): &(&str, &str)| {
        word == *name
            || word == *short
            || (name.len() > 5 && word.len() > 4 && crate::subject::distance(word, name) <= 1)
    };
    MONTHS.iter().any(is_it) || OTHER_MONTHS.contains(&word)
}
