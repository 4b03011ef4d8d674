//! What is said at the end of a practice stop: the rules of the framework that were concerned, and no grade.

use proco_domain::draft::Unfit;
use proco_weighing::weak::WeakGround;
use serde::Serialize;

use super::SubjectView;

/// What is said of one look-up of a practice stop.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PracticeReview {
    /// Who or what was looked up; invented.
    pub subject: SubjectView,
    /// Whether the subject was left alone or checked.
    pub end: PracticeEnd,
    /// The rules that it concerned, in the order of the four steps.
    pub rules: Vec<PracticeRule>,
}

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// How a look-up of a practice stop ended.
    pub enum PracticeEnd {
        /// It was left alone.
        Left = "left",
        /// It was checked.
        Checked = "checked",
    }
}

/// A rule that was concerned. The screen says it, and why it is one.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum PracticeRule {
    /// It was left alone.
    Left,
    /// It was left alone, as an advisory asked.
    LeftSpared,
    /// It was left alone, after several stops that found nothing.
    LeftOftenNothing,
    /// It was checked, though an advisory asked to leave it.
    CheckedSpared,
    /// It was checked, after several stops that found nothing.
    CheckedOftenNothing,
    /// Words of the reason name a weak ground.
    WeakWords {
        /// The weak ground that the words name.
        ground: WeakGround,
        /// The words of the reason that name it, as they were typed.
        words: String,
    },
    /// Something does not fit its legal basis.
    Misfit {
        /// What does not fit, and in which way.
        unfit: Unfit,
    },
    /// The reason was told before anybody asked.
    ReasonUnasked,
    /// The reason was told when the person asked.
    ReasonWhenAsked,
    /// The reason was not told.
    ReasonNotTold,
    /// The officer did not look at how the person was treated.
    NotRated,
    /// Nothing was found, and the subject is to be spared.
    NothingSpared,
    /// Nothing was found, and the next colleague is not told to spare the subject.
    NothingNotSpared,
    /// Something was found that the reason did not point to.
    FoundUnlinked,
}
