//! No plate that is written here can be a real car's (CONTRIBUTING.md, rule 7).

use crate::tree;

/// Who tests how a plate is read needs one of each series, the old ones too.
const READERS: &[&str] = &[
    "crates/domain/src/bsn.rs",
    "crates/domain/src/plate.rs",
    "tests/layout/plates.rs",
];

const TEXTS: &[&str] = &[
    ".rs", ".ts", ".svelte", ".mjs", ".md", ".json", ".sql", ".html",
];

/// What stands in a text in the shape of a Dutch plate: three groups, each of one kind, six
/// characters in all.
fn plates(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| {
            let groups: Vec<&str> = word.split('-').collect();
            let of_one_kind = |group: &&str| {
                let digits = group.bytes().filter(u8::is_ascii_digit).count();
                (1..=3).contains(&group.len()) && (digits == 0 || digits == group.len())
            };
            let mixed = word.bytes().any(|b| b.is_ascii_digit())
                && word.bytes().any(|b| b.is_ascii_alphabetic());
            groups.len() == 3 && word.len() == 8 && mixed && groups.iter().all(of_one_kind)
        })
}

/// Whether a plate of this spelling may have been issued. The first three series have vowels;
/// later ones have none, but for the O with which a semi-trailer's begins.
fn may_be_issued(plate: &str) -> bool {
    let plate = plate.to_ascii_uppercase();
    let letters = plate.bytes().filter(u8::is_ascii_alphabetic).count();
    let old = letters == 2 && plate.split('-').all(|group| group.len() == 2);
    let vowel = |letter: char| "AEIOU".contains(letter);
    old || !plate.strip_prefix('O').unwrap_or(&plate).contains(vowel)
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
            let issued = plates(line).filter(|plate| may_be_issued(plate));
            found.extend(issued.map(|plate| format!("{}:{} {plate}", source.path, number + 1)));
        }
    }
    assert_eq!(readers, READERS.len(), "not all of {READERS:?} are there");
    tree::none(
        &found,
        "a plate in code, tests or pictures has a vowel, as no ordinary series since the fourth \
         has: else it may belong to somebody",
    );
}

#[test]
fn plates_are_known_by_their_shape_and_their_letters() {
    let found: Vec<_> = plates("x('AB-12-CD'), 2026-11-22, on-the-go and sx-714-b").collect();
    assert_eq!(found, ["AB-12-CD", "sx-714-b"]);
    for plate in [
        "sx-714-b", "GB-001-B", "1-ZZZ-99", "AE-12-34", "12-AE-34", "ob-12-gh",
    ] {
        assert!(may_be_issued(plate), "{plate}");
    }
    for plate in ["AB-12-CD", "se-714-b", "12-xx-ab", "1-EUA-99", "go-12-gh"] {
        assert!(!may_be_issued(plate), "{plate}");
    }
}
