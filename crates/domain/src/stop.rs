//! A finished stop. It never changes: an amendment is a new revision, a mistake is withdrawn.

use std::ops::{Deref, RangeInclusive};

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::draft::{Amends, Answers, ResultChoice, Step, StopDraft};
use crate::explanation::Explanation;
use crate::ground::Grounds;
use crate::ids::{DraftId, QueryId, Revision, StopId};
use crate::legal_basis::LegalBasis;
use crate::outcome::Outcome;
use crate::query::Initiative;
use crate::reflection::Reflection;
use crate::selection::Selection;
use crate::subject::Subject;
use crate::text::FreeText;
use crate::time::UtcMillis;
use crate::treatment::{Ratings, Treatment};

mod corrected;

/// For how many days a subject is to be spared: 1 to 365.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(try_from = "u16", into = "u16")]
pub struct SpareDays(u16);

/// A number of days outside 1 to 365.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a subject can be spared for 1 to 365 days")]
pub struct NotSpareDays;

impl SpareDays {
    /// What the screen offers first.
    pub const OFFERED: Self = Self(90);

    /// The fewest and the most days.
    pub const RANGE: RangeInclusive<u16> = 1..=365;
}

impl TryFrom<u16> for SpareDays {
    type Error = NotSpareDays;

    fn try_from(days: u16) -> Result<Self, NotSpareDays> {
        if Self::RANGE.contains(&days) {
            Ok(Self(days))
        } else {
            Err(NotSpareDays)
        }
    }
}

impl From<SpareDays> for u16 {
    fn from(days: SpareDays) -> Self {
        days.0
    }
}

/// The answers of a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// What may be left open in the first step.
    pub selection: Selection,
    /// What justifies the stop.
    pub grounds: Grounds,
    /// The power on which the officer acted.
    pub legal_basis: LegalBasis,
    /// What was explained, and whether it was understood.
    pub explanation: Explanation,
    /// How the person was treated, as the officer rates it.
    pub treatment: Treatment,
    /// What was found, or that nothing was.
    pub outcome: Outcome,
    /// Spare the subject; only when nothing was found.
    pub spare: Option<SpareDays>,
    /// The reflection, once it is made.
    pub reflection: Option<Reflection>,
}

/// A finished stop in one revision, without its subject: what stays when the readable mark is removed.
///
/// It is made by [`StopDraft::finish`] and [`Stop::reflected`], and by [`StopParts::whole`] from what a store
/// kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopBody {
    id: StopId,
    revision: Revision,
    query: QueryId,
    initiative: Initiative,
    at: UtcMillis,
    afterwards: bool,
    finished_at: UtcMillis,
    despite_advisory: bool,
    amend_reason: Option<FreeText>,
    details: Details,
}

/// A finished stop in one revision, with the subject that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    body: StopBody,
    subject: Subject,
}

/// The parts of a [`StopBody`], as a store kept them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopParts {
    /// Identifies the stop on its phone.
    pub id: StopId,
    /// Which revision of the stop this is, counted from 1.
    pub revision: Revision,
    /// The look-up from which it came.
    pub query: QueryId,
    /// Why the check was begun.
    pub initiative: Initiative,
    /// When the stop was made.
    pub at: UtcMillis,
    /// Whether it was entered afterwards.
    pub afterwards: bool,
    /// When this revision was finished.
    pub finished_at: UtcMillis,
    /// Whether it was made in spite of an advisory.
    pub despite_advisory: bool,
    /// Why it amends the revision before it.
    pub amend_reason: Option<FreeText>,
    /// The answers of the officer.
    pub details: Details,
}

/// Why the parts from a store are not a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAStop {
    /// Revisions are counted from 1.
    #[error("a stop has no revision before the first")]
    Revision,
    /// Something was found, and it is not said what.
    #[error("something was found, and nothing is named")]
    Findings,
}

impl StopParts {
    /// Makes the stop from its parts.
    ///
    /// Of the rules of [`StopDraft::finish`], this checks the revision and the findings, and the types
    /// guarantee grounds, legal basis, whether the reason was told, and outcome. The other rules are not
    /// checked again, because a record that cannot be read is lost to its officer: earlier programs kept
    /// answers that another answer had made pointless; the times of a description and of the stop may have been
    /// corrected separately; and an amendment, which needs a reason, cannot be told from a reflection, which
    /// needs none.
    ///
    /// # Errors
    /// [`NotAStop`].
    pub fn whole(self) -> Result<StopBody, NotAStop> {
        if self.revision < Revision::FIRST {
            return Err(NotAStop::Revision);
        }
        match &self.details.outcome {
            Outcome::Found { findings, .. } if findings.is_empty() => {
                return Err(NotAStop::Findings);
            }
            Outcome::Found { .. } | Outcome::Nothing => {}
        }
        Ok(StopBody {
            id: self.id,
            revision: self.revision,
            query: self.query,
            initiative: self.initiative,
            at: self.at,
            afterwards: self.afterwards,
            finished_at: self.finished_at,
            despite_advisory: self.despite_advisory,
            amend_reason: self.amend_reason,
            details: self.details,
        })
    }
}

impl From<StopBody> for StopParts {
    fn from(stop: StopBody) -> Self {
        Self {
            id: stop.id,
            revision: stop.revision,
            query: stop.query,
            initiative: stop.initiative,
            at: stop.at,
            afterwards: stop.afterwards,
            finished_at: stop.finished_at,
            despite_advisory: stop.despite_advisory,
            amend_reason: stop.amend_reason,
            details: stop.details,
        }
    }
}

