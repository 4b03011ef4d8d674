//! Numbers that are no BSN, told by their form or by the word before them: dates, telephone numbers,
//! places on a map, and numbers of a case, a parcel, a document.

use super::groups::Group;

/// What is known of a group of digits.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    /// It is part of a date or a place on a map: no BSN has it.
    pub(super) is_other: bool,
    /// No BSN begins here: it is inside a number that was told.
    pub(super) begins_none: bool,
    /// Another number begins here: no BSN that began before it goes on.
    pub(super) ends_before: bool,
    /// The word before it says what it is.
    is_told: bool,
    /// The word before it is of a document that has a number of its own and holds a BSN.
    pub(super) is_of_document: bool,
    /// The word before it says that it is a BSN.
    pub(super) is_named: bool,
}

/// The words that say what a number is. One of them is the whole word, or its begin before `nr` or
/// `nummer`.
const WORDS: [&str; 47] = [
    "aangifte",
    "bestel",
    "bestelling",
    "bon",
    "btw",
    "chassis",
    "dossier",
    "factuur",
    "gsm",
    "iban",
    "imei",
    "incident",
    "inschrijving",
    "kenmerk",
    "klant",
    "kvk",
    "lidmaatschap",
    "meld",
    "melding",
    "mobiel",
    "mutatie",
    "order",
    "pakbon",
    "pakje",
    "pakket",
    "parket",
    "polis",
    "postbus",
    "proces-verbaal",
    "pv",
    "ref",
    "referentie",
    "registratie",
    "rekening",
    "rijbewijs",
    "rsin",
    "serie",
    "tel",
    "telefoon",
    "ticket",
    "trace",
    "track",
    "tracking",
    "vin",
    "vreemdelingen",
    "zaak",
    "zending",
];
/// Documents on which a BSN stands too, beside their own number.
const DOCUMENTS: [&str; 4] = ["document", "identiteitskaart", "id", "paspoort"];
/// Words between the one that says it and the number.
const BETWEEN: [&str; 5] = ["nr", "nummer", "no", "is", "was"];
/// How the word for a citizen service number begins.
const BSN_WORDS: [&str; 5] = ["bsn", "burgerservice", "sofi", "persoonsnummer", "citizen"];

/// Country codes and how many digits an international number has with them, at least and at most.
/// Source: the national numbering plans that the ITU lists (E.164), November 2026; all others have ten
/// to fifteen.
const COUNTRIES: [(&str, usize, usize); 30] = [
    ("1", 11, 11),
    ("20", 11, 12),
    ("212", 12, 12),
    ("213", 11, 12),
    ("216", 11, 11),
    ("234", 12, 13),
    ("30", 12, 12),
    ("31", 11, 11),
    ("32", 10, 11),
    ("33", 11, 11),
    ("34", 11, 11),
    ("351", 12, 12),
    ("352", 9, 12),
    ("353", 11, 12),
    ("359", 11, 12),
    ("36", 10, 11),
    ("380", 12, 12),
    ("39", 11, 13),
    ("40", 11, 11),
    ("41", 11, 11),
    ("43", 11, 13),
    ("44", 12, 12),
    ("45", 10, 10),
    ("46", 10, 12),
    ("47", 10, 10),
    ("48", 11, 11),
    ("49", 11, 13),
    ("597", 9, 10),
    ("599", 10, 11),
    ("90", 12, 12),
];
const ANY_COUNTRY: (usize, usize) = (10, 15);
/// A Dutch number with its zero.
const DUTCH: usize = 10;

/// What is known of each group.
pub(super) fn known(groups: &[Group]) -> Vec<Known> {
    let mut known = vec![Known::default(); groups.len()];
    for at in 0..groups.len() {
        if is_date(&groups[at..], at.checked_sub(1).is_some()) {
            known[at..at + 3]
                .iter_mut()
                .for_each(|one| one.is_other = true);
        }
        if is_place(&groups[at..]) {
            known[at..at + 4]
                .iter_mut()
                .for_each(|one| one.is_other = true);
        }
        if let Some(count) = telephone(groups, at) {
            known[at..at + count]
                .iter_mut()
                .for_each(|one| one.begins_none = true);
            known[at].ends_before = true;
        }
        match named(&groups[at]) {
            Some(Named::Bsn) => known[at].is_named = true,
            Some(Named::Document) => known[at].is_of_document = true,
            Some(Named::Other) => known[at].is_told = true,
            // The code of a parcel has letters within: 3SABCD1234567.
            None if goes_on_in_letters(&groups[at]) => {
                known[at].is_told = at
                    .checked_sub(1)
                    .is_some_and(|before| known[before].is_told);
            }
            None => {}
        }
        if known[at].is_told {
            (known[at].begins_none, known[at].ends_before) = (true, true);
        }
    }
    known
}

fn goes_on_in_letters(group: &Group) -> bool {
    !group.before.is_empty() && group.before.chars().all(char::is_alphabetic)
}

/// What the word before a number says.
enum Named {
    Bsn,
    Document,
    Other,
}

