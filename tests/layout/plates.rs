//! No plate that is written here can be a real car's (CONTRIBUTING.md, rule 7).

use crate::tree;

/// Who tests how a plate is read needs one of each series, the old ones too.
const READERS: &[&str] = &[
    "crates/domain/src/bsn.rs",
    "crates/domain/src/plate/tests.rs",
    "crates/domain/tests/plates.rs",
    "crates/domain/data/plates.json",
    "tests/layout/plates.rs",
];

const TEXTS: &[&str] = &[
    ".rs", ".ts", ".svelte", ".mjs", ".md", ".json", ".sql", ".html",
];

/// What stands in a line in the shape of a Dutch plate, with its dashes: three groups, each of one
/// kind, six characters in all. With dashes it is found anywhere. Without, or with spaces, it is
/// found where nothing else stands between two quotes, because in a sentence "10 km 200" is no plate,
/// and not of the first three series with a vowel, which "20 to 40" and "ES2022" are as well.
fn plates(line: &str) -> Vec<String> {
    let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let dashed = words.filter(|word| is_plate(word)).map(str::to_owned);
    let quoted = ['"', '\'', '`'].into_iter().flat_map(|quote| {
        let ends = line.find(quote).zip(line.rfind(quote));
        let between = ends.and_then(|(first, last)| line.get(first + 1..last));
        between.unwrap_or_default().split(quote).filter_map(spelled)
    });
    let quoted = quoted.filter(|plate| !(is_old(plate) && has_vowel(plate)));
    dashed.chain(quoted).collect()
}

fn is_plate(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    let of_one_kind = |group: &&str| {
        let digits = group.bytes().filter(u8::is_ascii_digit).count();
        let letters = group.bytes().filter(u8::is_ascii_alphabetic).count();
        (1..=3).contains(&group.len()) && (digits == group.len() || letters == group.len())
    };
    let mixed =
        word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
    groups.len() == 3 && word.len() == 8 && mixed && groups.iter().all(of_one_kind)
}

/// A text as the plate that it is when its spaces are dashes, or when it stands without any: then a
/// group ends where letters and digits meet, and four of a kind are two groups.
fn spelled(text: &str) -> Option<String> {
    if text.contains('-') {
        return None;
    }
    let spaced = text.trim().replace(' ', "-");
    let mut parted = String::new();
    for c in text.trim().chars() {
        let group = parted.rsplit('-').next().unwrap_or_default();
        let other_kind = |before: char| before.is_ascii_digit() != c.is_ascii_digit();
        if group.ends_with(other_kind) {
            parted.push('-');
        }
        parted.push(c);
    }
    let groups = parted.split('-').map(|group| match group.len() {
        4 if group.is_ascii() => format!("{}-{}", &group[..2], &group[2..]),
        _ => group.to_owned(),
    });
    let parted = groups.collect::<Vec<_>>().join("-");
    [spaced, parted].into_iter().find(|word| is_plate(word))
}

/// Whether a plate of this spelling may have been issued. Numbers begin at 1, so one of which all
/// digits are zero was not: such plates are invented ones, and the phone takes them as ordinary. The
/// first three series have vowels; later ones have none, but for the O with which a semi-trailer's
/// begins, so of those the phone asks whether they are Dutch.
fn may_be_issued(plate: &str) -> bool {
    let plate = plate.to_ascii_uppercase();
    let mut digits = plate.bytes().filter(u8::is_ascii_digit);
    if digits.all(|digit| digit == b'0') {
        return false;
    }
    is_old(&plate) || !has_vowel(plate.strip_prefix('O').unwrap_or(&plate))
}

/// Whether it is of the first three series: two letters, and groups of two.
fn is_old(plate: &str) -> bool {
    let letters = plate.bytes().filter(u8::is_ascii_alphabetic).count();
    letters == 2 && plate.split('-').all(|group| group.len() == 2)
}

fn has_vowel(plate: &str) -> bool {
    plate.contains(|letter: char| "AEIOU".contains(letter.to_ascii_uppercase()))
}

#[test]
fn no_plate_that_is_written_here_can_be_a_real_cars() {
    let (mut found, mut readers) = (Vec::new(), 0);
    for source in tree::sources() {
        if READERS.contains(&source.path.as_str()) {
            readers += 1;
            continue;
        }
        if !TEXTS.iter().any(|ending| source.is(ending)) {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            let issued = plates(line)
                .into_iter()
                .filter(|plate| may_be_issued(plate));
            found.extend(issued.map(|plate| format!("{}:{} {plate}", source.path, number + 1)));
        }
    }
    assert_eq!(readers, READERS.len(), "not all of {READERS:?} are there");
    tree::none(
        &found,
        "a plate in code, tests or pictures has zeros for all its digits, as no car has: else it \
         may belong to somebody",
    );
}

#[test]
fn plates_are_known_by_their_shape_and_their_letters() {
    let found = plates("x('AB-12-CD'), 2026-11-22, on-the-go and sx-714-b");
    assert_eq!(found, ["AB-12-CD", "sx-714-b"]);
    let found =
        plates("it's f('k 123 bc', 'K123BC') or 'bc df 12', `12bcdf`; 'on the go', '123456'");
    assert_eq!(
        found,
        ["k-123-bc", "K-123-BC", "bc-df-12", "12-bc-df"],
        "in any spelling, between quotes"
    );
    assert_eq!(
        plates("\"it is 10 km 200\", AB12CD, '#12bcdf', 'e2e'"),
        [""; 0]
    );
    for plate in [
        "sx-714-b", "GB-001-B", "1-ZZZ-99", "AE-12-34", "12-AE-34", "ob-12-gh",
    ] {
        assert!(may_be_issued(plate), "{plate}");
    }
    for plate in [
        "BB-00-DD", "0-xbf-00", "bf-000-g", "BB-00-00", "AB-12-CD", "se-714-b", "12-xx-ab",
        "1-EUA-99", "go-12-gh",
    ] {
        assert!(!may_be_issued(plate), "{plate}");
    }
}
