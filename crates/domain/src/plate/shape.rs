//! Shapes of plates: the notation of the data file, and a search for all ways in which a text has a shape
//! (backtracking).

use std::ops::RangeInclusive;

use zeroize::Zeroizing;

use super::districts::{District, Districts, LONGEST_DISTRICT};
use super::facts::bare;
use super::ways::{MISSING, RARE, SWAPPED, TOO_MANY, UNLISTED, Way};

/// The gaps before the characters of a text as a bit set: bit 3 is the gap before the fourth.
pub type Gaps = u32;

/// The form of one kind of plate.
#[derive(Debug)]
pub struct Shape {
    parts: Vec<Part>,
    /// The number of letters and digits.
    length: RangeInclusive<usize>,
    /// A rare kind, which is offered besides the others.
    pub rare: bool,
}

#[derive(Debug)]
enum Part {
    Gap {
        printed: char,
        tells: bool,
    },
    Run {
        class: Class,
        least: usize,
        most: usize,
    },
    District,
}

/// How the character of one position was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Itself,
    /// As a look-alike (homoglyph), such as O for 0.
    Alike,
    /// Without its diacritic, such as U for Ü.
    Bare,
}

/// What may stand in one position.
#[derive(Clone, Debug)]
enum Class {
    /// These letters: bit 0 is A.
    Letters(u32),
    /// These digits: bit 0 is 0.
    Digits(u16),
    /// A digit, or a letter that does not look like one.
    Clear,
    /// A letter or a digit.
    Either,
    /// This letter with a diacritic, typed with it or without.
    Marked { letter: char, bare: char },
}

/// Capacity for a plate with its gaps: the text never grows beyond it, so no copy of it is left in freed
/// memory.
const LONGEST: usize = 32;

const ALL_LETTERS: u32 = (1 << 26) - 1;
const ALL_DIGITS: u16 = (1 << 10) - 1;

/// The text that is matched: its characters, and where it was typed with gaps.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    pub characters: &'a [char],
    pub gaps: Gaps,
}

impl Class {
    /// The character as printed in this position, and how it was typed.
    fn take(&self, c: char) -> Option<(char, As)> {
        if self.holds(c) {
            return Some((c, As::Itself));
        }
        if let Self::Marked { letter, bare } = self {
            return (c == *bare).then_some((*letter, As::Bare));
        }
        let alike = match c {
            'O' => '0',
            '0' => 'O',
            'I' => '1',
            '1' => 'I',
            _ => return None,
        };
        self.holds(alike).then_some((alike, As::Alike))
    }

    fn holds(&self, c: char) -> bool {
        match (self, c) {
            (Self::Letters(bits), 'A'..='Z') => bits >> (c as u32 - 'A' as u32) & 1 == 1,
            (Self::Letters(_), _) => false,
            (Self::Digits(bits), '0'..='9') => bits >> (c as u32 - '0' as u32) & 1 == 1,
            (Self::Digits(_), _) => false,
            (Self::Clear, _) => c.is_ascii_digit() || (c.is_alphabetic() && c != 'I' && c != 'O'),
            (Self::Either, _) => c.is_ascii_digit() || c.is_alphabetic(),
            (Self::Marked { letter, .. }, _) => c == *letter,
        }
    }

    fn marked(c: char) -> Self {
        let letter = c.to_uppercase().next().expect("a letter has a capital");
        let bare = bare(letter.encode_utf8(&mut [0; 4])).chars().next();
        let bare = bare.expect("a letter without its mark is a letter");
        Self::Marked { letter, bare }
    }

    fn listed(list: &str) -> Self {
        let (without, list) = match list.strip_prefix('^') {
            Some(list) => (true, list),
            None => (false, list),
        };
        if list.starts_with(|c: char| c.is_ascii_digit()) {
            return Self::Digits(list.bytes().fold(0, |bits, b| bits | 1 << (b - b'0')));
        }
        let bits = list.bytes().fold(0, |bits, b| bits | 1 << (b - b'A'));
        Self::Letters(if without { ALL_LETTERS & !bits } else { bits })
    }
}

