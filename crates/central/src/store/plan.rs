//! What is to be done with an admitted report when something is kept under its name already. Pure:
//! both implementations of the store carry out the same plan. A new name is simply kept.

use proco_exchange::Epoch;
use proco_exchange::receipt::{Receipt, RefusalCode};

use crate::keys::OfficerTag;
use crate::record::{Admitted, Name};

/// What is kept under the name of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The last revision.
    pub revision: u32,
    /// The epoch of the event.
    pub epoch: Epoch,
    /// The officer whose device sent it first.
    pub officer: OfficerTag,
    /// What it is.
    pub kind: Kind,
}

/// What a kept row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A look-up.
    Query,
    /// A stop.
    Stop,
    /// A name whose content was withdrawn.
    Withdrawn,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Nothing, and this is the answer.
    Answer(Receipt),
    /// The content of the row is replaced.
    Replace,
    /// The content of the row is dropped.
    Bury,
}

/// The plan.
#[must_use]
pub fn plan(kept: &Kept, admitted: &Admitted) -> Plan {
    if let Some(refusal) = refusal(kept, admitted.name()) {
        return refusal;
    }
    match (admitted, kept.kind) {
        (_, Kind::Withdrawn) => Plan::Answer(Receipt::AlreadyStored),
        (Admitted::Withdrawal(_), Kind::Query | Kind::Stop) => Plan::Bury,
        (Admitted::Record(record), Kind::Query | Kind::Stop) => {
            if record.facts.is_stop() != (kept.kind == Kind::Stop) {
                refused(RefusalCode::Inconsistent)
            } else if record.name.revision <= kept.revision {
                Plan::Answer(Receipt::AlreadyStored)
            } else {
                Plan::Replace
            }
        }
    }
}

/// A name stays with the device that used it first, and with its epoch.
fn refusal(kept: &Kept, name: &Name) -> Option<Plan> {
    if kept.epoch != name.epoch {
        // The tags of two epochs cannot be compared, so nothing is said about whose it is.
        return Some(refused(RefusalCode::Inconsistent));
    }
    (kept.officer != name.officer).then_some(refused(RefusalCode::NotYours))
}

fn refused(code: RefusalCode) -> Plan {
    Plan::Answer(Receipt::Refused { code })
}
