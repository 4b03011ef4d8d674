//! A stop as it leaves the phone: coarsened, coded, and never turned back.

use std::collections::BTreeSet;

use proco_domain::outcome::Outcome;
use proco_domain::stop::Stop;
use serde::{Deserialize, Serialize};

use super::{Head, Inconsistent, ReportId};
use crate::Hour;
use crate::codes::{
    Answer, DoAgain, Duration, Escalation, Finding, Force, GroundCode, LegalBasis, Link, PlaceKind,
    Ratings, ReasonTold, Search, Theme, Understood,
};
use crate::object;
use crate::pseudonym::Pseudonym;

/// The longest that a subject is spared, in hours from that of the stop.
const MAX_SPARE_HOURS: u32 = 365 * 24 + 1;

/// A stop as it leaves the phone. Private fields: only [`StopReport::of`] makes one from a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopReport {
    #[serde(deserialize_with = "object::one")]
    head: Head,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PlaceKind>,
    grounds: BTreeSet<GroundCode>,
    basis: LegalBasis,
    reason_told: ReasonTold,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    understood: Option<Understood>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language_barrier: Option<Answer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slip_offered: Option<Answer>,
    #[serde(
        default,
        skip_serializing_if = "Ratings::is_empty",
        deserialize_with = "object::one"
    )]
    ratings: Ratings,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<Duration>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    search: Option<Search>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    force: Option<Force>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    escalation: Option<Escalation>,
    /// Empty when nothing was found.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    findings: BTreeSet<Finding>,
    /// Present exactly when something was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<Link>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    do_again: Option<DoAgain>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    themes: BTreeSet<Theme>,
    /// Spare the subject until the end of this hour; only when nothing was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spare_until: Option<Hour>,
    /// Whether the stop was made in spite of an advisory.
    #[serde(default, skip_serializing_if = "is_false")]
    despite_advisory: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

impl StopReport {
    /// The report of a finished stop. Everything that could identify is coarsened or left out here.
    #[must_use]
    pub fn of(stop: &Stop, id: ReportId, pseudonym: Pseudonym) -> Self {
        let details = stop.details();
        let (findings, link) = match &details.outcome {
            Outcome::Nothing => (BTreeSet::new(), None),
            Outcome::Found { findings, link } => (findings.clone(), Some(*link)),
        };
        let reflection = details.reflection.as_ref();
        Self {
            head: Head {
                id,
                revision: stop.revision().0,
                epoch: stop.at().epoch(),
                pseudonym,
                subject: stop.subject().kind(),
                hour: stop.at().hour(),
                initiative: stop.initiative(),
            },
            place: details.place,
            grounds: details.grounds.codes().clone(),
            basis: details.legal_basis,
            reason_told: details.explanation.reason_told,
            understood: details.explanation.understood,
            language_barrier: details.explanation.language_barrier,
            slip_offered: details.explanation.slip_offered,
            ratings: details.treatment.ratings,
            duration: details.treatment.duration,
            search: details.treatment.search,
            force: details.treatment.force,
            escalation: details.treatment.escalation,
            findings,
            link,
            do_again: reflection.map(|r| r.do_again),
            themes: reflection.map(|r| r.themes.clone()).unwrap_or_default(),
            spare_until: stop.spared_until().map(proco_domain::time::UtcMillis::hour),
            despite_advisory: stop.despite_advisory(),
        }
    }

    /// The same, under another revision.
    #[must_use]
    pub fn in_revision(mut self, revision: u32) -> Self {
        self.head.revision = revision;
        self
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// [`Inconsistent`] names the contradiction.
    pub fn check(&self) -> Result<(), Inconsistent> {
        self.head.check()?;
        if self.grounds.is_empty() {
            return Err(Inconsistent::Empty);
        }
        let found = !self.findings.is_empty();
        if found != self.link.is_some() || (found && self.spare_until.is_some()) {
            return Err(Inconsistent::Outcome);
        }
        let hour = self.head.hour.0;
        // From the hour of the stop: 365 days on, and the hour in which the last of them ends.
        let longest = hour..=hour.saturating_add(MAX_SPARE_HOURS);
        if self
            .spare_until
            .is_some_and(|until| !longest.contains(&until.0))
        {
            return Err(Inconsistent::Outcome);
        }
        if self.understood.is_some() && !self.reason_told.is_told() {
            return Err(Inconsistent::Explanation);
        }
        if !self.themes.is_empty() && self.do_again.is_none() {
            return Err(Inconsistent::Reflection);
        }
        Ok(())
    }

    /// Head.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }
    /// Grounds: at least one after [`Self::check`].
    #[must_use]
    pub fn grounds(&self) -> &BTreeSet<GroundCode> {
        &self.grounds
    }
    /// Was the reason told?
    #[must_use]
    pub fn reason_told(&self) -> ReasonTold {
        self.reason_told
    }
    /// Self-ratings.
    #[must_use]
    pub fn ratings(&self) -> Ratings {
        self.ratings
    }
    /// Findings; empty when nothing was found.
    #[must_use]
    pub fn findings(&self) -> &BTreeSet<Finding> {
        &self.findings
    }
    /// Whether the ground pointed to what was found.
    #[must_use]
    pub fn link(&self) -> Option<Link> {
        self.link
    }
    /// Whether nothing was found.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        self.findings.is_empty()
    }
    /// Would the officer do it again?
    #[must_use]
    pub fn do_again(&self) -> Option<DoAgain> {
        self.do_again
    }
    /// Reflection themes.
    #[must_use]
    pub fn themes(&self) -> &BTreeSet<Theme> {
        &self.themes
    }
    /// Until when the subject is to be spared.
    #[must_use]
    pub fn spare_until(&self) -> Option<Hour> {
        self.spare_until
    }
    /// Whether it was made in spite of an advisory.
    #[must_use]
    pub fn despite_advisory(&self) -> bool {
        self.despite_advisory
    }
    /// The kind of place.
    #[must_use]
    pub fn place(&self) -> Option<PlaceKind> {
        self.place
    }
    /// The legal basis.
    #[must_use]
    pub fn basis(&self) -> LegalBasis {
        self.basis
    }
    /// Was the reason understood?
    #[must_use]
    pub fn understood(&self) -> Option<Understood> {
        self.understood
    }
    /// Was there a language barrier?
    #[must_use]
    pub fn language_barrier(&self) -> Option<Answer> {
        self.language_barrier
    }
    /// Was the slip offered?
    #[must_use]
    pub fn slip_offered(&self) -> Option<Answer> {
        self.slip_offered
    }
    /// How long it took.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        self.duration
    }
    /// Search.
    #[must_use]
    pub fn search(&self) -> Option<Search> {
        self.search
    }
    /// Force.
    #[must_use]
    pub fn force(&self) -> Option<Force> {
        self.force
    }
    /// Escalation.
    #[must_use]
    pub fn escalation(&self) -> Option<Escalation> {
        self.escalation
    }
}
