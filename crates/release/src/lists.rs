//! The words of `data/`: what has a capital and is no name of a person, given names, names that are ordinary words
//! as well, and words of two letters.

use std::collections::HashSet;
use std::sync::LazyLock;

type Words = HashSet<&'static str>;

fn words(file: &'static str) -> Words {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
}

/// Whether a word with a capital names something else than a person: a town, a brand, a day, an office.
pub(crate) fn is_no_person(word: &str) -> bool {
    static LIST: LazyLock<Words> = LazyLock::new(|| words(include_str!("../data/capitals.txt")));
    const ENDINGS: [&str; 12] = [
        "wet", "wetboek", "kader", "academie", "station", "dag", "bureau", "politie", "poort",
        "feest", "dienst", "nummer",
    ];
    let inflected = |end| {
        let stem = word.strip_suffix(end);
        stem.is_some_and(|stem: &str| stem.len() > 3 && LIST.contains(stem))
    };
    LIST.contains(word)
        || ["e", "s", "se", "er", "ers", "en"]
            .into_iter()
            .any(inflected)
        || ENDINGS
            .iter()
            .any(|end| word.len() > end.len() + 2 && word.ends_with(end))
}

/// Whether a word is a usual given name and nothing else.
pub(crate) fn is_given_name(word: &str) -> bool {
    static LIST: LazyLock<Words> = LazyLock::new(|| words(include_str!("../data/given_names.txt")));
    LIST.contains(word)
}

/// Whether a word that may be a name is an ordinary Dutch word too.
pub(crate) fn is_ordinary(word: &str) -> bool {
    static LIST: LazyLock<Words> = LazyLock::new(|| words(include_str!("../data/ordinary.txt")));
    LIST.contains(word)
}

/// Whether letters beside a number are a unit, a code of law or a short word, and no part of a plate or postcode.
pub(crate) fn is_beside_numbers(word: &str) -> bool {
    static LIST: LazyLock<Words> =
        LazyLock::new(|| words(include_str!("../data/beside_numbers.txt")));
    LIST.contains(word)
}

/// Whether a dot after this word ends no sentence.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    const SHORT: [&str; 34] = [
        "art", "nr", "ca", "jl", "dhr", "mevr", "mw", "mej", "fam", "dr", "drs", "mr", "ing", "ir",
        "burg", "st", "tel", "hmp", "bijv", "evt", "enz", "geb", "kent", "ken", "dd", "prof",
        "str", "bv", "vd", "agt", "brig", "hfdagt", "insp", "coll",
    ];
    SHORT.contains(&word)
}
