//! The question of the shift as the screen shows it. Its words stand in `crates/practice/data/questions.json`.

use proco_domain::text::{FreeText, TextRefused, TypedText};
use serde::{Deserialize, Serialize};

/// The question of a day, and what the officer answered.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ShiftQuestion {
    /// The day on which it is asked: `YYYY-MM-DD`.
    pub day: String,
    /// The name of the question.
    pub question: String,
    /// The number of the answer that was chosen, from 0.
    pub choice: Option<u8>,
    /// What the officer wrote. It stays on this phone.
    pub thought: Option<FreeText>,
    /// What the officer wrote on earlier days, the newest first.
    pub earlier: Vec<ShiftThought>,
}

/// What the officer wrote on an earlier day.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ShiftThought {
    /// The day on which the question was asked: `YYYY-MM-DD`.
    pub day: String,
    /// The name of the question.
    pub question: String,
    /// What the officer wrote that day. It stays on this phone.
    pub thought: FreeText,
}

/// An answer to the question of the shift. The screens send one with [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct QuestionAnswer<Text = FreeText> {
    /// The number of the answer that is chosen, from 0.
    pub choice: Option<u8>,
    /// A thought, for the officer alone.
    pub thought: Option<Text>,
}

impl QuestionAnswer<TypedText> {
    /// The answer, if its thought may be kept. Of a doubtful number the officer may have said that it is no BSN.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self, is_no_bsn: bool) -> Result<QuestionAnswer, TextRefused> {
        Ok(QuestionAnswer {
            choice: self.choice,
            thought: self
                .thought
                .map(|typed| typed.checked(is_no_bsn))
                .transpose()?
                .flatten(),
        })
    }
}
