//! Times of the day in a text. A time in figures is sure; in words it is in doubt.

use crate::finding::{Claim, Kind};
use crate::piece::{Piece, Pieces};
use crate::spelled;

/// Words before a time.
const BEFORE: [&str; 15] = [
    "om",
    "rond",
    "tegen",
    "omstreeks",
    "ca",
    "circa",
    "na",
    "voor",
    "vanaf",
    "tot",
    "tussen",
    "sinds",
    "van",
    "en",
    "tijd",
];
/// Words before a time that are not before a length of time.
const AT: [&str; 4] = ["om", "rond", "tegen", "omstreeks"];
/// Parts of the day after a time.
const PARTS: [&str; 10] = [
    "avonds",
    "nachts",
    "middags",
    "ochtends",
    "morgens",
    "savonds",
    "snachts",
    "smiddags",
    "sochtends",
    "smorgens",
];
/// Words before a figure that has the form of a time.
const OTHER: [&str; 9] = [
    "art", "artikel", "hmp", "hm", "paal", "punt", "versie", "v", "eur",
];
const HOURS: [&str; 4] = ["uur", "u", "h", "uu"];

/// All times of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let rules = [
        with_colon,
        with_point,
        with_letter,
        in_one,
        whole_hour,
        half_or_quarter,
        hour_in_words,
        bare,
    ];
    let starts = 0..pieces.len();
    starts
        .flat_map(|at| rules.iter().filter_map(move |rule| rule(pieces, at)))
        .collect()
}

fn is_hour(piece: &Piece) -> bool {
    piece.text.len() <= 2 && matches!(piece.number(), Some(0..=24))
}

fn is_minute(piece: &Piece) -> bool {
    piece.text.len() == 2 && matches!(piece.number(), Some(0..=59))
}

/// The last piece of a time with its word: `21:40 uur`.
fn with_word(pieces: &Pieces, last: usize) -> usize {
    let next = pieces.get(last + 1);
    let is_word = next.is_some_and(|next| next.is(&HOURS) && matches!(next.gap.as_str(), "" | " "));
    if is_word { last + 1 } else { last }
}

/// A time with colons, as in `21:40` and `16:20:30`.
fn with_colon(pieces: &Pieces, at: usize) -> Option<Claim> {
    let [hour, minute, ..] = pieces.get(at..)? else {
        return None;
    };
    if !is_hour(hour) || !is_minute(minute) || minute.gap.trim() != ":" {
        return None;
    }
    let seconds = pieces
        .get(at + 2)
        .is_some_and(|it| it.gap.as_str() == ":" && is_minute(it));
    let last = at + 1 + usize::from(seconds);
    Some(Claim::sure(Kind::ClockTime, at, with_word(pieces, last)))
}

/// `om 21.40`, `21.40 uur`, `22.00-23.00 uur`.
fn with_point(pieces: &Pieces, at: usize) -> Option<Claim> {
    let is_time = |at: usize| {
        let pair = pieces.get(at).zip(pieces.get(at + 1));
        pair.is_some_and(|(hour, minute)| {
            is_hour(hour) && is_minute(minute) && minute.gap.as_str() == "."
        })
    };
    let goes_on = pieces
        .get(at + 2)
        .is_some_and(|it| it.is_digits && it.gap.as_str() == ".");
    let went_on = pieces[at].gap.as_str() == "." || pieces[at].gap.contains(['€', '+']);
    if !is_time(at) || goes_on || went_on {
        return None;
    }
    let linked = |at: usize| {
        pieces
            .get(at)
            .is_some_and(|it| matches!(it.gap.trim(), "-" | "/"))
    };
    let is_range = (is_time(at + 2) && linked(at + 2)) || (at > 1 && is_time(at - 2) && linked(at));
    let last = with_word(pieces, at + 1);
    let word = pieces.word_before(at).unwrap_or_default();
    if last > at + 1 || BEFORE.contains(&word) || is_range {
        return (!is_measure(pieces, last)).then(|| Claim::sure(Kind::ClockTime, at, last));
    }
    let is_other =
        OTHER.contains(&word) || pieces[at].text.len() < 2 || pieces.word_after(last).is_some();
    (!is_other && !is_measure(pieces, last)).then(|| Claim::in_doubt(Kind::ClockTime, at, last))
}

/// Whether a unit follows.
fn is_measure(pieces: &Pieces, last: usize) -> bool {
    const UNITS: [&str; 13] = [
        "euro", "eur", "km", "m", "mm", "cm", "kg", "gram", "gr", "g", "bar", "liter", "pct",
    ];
    let next = pieces.get(last + 1);
    next.is_some_and(|next| next.is(&UNITS) && matches!(next.gap.as_str(), "" | " "))
        || pieces.gap_after(last).contains(['%', '€'])
}

