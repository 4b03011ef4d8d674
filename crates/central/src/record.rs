//! A record: what central keeps of a report.

use proco_exchange::codes::{Initiative, LedTo, SubjectKind};
use proco_exchange::period::Week;
use proco_exchange::report::{QueryReport, ReportId, StopCodes, StopReport, Withdrawal};
use proco_exchange::{Epoch, Hour};
use serde::{Deserialize, Serialize};

use crate::keys::{OfficerTag, ReportKey, SubjectKey};

/// One report or withdrawal that passed the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// A look-up or a stop, new or in a later revision.
    Record(Record),
    /// Takes back the report of that name, or that name alone: see [`Name::is_given_up`].
    Withdrawal(Name),
    /// Takes back a look-up that was typed wrong in that week, whether its report came or not.
    Mistyped(Name, Week),
}

impl Admitted {
    /// The name of the report.
    #[must_use]
    pub fn name(&self) -> &Name {
        match self {
            Self::Record(record) => &record.name,
            Self::Withdrawal(name) | Self::Mistyped(name, _) => name,
        }
    }

    /// Whether content that central keeps may be removed by it.
    #[must_use]
    pub fn may_take_away(&self) -> bool {
        match self {
            Self::Record(record) => record.name.revision > 1,
            Self::Withdrawal(_) | Self::Mistyped(..) => true,
        }
    }
}

/// The identity of a report as central keeps it: its keyed name, revision, epoch and officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name that the phone gave it. It is not kept.
    pub id: ReportId,
    /// The keyed hash of that name, under which the record is kept.
    pub report: ReportKey,
    /// Its revision: 1, and one more with each amendment.
    pub revision: u32,
    /// The epoch of the event.
    pub epoch: Epoch,
    /// The officer, in that epoch.
    pub officer: OfficerTag,
}

impl Name {
    /// The officer, by the tag of the epoch.
    #[must_use]
    pub fn author(&self) -> (Epoch, OfficerTag) {
        (self.epoch, self.officer)
    }

    /// Of a withdrawal: whether the record goes on under a later name.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.revision == Withdrawal::RENAMED
    }
}

/// A look-up or a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The name under which the record is kept.
    pub name: Name,
    /// Keyed hash of the pseudonym of the subject.
    pub subject: SubjectKey,
    /// The hour of the event.
    pub hour: Hour,
    /// What was answered, in codes.
    pub facts: Facts,
}

/// The coded answers of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// The answers of a look-up.
    Query(QueryFacts),
    /// The answers of a stop.
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

/// What is kept of a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopFacts {
    subject: SubjectKind,
    initiative: Initiative,
    /// Its coded answers, as they came.
    pub codes: StopCodes,
}

/// How the facts of a stop are kept: beside its codes, in one object.
#[derive(Serialize)]
struct KeptStop<'a> {
    subject: SubjectKind,
    initiative: Initiative,
    #[serde(flatten)]
    codes: &'a StopCodes,
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
            subject: report.head.subject,
            initiative: report.head.initiative,
            codes: report.codes.clone(),
        }
    }
}

impl StopFacts {
    fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&KeptStop {
            subject: self.subject,
            initiative: self.initiative,
            codes: &self.codes,
        })
    }

    /// Reads that form. [`StopCodes`] refuses unknown fields, so the field beside the codes is taken out first.
    fn from_json(text: &str) -> serde_json::Result<Self> {
        let mut kept: serde_json::Map<_, _> = serde_json::from_str(text)?;
        let mut take = |field: &str| kept.remove(field).unwrap_or_default();
        let (subject, initiative) = (take("subject"), take("initiative"));
        Ok(Self {
            subject: serde_json::from_value(subject)?,
            initiative: serde_json::from_value(initiative)?,
            codes: serde_json::from_value(kept.into())?,
        })
    }
}

impl Facts {
    /// Until the end of which hour they spare the subject.
    #[must_use]
    pub fn spare_until(&self) -> Option<Hour> {
        match self {
            Self::Query(_) => None,
            Self::Stop(facts) => facts.codes.spare_until,
        }
    }

    /// The same of another hour: a subject is spared from the hour of its stop.
    #[must_use]
    pub fn moved(&self, from: Hour, to: Hour) -> Self {
        let mut moved = self.clone();
        if let Self::Stop(facts) = &mut moved
            && let Some(until) = &mut facts.codes.spare_until
        {
            until.0 = until.0.saturating_add(to.0).saturating_sub(from.0);
        }
        moved
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
            Self::Stop(facts) => facts.to_json(),
        }
        .expect("codes and numbers always become JSON")
    }

    /// Reads the JSON that [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// When the text is not what [`Self::to_json`] wrote.
    pub fn from_json(is_stop: bool, text: &str) -> Result<Self, serde_json::Error> {
        if is_stop {
            StopFacts::from_json(text).map(Self::Stop)
        } else {
            serde_json::from_str(text).map(Self::Query)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The answers in the form in which programs that landed kept them. The first ones wrote `despite_advisory` also where it
    /// was false.
    const FROZEN: &str = include_str!("../../../tests/fixtures/central/facts.json");

    #[test]
    fn the_frozen_answers_are_read_and_kept_as_they_were() {
        let frozen: Value = serde_json::from_str(FROZEN).unwrap();
        for (kind, is_stop) in [("queries", false), ("stops", true)] {
            let all = frozen[kind].as_array().unwrap();
            assert!(all.len() > 1, "{kind}");
            for mut kept in all.iter().cloned() {
                let facts = Facts::from_json(is_stop, &kept.to_string()).unwrap();
                assert_eq!(facts.is_stop(), is_stop);
                let again: Value = serde_json::from_str(&facts.to_json()).unwrap();
                if kept["despite_advisory"] == false {
                    kept.as_object_mut().unwrap().remove("despite_advisory");
                }
                assert_eq!(again, kept);
            }
        }
    }
}
