//! A record: what central keeps of a report.

use std::collections::BTreeSet;

use proco_exchange::codes::{
    Answer, DoAgain, Duration, Escalation, Finding, Force, GroundCode, Initiative, LedTo,
    LegalBasis, Link, PlaceKind, Ratings, ReasonTold, Search, SubjectKind, Theme, Understood,
};
use proco_exchange::report::{QueryReport, StopReport};
use proco_exchange::{Epoch, Hour};
use serde::{Deserialize, Serialize};

use crate::keys::{OfficerTag, ReportKey, SubjectKey};

/// One report or withdrawal that passed the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// Something to keep.
    Record(Record),
    /// Something to drop.
    Withdrawal(Name),
}

impl Admitted {
    /// Which report it is of.
    #[must_use]
    pub fn name(&self) -> &Name {
        match self {
            Self::Record(record) => &record.name,
            Self::Withdrawal(name) => name,
        }
    }

    /// Whether something that is kept may go with it.
    #[must_use]
    pub fn may_take_away(&self) -> bool {
        match self {
            Self::Record(record) => record.name.revision > 1,
            Self::Withdrawal(_) => true,
        }
    }
}

/// Which report, and of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The report.
    pub report: ReportKey,
    /// Its revision.
    pub revision: u32,
    /// The epoch of the event.
    pub epoch: Epoch,
    /// The officer, in that epoch.
    pub officer: OfficerTag,
}

/// A look-up or a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which.
    pub name: Name,
    /// Of whom.
    pub subject: SubjectKey,
    /// When.
    pub hour: Hour,
    /// The coded answers.
    pub facts: Facts,
}

/// The coded answers of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// Of a look-up.
    Query(QueryFacts),
    /// Of a stop.
    Stop(StopFacts),
}

/// The coded answers of a look-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryFacts {
    subject: SubjectKind,
    initiative: Initiative,
    /// What it led to.
    pub led_to: LedTo,
}

/// The coded answers of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopFacts {
    subject: SubjectKind,
    initiative: Initiative,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PlaceKind>,
    /// Grounds.
    pub grounds: BTreeSet<GroundCode>,
    basis: LegalBasis,
    /// Was the reason told?
    pub reason_told: ReasonTold,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    understood: Option<Understood>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language_barrier: Option<Answer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slip_offered: Option<Answer>,
    /// Self-ratings.
    #[serde(default, skip_serializing_if = "Ratings::is_empty")]
    pub ratings: Ratings,
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
    pub findings: BTreeSet<Finding>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<Link>,
    /// Would do again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub do_again: Option<DoAgain>,
    /// Reflection themes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub themes: BTreeSet<Theme>,
    /// Spare the subject until the end of this hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spare_until: Option<Hour>,
    /// In spite of an advisory.
    pub despite_advisory: bool,
}

impl From<&QueryReport> for QueryFacts {
    fn from(report: &QueryReport) -> Self {
        Self {
            subject: report.head.subject,
            initiative: report.head.initiative,
            led_to: report.led_to,
        }
    }
}

impl From<&StopReport> for StopFacts {
    fn from(report: &StopReport) -> Self {
        Self {
            subject: report.head().subject,
            initiative: report.head().initiative,
            place: report.place(),
            grounds: report.grounds().clone(),
            basis: report.basis(),
            reason_told: report.reason_told(),
            understood: report.understood(),
            language_barrier: report.language_barrier(),
            slip_offered: report.slip_offered(),
            ratings: report.ratings(),
            duration: report.duration(),
            search: report.search(),
            force: report.force(),
            escalation: report.escalation(),
            findings: report.findings().clone(),
            link: report.link(),
            do_again: report.do_again(),
            themes: report.themes().clone(),
            spare_until: report.spare_until(),
            despite_advisory: report.despite_advisory(),
        }
    }
}

impl StopFacts {
    /// Whether nothing was found.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        self.findings.is_empty()
    }
}

impl Facts {
    /// Until the end of which hour they spare the subject.
    #[must_use]
    pub fn spare_until(&self) -> Option<Hour> {
        match self {
            Self::Query(_) => None,
            Self::Stop(facts) => facts.spare_until,
        }
    }

    /// What was looked up; nothing where these are of a stop.
    #[must_use]
    pub fn looked_up(&self) -> Option<SubjectKind> {
        match self {
            Self::Query(facts) => Some(facts.subject),
            Self::Stop(_) => None,
        }
    }

    /// Whether these are of a stop.
    #[must_use]
    pub fn is_stop(&self) -> bool {
        match self {
            Self::Query(_) => false,
            Self::Stop(_) => true,
        }
    }

    /// The JSON in which they are kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Query(facts) => serde_json::to_string(facts),
            Self::Stop(facts) => serde_json::to_string(facts),
        }
        .expect("codes and numbers always become JSON")
    }

    /// Back from the JSON in which they are kept.
    ///
    /// # Errors
    /// When the text is not what [`Self::to_json`] wrote.
    pub fn from_json(is_stop: bool, text: &str) -> Result<Self, serde_json::Error> {
        if is_stop {
            serde_json::from_str(text).map(Self::Stop)
        } else {
            serde_json::from_str(text).map(Self::Query)
        }
    }
}