/// A time with the letter of `uur`, as in `21u40`, `21u` and `2140u`.
fn with_letter(pieces: &Pieces, at: usize) -> Option<Claim> {
    let [hour, letter, ..] = pieces.get(at..)? else {
        return None;
    };
    if !hour.is_digits || !letter.is(&["u", "h"]) || letter.gap.trim() != "" {
        return None;
    }
    if is_four(hour) {
        return Some(Claim::sure(Kind::ClockTime, at, at + 1));
    }
    let minutes = pieces
        .get(at + 2)
        .is_some_and(|it| is_minute(it) && it.is_glued());
    let is_point = at > 0 && hour.gap.as_str() == "." && is_hour(&pieces[at - 1]);
    if !is_hour(hour) || is_point {
        return None;
    }
    let is_said = pieces
        .word_before(at)
        .is_some_and(|word| AT.contains(&word));
    let last = at + 1 + usize::from(minutes);
    match minutes || is_said || (hour.text.len() == 2 && hour.number() != Some(24)) {
        true => Some(Claim::sure(Kind::ClockTime, at, last)),
        false => Some(Claim::in_doubt(Kind::ClockTime, at, last)),
    }
}

fn is_four(piece: &Piece) -> bool {
    piece.text.len() == 4
        && piece
            .number()
            .is_some_and(|it| it / 100 < 25 && it % 100 < 60)
}

/// `2140 uur`, `om 2140`.
fn in_one(pieces: &Pieces, at: usize) -> Option<Claim> {
    let piece = &pieces[at];
    if !piece.is_digits || !is_four(piece) {
        return None;
    }
    let last = with_word(pieces, at);
    let is_said = pieces.word_before(at) == Some("om") && !is_measure(pieces, at);
    (last > at || is_said).then(|| Claim::sure(Kind::ClockTime, at, last))
}

/// `om 9 uur`, `9 uur 's avonds`.
fn whole_hour(pieces: &Pieces, at: usize) -> Option<Claim> {
    if !is_hour(&pieces[at]) || !pieces.get(at + 1)?.is(&["uur"]) {
        return None;
    }
    let part = part_after(pieces, at + 1);
    let word = pieces.word_before(at).unwrap_or_default();
    if AT.contains(&word) || part > at + 1 {
        return Some(Claim::sure(Kind::ClockTime, at, part));
    }
    matches!(word, "vanaf" | "tussen").then(|| Claim::in_doubt(Kind::ClockTime, at, part))
}

/// The last piece of a part of the day (`'s avonds`) after a piece, or that piece.
fn part_after(pieces: &Pieces, at: usize) -> usize {
    let s = usize::from(pieces.get(at + 1).is_some_and(|it| it.is(&["s"])));
    let is_part = pieces.get(at + 1 + s).is_some_and(|it| it.is(&PARTS));
    if is_part { at + 1 + s } else { at }
}

/// The number of an hour of the clock in figures or words.
fn hour_said(piece: &Piece) -> bool {
    let number = piece.number().or_else(|| spelled::number(&piece.text));
    matches!(number, Some(1..=12)) && piece.text.len() <= 6
}

/// `half vier`, `kwart over tien`, `tien voor half drie`.
fn half_or_quarter(pieces: &Pieces, at: usize) -> Option<Claim> {
    let is_space = |at: usize| pieces.get(at).is_some_and(|it| it.gap.trim() == "");
    if pieces[at].is(&["half"]) {
        let is_time = is_space(at + 1)
            && hour_said(pieces.get(at + 1)?)
            && pieces.word_after(at + 1) != Some("jaar");
        return is_time.then(|| Claim::in_doubt(Kind::ClockTime, at, part_after(pieces, at + 1)));
    }
    let minutes = pieces[at].is(&["kwart", "vijf", "tien", "twintig", "5", "10", "20", "15"]);
    let skip = usize::from(pieces.get(at + 1)?.is(&["minuten", "min"]));
    let link = at + 1 + skip;
    if !minutes || !pieces.get(link)?.is(&["over", "voor"]) {
        return None;
    }
    let half = usize::from(pieces.get(link + 1)?.is(&["half"]));
    let hour = pieces.get(link + 1 + half)?;
    let is_time = hour_said(hour) && (link..=link + 1 + half).all(is_space);
    is_time.then(|| Claim::in_doubt(Kind::ClockTime, at, part_after(pieces, link + 1 + half)))
}

/// `om drie uur`, `middernacht`.
fn hour_in_words(pieces: &Pieces, at: usize) -> Option<Claim> {
    if pieces[at].is(&["middernacht"]) {
        return Some(Claim::in_doubt(Kind::ClockTime, at, at));
    }
    let is_number = matches!(spelled::number(&pieces[at].text), Some(1..=24));
    if !is_number || !pieces.get(at + 1)?.is(&["uur"]) {
        return None;
    }
    let part = part_after(pieces, at + 1);
    let is_said = pieces
        .word_before(at)
        .is_some_and(|word| AT.contains(&word));
    (is_said || part > at + 1).then(|| Claim::in_doubt(Kind::ClockTime, at, part))
}

/// `om 9 staat hij er`.
fn bare(pieces: &Pieces, at: usize) -> Option<Claim> {
    const AFTER: [&str; 10] = [
        "stond", "staat", "kwam", "komt", "was", "is", "liep", "ging", "gaat", "al",
    ];
    let is_hour = is_hour(&pieces[at]) && pieces.word_before(at) == Some("om");
    let gap = pieces.gap_after(at);
    let alone = gap.trim_end().is_empty() && at + 1 == pieces.len();
    let follows = pieces
        .word_after(at)
        .is_some_and(|word| AFTER.contains(&word));
    (is_hour && (alone || follows)).then(|| Claim::in_doubt(Kind::ClockTime, at, at))
}
