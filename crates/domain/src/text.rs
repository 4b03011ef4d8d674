//! Free text of the officer. It never leaves the phone and is never printed.

use std::fmt;

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroize;

mod typed;
pub use typed::TypedText;

/// The longest free text, in characters as the officer sees them: grapheme clusters (Unicode annex 29), which
/// the screens count too.
pub const MAX_TEXT: usize = 500;

/// A few words of the officer.
///
/// `Debug` is redacted and there is no `Display`; [`FreeText::expose`] marks each place where the
/// words are shown to the officer who wrote them or written to the encrypted store.
///
/// What is typed comes in through [`TypedText`]: mostly at most [`MAX_TEXT`] characters, without a BSN. What a
/// store gives back comes in through [`FreeText::kept`]. It cannot be read from JSON.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
pub struct FreeText(String);

/// Why a free text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRefused {
    /// Longer than a text of its kind may be: mostly [`MAX_TEXT`] characters.
    #[error("the text is too long")]
    TooLong,
    /// It contains a BSN.
    #[error("the text holds a citizen service number")]
    Bsn,
    /// It contains a number that may be a BSN by chance; the officer can say that it is none.
    #[error("the text holds what may be a citizen service number")]
    MaybeBsn,
}

impl FreeText {
    /// Takes a text, trimmed. An empty text gives `None`.
    ///
    /// # Errors
    /// [`TextRefused`] when it is too long, or holds a BSN or what may be one.
    pub fn new(text: &str) -> Result<Option<Self>, TextRefused> {
        TypedText::new(text).checked(false)
    }

    /// As [`Self::new`], for a text whose doubtful number is no BSN according to the officer.
    ///
    /// # Errors
    /// [`TextRefused`] when it is too long, or holds what is a BSN by its form or its name.
    pub fn that_is_no_bsn(text: &str) -> Result<Option<Self>, TextRefused> {
        TypedText::new(text).checked(true)
    }

    /// Takes a text from the store; a blank one gives `None`. It is not validated again, because a row that
    /// cannot be read is lost to its officer.
    #[must_use]
    pub fn kept(text: String) -> Option<Self> {
        (!text.trim().is_empty()).then_some(Self(text))
    }

    /// The words themselves: for the screen and the phone's own store.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The number of characters that an officer sees in a text.
#[must_use]
pub fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Whether a character has neither width nor a meaning of its own: it is copied along with a text, and is
/// invisible.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    let is_ignorable = || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c);
    (!c.is_ascii() && is_ignorable()) || (c.is_control() && !c.is_whitespace())
}

impl fmt::Debug for FreeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FreeText(…)")
    }
}

impl Drop for FreeText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_print() {
        let text = FreeText::new("hij droeg een rode jas").unwrap().unwrap();
        assert!(!format!("{text:?}").contains("rode"));
    }

    #[test]
    fn empty_long_and_bsn() {
        assert_eq!(FreeText::new("   "), Ok(None));
        for blank in ["", " \n "] {
            let read = FreeText::kept(blank.to_owned());
            assert_eq!(read, None, "a blank is no answer");
        }
        assert_eq!(FreeText::new(&"é".repeat(501)), Err(TextRefused::TooLong));
        for one in [
            "é",
            "e\u{301}",
            "\u{1f600}",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f466}",
            "\u{1f1f3}\u{1f1f1}",
        ] {
            assert!(
                FreeText::new(&one.repeat(500)).is_ok(),
                "500 of {one} are seen"
            );
            assert_eq!(FreeText::new(&one.repeat(501)), Err(TextRefused::TooLong));
        }
        assert_eq!(FreeText::new("bsn 111222333"), Err(TextRefused::Bsn));
        assert_eq!(
            FreeText::new("111222333 30 km te hard"),
            Err(TextRefused::Bsn)
        );
    }

    #[test]
    fn a_text_is_counted_as_the_screens_count_it() {
        #[derive(serde::Deserialize)]
        struct Lengths {
            most: usize,
            texts: Vec<(String, usize)>,
        }
        let lengths: Lengths = serde_json::from_str(include_str!("../tests/lengths.json")).unwrap();
        assert_eq!(lengths.most, MAX_TEXT);
        for (text, count) in lengths.texts {
            assert_eq!(length(text.trim()), count, "{text}");
        }
    }

    #[test]
    fn what_was_kept_is_read_back_when_the_rule_has_become_stricter_since() {
        let kept = FreeText::kept("bsn 111222333".to_owned());
        assert!(
            kept.is_some(),
            "a row that cannot be read would lock the app"
        );
    }
}
