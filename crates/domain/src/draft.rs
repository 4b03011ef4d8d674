//! A stop in the making: what has been answered so far, and what is still missing.
//!
//! A draft changes one field at a time ([`Change`]) and is kept on disk after each. Whether it may
//! become a [`Stop`](crate::stop::Stop) is decided in one place: [`StopDraft::finish`].

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::explanation::{Answer, ReasonTold, Understood};
use crate::ground::{DescriptionSource, GroundCode};
use crate::ids::{DraftId, QueryId, Revision, StopId};
use crate::legal_basis::LegalBasis;
use crate::outcome::{Finding, Link};
use crate::place::PlaceKind;
use crate::query::Initiative;
use crate::reflection::{DoAgain, Theme};
use crate::stop::SpareDays;
use crate::subject::Subject;
use crate::text::FreeText;
use crate::time::UtcMillis;
use crate::treatment::{Calming, Duration, Escalation, Force, Ratings, Search};

mod finish;
pub use finish::Missing;

codes! {
    /// Where in the draft the officer is. Explaining and treating are one talk, so one screen.
    pub enum Step {
        /// Select: grounds and legal basis.
        Select = "select",
        /// Explain and treat.
        Contact = "contact",
        /// Outcome and reflection.
        Reflect = "reflect",
    }
}

/// Which finished stop a draft amends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amends {
    /// The stop.
    pub stop: StopId,
    /// The revision that it replaces.
    pub revision: Revision,
}

/// A stop in the making.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether an advisory stood on the subject, and the officer was shown it.
    pub despite_advisory: bool,
    /// The stop that it amends, when it is no new one.
    pub amends: Option<Amends>,
    /// Where the officer is.
    pub step: Step,
    /// What has been answered.
    pub answers: Answers,
}

/// The answers of a draft. Every one is absent until the officer gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(default)]
pub struct Answers {
    /// Kind of place.
    pub place: Option<PlaceKind>,
    /// Concrete grounds.
    pub grounds: BTreeSet<GroundCode>,
    /// Source of a wanted person's description.
    pub description_source: Option<DescriptionSource>,
    /// Time of that description.
    pub description_given_at: Option<UtcMillis>,
    /// The reason in the officer's own words; stays on the phone.
    pub ground_note: Option<FreeText>,
    /// The power.
    pub legal_basis: Option<LegalBasis>,
    /// Was the reason told?
    pub reason_told: Option<ReasonTold>,
    /// Was it understood?
    pub understood: Option<Understood>,
    /// Was there a language barrier?
    pub language_barrier: Option<Answer>,
    /// Was the slip offered?
    pub slip_offered: Option<Answer>,
    /// Self-ratings.
    pub ratings: Ratings,
    /// How long it took.
    pub duration: Option<Duration>,
    /// Search.
    pub search: Option<Search>,
    /// Force.
    pub force: Option<Force>,
    /// Escalation.
    pub escalation: Option<Escalation>,
    /// What calmed it.
    pub calming: BTreeSet<Calming>,
    /// Was the complaint route offered?
    pub complaint_offered: Option<Answer>,
    /// Nothing found, or something.
    pub result: Option<ResultChoice>,
    /// What was found.
    pub findings: BTreeSet<Finding>,
    /// Whether the ground pointed to it.
    pub link: Option<Link>,
    /// Spare this subject for so many days.
    pub spare: Option<SpareDays>,
    /// Would I do it again?
    pub do_again: Option<DoAgain>,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// For the officer alone.
    pub reflection_note: Option<FreeText>,
    /// Why a finished stop is amended; stays on the phone.
    pub amend_reason: Option<FreeText>,
}

codes! {
    /// The first question about the outcome.
    pub enum ResultChoice {
        /// Nothing was found.
        Nothing = "nothing",
        /// Something was found.
        Found = "found",
    }
}

/// One field of a draft, with its new value. Absent values take an answer back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "field", content = "value")]
pub enum Change {
    /// Kind of place.
    Place(Option<PlaceKind>),
    /// All concrete grounds.
    Grounds(BTreeSet<GroundCode>),
    /// Source of the description.
    DescriptionSource(Option<DescriptionSource>),
    /// Time of the description.
    DescriptionGivenAt(Option<UtcMillis>),
    /// The reason in own words.
    GroundNote(Option<FreeText>),
    /// The power.
    LegalBasis(Option<LegalBasis>),
    /// Reason told.
    ReasonTold(Option<ReasonTold>),
    /// Understood.
    Understood(Option<Understood>),
    /// Language barrier.
    LanguageBarrier(Option<Answer>),
    /// Slip offered.
    SlipOffered(Option<Answer>),
    /// All four self-ratings.
    Ratings(Ratings),
    /// Duration.
    Duration(Option<Duration>),
    /// Search.
    Search(Option<Search>),
    /// Force.
    Force(Option<Force>),
    /// Escalation.
    Escalation(Option<Escalation>),
    /// What calmed it.
    Calming(BTreeSet<Calming>),
    /// Complaint route offered.
    ComplaintOffered(Option<Answer>),
    /// Nothing or something.
    Result(Option<ResultChoice>),
    /// Findings.
    Findings(BTreeSet<Finding>),
    /// Linked to the ground.
    Link(Option<Link>),
    /// Spare this subject.
    Spare(Option<SpareDays>),
    /// Would do again.
    DoAgain(Option<DoAgain>),
    /// Themes.
    Themes(BTreeSet<Theme>),
    /// Own note.
    ReflectionNote(Option<FreeText>),
    /// Reason of the amendment.
    AmendReason(Option<FreeText>),
}

impl StopDraft {
    /// Puts one answer in, or takes it back.
    pub fn apply(&mut self, change: Change) {
        let answers = &mut self.answers;
        match change {
            Change::Place(value) => answers.place = value,
            Change::Grounds(value) => answers.grounds = value,
            Change::DescriptionSource(value) => answers.description_source = value,
            Change::DescriptionGivenAt(value) => answers.description_given_at = value,
            Change::GroundNote(value) => answers.ground_note = value,
            Change::LegalBasis(value) => answers.legal_basis = value,
            Change::ReasonTold(value) => answers.reason_told = value,
            Change::Understood(value) => answers.understood = value,
            Change::LanguageBarrier(value) => answers.language_barrier = value,
            Change::SlipOffered(value) => answers.slip_offered = value,
            Change::Ratings(value) => answers.ratings = value,
            Change::Duration(value) => answers.duration = value,
            Change::Search(value) => answers.search = value,
            Change::Force(value) => answers.force = value,
            Change::Escalation(value) => answers.escalation = value,
            Change::Calming(value) => answers.calming = value,
            Change::ComplaintOffered(value) => answers.complaint_offered = value,
            Change::Result(value) => answers.result = value,
            Change::Findings(value) => answers.findings = value,
            Change::Link(value) => answers.link = value,
            Change::Spare(value) => answers.spare = value,
            Change::DoAgain(value) => answers.do_again = value,
            Change::Themes(value) => answers.themes = value,
            Change::ReflectionNote(value) => answers.reflection_note = value,
            Change::AmendReason(value) => answers.amend_reason = value,
        }
    }
}
