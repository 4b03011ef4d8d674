//! What is known of the plates of each country. It stands in `data/plates.json`, with source and
//! date, and is read once.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Country;
use super::shape::{Shape, Text, Way};

/// What is known.
pub struct Facts {
    invisible: Vec<RangeInclusive<u32>>,
    gaps: Vec<RangeInclusive<u32>>,
    letters: HashMap<char, String>,
    countries: BTreeMap<String, CountryFacts>,
    unknown: CountryFacts,
    /// The countries of which a plate that is not Dutch may be, the likely ones first.
    pub often_seen: Vec<Country>,
}

/// What is known of one country.
#[derive(Default)]
pub struct CountryFacts {
    /// Letters of this country that are written otherwise in a mark.
    pub letters: HashMap<char, String>,
    /// Words that stand on its plates.
    pub words: Vec<(Vec<char>, Vec<char>)>,
    /// Letters with a mark that stand on its plates.
    pub prints: Vec<char>,
    /// Whether a plate may be read from its other end.
    pub mirrored: bool,
    /// What may stand behind a plate.
    pub suffixes: Vec<Suffix>,
    /// What a plate of one of its shapes never has.
    pub not_issued: Option<NotIssued>,
    shapes: Vec<Shape>,
    districts: Districts,
    tells: bool,
}

/// Letters with which no plate has been issued for decades.
#[derive(Clone, Deserialize)]
pub struct NotIssued {
    letters: String,
    but_first: char,
    together: Vec<String>,
}

/// What may stand behind a plate without being part of it.
pub struct Suffix {
    /// Two digits for each of them.
    pub fields: Vec<RangeInclusive<u32>>,
    /// Whether it stands behind rare kinds of plates as well.
    behind_rare: bool,
}

/// The codes of districts, by all their spellings.
#[derive(Default)]
pub struct Districts {
    by_spelling: HashMap<String, Vec<String>>,
    letters: Option<RangeInclusive<usize>>,
}

impl Districts {
    /// The districts that are meant by a spelling, as they are printed, and whether they are listed.
    pub fn printed<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        let known = self.by_spelling.get(typed);
        let fits = self.letters.as_ref();
        let fits = fits.is_some_and(|range| range.contains(&typed.chars().count()));
        // Where there is no list, none is missing from it.
        let listed = self.by_spelling.is_empty();
        let itself = (known.is_none() && fits).then_some((typed, listed));
        let known = known.into_iter().flatten();
        known.map(|code| (code.as_str(), true)).chain(itself)
    }

    fn new(facts: &Written) -> Self {
        let mut by_spelling: HashMap<String, Vec<String>> = HashMap::new();
        let codes: Vec<&str> = facts.codes.split_ascii_whitespace().collect();
        for code in &codes {
            let out = |c: char| match facts.written_out.get(&c) {
                Some(letters) => letters.clone(),
                None => c.to_string(),
            };
            let written_out: String = code.chars().map(out).collect();
            let mut spellings = vec![(*code).to_owned(), bare(code), written_out];
            spellings.dedup();
            for spelling in spellings {
                let meant = by_spelling.entry(spelling).or_default();
                if !meant.iter().any(|known| known == code) {
                    meant.push((*code).to_owned());
                }
            }
        }
        Self {
            by_spelling,
            letters: facts.code_letters.map(|(least, most)| least..=most),
        }
    }
}

impl NotIssued {
    /// Whether a plate, as it is printed, has such letters.
    pub fn stands_on(&self, printed: &str) -> bool {
        let mut letters = printed.char_indices();
        let one = letters.any(|(at, c)| self.letters.contains(c) && (at, c) != (0, self.but_first));
        one || self
            .together
            .iter()
            .any(|letters| printed.contains(letters))
    }
}

/// A text without the marks on its letters.
pub fn bare(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

impl Facts {
    /// The facts of the program.
    ///
    /// # Panics
    /// When the data file cannot be read: it is part of the program, and a test reads it.
    pub fn get() -> &'static Self {
        static FACTS: OnceLock<Facts> = OnceLock::new();
        FACTS.get_or_init(|| {
            let file: File = serde_json::from_str(include_str!("../../data/plates.json"))
                .expect("the data file of the plates is JSON of this form");
            let countries = file.countries.iter();
            Self {
                invisible: ranges(&file.everywhere.invisible),
                gaps: ranges(&file.everywhere.gaps),
                letters: file.everywhere.letters.into_iter().collect(),
                countries: countries
                    .map(|(code, written)| (code.clone(), CountryFacts::new(written)))
                    .collect(),
                unknown: CountryFacts::default(),
                often_seen: file
                    .often_seen
                    .countries
                    .split_ascii_whitespace()
                    .map(|code| {
                        code.to_owned()
                            .try_into()
                            .expect("a country has two letters")
                    })
                    .collect(),
            }
        })
    }

    /// What is known of a country.
    pub fn of(&self, country: Country) -> &CountryFacts {
        self.countries.get(country.code()).unwrap_or(&self.unknown)
    }

    /// Whether a character has no width or cannot be seen.
    pub fn is_invisible(&self, c: char) -> bool {
        among(&self.invisible, c)
    }

    /// Whether a character only parts others: a space, a dash, a dot, a seal.
    pub fn is_gap(&self, c: char) -> bool {
        c.is_whitespace() || among(&self.gaps, c)
    }

    /// What a letter is in a mark, whatever the country.
    pub fn letter(&self, c: char) -> Option<&str> {
        self.letters.get(&c).map(String::as_str)
    }
}

