//! What is known of the plates of each country, from `data/plates.json`, with source and date. It is parsed
//! once.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Country;
use super::districts::Districts;
use super::shape::{Path, Search, Shape, Text};
use super::suffix::Suffix;
use super::ways::Way;

/// The content of `plates.json`.
pub struct Facts {
    invisible: Vec<RangeInclusive<u32>>,
    gaps: Vec<RangeInclusive<u32>>,
    letters: HashMap<char, String>,
    countries: BTreeMap<String, CountryFacts>,
    unknown: CountryFacts,
    /// The countries that a plate that is not Dutch may be of, most likely first.
    pub often_seen: Vec<Country>,
}

/// What is known of the plates of one country.
#[derive(Default)]
pub struct CountryFacts {
    /// Letters of this country that are replaced in a mark.
    pub letters: HashMap<char, String>,
    /// Words that are printed on its plates.
    pub words: Vec<(Vec<char>, Vec<char>)>,
    /// Letters with a diacritic that are printed on its plates.
    pub prints: Vec<char>,
    /// Whether a plate may be read in the other direction.
    pub mirrored: bool,
    /// Whether its own script runs in the other direction than the Latin letters beside it.
    pub script_runs_backward: bool,
    /// What may follow a plate.
    pub suffixes: Vec<Suffix>,
    /// Letters that plates of one of its shapes never have.
    pub not_issued: Option<NotIssued>,
    /// Whether its list of kinds is complete, so that a plate that fits none is a typing error.
    pub complete: bool,
    /// Its distinguishing sign on vehicles that go abroad.
    pub signs: Vec<Vec<char>>,
    /// The content of the band at the end of a plate: the department, the province.
    bands: Vec<Shape>,
    shapes: Vec<Shape>,
    districts: Districts,
    marked: Vec<(char, Vec<char>)>,
    tells: bool,
    known: bool,
}

/// Letters with which no plate has been issued for decades.
#[derive(Clone, Deserialize)]
pub struct NotIssued {
    letters: String,
    but_first: char,
    together: Vec<String>,
    /// The letters of the first series that are still issued.
    still_issued: String,
}

impl NotIssued {
    /// Whether a plate of the first series begins with letters that are still issued.
    pub fn is_issued_still(&self, printed: &str) -> bool {
        let mut codes = self.still_issued.split_ascii_whitespace();
        codes.any(|code| printed.starts_with(code))
    }

    /// Whether a printed plate has such letters.
    pub fn stands_on(&self, printed: &str) -> bool {
        let mut letters = printed.char_indices();
        let one = letters.any(|(at, c)| self.letters.contains(c) && (at, c) != (0, self.but_first));
        one || self
            .together
            .iter()
            .any(|letters| printed.contains(letters))
    }
}

