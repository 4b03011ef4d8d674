//! One change of a draft, and the gate that typed text has to pass before it is one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ResultChoice, StopDraft};
use crate::explanation::{Answer, ReasonTold, Understood};
use crate::ground::{DescriptionSource, GroundCode};
use crate::legal_basis::LegalBasis;
use crate::outcome::{Finding, Link};
use crate::place::PlaceKind;
use crate::reflection::{DoAgain, Theme};
use crate::stop::SpareDays;
use crate::text::{FreeText, TextRefused, TypedText};
use crate::time::UtcMillis;
use crate::treatment::{Calming, Duration, Escalation, Force, Ratings, Search};

/// One field of a draft, with its new value. Absent values take an answer back.
///
/// The screens send one with [`TypedText`] in it, which can be read from JSON and not be applied; one with
/// [`FreeText`] can be applied and not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
#[serde(rename_all = "snake_case", tag = "field", content = "value")]
pub enum Change<Text = FreeText> {
    /// Kind of place.
    Place(Option<PlaceKind>),
    /// All concrete grounds.
    Grounds(BTreeSet<GroundCode>),
    /// Source of the description.
    DescriptionSource(Option<DescriptionSource>),
    /// Time of the description.
    DescriptionGivenAt(Option<UtcMillis>),
    /// The reason in own words.
    GroundNote(Option<Text>),
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
    ReflectionNote(Option<Text>),
    /// Reason of the amendment.
    AmendReason(Option<Text>),
}

impl Change<TypedText> {
    /// The change, if its text may be kept. Of a doubtful number the officer may have said that it is no BSN.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self, is_no_bsn: bool) -> Result<Change, TextRefused> {
        Ok(match self {
            Self::Place(value) => Change::Place(value),
            Self::Grounds(value) => Change::Grounds(value),
            Self::DescriptionSource(value) => Change::DescriptionSource(value),
            Self::DescriptionGivenAt(value) => Change::DescriptionGivenAt(value),
            Self::GroundNote(text) => Change::GroundNote(TypedText::check(text, is_no_bsn)?),
            Self::LegalBasis(value) => Change::LegalBasis(value),
            Self::ReasonTold(value) => Change::ReasonTold(value),
            Self::Understood(value) => Change::Understood(value),
            Self::LanguageBarrier(value) => Change::LanguageBarrier(value),
            Self::SlipOffered(value) => Change::SlipOffered(value),
            Self::Ratings(value) => Change::Ratings(value),
            Self::Duration(value) => Change::Duration(value),
            Self::Search(value) => Change::Search(value),
            Self::Force(value) => Change::Force(value),
            Self::Escalation(value) => Change::Escalation(value),
            Self::Calming(value) => Change::Calming(value),
            Self::ComplaintOffered(value) => Change::ComplaintOffered(value),
            Self::Result(value) => Change::Result(value),
            Self::Findings(value) => Change::Findings(value),
            Self::Link(value) => Change::Link(value),
            Self::Spare(value) => Change::Spare(value),
            Self::DoAgain(value) => Change::DoAgain(value),
            Self::Themes(value) => Change::Themes(value),
            Self::ReflectionNote(text) => {
                Change::ReflectionNote(TypedText::check(text, is_no_bsn)?)
            }
            Self::AmendReason(text) => Change::AmendReason(TypedText::check(text, is_no_bsn)?),
        })
    }
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