impl Deref for Stop {
    type Target = StopBody;

    fn deref(&self) -> &StopBody {
        &self.body
    }
}

impl Stop {
    pub(crate) fn from_draft(
        draft: &StopDraft,
        id: StopId,
        revision: Revision,
        finished_at: UtcMillis,
        details: Details,
    ) -> Self {
        let body = StopBody {
            id,
            revision,
            query: draft.query,
            initiative: draft.initiative,
            at: draft.started_at,
            afterwards: draft.afterwards,
            finished_at,
            despite_advisory: draft.despite_advisory,
            amend_reason: draft
                .answers
                .amend_reason
                .clone()
                .filter(|_| draft.amends.is_some()),
            details,
        };
        Self::new(body, draft.subject.clone())
    }

    /// Makes the stop from its body and its subject.
    #[must_use]
    pub fn new(body: StopBody, subject: Subject) -> Self {
        Self { body, subject }
    }

    /// The next revision of this stop, with a reflection, and with the ratings of the treatment if the officer
    /// gave them when looking back. These need no reason, because they were asked for. All else stays the same.
    #[must_use]
    pub fn reflected(
        &self,
        reflection: Reflection,
        ratings: Option<Ratings>,
        at: UtcMillis,
    ) -> Self {
        let mut next = self.clone();
        next.body.revision = self.revision.next();
        next.body.finished_at = at;
        next.body.amend_reason = None;
        next.body.details.reflection = Some(reflection.given(self.at, at));
        if let Some(ratings) = ratings {
            next.body.details.treatment.ratings = ratings;
        }
        next
    }

    /// A draft with all answers of this stop, from which the next revision can be made.
    #[must_use]
    pub fn amendment(&self, id: DraftId) -> StopDraft {
        StopDraft {
            id,
            query: self.query,
            subject: self.subject.clone(),
            initiative: self.initiative,
            started_at: self.at,
            afterwards: self.afterwards,
            despite_advisory: self.despite_advisory,
            amends: Some(Amends {
                stop: self.id,
                revision: self.revision,
            }),
            step: Step::Select,
            answers: self.answers(),
        }
    }

    /// Who or what was checked.
    #[must_use]
    pub fn subject(&self) -> &Subject {
        &self.subject
    }
}

impl StopBody {
    /// The answers as a draft holds them; the reason of an earlier amendment is left out.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let details = &self.details;
        let (result, findings, link) = match &details.outcome {
            Outcome::Nothing => (ResultChoice::Nothing, Default::default(), None),
            Outcome::Found { findings, link } => {
                (ResultChoice::Found, findings.clone(), Some(*link))
            }
        };
        let description = details.grounds.description();
        let reflection = details.reflection.as_ref();
        let looking_back = reflection.map(|r| r.looking_back.clone());
        Answers {
            selection: details.selection.clone(),
            grounds: details.grounds.codes().clone(),
            description_source: description.map(|d| d.source),
            description_given_at: description.map(|d| d.given_at),
            legal_basis: Some(details.legal_basis),
            explanation: details
                .explanation
                .with_reason_told(Some(details.explanation.reason_told)),
            treatment: details.treatment.clone(),
            result: Some(result),
            findings,
            link,
            spare: details.spare,
            do_again: reflection.map(|r| r.do_again),
            themes: reflection.map(|r| r.themes.clone()).unwrap_or_default(),
            reflection_note: reflection.and_then(|r| r.note.clone()),
            looking_back: looking_back.unwrap_or_default(),
            amend_reason: None,
        }
    }

    /// Its identifier, the same in all revisions.
    #[must_use]
    pub fn id(&self) -> StopId {
        self.id
    }

    /// 1 for the stop as it was finished, higher after each amendment or reflection.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The look-up from which it came.
    #[must_use]
    pub fn query(&self) -> QueryId {
        self.query
    }

    /// Why the check was begun.
    #[must_use]
    pub fn initiative(&self) -> Initiative {
        self.initiative
    }

    /// When the stop was made, whatever its revision.
    #[must_use]
    pub fn at(&self) -> UtcMillis {
        self.at
    }

    /// Whether it was entered afterwards: its officer gave the time, and made no look-up before it.
    #[must_use]
    pub fn afterwards(&self) -> bool {
        self.afterwards
    }

    /// When this revision was finished.
    #[must_use]
    pub fn finished_at(&self) -> UtcMillis {
        self.finished_at
    }

    /// Whether it was made in spite of an advisory.
    #[must_use]
    pub fn despite_advisory(&self) -> bool {
        self.despite_advisory
    }

    /// Why this revision amends the one before it; stays on the phone.
    #[must_use]
    pub fn amend_reason(&self) -> Option<&FreeText> {
        self.amend_reason.as_ref()
    }

    /// The answers of the officer.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// Until when the subject is to be spared because of this stop.
    #[must_use]
    pub fn spared_until(&self) -> Option<UtcMillis> {
        self.details
            .spare
            .map(|days| self.at.plus_days(days.into()))
    }
}

codes! {
    /// Why a stop is withdrawn; stays on the phone.
    pub enum WithdrawReason {
        /// The wrong plate or person.
        WrongSubject = "wrong_subject",
        /// It was no stop.
        NoStop = "no_stop",
        /// The same stop was recorded twice.
        Double = "double",
    }
}
