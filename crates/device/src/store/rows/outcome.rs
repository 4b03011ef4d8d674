//! The outcome of a stop: as its newest revision has it, and in each revision.

use std::collections::BTreeSet;

use proco_domain::outcome::{Finding, Link, Outcome};
use serde::{Deserialize, Serialize};

use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub(super) enum OutcomeRow {
    Nothing,
    Found {
        findings: BTreeSet<Finding>,
        link: Link,
    },
}

impl From<&Outcome> for OutcomeRow {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Nothing => Self::Nothing,
            Outcome::Found { findings, link } => Self::Found {
                findings: findings.clone(),
                link: *link,
            },
        }
    }
}

impl From<OutcomeRow> for Outcome {
    fn from(row: OutcomeRow) -> Self {
        match row {
            OutcomeRow::Nothing => Self::Nothing,
            OutcomeRow::Found { findings, link } => Self::Found { findings, link },
        }
    }
}

/// The outcome as the column `outcome` keeps it.
pub(in crate::store) fn write_outcome(outcome: &Outcome) -> String {
    super::write(OutcomeRow::from(outcome))
}

/// Reads the outcome from that column.
pub(in crate::store) fn read_outcome(json: &str) -> Result<Outcome, StoreError> {
    super::read::<OutcomeRow>(json).map(Into::into)
}
