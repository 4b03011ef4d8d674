//! Lessons for the team as the screens show them.

use proco_domain::text::{FreeText, TextRefused, TypedText};
use proco_exchange::lesson::{About, LessonId, LessonText};
use proco_release::{Harmless, Kind, Unreadable};
use serde::{Deserialize, Serialize};

use crate::lesson::LessonPlace;

/// A lesson that is being written from a reflection.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LessonDraft {
    /// What it is about, once that was chosen.
    pub about: Option<About>,
    /// Its words so far.
    pub text: Option<FreeText>,
    /// The last day on which the team could read it, if it were shared now: `YYYY-MM-DD`.
    pub until: String,
}

/// What is typed of a lesson. The screens send one with [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct LessonInput<Text = FreeText> {
    /// What it is about.
    pub about: Option<About>,
    /// The lesson as it is typed; `None` while there is none.
    pub text: Option<Text>,
    /// The words in doubt that are no personal data according to the officer.
    pub harmless: Vec<Harmless>,
}

impl LessonInput<TypedText> {
    /// What may be kept. A doubtful number is for the scan of the lesson, which asks about it.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self) -> Result<LessonInput, TextRefused> {
        Ok(LessonInput {
            about: self.about,
            text: self
                .text
                .map(|typed| typed.checked(true))
                .transpose()?
                .flatten(),
            harmless: self.harmless,
        })
    }
}

/// What the scan found in a lesson, or in the question or the answer of a second view.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ScannedLesson {
    /// Why it cannot be scanned, if so.
    pub unreadable: Option<LessonUnreadable>,
    /// What is personal data, or may be, in the order of the text.
    pub findings: Vec<LessonFinding>,
}

/// Words that are personal data, or may be.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LessonFinding {
    /// The kind of personal data.
    pub kind: Kind,
    /// Whether it is sure. Then the lesson cannot be shared with these words; otherwise the officer decides.
    pub sure: bool,
    /// The words, as they stand in the text.
    pub words: String,
    /// Their place, by which the officer decides on them.
    pub place: Harmless,
}

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// Why a lesson, a question or an answer cannot be scanned.
    pub enum LessonUnreadable {
        /// It has no words.
        Blank = "blank",
        /// It is longer than 280 characters, or an answer than 1,000.
        TooLong = "too_long",
        /// It holds a character that cannot be seen.
        Invisible = "invisible",
        /// It holds a letter or digit of another script.
        OtherScript = "other_script",
        /// It is written in capitals.
        Capitals = "capitals",
    }
}

impl From<Unreadable> for LessonUnreadable {
    fn from(why: Unreadable) -> Self {
        match why {
            Unreadable::Blank => Self::Blank,
            Unreadable::TooLong => Self::TooLong,
            Unreadable::Invisible(_) => Self::Invisible,
            Unreadable::OtherScript(_) => Self::OtherScript,
            Unreadable::Capitals => Self::Capitals,
        }
    }
}

/// A lesson that the officer shared.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OwnLesson {
    /// Under this the screens take the lesson back.
    pub lesson: LessonId,
    /// What it is about.
    pub about: About,
    /// Its words, until it is taken back.
    pub text: Option<FreeText>,
    /// How far the lesson came: sent, read by the team, refused, set aside or taken back.
    pub place: LessonPlace,
    /// The last day on which the team can read it, once it was sent: `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// A lesson of the team.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReadLesson {
    /// Under this a shift lead sets the lesson aside.
    pub lesson: LessonId,
    /// The week in which it was sent, such as `2026-W47`.
    pub week: String,
    /// What it is about.
    pub about: About,
    /// What the author learned, as central passed it on.
    pub text: LessonText,
    /// The last day on which the team can read it: `YYYY-MM-DD`.
    pub until: String,
}
