//! What is to be done with an admitted report when something is kept under its name already. Pure:
//! the store carries out the plan. A new name is simply kept.

use proco_exchange::Epoch;
use proco_exchange::receipt::{Receipt, RefusalCode};

use crate::keys::{CentralKey, OfficerTag, RevisionSeal};
use crate::record::{Admitted, Name};

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
    Full {
        /// Whether it is a look-up or a stop.
        kind: Kind,
        /// The highest revision that was taken.
        revision: u32,
        /// The officer whose device sent it first.
        officer: OfficerTag,
    },
    /// Only what the counts of its subject need: it can no longer be amended.
    Counted {
        /// Whether it is a look-up or a stop.
        kind: Kind,
        /// The keyed hash of its last revision.
        seal: RevisionSeal,
    },
    /// Only the name is kept: the record was withdrawn.
    Tombstone(Tombstone),
}

impl Content {
    /// The officer whose device sent it first, as long as that is kept.
    #[must_use]
    pub fn officer(&self) -> Option<OfficerTag> {
        match self {
            Self::Full { officer, .. } => Some(*officer),
            Self::Counted { .. } | Self::Tombstone(_) => None,
        }
    }
}

/// Why nothing but its name is kept of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tombstone {
    /// The record was withdrawn: it is taken under no later name.
    Withdrawn,
    /// Its hour was corrected after it was sent: it goes on under its next name.
    Renamed,
    /// `Withdrawn` or `Renamed`: before version 15 of the schema the store did not record which.
    Unknown,
}

impl Tombstone {
    /// Why the name of a withdrawal stays without its content.
    #[must_use]
    pub fn by(withdrawal: &Name) -> Self {
        if withdrawal.is_given_up() {
            Self::Renamed
        } else {
            Self::Withdrawn
        }
    }
}

/// The kind of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The record is a look-up.
    Query,
    /// The record is a stop.
    Stop,
}

/// The content that is kept under the name of a record, compared with the record, whatever the revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It says the same.
    Same,
    /// It says the same of another hour.
    OtherHour,
    /// It says something else, or cannot be compared.
    Other,
}

/// What the store does with the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// The row stays as it is, and this is the receipt.
    Answer(Receipt),
    /// The content of the row is replaced.
    Replace,
    /// The content of the row is deleted, where there is any; its name stays, so that the report cannot come
    /// back.
    DropContent,
    /// The row stays as it is, and its [later names](of_later_names) tell the receipt.
    AskLaterNames,
}

/// Decides what is done with a report that comes again. The key only compares a seal with the revision that comes;
/// the store compares the contents and hands in the result as `like`.
#[must_use]
pub fn plan(kept: &Kept, admitted: &Admitted, like: Comparison, key: &CentralKey) -> Plan {
    let name = admitted.name();
    if kept.epoch != name.epoch {
        // The tags of two epochs cannot be compared, so nothing is said about whose it is.
        return refused(RefusalCode::Inconsistent);
    }
    match kept.content {
        Content::Tombstone(tombstone) => match (admitted, tombstone) {
            (
                Admitted::Withdrawal(name) | Admitted::Mistyped(name, _),
                Tombstone::Renamed | Tombstone::Unknown,
            ) if !name.is_given_up() => Plan::DropContent,
            (Admitted::Withdrawal(_) | Admitted::Mistyped(..), _) => {
                Plan::Answer(Receipt::AlreadyStored)
            }
            (Admitted::Record(_), Tombstone::Renamed) => Plan::AskLaterNames,
            (Admitted::Record(_), Tombstone::Withdrawn | Tombstone::Unknown) => {
                refused(RefusalCode::Withdrawn)
            }
        },
        Content::Full { officer, .. } if officer != name.officer => refused(RefusalCode::NotYours),
        Content::Full { kind, revision, .. } => whole(kind, revision, admitted, like),
        Content::Counted { kind, seal } => {
            let is_same = key.revision(name.report, name.revision) == seal;
            counted(kind, is_same, admitted)
        }
    }
}

/// The receipt for a record that comes under a name that was given up, by what is kept under its later names, the
/// next one first. If the record goes on under one of them in the same epoch, the receipt is `Inconsistent`, which
/// makes a phone go on to the next name.
#[must_use]
pub fn of_later_names(name: &Name, later: impl IntoIterator<Item = Option<Kept>>) -> Receipt {
    let last = later
        .into_iter()
        .map_while(|kept| kept)
        .find(|kept| kept.content != Content::Tombstone(Tombstone::Renamed));
    let goes_on = last.is_some_and(|last| {
        last.epoch == name.epoch && !matches!(last.content, Content::Tombstone(_))
    });
    Receipt::Refused {
        code: if goes_on {
            RefusalCode::Inconsistent
        } else {
            RefusalCode::Withdrawn
        },
    }
}

/// Whether the record of a new name was withdrawn under an earlier one, by what is kept under its earlier names, the
/// last one first. At a name under which central keeps nothing the search stops: the names before it are not
/// consulted.
#[must_use]
pub fn was_withdrawn(earlier: impl IntoIterator<Item = Option<Kept>>) -> bool {
    for kept in earlier {
        match kept.map(|kept| kept.content) {
            Some(Content::Tombstone(Tombstone::Withdrawn)) => return true,
            Some(Content::Tombstone(Tombstone::Renamed)) => {}
            Some(
                Content::Tombstone(Tombstone::Unknown)
                | Content::Full { .. }
                | Content::Counted { .. },
            )
            | None => return false,
        }
    }
    false
}

fn whole(kind: Kind, revision: u32, admitted: &Admitted, like: Comparison) -> Plan {
    match admitted {
        Admitted::Mistyped(..) if kind == Kind::Stop => refused(RefusalCode::Inconsistent),
        Admitted::Withdrawal(_) | Admitted::Mistyped(..) => Plan::DropContent,
        Admitted::Record(record) => {
            if record.facts.is_stop() != (kind == Kind::Stop) {
                refused(RefusalCode::Inconsistent)
            } else if record.name.revision > revision {
                Plan::Replace
            } else if like == Comparison::Same {
                Plan::Answer(Receipt::AlreadyStored)
            } else {
                let hour_alone = like == Comparison::OtherHour && record.name.revision == revision;
                Plan::Answer(Receipt::OtherStored {
                    revision,
                    hour_alone,
                })
            }
        }
    }
}

/// The plan for a record without its officer's tag. The device keeps the name of the report to itself, so knowing the
/// name is the only proof left that the record is the sender's.
fn counted(kind: Kind, is_same: bool, admitted: &Admitted) -> Plan {
    match admitted {
        Admitted::Mistyped(..) if kind == Kind::Stop => refused(RefusalCode::Inconsistent),
        Admitted::Withdrawal(_) | Admitted::Mistyped(..) => Plan::DropContent,
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
