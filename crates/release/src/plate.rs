//! Licence plates in a text: Dutch ones in any spelling, foreign ones as they are printed or after a word for a plate.

use proco_domain::plate::{Country, Fit, Plate};

use crate::finding::{Claim, Kind};
use crate::lists;
use crate::piece::{Piece, Pieces};

/// The letters and digits of a Dutch plate.
const DUTCH: usize = 6;
/// The letters and digits of a foreign plate, at least and at most.
const FOREIGN: std::ops::RangeInclusive<usize> = 5..=8;
/// The longest gap inside a plate: an emoji or a dash between spaces.
const LONGEST_GAP: usize = 3;
/// Words after which letters and digits are a plate.
const WORDS: [&str; 9] = [
    "kenteken",
    "kentekens",
    "kentekennummer",
    "kent",
    "ken",
    "plaat",
    "nummerplaat",
    "kentekenplaat",
    "plaatje",
];
/// Words between such a word and the plate.
const FILLERS: [&str; 7] = ["stond", "is", "was", "nr", "nummer", "met", "van"];

/// All plates of a text.
pub(crate) fn claims(pieces: &Pieces) -> Vec<Claim> {
    let starts = (0..pieces.len()).filter(|at| !pieces[*at].is_glued());
    starts.filter_map(|first| plate(pieces, first)).collect()
}

/// The longest plate that begins at this piece.
fn plate(pieces: &Pieces, first: usize) -> Option<Claim> {
    let is_named = is_named(pieces, first);
    let mut length = 0;
    let mut found = None;
    for last in first..pieces.len() {
        let piece = &pieces[last];
        if last > first && !joins(&piece.gap) {
            break;
        }
        length += piece.text.len();
        if length > *FOREIGN.end() {
            break;
        }
        if pieces.runs_on(last) {
            continue;
        }
        let typed = Typed {
            pieces: &pieces[first..=last],
            is_named,
        };
        if (length == DUTCH && typed.is_dutch())
            || typed.is_special()
            || (FOREIGN.contains(&length) && typed.is_foreign())
        {
            found = Some(Claim::sure(Kind::Plate, first, last));
        }
    }
    found
}

/// Whether a word for a plate stands before this piece.
fn is_named(pieces: &Pieces, first: usize) -> bool {
    let is_word = |at: usize| {
        pieces
            .word_before(at)
            .is_some_and(|word| WORDS.contains(&word))
    };
    is_word(first) || (first > 0 && pieces[first - 1].is(&FILLERS) && is_word(first - 1))
}

/// Whether a plate may go on after this gap.
fn joins(gap: &str) -> bool {
    gap.chars().count() <= LONGEST_GAP && !gap.contains([';', '?', '!', '€', '%'])
}

/// Pieces that may be a plate.
struct Typed<'a> {
    pieces: &'a [Piece],
    is_named: bool,
}

