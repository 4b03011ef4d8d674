//! Second views as the screens show them.

use proco_domain::text::{FreeText, TextRefused, TypedText};
use proco_exchange::lesson::About;
use proco_exchange::second_view::{ViewId, ViewText};
use proco_release::{Harmless, MAX_ANSWER};
use serde::{Deserialize, Serialize};

use crate::second_view::ViewPlace;

/// A request that is being written from a reflection.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SecondViewDraft {
    /// What it is about, as far as that was chosen.
    pub about: Vec<About>,
    /// Its question so far.
    pub text: Option<FreeText>,
    /// The last day on which it would stand, if it were asked now: `YYYY-MM-DD`.
    pub until: String,
}

/// What is typed of a request. The screens send one with [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct SecondViewInput<Text = FreeText> {
    /// What it is about: one or two codes, or none yet.
    pub about: Vec<About>,
    /// The question as it is typed; `None` while there is none.
    pub text: Option<Text>,
    /// The words in doubt that are no personal data according to the officer.
    pub harmless: Vec<Harmless>,
}

impl SecondViewInput<TypedText> {
    /// What may be kept. A doubtful number is for the scan of the question, which asks about it.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self) -> Result<SecondViewInput, TextRefused> {
        Ok(SecondViewInput {
            about: self.about,
            text: checked(self.text)?,
            harmless: self.harmless,
        })
    }
}

/// What is typed of an answer. The screens send one with [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct AnswerInput<Text = FreeText> {
    /// The answer as it is typed; `None` while there is none.
    pub text: Option<Text>,
    /// The words in doubt that are no personal data according to the adviser.
    pub harmless: Vec<Harmless>,
}

impl AnswerInput<TypedText<MAX_ANSWER>> {
    /// What may be kept. A doubtful number is for the scan of the answer, which asks about it.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self) -> Result<AnswerInput, TextRefused> {
        Ok(AnswerInput {
            text: checked(self.text)?,
            harmless: self.harmless,
        })
    }
}

fn checked<const MOST: usize>(
    text: Option<TypedText<MOST>>,
) -> Result<Option<FreeText>, TextRefused> {
    text.map_or(Ok(None), |typed| typed.checked(true))
}

/// A request that the officer made.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OwnSecondView {
    /// Under this the screens take the request back.
    pub view: ViewId,
    /// What it is about.
    pub about: Vec<About>,
    /// Its question, until it is taken back.
    pub text: Option<FreeText>,
    /// How far the request came: sent, shown to the advisers, refused or taken back.
    pub place: ViewPlace,
    /// The answers, in the order in which this phone got them. Nothing says which adviser gave which.
    pub answers: Vec<FreeText>,
    /// The last day on which it stands: `YYYY-MM-DD`. Then it goes with its answers.
    pub until: String,
}

/// A request as an adviser sees it.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AskedView {
    /// Under this the adviser answers it.
    pub view: ViewId,
    /// What it is about.
    pub about: Vec<About>,
    /// What the officer asks, as central passed it on.
    pub question: ViewText,
    /// How many answers it has.
    pub answers: u32,
    /// The answer that is being written on this phone.
    pub draft: Option<FreeText>,
}
