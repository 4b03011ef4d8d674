//! What is to be done with an admitted report when something is kept under its name already. Pure:
//! both implementations of the store carry out the same plan. A new name is simply kept.

use proco_exchange::Epoch;
use proco_exchange::receipt::{Receipt, RefusalCode};

use crate::keys::{CentralKey, OfficerTag, RevisionSeal};
use crate::record::Admitted;

/// What is kept under the name of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The epoch of the event.
    pub epoch: Epoch,
    /// How much of the report is kept.
    pub content: Content,
}

/// How much of a report is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// All of it: it can be amended.
    Whole {
        /// What it is.
        kind: Kind,
        /// The last revision.
        revision: u32,
        /// The officer whose device sent it first.
        officer: OfficerTag,
    },
    /// Only what the counts of its subject need: it can no longer be amended.
    Counted {
        /// What it is.
        kind: Kind,
        /// By which its last revision is known again.
        seal: RevisionSeal,
    },
    /// Its name: the rest was withdrawn.
    Withdrawn,
}

/// The kind of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A look-up.
    Query,
    /// A stop.
    Stop,
}

/// What the store does with the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// The row stays as it is, and this is the receipt.
    Answer(Receipt),
    /// The content of the row is replaced.
    Replace,
    /// The content of the row is deleted; its name stays, so that the report cannot come back.
    DropContent,
}

/// The plan. The key opens no seal; it compares one with the revision that comes. Whether the content
/// that is kept is that of the record is for the store to say.
#[must_use]
pub fn plan(kept: &Kept, admitted: &Admitted, same: bool, key: &CentralKey) -> Plan {
    let name = admitted.name();
    if kept.epoch != name.epoch {
        // The tags of two epochs cannot be compared, so nothing is said about whose it is.
        return refused(RefusalCode::Inconsistent);
    }
    match kept.content {
        Content::Withdrawn => match admitted {
            Admitted::Withdrawal(_) => Plan::Answer(Receipt::AlreadyStored),
            Admitted::Record(_) => refused(RefusalCode::Withdrawn),
        },
        Content::Whole { officer, .. } if officer != name.officer => refused(RefusalCode::NotYours),
        Content::Whole { kind, revision, .. } => whole(kind, revision, admitted, same),
        Content::Counted { kind, seal } => {
            let is_same = key.revision(name.report, name.revision) == seal;
            counted(kind, is_same, admitted)
        }
    }
}

fn whole(kind: Kind, revision: u32, admitted: &Admitted, same: bool) -> Plan {
    match admitted {
        Admitted::Withdrawal(_) => Plan::DropContent,
        Admitted::Record(record) => {
            if record.facts.is_stop() != (kind == Kind::Stop) {
                refused(RefusalCode::Inconsistent)
            } else if record.name.revision > revision {
                Plan::Replace
            } else if same {
                Plan::Answer(Receipt::AlreadyStored)
            } else {
                Plan::Answer(Receipt::OtherStored { revision })
            }
        }
    }
}

/// The officer's tag is gone: that somebody knows the name of the report, which the device keeps to itself,
/// is what remains to tell that it is theirs.
fn counted(kind: Kind, is_same: bool, admitted: &Admitted) -> Plan {
    match admitted {
        Admitted::Withdrawal(_) => Plan::DropContent,
        Admitted::Record(record) if record.facts.is_stop() != (kind == Kind::Stop) => {
            refused(RefusalCode::Inconsistent)
        }
        Admitted::Record(_) if is_same => Plan::Answer(Receipt::AlreadyStored),
        Admitted::Record(_) => refused(RefusalCode::TooLate),
    }
}

fn refused(code: RefusalCode) -> Plan {
    Plan::Answer(Receipt::Refused { code })
}
