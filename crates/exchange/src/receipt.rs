//! What central answers to each report. A row leaves the outbox on a receipt and on nothing else.

use serde::{Deserialize, Serialize};

use crate::list::codes;

codes! {
    /// Why a report is refused. The phone keeps it, shows it and goes on with the next.
    pub enum RefusalCode {
        /// Not a report: an unknown field, an unknown code, a missing field.
        Unreadable = "unreadable",
        /// The report contradicts itself.
        Inconsistent = "inconsistent",
        /// The event lies more than two hours in the future of central.
        InFuture = "in_future",
        /// The epoch of the event is no longer live.
        EpochClosed = "epoch_closed",
        /// The report was first sent by another device.
        NotYours = "not_yours",
        /// The event lies more than two hours before the device was enrolled: its clock was behind.
        BeforeEnrolment = "before_enrolment",
        /// The report amends a record that is too old for it: see
        /// [`AMENDABLE_DAYS`](crate::report::AMENDABLE_DAYS). Central keeps it as it was.
        TooLate = "too_late",
        /// The record was withdrawn under this name, by its officer or because its hour was corrected, and the
        /// phone that sends it again knows nothing of that: its store was put back from a copy.
        Withdrawn = "withdrawn",
    }
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