fn named(group: &Group) -> Option<Named> {
    let is_part = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '&');
    let words = group.before.rsplit(is_part);
    let mut words = words
        .map(|word| word.trim_matches(['-', '&']))
        .filter(|word| !word.is_empty());
    // A police registration, with its letters glued to the digits.
    let glued = group
        .before
        .chars()
        .next_back()
        .is_some_and(char::is_alphabetic);
    let word = words.find(|word| !BETWEEN.contains(word))?;
    if BSN_WORDS.iter().any(|begin| word.starts_with(begin)) {
        return Some(Named::Bsn);
    }
    if glued {
        return (word == "pl").then_some(Named::Other);
    }
    let told = ["nummer", "nr"]
        .iter()
        .find_map(|end| word.strip_suffix(end));
    let root = told.unwrap_or(word).trim_end_matches('-');
    // Compounds go by their last part: a `strafzaak` is a case too.
    let is_told = WORDS.contains(&root)
        || ["zaak", "dossier", "pakket", "zending", "telefoon", "order"]
            .iter()
            .any(|end| root.ends_with(end))
        || told
            .is_some_and(|root| root.ends_with("s") && WORDS.contains(&root.trim_end_matches('s')));
    // The number of an alien in the register, which is no word by itself.
    let is_v = told.is_some() && root == "v";
    match (is_told || is_v, DOCUMENTS.contains(&root)) {
        (true, _) => Some(Named::Other),
        (false, true) => Some(Named::Document),
        (false, false) => None,
    }
}

/// A date with a year of four digits. A number in groups by one sign that goes on is none.
fn is_date(groups: &[Group], has_before: bool) -> bool {
    let [first, second, third, rest @ ..] = groups else {
        return false;
    };
    if second.before != third.before || !matches!(second.before.as_str(), "-" | "." | "/" | " ") {
        return false;
    }
    let goes_on = rest
        .first()
        .is_some_and(|next| next.before == second.before);
    let went_on = has_before && first.before == second.before;
    let day = |group: &Group| matches!(group.number(), Some(1..=31)) && group.len() <= 2;
    let month = |group: &Group| matches!(group.number(), Some(1..=12)) && group.len() <= 2;
    let year = |group: &Group| matches!(group.number(), Some(1900..=2099));
    let is_date = month(second) && ((day(first) && year(third)) || (year(first) && day(third)));
    is_date && (second.before == " " || !(goes_on || went_on))
}

/// Two numbers of degrees with four decimals or more.
fn is_place(groups: &[Group]) -> bool {
    let [first, decimals, second, other, ..] = groups else {
        return false;
    };
    let point = |group: &Group| matches!(group.before.as_str(), "." | ",") && group.len() >= 4;
    let degrees =
        |group: &Group, most| group.number().is_some_and(|n| n <= most) && group.len() <= 3;
    point(decimals)
        && point(other)
        && degrees(first, 90)
        && degrees(second, 180)
        && second.is_joined()
        && second.before.contains([' ', ',', ';', '/', '|'])
}

/// How many groups a telephone number has that begins at this one. The digits after it may be another
/// number, so where its length is not one it ends as early as it can.
fn telephone(groups: &[Group], at: usize) -> Option<usize> {
    let first = &groups[at];
    let digits: String = first
        .digits
        .iter()
        .filter_map(|d| char::from_digit(*d, 10))
        .collect();
    let plus = first.before.ends_with('+') && (at == 0 || first.before.len() > 1);
    if plus || first.before.ends_with("(+") {
        return international(groups, at, &digits, 0);
    }
    // Times, case numbers and much else begin with two zeros: only the own country is sure.
    if digits.starts_with("0031") {
        return international(groups, at, &digits[2..], 2);
    }
    let area = digits.starts_with('0') && !digits.starts_with("00");
    let may_begin = area && matches!((digits.len(), &*digits), (2, "06") | (3 | 4 | DUTCH, _));
    if !may_begin {
        return None;
    }
    let all = lengths(groups, at).find(|(_, length)| *length >= DUTCH)?;
    (all.1 == DUTCH).then_some(all.0)
}

fn international(groups: &[Group], at: usize, digits: &str, zeros: usize) -> Option<usize> {
    let plan = COUNTRIES
        .iter()
        .find(|(code, _, _)| digits.starts_with(code));
    let (least, most) = plan.map_or(ANY_COUNTRY, |(_, least, most)| (*least, *most));
    // The zero of `+31 (0)6` is not dialled.
    let bracketed = groups[at..]
        .iter()
        .take(3)
        .any(|group| group.digits == [0] && group.before.ends_with('('));
    let more = zeros + usize::from(bracketed);
    let (count, length) = lengths(groups, at).find(|(_, length)| *length >= least + more)?;
    (length <= most + more).then_some(count)
}

/// How many groups and digits a number has that goes on so far.
fn lengths(groups: &[Group], at: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut length = 0;
    groups[at..]
        .iter()
        .enumerate()
        .take_while(|(count, group)| *count == 0 || group.is_joined())
        .map(move |(count, group)| {
            length += group.len();
            (count + 1, length)
        })
}
