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
    /// Its first look-up; `None` when there is none yet.
    pub since: Option<UtcMillis>,
    /// How many look-ups were made.
    pub looked_up: u32,
    /// How many of them were left alone.
    pub left: u32,
    /// How many of them became a check that stands.
    pub checked: u32,
    /// How many of those checks found nothing.
    pub found_nothing: u32,
    /// The look-ups, newest first.
    pub look_ups: Vec<ShiftLookUp>,
}

/// One look-up of the shift.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ShiftLookUp {
    /// Identifies the look-up on this phone.
    pub query: QueryId,
    /// When it was made.
    pub at: UtcMillis,
    /// Who or what was looked up.
    pub subject: SubjectView,
    /// What it led to; `None` while nothing was decided.
    pub led_to: Option<LedTo>,
    /// The check that came from it and stands.
    pub stop: Option<StopId>,
}
