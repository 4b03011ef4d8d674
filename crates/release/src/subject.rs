//! The looked-up plate or person in a text, in any spelling.

use proco_domain::latin;
use proco_domain::person::Person;
use proco_domain::plate::Plate;
use proco_domain::subject::Subject;
use zeroize::Zeroizing;

use crate::finding::{Claim, Kind};
use crate::lists;
use crate::piece::{Piece, Pieces};
use crate::spelled;

/// The least letters of a name in which one slip is recognised.
const SLIP: usize = 5;

/// The letters and digits by which a part of a plate is recognised.
const PART: usize = 4;

/// Words before a family name.
const PREFIXES: [&str; 17] = [
    "van", "de", "der", "den", "het", "t", "ter", "ten", "te", "vd", "v", "d", "el", "al", "von",
    "vander", "vande",
];

/// All places where the text names a subject.
pub(crate) fn claims(pieces: &Pieces, subject: &Subject) -> Vec<Claim> {
    match subject {
        Subject::Plate(plate) => plate_claims(pieces, plate),
        Subject::Person(person) => person_claims(pieces, person),
        Subject::NoPlate(_) => Vec::new(),
    }
}

fn plate_claims(pieces: &Pieces, plate: &Plate) -> Vec<Claim> {
    let characters = alike(plate.expose());
    let find = |first: usize| {
        let mut text = Zeroizing::new(String::new());
        let mut found = None;
        for (last, piece) in pieces.iter().enumerate().skip(first) {
            let spelled = spelled::sign(piece).filter(|_| piece.text.len() > 1);
            text.push_str(&alike(spelled.as_deref().unwrap_or(&piece.text)));
            if *text == *characters {
                return Some(Claim::sure(Kind::Plate, first, last));
            }
            if !characters.contains(text.as_str()) {
                break;
            }
            if text.len() >= PART && pieces[first..=last].iter().any(Piece::is_letters) {
                found = Some(Claim::in_doubt(Kind::Plate, first, last));
            }
        }
        found
    };
    (0..pieces.len()).filter_map(find).collect()
}

/// Letters and digits in lower case, with one form for those that look alike.
fn alike(text: &str) -> Zeroizing<String> {
    let plain =
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .map(|c| match c.to_ascii_lowercase() {
                'o' | 'q' => '0',
                'i' | 'l' => '1',
                c => c,
            });
    Zeroizing::new(plain.collect())
}

fn person_claims(pieces: &Pieces, person: &Person) -> Vec<Claim> {
    let names = names(person);
    let mut claims = with_digits(pieces, &names);
    for first in 0..pieces.len() {
        let mut text = Zeroizing::new(String::new());
        let letters = pieces[first..]
            .iter()
            .take_while(|piece| piece.is_letters());
        let most = letters.count().min(12);
        for last in first..first + most {
            let is_spelled = pieces[first..=last]
                .iter()
                .all(|piece| piece.text.len() == 1);
            if last > first + 2 && !is_spelled {
                break;
            }
            text.push_str(&pieces[last].text);
            let found = names
                .iter()
                .filter_map(|name| match_with(name, &text, pieces, first, last));
            let Some(certainty) = found.max_by_key(|claim| claim.certainty) else {
                continue;
            };
            claims.push(Claim {
                first: with_prefixes(pieces, first),
                ..certainty
            });
        }
    }
    claims
}

/// Names in which digits stand for letters: `y0ussef`.
fn with_digits(pieces: &Pieces, names: &[Zeroizing<String>]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for first in 0..pieces.len() {
        let last = pieces.word_end(first);
        let text = pieces.joined(first, last);
        let letters = text.chars().map(|c| match c {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            c => c,
        });
        let letters = one_spelling(&letters.collect::<String>());
        if last > first && names.contains(&letters) {
            claims.push(Claim::sure(Kind::Name, first, last));
        }
    }
    claims
}

