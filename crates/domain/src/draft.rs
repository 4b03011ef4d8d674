//! A draft: a stop that is being recorded, with its answers so far and what is still missing.
//!
//! A draft changes one field at a time ([`Change`]) and is kept on disk after each. Whether it may
//! become a [`Stop`](crate::stop::Stop) is decided in one place: [`StopDraft::finish`].

use std::collections::BTreeSet;

use serde::Serialize;

use crate::codes::codes;
use crate::explanation::{Explanation, ReasonTold};
use crate::ground::{DescriptionSource, GroundCode};
use crate::ids::{DraftId, QueryId, Revision, StopId};
use crate::legal_basis::LegalBasis;
use crate::outcome::{Finding, Link};
use crate::query::Initiative;
use crate::reflection::{DoAgain, LookingBack, Theme};
use crate::selection::Selection;
use crate::stop::SpareDays;
use crate::subject::Subject;
use crate::text::FreeText;
use crate::time::UtcMillis;
use crate::treatment::Treatment;

mod afterwards;
mod change;
mod finish;
mod misfit;
pub use afterwards::{ENTERED_WITHIN_HOURS, may_be_entered, moment_given};
pub use change::Change;
pub use finish::Missing;
pub use misfit::{Misfit, Unfit};

codes! {
    /// Where in the draft the officer is. Explaining and treating are one talk, so one screen.
    pub enum Step {
        /// Select: grounds and legal basis.
        Select = "select",
        /// Explanation and treatment, asked on one screen.
        Contact = "contact",
        /// The outcome of the check, and looking back on it.
        Reflect = "reflect",
    }
}

/// The finished stop that a draft amends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amends {
    /// The stop that is amended.
    pub stop: StopId,
    /// The revision that it replaces.
    pub revision: Revision,
}

/// A stop that is being recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopDraft {
    /// Its identifier on this phone.
    pub id: DraftId,
    /// The look-up from which it came.
    pub query: QueryId,
    /// Who or what is checked.
    pub subject: Subject,
    /// Why the check was begun.
    pub initiative: Initiative,
    /// When the officer chose to check: the time of the stop.
    pub started_at: UtcMillis,
    /// Whether the check is entered afterwards: its officer gave that time, and made no look-up before it.
    pub afterwards: bool,
    /// Whether an advisory stood on the subject, and the officer was shown it.
    pub despite_advisory: bool,
    /// The stop that it amends; `None` for a new stop.
    pub amends: Option<Amends>,
    /// Where the officer is.
    pub step: Step,
    /// What has been answered.
    pub answers: Answers,
}

/// The answers of a draft. Every one is absent until the officer gives it. The screens see them side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Answers {
    /// What may be left open in the first step.
    #[serde(flatten)]
    pub selection: Selection,
    /// The concrete grounds; a stop needs at least one.
    pub grounds: BTreeSet<GroundCode>,
    /// Source of a wanted person's description.
    pub description_source: Option<DescriptionSource>,
    /// Time of that description.
    pub description_given_at: Option<UtcMillis>,
    /// The power on which the officer acts.
    pub legal_basis: Option<LegalBasis>,
    /// The second step; its answers stand beside the others.
    #[serde(flatten)]
    pub explanation: Explanation<Option<ReasonTold>>,
    /// The third step; its answers stand beside the others.
    #[serde(flatten)]
    pub treatment: Treatment,
    /// Nothing found, or something.
    pub result: Option<ResultChoice>,
    /// What was found, where something was.
    pub findings: BTreeSet<Finding>,
    /// Whether the ground pointed to it.
    pub link: Option<Link>,
    /// Spare this subject for so many days.
    pub spare: Option<SpareDays>,
    /// Would I do it again?
    pub do_again: Option<DoAgain>,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// What the officer wants to do next time, or to remember; stays on the phone.
    pub reflection_note: Option<FreeText>,
    /// The questions of looking back that stay on the phone; their answers stand beside the others.
    #[serde(flatten)]
    pub looking_back: LookingBack,
    /// Why a finished stop is amended; stays on the phone.
    pub amend_reason: Option<FreeText>,
}

codes! {
    /// The first question about the outcome.
    pub enum ResultChoice {
        Nothing = "nothing",
        /// Something was found; [`Finding`] says what.
        Found = "found",
    }
}
