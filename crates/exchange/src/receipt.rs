//! What central answers to each report. A row leaves the outbox on a receipt and on nothing else.

use serde::{Deserialize, Serialize};

/// Why a report is refused. The phone keeps it, shows it and goes on with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Not a report: an unknown field, an unknown code, a missing field.
    Unreadable,
    /// The report contradicts itself.
    Inconsistent,
    /// The event lies more than two hours in the future of central.
    InFuture,
    /// The epoch of the event is no longer live.
    EpochClosed,
    /// The report was first sent by another device.
    NotYours,
    /// The event lies more than two hours before the device was enrolled: its clock was behind.
    BeforeEnrolment,
    /// The report amends a record that is too old for it: see
    /// [`AMENDABLE_DAYS`](crate::report::AMENDABLE_DAYS). Central keeps it as it was.
    TooLate,
    /// The record was withdrawn under this name, by its officer or because its hour was corrected, and the
    /// phone that sends it again knows nothing of that: its store was put back from a copy.
    Withdrawn,
}

/// What became of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum Receipt {
    /// Central has it now.
    Stored,
    /// Central had this already. Nothing changed.
    AlreadyStored,
    /// Central has something else under this revision, or a later one. Nothing changed. Whoever wants
    /// this to stand sends it above that revision.
    OtherStored {
        /// The revision that central has.
        revision: u32,
    },
    /// Central will not have it.
    Refused {
        /// Why.
        code: RefusalCode,
    },
}

/// The receipts of a batch: one for each report, in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Receipts {
    /// As many as the batch had reports.
    pub receipts: Vec<Receipt>,
}