impl Shape {
    /// Parses the notation of the data file, which explains it.
    ///
    /// # Panics
    /// When it is not valid; the data file is part of the program, and a test reads all of it.
    pub fn new(notation: &str) -> Self {
        let (rare, mut rest) = match notation.strip_prefix('?') {
            Some(rest) => (true, rest),
            None => (false, notation),
        };
        let mut parts = Vec::new();
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            let tells = c == '|';
            if tells || c == ' ' || c == '-' {
                let printed = if tells { rest.chars().next() } else { Some(c) };
                let printed = printed.expect("behind | stands what is printed in the gap");
                rest = if tells {
                    &rest[printed.len_utf8()..]
                } else {
                    rest
                };
                parts.push(Part::Gap { printed, tells });
                continue;
            }
            let class = match c {
                'D' => {
                    parts.push(Part::District);
                    continue;
                }
                'A' => Class::listed("^"),
                '9' => Class::Digits(ALL_DIGITS),
                '1' => Class::Digits(ALL_DIGITS & !1),
                '#' => Class::Clear,
                '*' => Class::Either,
                '[' => {
                    let (list, after) = rest.split_once(']').expect("a list ends with ]");
                    rest = after;
                    Class::listed(list)
                }
                'a'..='z' => Class::listed(&c.to_ascii_uppercase().to_string()),
                _ if c.is_lowercase() => Class::marked(c),
                '0' | '2'..='8' => Class::listed(&c.to_string()),
                _ => panic!("{c} is no part of the notation"),
            };
            let (least, most) = how_many(&mut rest);
            parts.push(Part::Run { class, least, most });
        }
        Self {
            length: length(&parts),
            parts,
            rare,
        }
    }

    /// Adds all ways in which a text has this shape. The path is restored afterwards.
    pub fn find(&self, search: &Search<'_>, number: usize, path: &mut Path, ways: &mut Vec<Way>) {
        if self.length.contains(&search.text.characters.len()) {
            let before = ways.len();
            search.walk(&self.parts, 0, path, ways);
            for way in &mut ways[before..] {
                way.shape = number;
                way.rare = self.rare;
                way.cost += u32::from(self.rare) * RARE;
            }
        }
    }
}

/// The smallest and the largest number of letters and digits.
fn length(parts: &[Part]) -> RangeInclusive<usize> {
    let of = |part: &Part| match part {
        Part::Gap { .. } => (0, 0),
        Part::Run { least, most, .. } => (*least, *most),
        Part::District => (1, LONGEST_DISTRICT),
    };
    let all = parts.iter().map(of);
    let (least, most) = all.fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    least..=most
}

fn how_many(rest: &mut &str) -> (usize, usize) {
    let Some(inner) = rest.strip_prefix('{') else {
        return (1, 1);
    };
    let (range, after) = inner.split_once('}').expect("a number ends with }");
    *rest = after;
    let number = |text: &str| text.parse().expect("between { and } stand numbers");
    match range.split_once(',') {
        Some((least, most)) => (number(least), number(most)),
        None => (number(range), number(range)),
    }
}

/// The text whose shapes are searched for.
pub struct Search<'a> {
    text: Text<'a>,
    districts: &'a Districts,
    /// The districts with which the text may begin.
    first: Vec<District>,
}

/// The path of the search so far.
pub struct Path {
    mark: Zeroizing<String>,
    printed: Zeroizing<String>,
    swapped: u32,
    unlisted: u32,
    bare: bool,
    gaps: Gaps,
    telling: Gaps,
}

impl Path {
    pub fn new() -> Self {
        Self {
            mark: Zeroizing::new(String::with_capacity(LONGEST)),
            printed: Zeroizing::new(String::with_capacity(LONGEST)),
            swapped: 0,
            unlisted: 0,
            bare: false,
            gaps: 0,
            telling: 0,
        }
    }

