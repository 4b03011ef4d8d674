//! The shift of the officer as the screen shows it.

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::time::UtcMillis;
use serde::Serialize;

use super::SubjectView;

/// What the officer did in this shift, for the officer alone.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ShiftView {
    /// Its first look-up or check; `None` when there is none yet.
    pub since: Option<UtcMillis>,
    /// How many look-ups were made.
    pub looked_up: u32,
    /// How many of them were left alone.
    pub left: u32,
    /// How many checks were made in it and stand.
    pub checked: u32,
    /// How many of those checks were entered afterwards, without a look-up.
    pub entered: u32,
    /// How many of those checks found nothing.
    pub found_nothing: u32,
    /// The look-ups, and the checks that were entered afterwards, newest first.
    pub records: Vec<ShiftRecord>,
}

/// One record of the shift.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ShiftRecord {
    /// A look-up that the officer made, whatever it led to.
    LookUp {
        /// Identifies the look-up on this phone.
        query: QueryId,
        /// When it was made.
        at: UtcMillis,
        /// Who or what was looked up.
        subject: SubjectView,
        /// What it led to; `None` while nothing was decided.
        led_to: Option<LedTo>,
        /// The check that came from it and stands.
        stop: Option<StopId>,
    },
    /// A check that was entered afterwards and stands, under the hour that its officer gave.
    Entered {
        /// Identifies the check on this phone.
        stop: StopId,
        /// When it was made.
        at: UtcMillis,
        /// Who or what was checked.
        subject: SubjectView,
    },
}
