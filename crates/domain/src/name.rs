//! Family and given names in the form of a mark.
//!
//! A machine-readable zone of the smallest document (ICAO Doc 9303 part 5, TD1) has 30 places for both names,
//! with a filler for each gap. A name that needs more is cut off as in that zone, given names first, so that a
//! typed name and the one of a document become the same; a Y takes the places of IJ, for the same reason. The
//! prefix takes no place, because a name with its prefix and the name without it must be cut off alike. A
//! look-up asks for the form of a document with the prefix as well.

use std::borrow::Cow;

use crate::latin::{self, NotLatin, Part, Spelling};

mod digraphs;
mod given;
mod onset;
mod prefixes;

pub(crate) use given::given;
use prefixes::{Kind, Place, prefixes};

/// The places for both names with the fillers between them.
const PLACES: usize = 30;
/// Fillers between family name and given name.
const BETWEEN: usize = 2;
/// A gap in the zone.
const FILLER: char = '<';
/// A place of the zone that a prefix takes.
const PREFIX: char = '.';

/// How the prefix of a family name is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As in the mark.
    Mark,
    /// As in a document or typed by a colleague: `van Dijk` written together, `d'Angelo` without its prefix.
    Other,
    /// Every word that may be a prefix is treated as one: `BOS<LE<ROUX`, `NGUYEN<VAN`.
    Loose,
}

/// A family name in the zone: its letters, a filler in each gap, and the places of the prefix.
///
/// # Errors
/// [`NotLatin`] when it cannot be written in A to Z.
pub(crate) fn family(name: &str, spelling: Spelling, reading: Reading) -> Result<String, NotLatin> {
    let mut parts = latin::parts(name, spelling)?;
    parts.truncate(prefixes().own(&parts));
    part_from_apostrophe(&mut parts);
    let parts = bring_forward(parts);
    let mut zone = String::with_capacity(PLACES);
    if reading != Reading::Loose && prefixes().are_all(&parts) {
        let words: Vec<&str> = parts.iter().map(|part| part.letters.as_str()).collect();
        return Ok(words.join("<"));
    }
    let mut place = Place {
        leading: true,
        mixed: parts.iter().any(|part| !part.small),
        loose: reading == Reading::Loose,
    };
    // The parts that are joined to the first one that is not a prefix.
    let mut joined = String::new();
    let mut at = 0;
    while at < parts.len() {
        let rest = &parts[at..];
        let is_empty = place.leading;
        // The last part is the name even if it looks like a prefix: some people are called Van.
        let most = rest.len() - usize::from(is_empty);
        if let Some((prefix, count)) = prefixes().begin(rest, most, place) {
            at += count;
            let is_doubtful = count == 1 && (at == parts.len() || rest[0].letters.len() == 1);
            let comes_off = match (prefix.kind, reading) {
                (Kind::Anywhere | Kind::Front, Reading::Mark | Reading::Loose) => true,
                (Kind::Anywhere, Reading::Other) => !prefix.full || !(is_empty || is_doubtful),
                (Kind::Front, Reading::Other) => !prefix.full,
                (Kind::Name, Reading::Mark | Reading::Loose) => is_shortened_de(rest),
                (Kind::Name, Reading::Other) => rest[0].letters.len() == 1,
            };
            if !comes_off {
                let to = if is_empty { &mut joined } else { &mut zone };
                if !is_empty {
                    to.push(FILLER);
                }
                for part in &rest[..count] {
                    *to += &part.letters;
                }
                if is_empty && prefix.kind == Kind::Name && rest[0].letters.len() > 1 {
                    to.push(FILLER);
                }
            } else if at == parts.len() {
                zone.insert_str(0, &places(prefix.places));
            } else {
                zone += &places(prefix.places);
            }
            continue;
        }
        let part = &rest[0];
        if is_empty {
            let letters = prefixes().without_glued(&part.letters);
            zone += &places(part.letters.len() - letters.len());
            zone += &std::mem::take(&mut joined);
            zone += letters;
        } else {
            if part.before.wide || part.before.set_off {
                zone.push(FILLER);
            }
            let letters = prefixes().without_glued(&part.letters);
            zone += &places(part.letters.len() - letters.len());
            zone += letters;
        }
        place.leading = false;
        at += 1;
    }
    Ok(zone)
}

/// The zone without the places of the prefix.
pub(crate) fn without_prefix(zone: &str) -> String {
    zone.replace(PREFIX, "")
}

/// The zone without prefix and gaps.
pub(crate) fn in_one(zone: &str) -> String {
    zone.replace([PREFIX, FILLER], "")
}

/// Whether these names fill all the room of a document that prints the prefix too. Such a document may have cut
/// them off, and how they continue is unknown.
pub(crate) fn may_be_cut(family: &str, given: &str) -> bool {
    let places = family.len() + BETWEEN + given.len();
    family.contains(PREFIX) && !given.is_empty() && (PLACES - 1..=PLACES).contains(&places)
}