impl CountryFacts {
    fn new(written: &Written) -> Self {
        Self {
            letters: written.letters.clone().into_iter().collect(),
            words: written
                .words
                .iter()
                .map(|(word, mark)| (word.chars().collect(), mark.chars().collect()))
                .collect(),
            prints: written.prints.chars().collect(),
            mirrored: written.mirrored,
            not_issued: written.not_issued.clone(),
            suffixes: written.suffixes.iter().map(|it| Suffix::new(it)).collect(),
            shapes: written.shapes.iter().map(|it| Shape::new(it)).collect(),
            districts: Districts::new(written),
            tells: written.shapes.iter().any(|shape| shape.contains('|')),
        }
    }

    /// Whether cars of this country are told apart by a gap.
    pub fn gap_tells(&self) -> bool {
        self.tells
    }

    /// All ways in which a text fits.
    pub fn ways(&self, text: Text<'_>) -> Vec<Way> {
        let mut ways = Vec::new();
        for (number, shape) in self.shapes.iter().enumerate() {
            shape.find(text, &self.districts, number, &mut ways);
        }
        ways
    }

    /// All ways in which a text fits that stands before a suffix.
    pub fn ways_before(&self, text: Text<'_>, suffix: &Suffix) -> Vec<Way> {
        let mut ways = self.ways(text);
        ways.retain(|way| suffix.behind_rare || !self.shapes[way.shape].rare);
        ways
    }
}

impl Way {
    /// The ways that fit best, each mark once.
    pub fn best(ways: Vec<Self>) -> Vec<Self> {
        let best = ways.iter().map(|way| way.cost).min();
        let mut kept: Vec<Self> = Vec::new();
        for way in ways {
            if Some(way.cost) == best && !kept.iter().any(|other| other.mark == way.mark) {
                kept.push(way);
            }
        }
        kept
    }
}

impl Suffix {
    /// `MM` is a month, `DD` a day, `YY` a year.
    fn new(notation: &str) -> Self {
        let field = |name| match name {
            "DD" => 1..=31,
            "MM" => 1..=12,
            "YY" => 0..=99,
            _ => panic!("{name} is no field of a suffix"),
        };
        let (behind_rare, fields) = match notation.strip_prefix('?') {
            Some(fields) => (true, fields),
            None => (false, notation),
        };
        Self {
            fields: fields.split('/').map(field).collect(),
            behind_rare,
        }
    }
}

fn among(ranges: &[RangeInclusive<u32>], c: char) -> bool {
    let at = ranges.partition_point(|range| *range.end() < u32::from(c));
    ranges
        .get(at)
        .is_some_and(|range| range.contains(&u32::from(c)))
}

fn ranges(written: &[String]) -> Vec<RangeInclusive<u32>> {
    let number =
        |text: &str| u32::from_str_radix(text, 16).expect("a character is given by its number");
    let range = |text: &String| match text.split_once('-') {
        Some((first, last)) => number(first)..=number(last),
        None => number(text)..=number(text),
    };
    let mut ranges: Vec<_> = written.iter().map(range).collect();
    ranges.sort_by_key(|range| *range.start());
    ranges
}

#[derive(Deserialize)]
struct File {
    often_seen: OftenSeen,
    everywhere: Everywhere,
    countries: BTreeMap<String, Written>,
}

#[derive(Deserialize)]
struct OftenSeen {
    countries: String,
}

#[derive(Deserialize)]
struct Everywhere {
    invisible: Vec<String>,
    gaps: Vec<String>,
    letters: BTreeMap<char, String>,
}

/// A country as it stands in the file.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    codes: String,
    code_letters: Option<(usize, usize)>,
    #[serde(default)]
    prints: String,
    #[serde(default)]
    written_out: BTreeMap<char, String>,
    #[serde(default)]
    letters: BTreeMap<char, String>,
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    suffixes: Vec<String>,
    shapes: Vec<String>,
    not_issued: Option<NotIssued>,
    #[serde(default)]
    mirrored: bool,
}
