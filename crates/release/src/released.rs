//! The officer's decisions on what the scan doubts, and the text that may be sent.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::finding::{Certainty, Finding};
use crate::reading::{MAX_LESSON, Unreadable};
use crate::scan::{Scanned, findings, findings_in_answer};

/// Whether a text may not be shared whatever its officer decided: it cannot be read, or holds what is surely personal
/// data. For who gets a text that was scanned elsewhere, and knows neither its subject nor the decisions.
#[must_use]
pub fn is_refused(text: &str) -> bool {
    is_sure(findings(text, &[]))
}

/// The same of an answer to a question.
#[must_use]
pub fn is_refused_answer(text: &str) -> bool {
    is_sure(findings_in_answer(text))
}

fn is_sure(findings: Result<Vec<Finding>, Unreadable>) -> bool {
    match findings {
        Err(_) => true,
        Ok(findings) => findings
            .iter()
            .any(|finding| finding.certainty == Certainty::Sure),
    }
}

/// Words in doubt that are no personal data according to the officer, by their place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlaceInText"))]
pub struct Harmless {
    /// The first byte of the words.
    pub start: usize,
    /// The byte after the words.
    pub end: usize,
}

/// Why a scanned text is not released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReleased {
    /// It holds personal data.
    #[error("the text holds personal data")]
    Blocked(Finding),
    /// The officer has not decided about these words.
    #[error("the text holds words that may be personal data")]
    Undecided(Finding),
}

/// A text of at most so many characters that may leave the phone: the scan found nothing in it that is sure, and the
/// officer has decided about each word in doubt. The longer one, an answer, is no lesson and no question:
///
/// ```compile_fail
/// let text = proco_domain::text::FreeText::kept("rustig praten".to_owned()).unwrap();
/// let answer = proco_release::scan_answer(text).unwrap().release(&[]).unwrap();
/// let lesson: proco_release::ReleasedText = answer;
/// ```
///
/// [`Scanned::release`] makes it, and a store reads it again with [`ReleasedText::kept`], which scans once more. It
/// cannot be read from JSON, and nothing else turns a text into it:
///
/// ```compile_fail
/// let text = proco_domain::text::FreeText::kept("rustig praten".to_owned()).unwrap();
/// let released: proco_release::ReleasedText = text.into();
/// ```
///
/// ```compile_fail
/// let released = proco_release::ReleasedText("rustig praten".to_owned());
/// ```
///
/// ```compile_fail
/// let released: proco_release::ReleasedText = serde_json::from_str("\"rustig praten\"").unwrap();
/// ```
///
/// ```compile_fail
/// let text = proco_domain::text::TypedText::new("rustig praten");
/// let released = proco_release::ReleasedText::try_from(text).unwrap();
/// ```
///
/// The way to it:
///
/// ```
/// let text = proco_domain::text::FreeText::kept("rustig praten".to_owned()).unwrap();
/// let scanned = proco_release::scan(text, &[]).unwrap();
/// let released = scanned.release(&[]).unwrap();
/// assert_eq!(released.expose(), "rustig praten");
/// assert_eq!(format!("{released:?}"), "ReleasedText(…)");
/// ```
#[derive(PartialEq, Eq)]
pub struct ReleasedText<const MOST: usize = MAX_LESSON>(String);

impl<const MOST: usize> Scanned<MOST> {
    /// The text, once the officer has decided about each finding in doubt.
    ///
    /// # Errors
    /// [`NotReleased`] with the first finding that is sure, or the first in doubt without a decision.
    pub fn release(self, harmless: &[Harmless]) -> Result<ReleasedText<MOST>, NotReleased> {
        let is_sure = |it: &&Finding| it.certainty == Certainty::Sure;
        if let Some(sure) = self.findings().iter().find(is_sure) {
            return Err(NotReleased::Blocked(*sure));
        }
        let is_decided = |it: &Finding| {
            let mut decided = harmless.iter();
            decided.any(|words| *words == it.place())
        };
        match self.findings().iter().find(|it| !is_decided(it)) {
            Some(finding) => Err(NotReleased::Undecided(*finding)),
            None => Ok(ReleasedText(self.text().expose().to_owned())),
        }
    }
}

impl ReleasedText {
    /// A text that was released before, as the store of the phone kept it; `None` where the scan of today blocks it.
    ///
    /// What was in doubt is decided already. For rows of the store: a test of the layout holds that nothing else asks this.
    #[must_use]
    pub fn kept(text: String) -> Option<Self> {
        (!is_refused(&text)).then_some(Self(text))
    }
}

impl<const MOST: usize> ReleasedText<MOST> {
    /// The words, which may be read by those for whom they were released.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<const MOST: usize> fmt::Debug for ReleasedText<MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReleasedText(…)")
    }
}

impl<const MOST: usize> Drop for ReleasedText<MOST> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
