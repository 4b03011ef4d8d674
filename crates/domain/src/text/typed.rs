//! Free text on its way in: as the screens send it, before it is checked.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{FreeText, MAX_TEXT, TextRefused, length};
use crate::bsn::{self, Found};

/// A text of at most so many characters as an officer typed it, with the verdict on it. Every text from the screens has
/// this type, and gives its words only through [`TypedText::checked`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct TypedText<const MOST: usize = MAX_TEXT>(Verdict);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Blank,
    Clear(FreeText),
    /// It contains a number that may be a BSN by chance.
    Doubtful(FreeText),
    Refused(TextRefused),
}

impl TypedText {
    /// Judges a text of the usual length, as [`Self::judged`].
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self::judged(text)
    }
}

impl<const MOST: usize> TypedText<MOST> {
    /// Judges a text. It is trimmed, and control characters except white space are left out, because they are
    /// invisible.
    #[must_use]
    pub fn judged(text: &str) -> Self {
        let seen = |c: &char| !c.is_control() || c.is_whitespace();
        let kept: Zeroizing<String> = Zeroizing::new(text.chars().filter(seen).collect());
        let text = kept.trim();
        if text.is_empty() {
            return Self(Verdict::Blank);
        }
        if length(text) > MOST {
            return Self(Verdict::Refused(TextRefused::TooLong));
        }
        let words = || FreeText(text.to_owned());
        Self(match bsn::find(text) {
            Found::Nothing => Verdict::Clear(words()),
            Found::Doubtful => Verdict::Doubtful(words()),
            Found::Bsn => Verdict::Refused(TextRefused::Bsn),
        })
    }

    /// The words; a blank text gives `None`. For a doubtful number the officer may have said that it is no BSN.
    ///
    /// # Errors
    /// [`TextRefused`] when it is too long, or holds a BSN or, where nothing was said of it, what may be one.
    pub fn checked(self, is_no_bsn: bool) -> Result<Option<FreeText>, TextRefused> {
        match self.0 {
            Verdict::Blank => Ok(None),
            Verdict::Clear(text) => Ok(Some(text)),
            Verdict::Doubtful(text) if is_no_bsn => Ok(Some(text)),
            Verdict::Doubtful(_) => Err(TextRefused::MaybeBsn),
            Verdict::Refused(why) => Err(why),
        }
    }

    /// As [`Self::checked`], for a text that may be absent.
    pub(crate) fn check(
        text: Option<Self>,
        is_no_bsn: bool,
    ) -> Result<Option<FreeText>, TextRefused> {
        text.map_or(Ok(None), |text| text.checked(is_no_bsn))
    }
}

impl<const MOST: usize> From<String> for TypedText<MOST> {
    fn from(text: String) -> Self {
        Self::judged(&Zeroizing::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> TypedText {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_is_refused_says_why_when_its_words_are_asked_for() {
        assert_eq!(
            read("\" \\n \"").checked(false),
            Ok(None),
            "a blank is no answer"
        );
        let long = format!("\"{}\"", "é".repeat(MAX_TEXT + 1));
        assert_eq!(read(&long).checked(true), Err(TextRefused::TooLong));
        let certain = read("\"bsn 111222333\"");
        assert_eq!(certain.checked(true), Err(TextRefused::Bsn));
        let doubtful = read("\"11 12 22 333\"");
        assert_eq!(doubtful.clone().checked(false), Err(TextRefused::MaybeBsn));
        assert!(doubtful.checked(true).unwrap().is_some());
    }

    #[test]
    fn what_nobody_sees_is_left_out_and_hides_no_number() {
        let words = read("\"rode \\u0000jas\\n\\tmet\\u0007 kap\"").checked(false);
        assert_eq!(words.unwrap().unwrap().expose(), "rode jas\n\tmet kap");
        let hidden = read("\"bsn 111\\u0000222\\u0007333\"");
        assert_eq!(hidden.checked(true), Err(TextRefused::Bsn));
    }

    #[test]
    fn neither_it_nor_its_verdict_prints() {
        for text in ["\"rode jas\"", "\"11 12 22 333\"", "\"bsn 111222333\""] {
            let shown = format!("{:?}", read(text));
            assert!(!shown.contains("jas") && !shown.contains("333"), "{shown}");
        }
    }
}