/// A text without the diacritics of its letters.
pub fn bare(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

impl Facts {
    /// The facts that are compiled into the program.
    ///
    /// # Panics
    /// When the data file cannot be parsed; it is part of the program, and a test reads it.
    pub fn get() -> &'static Self {
        static FACTS: OnceLock<Facts> = OnceLock::new();
        FACTS.get_or_init(|| {
            let file: File = serde_json::from_str(include_str!("../../data/plates.json"))
                .expect("the data file of the plates is JSON of this form");
            let countries = file.countries.iter();
            Self {
                invisible: ranges(&file.everywhere.invisible),
                gaps: ranges(&file.everywhere.gaps),
                letters: file.everywhere.letters.clone().into_iter().collect(),
                countries: countries
                    .map(|(code, it)| {
                        (
                            code.clone(),
                            CountryFacts::new(code, it, &file.everywhere.letters),
                        )
                    })
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

    /// The facts of a country.
    pub fn of(&self, country: Country) -> &CountryFacts {
        self.countries.get(country.code()).unwrap_or(&self.unknown)
    }

    /// Whether a character has no width or is invisible.
    pub fn is_invisible(&self, c: char) -> bool {
        among(&self.invisible, c)
    }

    /// Whether a character only separates others: a space, a dash, a dot, a seal.
    pub fn is_gap(&self, c: char) -> bool {
        c.is_whitespace() || among(&self.gaps, c)
    }

    /// The letter's form in a mark, in any country.
    pub fn letter(&self, c: char) -> Option<&str> {
        self.letters.get(&c).map(String::as_str)
    }
}

impl CountryFacts {
    fn new(code: &str, written: &Written, letters: &BTreeMap<char, String>) -> Self {
        Self {
            letters: written.letters.clone().into_iter().collect(),
            words: written
                .words
                .iter()
                .map(|(word, mark)| (word.chars().collect(), mark.chars().collect()))
                .collect(),
            prints: written.prints.chars().collect(),
            marked: match written.codes.is_empty() {
                true => written
                    .prints
                    .chars()
                    .map(|c| (c, typed(c, letters)))
                    .collect(),
                false => Vec::new(),
            },
            mirrored: written.mirrored,
            script_runs_backward: written.script_runs_backward,
            not_issued: written.not_issued.clone(),
            suffixes: written.suffixes.iter().map(|it| Suffix::new(it)).collect(),
            shapes: written.shapes.iter().map(|it| Shape::new(it)).collect(),
            districts: Districts::new(&written.codes, written.code_letters, &written.written_out),
            complete: written.complete,
            signs: signs(code, &written.sign),
            bands: written.bands.iter().map(|it| Shape::new(it)).collect(),
            tells: written.shapes.iter().any(|shape| shape.contains('|')),
            known: true,
        }
    }

    /// Whether a gap distinguishes cars of this country.
    pub fn gap_tells(&self) -> bool {
        self.tells
    }

    /// The letters with a diacritic on its plates, each with the ways to type it without. Where districts have
    /// such letters, the list of districts says which.
    pub fn marked(&self) -> &[(char, Vec<char>)] {
        &self.marked
    }

    /// Whether a gap stays in the mark of a plate that fits no kind: between letters where a gap is known to
    /// distinguish cars, between digits where nothing is known of the country.
    pub fn keeps_gap(&self, before: char, behind: char) -> bool {
        match self.known {
            true => self.tells && before.is_alphabetic() && behind.is_alphabetic(),
            false => before.is_ascii_digit() && behind.is_ascii_digit(),
        }
    }

    /// All ways in which a text fits.
    pub fn ways(&self, text: Text<'_>) -> Vec<Way> {
        self.ways_of(&self.shapes, text)
    }

    /// Whether a text, as typed, may be the content of the band.
    pub fn is_on_band(&self, text: Text<'_>) -> bool {
        let ways = self.ways_of(&self.bands, text);
        ways.iter().any(|way| !way.swapped)
    }

    fn ways_of(&self, shapes: &[Shape], text: Text<'_>) -> Vec<Way> {
        let search = Search::new(text, &self.districts);
        let (mut path, mut ways) = (Path::new(), Vec::new());
        for (number, shape) in shapes.iter().enumerate() {
            shape.find(&search, number, &mut path, &mut ways);
        }
        ways
    }

    /// All ways in which a text before a suffix fits.
    pub fn ways_before(&self, text: Text<'_>, suffix: &Suffix) -> Vec<Way> {
        let mut ways = self.ways(text);
        ways.retain(|way| suffix.behind_rare || !way.rare);
        for way in &mut ways {
            way.cut = true;
        }
        ways
    }
}

/// The ways to type a letter without its diacritic.
fn typed(letter: char, letters: &BTreeMap<char, String>) -> Vec<char> {
    match letters.get(&letter) {
        Some(letters) => letters.chars().collect(),
        None => bare(letter.encode_utf8(&mut [0; 4])).chars().collect(),
    }
}

/// The country letters that may be typed before a plate.
fn signs(code: &str, sign: &str) -> Vec<Vec<char>> {
    let others = sign.split_ascii_whitespace().filter(|sign| *sign != code);
    let all = others.chain([code]);
    all.map(|sign| sign.chars().collect()).collect()
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

/// A country as written in the file.
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
    /// Its distinguishing sign on vehicles that go abroad, separated by spaces.
    #[serde(default)]
    sign: String,
    #[serde(default)]
    bands: Vec<String>,
    #[serde(default)]
    complete: bool,
    shapes: Vec<String>,
    not_issued: Option<NotIssued>,
    #[serde(default)]
    mirrored: bool,
    #[serde(default)]
    script_runs_backward: bool,
}
