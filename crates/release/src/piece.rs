//! The pieces of a text: runs of letters and runs of digits, with what stands between them.

use zeroize::Zeroizing;

use crate::lists;
use crate::reading::{Plain, SYMBOL};

/// A run of letters or of digits. It has no `Debug`.
pub(crate) struct Piece {
    /// The letters or digits, in lower case.
    pub(crate) text: Zeroizing<String>,
    /// What stands between it and the piece before.
    pub(crate) gap: Zeroizing<String>,
    is_first: bool,
    pub(crate) is_digits: bool,
    /// Whether it has a capital as its first letter or far inside (`jAnSeN`, but not `dB` or `iPhone`).
    pub(crate) is_capital: bool,
    /// Whether all its letters are capitals.
    pub(crate) is_upper: bool,
    /// Whether it begins a sentence, so that a capital says nothing.
    pub(crate) begins: bool,
    /// Its bytes in the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Piece {
    /// The number, if it has at most eight digits.
    pub(crate) fn number(&self) -> Option<u32> {
        (self.is_digits && self.text.len() <= 8)
            .then(|| self.text.parse().ok())
            .flatten()
    }

    /// Whether nothing stands between it and a piece before it.
    pub(crate) fn is_glued(&self) -> bool {
        self.gap.is_empty() && !self.is_first
    }

    pub(crate) fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.text.as_str())
    }

    pub(crate) fn is_letters(&self) -> bool {
        !self.is_digits
    }
}

/// The pieces of a text in order.
pub(crate) struct Pieces {
    all: Vec<Piece>,
    /// What stands after the last piece.
    tail: Zeroizing<String>,
}

impl std::ops::Deref for Pieces {
    type Target = [Piece];

    fn deref(&self) -> &[Piece] {
        &self.all
    }
}

impl Pieces {
    pub(crate) fn new(plain: &[Plain]) -> Self {
        let mut all: Vec<Piece> = Vec::with_capacity(plain.len() / 4);
        let mut gap = Zeroizing::new(String::new());
        for Plain { c, start, end } in plain {
            if !c.is_ascii_alphanumeric() {
                gap.push(*c);
                continue;
            }
            let is_digits = c.is_ascii_digit();
            match all.last_mut() {
                Some(last) if gap.is_empty() && last.is_digits == is_digits => {
                    last.text.push(c.to_ascii_lowercase());
                    last.is_upper &= c.is_ascii_uppercase();
                    last.is_capital |= c.is_ascii_uppercase() && last.text.len() > 3;
                    last.end = *end;
                }
                last => {
                    let is_first = last.is_none();
                    let begins = last.is_none_or(|last| begins(last, &gap));
                    all.push(Piece {
                        text: Zeroizing::new(c.to_ascii_lowercase().to_string()),
                        gap: std::mem::take(&mut gap),
                        is_first,
                        is_digits,
                        is_capital: c.is_ascii_uppercase(),
                        is_upper: c.is_ascii_uppercase(),
                        begins,
                        start: *start,
                        end: *end,
                    });
                }
            }
        }
        Self {
            all: with_zeros(all),
            tail: gap,
        }
    }

    /// What stands after a piece, up to the next one.
    pub(crate) fn gap_after(&self, at: usize) -> &str {
        self.all.get(at + 1).map_or(&self.tail, |next| &next.gap)
    }

    /// Whether a piece is glued to the next one.
    pub(crate) fn runs_on(&self, at: usize) -> bool {
        self.all.get(at + 1).is_some_and(Piece::is_glued)
    }

    /// The piece before, if there is one.
    pub(crate) fn before(&self, at: usize) -> Option<&Piece> {
        at.checked_sub(1).map(|at| &self.all[at])
    }

    /// The word before a piece across spaces and light signs (`om:`, `tel.`).
    pub(crate) fn word_before(&self, at: usize) -> Option<&str> {
        let is_light = |c: char| matches!(c, ' ' | ':' | '.' | '=' | '(');
        let before = self.before(at)?;
        let near = self.all[at].gap.chars().all(is_light) && before.is_letters();
        near.then_some(before.text.as_str())
    }

    /// The next piece, if it is a word after a single space.
    pub(crate) fn word_after(&self, at: usize) -> Option<&str> {
        let next = self.all.get(at + 1)?;
        (next.gap.as_str() == " " && next.is_letters()).then_some(next.text.as_str())
    }

    /// The letters and digits of some pieces, without gaps.
    pub(crate) fn joined(&self, first: usize, last: usize) -> Zeroizing<String> {
        let pieces = self.all[first..=last].iter();
        Zeroizing::new(pieces.map(|piece| piece.text.as_str()).collect())
    }

    /// The last piece of the word that begins here: of pieces that are glued together.
    pub(crate) fn word_end(&self, first: usize) -> usize {
        let glued = self.all[first + 1..].iter().take_while(|it| it.is_glued());
        first + glued.count()
    }
}

/// The pieces with a zero for each letter O that stands alone among digits: `O6`, `4O`.
fn with_zeros(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut rest = pieces.into_iter().peekable();
    while let Some(mut piece) = rest.next() {
        let after_digits = piece.is_glued() && all.last().is_some_and(|it| it.is_digits);
        let before_digits = rest.peek().is_some_and(|it| it.is_digits && it.is_glued());
        if piece.text.as_str() == "o" && (after_digits || before_digits) {
            piece.text = Zeroizing::new("0".to_owned());
            (piece.is_digits, piece.is_capital, piece.is_upper) = (true, false, false);
        }
        match all.last_mut() {
            Some(last) if piece.is_glued() && piece.is_digits && last.is_digits => {
                last.text.push_str(&piece.text);
                last.end = piece.end;
            }
            _ => all.push(piece),
        }
    }
    all
}

/// Whether a sentence begins after this gap.
fn begins(last: &Piece, gap: &str) -> bool {
    let is_short = last.text.len() == 1 && last.is_capital || lists::is_abbreviation(&last.text);
    gap.chars().any(|c| match c {
        '.' => !is_short && gap.contains(' '),
        '!' | '?' | '\n' | '"' | '*' | ')' | SYMBOL => true,
        ':' => !is_short,
        _ => false,
    })
}