/// The words of a person's names, in one spelling, and those that are joined by a dash or a space together.
fn names(person: &Person) -> Vec<Zeroizing<String>> {
    let mut names = Vec::new();
    for name in [person.expose_family_name(), person.expose_first_name()] {
        let words: Vec<_> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter_map(|word| latin::letters(word).ok())
            .map(|word| one_spelling(&word.to_ascii_lowercase()))
            .collect();
        let whole = Zeroizing::new(words.iter().map(|word| word.as_str()).collect::<String>());
        if words.len() > 1 {
            names.push(whole);
        }
        let is_prefix = |word: &Zeroizing<String>| PREFIXES.contains(&word.as_str());
        let only_prefixes = words.iter().all(is_prefix);
        let own = words
            .into_iter()
            .filter(|word| word.len() >= 2 && (only_prefixes || !is_prefix(word)));
        names.extend(own);
    }
    names
}

/// A name with one letter where documents write two: `mueller` and `muller`.
fn one_spelling(word: &str) -> Zeroizing<String> {
    let mut one = word.to_owned();
    for (two, letter) in [
        ("ae", "a"),
        ("oe", "o"),
        ("ue", "u"),
        ("aa", "a"),
        ("ij", "y"),
    ] {
        one = one.replace(two, letter);
    }
    Zeroizing::new(one)
}

fn match_with(name: &str, text: &str, pieces: &Pieces, first: usize, last: usize) -> Option<Claim> {
    let piece = &pieces[first];
    let typed = one_spelling(text);
    let own = typed.strip_suffix('s').filter(|own| own.len() >= SLIP);
    if *typed == *name || own == Some(name) {
        let stands_out = (piece.is_capital && !piece.begins) || has_title(pieces, first);
        // Some people are called Van. In small letters that is the prefix, unless a title stands before it.
        if PREFIXES.contains(&name) {
            return stands_out.then(|| Claim::sure(Kind::Name, first, last));
        }
        let is_clear = !lists::is_ordinary(name)
            || stands_out
            || (piece.is_upper && text.len() > 1)
            || has_prefix(pieces, first);
        return Some(match is_clear {
            true => Claim::sure(Kind::Name, first, last),
            false => Claim::in_doubt(Kind::Name, first, last),
        });
    }
    let word = piece.text.as_str();
    let is_other_word =
        lists::is_ordinary(word) || lists::is_beside_numbers(word) || lists::is_no_person(word);
    let is_slip = name.len() >= SLIP && first == last && distance(&typed, name) <= 1;
    (is_slip && !is_other_word).then(|| Claim::in_doubt(Kind::Name, first, last))
}

/// Whether a title stands before a name.
fn has_title(pieces: &Pieces, first: usize) -> bool {
    const TITLES: [&str; 9] = [
        "heer", "dhr", "mevr", "mevrouw", "mw", "mej", "meneer", "mijnheer", "familie",
    ];
    pieces.before(first).is_some_and(|piece| piece.is(&TITLES))
}

/// Whether a prefix of family names stands before a name. `de` is also an article, and counts after a title only.
fn has_prefix(pieces: &Pieces, first: usize) -> bool {
    let Some(before) = pieces.before(first) else {
        return false;
    };
    match before.is(&["de", "het", "te"]) {
        true => has_title(pieces, first - 1),
        false => before.is(&PREFIXES),
    }
}

/// The first piece of a name with the prefixes and initials before it.
fn with_prefixes(pieces: &Pieces, mut first: usize) -> usize {
    while first > 0 {
        let before = &pieces[first - 1];
        let is_initial = before.text.len() == 1 && pieces[first].gap.starts_with(['.', '/']);
        let is_near = pieces[first]
            .gap
            .chars()
            .all(|c| matches!(c, ' ' | '.' | '/' | '\'' | '-'));
        if !is_near || !(before.is(&PREFIXES) || is_initial) {
            break;
        }
        first -= 1;
    }
    first
}

/// The slips between two words: letters too many, missing, other, or two in turn (Damerau's distance), up to 2.
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 {
        return 2;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    let behind = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (one, other) = (&one[..one.len() - behind], &other[..other.len() - behind]);
    match (one, other) {
        ([], []) => 0,
        ([_], []) | ([], [_]) | ([_], [_]) => 1,
        ([a, b], [c, d]) if a == d && b == c => 1,
        _ => 2,
    }
}
