//! A text in plain letters: A to Z, digits and signs, each with its place in the text. A character that has no such
//! form is refused, so that nothing passes unread.

use proco_domain::latin;
use proco_domain::text::{is_invisible, length};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest lesson, in characters as the officer sees them: grapheme clusters.
pub const MAX_LESSON: usize = 280;

/// The longest answer to a question about a second view, in the same characters.
pub const MAX_ANSWER: usize = 1000;

/// The most bytes for each character of the longest text: letters that carry a hundred marks each are no text.
const BYTES_PER_CHARACTER: usize = 16;

/// Stands for an emoji or another symbol.
pub(crate) const SYMBOL: char = '\u{25a1}';

/// Why a text cannot be scanned, and so is not released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no letter.
    #[error("the text has no words")]
    Blank,
    /// It is longer than a text of its kind may be: [`MAX_LESSON`] or [`MAX_ANSWER`] characters.
    #[error("the text is too long")]
    TooLong,
    /// At this byte stands a control character, or a character without width, which may hide another.
    #[error("the text holds an invisible character")]
    Invisible(usize),
    /// At this byte stands a letter or digit of another script than the Latin one.
    #[error("the text holds a letter that is not Latin")]
    OtherScript(usize),
    /// It is written in capitals, among which a name does not stand out.
    #[error("the text is written in capitals")]
    Capitals,
}

/// A character in plain form, with the bytes of the text that it stands for.
pub(crate) struct Plain {
    pub(crate) c: char,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Reads a text of at most so many characters.
///
/// # Errors
/// [`Unreadable`] when the text is too long, or holds a character that cannot be read.
pub(crate) fn read(text: &str, most: usize) -> Result<Vec<Plain>, Unreadable> {
    if text.len() > BYTES_PER_CHARACTER * most || length(text) > most {
        return Err(Unreadable::TooLong);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut after_symbol = false;
    for (start, c) in text.char_indices() {
        // A sign that only chooses between two pictures of the character before it.
        let is_variation = matches!(c, '\u{fe0e}' | '\u{fe0f}');
        let is_joiner = c == '\u{200d}' && after_symbol;
        if is_variation || is_joiner || is_combining_mark(c) {
            continue;
        }
        if is_invisible(c) {
            return Err(Unreadable::Invisible(start));
        }
        let end = start + c.len_utf8();
        let from = plain.len();
        push(c, |c| plain.push(Plain { c, start, end })).ok_or(Unreadable::OtherScript(start))?;
        after_symbol = plain[from..].last().is_some_and(|last| last.c == SYMBOL);
    }
    let has_words = plain.iter().any(|plain| plain.c.is_ascii_alphabetic());
    has_words.then_some(plain).ok_or(Unreadable::Blank)
}

/// Gives the plain form of a character; `None` when it has none.
fn push(c: char, mut plain: impl FnMut(char)) -> Option<()> {
    if c.is_whitespace() {
        let breaks = matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        plain(if breaks { '\n' } else { ' ' });
        return Some(());
    }
    if c.is_ascii() {
        plain(c);
        return Some(());
    }
    for part in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)) {
        match part {
            _ if part.is_ascii() => plain(part),
            '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' => plain('-'),
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' => plain('\''),
            '\u{201c}'..='\u{201f}' | '«' | '»' => plain('"'),
            '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' => plain('.'),
            '\u{2044}' | '\u{2215}' => plain('/'),
            '€' => plain('€'),
            _ if part.is_alphabetic() => {
                let letters = latin::letters(part.encode_utf8(&mut [0; 4])).ok()?;
                let is_small = part.is_lowercase();
                let cased = |c: char| if is_small { c.to_ascii_lowercase() } else { c };
                letters.chars().map(cased).for_each(&mut plain);
            }
            _ if part.is_numeric() => return None,
            _ => plain(SYMBOL),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Result<String, Unreadable> {
        let plain = read(text, MAX_LESSON)?;
        Ok(plain.into_iter().map(|plain| plain.c).collect())
    }

    #[test]
    fn letters_lose_their_marks_and_signs_have_one_form() {
        for (text, read) in [
            ("één Müller", "een Muller"),
            ("ＢＢ－００", "BB-00"),
            ("①②", "12 a"),
            ("𝐁𝐁𝟎", "BB0"),
            ("BB\u{2013}00", "BB-00"),
            ("Øystein ß", "Oystein ss"),
            ("a 1\u{fe0f}\u{20e3} b", "a 1 b"),
            ("‘s avonds", "'s avonds"),
            ("\u{1f468}\u{200d}\u{1f469} a", "\u{25a1}\u{25a1} a"),
        ] {
            let text = if text == "①②" { "①② a" } else { text };
            assert_eq!(plain(text).as_deref(), Ok(read), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        assert_eq!(plain("a\u{200b}b"), Err(Unreadable::Invisible(1)));
        assert_eq!(plain("ab\u{7}"), Err(Unreadable::Invisible(2)));
        assert_eq!(plain("a\u{202e}b"), Err(Unreadable::Invisible(1)));
        assert_eq!(plain("a В"), Err(Unreadable::OtherScript(2)));
        assert_eq!(plain("a ٣"), Err(Unreadable::OtherScript(2)));
        assert_eq!(plain(" \n"), Err(Unreadable::Blank));
        assert_eq!(plain("😀"), Err(Unreadable::Blank));
    }

    #[test]
    fn a_lesson_has_280_characters_as_the_officer_sees_them() {
        for one in ["é", "e\u{301}"] {
            assert!(plain(&one.repeat(280)).is_ok());
            assert_eq!(plain(&one.repeat(281)), Err(Unreadable::TooLong));
        }
        let marks = format!("a{}", "\u{301}".repeat(BYTES_PER_CHARACTER * MAX_LESSON));
        assert_eq!(plain(&marks), Err(Unreadable::TooLong));
    }
}
