//! What is to be done with one admitted report, given what is kept under its name. Pure: both
//! implementations of the store carry out the same plan.

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
    /// A new row.
    Insert,
    /// The content of the row is replaced.
    Replace,
    /// The content of the row is dropped.
    Bury,
    /// A row that holds no more than the name.
    InsertWithdrawn,
}

/// The plan.
#[must_use]
pub fn plan(kept: Option<&Kept>, admitted: &Admitted) -> Plan {
    match admitted {
        Admitted::Record(record) => {
            let kind = if record.facts.is_stop() {
                Kind::Stop
            } else {
                Kind::Query
            };
            plan_record(kept, &record.name, kind)
        }
        Admitted::Withdrawal(name) => match kept {
            None => Plan::InsertWithdrawn,
            Some(kept) => refusal(kept, name).unwrap_or(match kept.kind {
                Kind::Withdrawn => Plan::Answer(Receipt::AlreadyStored),
                Kind::Query | Kind::Stop => Plan::Bury,
            }),
        },
    }
}

fn plan_record(kept: Option<&Kept>, name: &Name, kind: Kind) -> Plan {
    let Some(kept) = kept else {
        return Plan::Insert;
    };
    if let Some(refusal) = refusal(kept, name) {
        return refusal;
    }
    if kept.kind == Kind::Withdrawn || (kept.kind == kind && name.revision <= kept.revision) {
        return Plan::Answer(Receipt::AlreadyStored);
    }
    if kept.kind != kind {
        return refused(RefusalCode::Inconsistent);
    }
    Plan::Replace
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