/// Both names in the form of the mark.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) family: String,
    pub(crate) given: String,
    /// Whether a part of the given name does not count.
    pub(crate) given_is_cut: bool,
}

/// Both names in the form of the mark: what the zone has room for, without fillers.
pub(crate) fn cut(family: &str, given: &str) -> Cut {
    let (family, given) = (folded(family), folded(given));
    let for_family = match given.len() {
        0 => PLACES,
        _ => PLACES - BETWEEN - 1,
    };
    let (family, taken) = within(&family, for_family);
    let (kept, _) = within(&given, PLACES.saturating_sub(taken + BETWEEN));
    let given_is_cut = kept.len() < given.len();
    let mut family = in_one(family);
    while prefixes().without_glued(&family).len() < family.len() {
        family = prefixes().without_glued(&family).to_owned();
    }
    Cut {
        family,
        given: in_one(kept),
        given_is_cut,
    }
}

/// Replaces letters that are printed in several ways. IJ and Y are one letter in Dutch names, and zones of some
/// countries print Ñ as NXX and Ü as UXX; also across a gap, because the mark has none.
fn folded(zone: &str) -> Cow<'_, str> {
    const LETTERS: [(&str, &str); 10] = [
        ("IJ", "Y"),
        ("I<J", "Y"),
        ("NXX", "N"),
        ("N<XX", "N"),
        ("NX<X", "N"),
        ("N<X<X", "N"),
        ("UXX", "U"),
        ("U<XX", "U"),
        ("UX<X", "U"),
        ("U<X<X", "U"),
    ];
    let mut zone = Cow::Borrowed(zone);
    if !zone.contains(['J', 'X']) {
        return zone;
    }
    while let Some((letters, one)) = LETTERS.iter().find(|(letters, _)| zone.contains(letters)) {
        zone = Cow::Owned(zone.replace(letters, one));
    }
    zone
}

/// The start of a zone that fits in so many places, and how many of them it takes.
fn within(zone: &str, places: usize) -> (&str, usize) {
    let mut taken = 0;
    for (at, letter) in zone.char_indices() {
        let more = if letter == 'Y' { 2 } else { 1 };
        if taken + more > places && at > 0 {
            return (&zone[..at], taken);
        }
        taken += more;
    }
    (zone, taken)
}

/// The spellings of a zone in which a typed AE, OE, UE or AA may be a single letter.
pub(crate) fn one_lettered(zone: &str) -> Vec<String> {
    digraphs::one_lettered(zone)
}

/// A family name that may begin with a prefix written together with it, without that prefix.
pub(crate) fn without_joined(zone: &str) -> Vec<&str> {
    prefixes().without_joined(zone)
}

/// Moves a prefix that stands after a comma or in brackets to the front.
fn bring_forward(parts: Vec<Part>) -> Vec<Part> {
    if !parts.iter().skip(1).any(|part| part.before.set_off) {
        return parts;
    }
    let mut segments: Vec<Vec<Part>> = Vec::new();
    for part in parts {
        match segments.last_mut() {
            Some(segment) if !part.before.set_off => segment.push(part),
            _ => segments.push(vec![part]),
        }
    }
    let (mut forward, mut names) = (Vec::new(), Vec::new());
    for (at, segment) in segments.into_iter().enumerate() {
        let is_prefix = at > 0 && prefixes().of(&segment).is_some();
        let to = if is_prefix { &mut forward } else { &mut names };
        to.extend(segment);
    }
    for part in forward.iter_mut().take(1).chain(names.iter_mut().take(1)) {
        part.before.wide = true;
    }
    forward.append(&mut names);
    forward
}

/// Splits `'thooft` and `in'tveld` after the prefix, at the apostrophe.
fn part_from_apostrophe(parts: &mut Vec<Part>) {
    let mut at = 0;
    while at < parts.len() {
        let part = &parts[at];
        let gap = part.before;
        let is_prefix = match at.checked_sub(1) {
            _ if gap.apostrophe => true,
            Some(before) if gap.elided && !gap.wide => {
                let mut t = part.clone();
                t.letters.truncate(1);
                prefixes().of(&[parts[before].clone(), t]).is_some()
            }
            _ => false,
        };
        if is_prefix && part.small && part.letters.len() > 1 && part.letters.starts_with(['T', 'S'])
        {
            let letters = parts[at].letters.split_off(1);
            let rest = Part {
                letters,
                small: true,
                before: latin::Gap {
                    wide: true,
                    ..latin::Gap::default()
                },
            };
            parts.insert(at + 1, rest);
        }
        at += 1;
    }
}

/// Whether the name begins with `d.`, which is short for `de` and not `d'`.
fn is_shortened_de(parts: &[Part]) -> bool {
    parts[0].letters == "D" && parts.get(1).is_some_and(|next| next.before.shortened)
}

fn places(of_prefix: usize) -> String {
    PREFIX.to_string().repeat(of_prefix)
}