    /// Goes one step forward, and back to the former state afterwards.
    fn step(&mut self, forward: impl FnOnce(&mut Self), then: impl FnOnce(&mut Self)) {
        let (mark, printed) = (self.mark.len(), self.printed.len());
        let (swapped, unlisted, bare) = (self.swapped, self.unlisted, self.bare);
        let (gaps, telling) = (self.gaps, self.telling);
        forward(self);
        then(self);
        self.mark.truncate(mark);
        self.printed.truncate(printed);
        (self.swapped, self.unlisted, self.bare) = (swapped, unlisted, bare);
        (self.gaps, self.telling) = (gaps, telling);
    }

    fn push(&mut self, c: char) {
        self.mark.push(c);
        self.printed.push(c);
    }
}

impl<'a> Search<'a> {
    pub fn new(text: Text<'a>, districts: &'a Districts) -> Self {
        Self {
            text,
            districts,
            first: districts.at(text.characters, 0),
        }
    }

    fn walk(&self, parts: &[Part], at: usize, path: &mut Path, ways: &mut Vec<Way>) {
        let Some((part, rest)) = parts.split_first() else {
            if at == self.text.characters.len() {
                ways.push(self.arrived(path));
            }
            return;
        };
        match part {
            Part::Gap { printed, tells } => {
                let forward = |path: &mut Path| {
                    path.printed.push(*printed);
                    path.gaps |= 1 << at;
                    if *tells {
                        path.mark.push('-');
                        path.telling |= 1 << at;
                    }
                };
                path.step(forward, |path| self.walk(rest, at, path, ways));
            }
            Part::District => self.district(rest, at, path, ways),
            Part::Run { class, least, most } => {
                let forward = |_: &mut Path| {};
                path.step(forward, |path| {
                    for taken in 0..=*most {
                        if taken >= *least {
                            self.walk(rest, at + taken, path, ways);
                        }
                        let next = self.text.characters.get(at + taken);
                        let Some((c, typed)) = next.and_then(|c| class.take(*c)) else {
                            break;
                        };
                        path.push(c);
                        path.swapped += u32::from(typed == As::Alike);
                        path.bare |= typed == As::Bare;
                    }
                });
            }
        }
    }

    fn district(&self, rest: &[Part], at: usize, path: &mut Path, ways: &mut Vec<Way>) {
        let elsewhere;
        let districts = match at {
            0 => &self.first,
            _ => {
                elsewhere = self.districts.at(self.text.characters, at);
                &elsewhere
            }
        };
        for district in districts {
            let forward = |path: &mut Path| {
                path.mark.push_str(&district.code);
                path.printed.push_str(&district.code);
                path.swapped += district.swapped;
                path.unlisted += u32::from(!district.listed);
            };
            path.step(forward, |path| self.walk(rest, district.end, path, ways));
        }
    }

    /// The way at the end of a path, with the cost of all that was typed differently from the printed plate.
    /// Where a gap distinguishes cars, a gap in another place costs; elsewhere gaps are free, and one in
    /// another place only favours a way that has it there.
    fn arrived(&self, path: &Path) -> Way {
        let (typed, printed, telling) = (self.text.gaps, path.gaps, path.telling);
        let astray = (typed & !printed).count_ones() * TOO_MANY;
        let missing = (telling & !typed).count_ones() * MISSING;
        let (gaps, astray) = match telling {
            0 => (0, astray),
            _ => (missing + astray, 0),
        };
        Way {
            mark: path.mark.clone(),
            printed: path.printed.clone(),
            cost: gaps + path.swapped * SWAPPED + path.unlisted * UNLISTED,
            astray,
            shape: 0,
            rare: false,
            swapped: path.swapped > 0,
            exact: typed == printed && typed != 0 && path.swapped + path.unlisted == 0,
            cut: false,
            guessed: path.bare,
        }
    }
}
