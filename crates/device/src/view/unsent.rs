//! What central did not take: shown with its cause, and handed to its officer.

use proco_domain::ids::StopId;
use proco_domain::query::{Initiative, LeaveReason, LedTo};
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use serde::Serialize;

use super::{StopView, SubjectView};

/// A record that central refused. It stays on this phone.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct UnsentView {
    /// The stop, to be looked at; absent for a look-up.
    pub stop: Option<StopId>,
    /// Who or what; absent once the readable mark is gone.
    pub subject: Option<SubjectView>,
    /// When it was recorded; absent when that cannot be read.
    pub at: Option<UtcMillis>,
    /// Why it was not sent.
    pub cause: RefusalCode,
    /// When it was refused.
    pub refused_at: Option<UtcMillis>,
}

/// Where the export of what was not sent stands.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ExportView {
    /// The file. Only the user of this phone may read it.
    pub path: String,
    /// How many records stand in it.
    pub records: u32,
}

/// The file itself: JSON. Times are UTC milliseconds since 1970.
#[derive(Serialize)]
pub(crate) struct Export {
    /// What this is, for whoever opens it.
    pub(crate) what: &'static str,
    /// When it was made.
    pub(crate) made_at: UtcMillis,
    /// The records, oldest first.
    pub(crate) records: Vec<ExportedRecord>,
}

/// One record of the export.
#[derive(Serialize)]
pub(crate) struct ExportedRecord {
    /// Why it was refused; absent while it waits.
    pub(crate) refused: Option<RefusalCode>,
    /// When it was refused.
    pub(crate) refused_at: Option<UtcMillis>,
    /// The record, as far as it can be read.
    #[serde(flatten)]
    pub(crate) record: Exported,
}

/// What is exported of a record.
#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Exported {
    LookUp {
        at: UtcMillis,
        subject: Option<SubjectView>,
        initiative: Initiative,
        led_to: Option<LedTo>,
        leave_reason: Option<LeaveReason>,
    },
    /// A stop with all its revisions, or the withdrawal of one.
    Stop(Box<StopView>),
    /// It cannot be read.
    Unreadable { at: Option<UtcMillis> },
}
