//! Telephone numbers of any country.

use super::groups::Group;
use super::{DIGITS, is_written_so};

/// Country codes, with the least and the most digits of an international number including them. Source: the
/// national numbering plans that the ITU lists (E.164), November 2026; all other countries have ten to fifteen.
const COUNTRIES: [(&str, usize, usize); 36] = [
    ("1", 11, 11),
    ("20", 11, 12),
    ("212", 12, 12),
    ("213", 11, 12),
    ("216", 11, 11),
    ("234", 12, 13),
    ("27", 11, 11),
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
    ("420", 12, 12),
    ("421", 12, 12),
    ("43", 11, 13),
    ("44", 12, 12),
    ("45", 10, 10),
    ("46", 10, 12),
    ("47", 10, 10),
    ("48", 11, 11),
    ("49", 11, 13),
    ("597", 9, 10),
    ("599", 10, 11),
    ("7", 11, 11),
    ("86", 12, 13),
    ("90", 12, 12),
    ("91", 12, 12),
];
const ANY_COUNTRY: (usize, usize) = (10, 15);

/// The first digits of the mobile numbers of a country. Source as above.
const MOBILES: [(&str, &str); 15] = [
    ("212", "67"),
    ("31", "6"),
    ("32", "4"),
    ("33", "67"),
    ("34", "67"),
    ("351", "9"),
    ("36", "2357"),
    ("39", "3"),
    ("40", "7"),
    ("41", "7"),
    ("44", "7"),
    ("46", "7"),
    ("48", "45678"),
    ("49", "1"),
    ("90", "5"),
];

/// Dutch area codes of three digits, without their zero; all others have four. Source: the Dutch
/// numbering plan for telephone services, November 2026.
const AREAS: [&str; 35] = [
    "10", "13", "15", "20", "23", "24", "26", "30", "33", "35", "36", "38", "40", "43", "45", "46",
    "50", "53", "55", "58", "70", "71", "72", "73", "74", "75", "76", "77", "78", "79", "82", "84",
    "85", "87", "88",
];
/// The number of digits of a Dutch number with its zero.
const DUTCH: usize = 10;

/// Words after which four digits are a time and not a country code.
const TIME_WORDS: [&str; 11] = [
    "om",
    "rond",
    "tussen",
    "tot",
    "vanaf",
    "van",
    "sinds",
    "omstreeks",
    "circa",
    "ca",
    "en",
];

/// A telephone number in a text. Its digits are no BSN, unless it is doubtful.
pub(super) struct Telephone {
    /// The number of its groups.
    pub(super) count: usize,
    /// Whether it may also be a BSN next to another number.
    pub(super) is_doubtful: bool,
}

/// The telephone number that begins at this group. The digits after it may be another number, so if its length
/// is not fixed it ends as early as possible.
pub(super) fn telephone(groups: &[Group], at: usize) -> Option<Telephone> {
    let first = groups.get(at)?;
    let digits = first.written();
    let plus = first.before.ends_with('+') && (at == 0 || first.before.len() > 1);
    if plus || first.before.ends_with("(+") {
        let count = international(&groups[at..], &digits, 0)?;
        return Some(Telephone {
            count,
            is_doubtful: false,
        });
    }
    if digits.starts_with("00") {
        return behind_zeros(groups, at, digits);
    }
    if !is_area(&digits) {
        return None;
    }
    let (count, length) = lengths(&groups[at..]).find(|(_, length)| *length >= DUTCH)?;
    // `034 295 483, 5 personen`: a single digit after digits that are grouped as a BSN.
    let number = &groups[at..at + count];
    let is_doubtful =
        number.last().is_some_and(|last| last.len() == 1) && is_written_so(&number[..count - 1]);
    (length == DUTCH).then_some(Telephone { count, is_doubtful })
}

/// A number with a country code after zeros: `0032 475 …`, `00 32 475 …`.
fn behind_zeros(groups: &[Group], at: usize, mut digits: String) -> Option<Telephone> {
    let word = groups[at]
        .before
        .trim()
        .rsplit(|c: char| !c.is_alphabetic())
        .next();
    if digits.len() == 4 && word.is_some_and(|word| TIME_WORDS.contains(&word)) {
        return None;
    }
    if digits.len() == 2 {
        if at > 0 && groups[at].is_joined() {
            return None;
        }
        digits += &groups.get(at + 1).filter(|next| is_within(next))?.written();
    }
    let code = digits
        .get(2..)
        .filter(|code| code.len() >= 2 && !code.starts_with('0'))?;
    let count = international(&groups[at..], code, 2)?;
    // Four digits may be a time before a BSN, or the beginning of one.
    let is_bsn = |number: &[Group]| {
        number.iter().map(Group::len).sum::<usize>() == DIGITS && is_written_so(number)
    };
    let begins = (1..count).any(|end| is_bsn(&groups[at..at + end]));
    let behind = &groups[at + 1..at + count];
    let begin = behind.first().map_or(0, |group| group.digits[0]);
    let is_mobile = MOBILES
        .iter()
        .any(|(of, begins)| *of == code && begins.chars().any(|c| c.to_digit(10) == Some(begin)));
    Some(Telephone {
        count,
        is_doubtful: (begins || is_bsn(behind)) && !is_mobile,
    })
}

fn is_area(digits: &str) -> bool {
    let Some(behind) = digits.strip_prefix('0') else {
        return false;
    };
    let short = AREAS.iter().any(|area| behind.starts_with(area));
    match behind.len() {
        1 => behind == "6",
        2 => short,
        3 => short || behind.starts_with(['1', '2', '3', '4', '5', '6', '9']),
        _ => digits.len() == DUTCH && !behind.starts_with('0'),
    }
}

fn international(groups: &[Group], digits: &str, zeros: usize) -> Option<usize> {
    let plan = COUNTRIES
        .iter()
        .find(|(code, _, _)| digits.starts_with(code));
    let (least, most) = plan.map_or(ANY_COUNTRY, |(_, least, most)| (*least, *most));
    // The zero of `+31 (0)6` is not dialled.
    let bracketed = groups
        .iter()
        .take(3)
        .any(|group| group.digits == [0] && group.before.ends_with('('));
    let more = zeros + usize::from(bracketed);
    let (count, length) = lengths(groups).find(|(_, length)| *length >= least + more)?;
    (length <= most + more).then_some(count)
}

/// The numbers of groups and of digits at which a number may end.
fn lengths(groups: &[Group]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut length = 0;
    groups
        .iter()
        .enumerate()
        .take_while(|(count, group)| *count == 0 || is_within(group))
        .map(move |(count, group)| {
            length += group.len();
            (count + 1, length)
        })
}

/// Whether a telephone number continues with this group: none continues after a comma.
fn is_within(group: &Group) -> bool {
    group.is_joined() && !group.before.contains([',', ';', '\n'])
}