impl Typed<'_> {
    /// Whether it is a plate of a Dutch series that is in use, written so that it can hardly be anything else.
    fn is_dutch(&self) -> bool {
        let text = self.text();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let letters = text.len() - digits;
        if letters == 0 || (digits == 0 && !self.is_dashed() && !self.is_named) {
            return false;
        }
        // The plates of a series have digits, so where there are none the letters O are meant as such.
        let read = if digits == 0 {
            text.replace('o', "0")
        } else {
            text.clone()
        };
        let Ok(plate) = Plate::read(&read, Country::NL) else {
            return false;
        };
        let is_issued = plate.fit(&read) == Fit::Known;
        let is_plain = self.is_dashed() || (self.is_compact() && self.is_upper());
        if plate.dutch_series().is_none() || !(is_issued || is_plain) {
            return false;
        }
        let is_swapped = plate.expose().to_ascii_lowercase() != text;
        if self.is_compact() {
            return !self.has_words() && (!is_swapped || self.is_upper());
        }
        let printed = plate.spelled();
        if self.is_spelled_out() || self.is_named {
            return true;
        }
        let is_parted = self.is_parted_as(&printed) && !self.has_comma();
        let gaps = self.pieces[1..].iter().filter(|it| !it.is_glued());
        match self.is_dashed() {
            true => is_parted && (!is_swapped || gaps.count() == 2),
            false => {
                is_parted
                    && !is_swapped
                    && !self.has_words()
                    && (self.is_upper() || !has_vowel(&text))
            }
        }
    }

    /// Whether it is a plate of a diplomat, in capitals.
    fn is_special(&self) -> bool {
        let [letters, digits @ ..] = self.pieces else {
            return false;
        };
        let digits_only = !digits.is_empty() && digits.iter().all(|piece| piece.is_digits);
        let length: usize = digits.iter().map(|piece| piece.text.len()).sum();
        letters.is(&["cd", "cdj"]) && letters.is_upper && digits_only && (3..=4).contains(&length)
    }

    /// Whether it is a plate of a country whose cars are often seen: in capitals, in one word, or after its name.
    fn is_foreign(&self) -> bool {
        let text = self.text();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let letters = text.len() - digits;
        if digits < 2 || letters == 0 || self.has_comma() {
            return false;
        }
        if self.is_named && (self.is_compact() || self.is_upper()) {
            return true;
        }
        let is_written = if self.is_compact() {
            self.is_upper() && letters > 1 && digits > 2 || self.pieces.len() > 2
        } else {
            self.is_upper() && letters > 1
        };
        let follows = self.pieces[0].is_digits || self.pieces[0].text.len() <= 3;
        is_written
            && follows
            && !self.has_words()
            && !Plate::likely_countries(&self.typed()).is_empty()
    }

    /// Its letters and digits, in lower case.
    fn text(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect()
    }

    /// As it was typed, with a dash for each gap.
    fn typed(&self) -> String {
        let mut typed = String::with_capacity(2 * DUTCH);
        for (at, piece) in self.pieces.iter().enumerate() {
            if at > 0 && !piece.is_glued() {
                typed.push(if piece.gap.contains('-') { '-' } else { ' ' });
            }
            typed.push_str(&piece.text);
        }
        typed
    }

    fn is_compact(&self) -> bool {
        self.pieces[1..].iter().all(Piece::is_glued)
    }

    /// Whether a sign other than a space stands in each of its gaps.
    fn is_dashed(&self) -> bool {
        let mut gaps = self.pieces[1..]
            .iter()
            .filter(|piece| !piece.is_glued())
            .peekable();
        gaps.peek().is_some() && gaps.all(|piece| piece.gap.contains(|c| c != ' ' && c != '\n'))
    }

    /// Whether each letter and digit stands alone.
    fn is_spelled_out(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.len() == 1)
            && self.pieces[1..].iter().all(|piece| !piece.is_glued())
    }

    fn has_comma(&self) -> bool {
        self.pieces[1..].iter().any(|piece| piece.gap.contains(','))
    }

    fn is_upper(&self) -> bool {
        self.pieces
            .iter()
            .all(|piece| piece.is_digits || piece.is_upper)
    }

    /// Whether some of its letters are a unit or a word. In one word that is so only of letters after a number
    /// (`0000kg`).
    fn has_words(&self) -> bool {
        if self.is_compact() && (self.pieces.len() != 2 || self.pieces[0].is_letters()) {
            return false;
        }
        let is_unit = |piece: &Piece| {
            lists::is_beside_numbers(&piece.text) && !(piece.is_upper && self.is_dashed())
        };
        let is_brand = |piece: &Piece| piece.text.len() > 2 && lists::is_no_person(&piece.text);
        let mut letters = self.pieces.iter().filter(|piece| piece.is_letters());
        letters.any(|piece| is_unit(piece) || is_brand(piece))
    }

    /// Whether its gaps stand only where the plate has one.
    fn is_parted_as(&self, printed: &str) -> bool {
        let mut ends = Vec::with_capacity(3);
        let mut length = 0;
        for group in printed.split('-') {
            length += group.len();
            ends.push(length);
        }
        let mut length = 0;
        self.pieces.iter().enumerate().all(|(at, piece)| {
            let fits = at == 0 || piece.is_glued() || ends.contains(&length);
            length += piece.text.len();
            fits
        })
    }
}

fn has_vowel(text: &str) -> bool {
    text.contains(['a', 'e', 'i', 'o', 'u'])
}
