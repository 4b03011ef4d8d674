//! Records of a clock that was wrong: the officer is asked when they were made.

use proco_domain::time::UtcMillis;
use serde::Serialize;

use super::SubjectView;

/// Records that were made while the clock ran on steadily and was wrong. Saying when the first one
/// was made dates them all.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct UndatedView {
    /// What to answer with.
    pub number: u32,
    /// The last moment before it that is known.
    pub from: Option<UtcMillis>,
    /// The first moment after it that is known.
    pub until: Option<UtcMillis>,
    /// What the clock said at the first record.
    pub clock_said: UtcMillis,
    /// The records: look-ups first, each in the order in which they were made.
    pub records: Vec<UndatedRecord>,
}

/// One record whose time the officer is asked about.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct UndatedRecord {
    /// Who or what; absent once the readable mark is gone.
    pub subject: Option<SubjectView>,
    /// What the clock said; of a check that was entered afterwards, when it was entered.
    pub clock_said: UtcMillis,
    /// Whether it is a stop, and no look-up.
    pub is_stop: bool,
    /// Whether it was entered afterwards: its time of day is the one that was given, and its day follows.
    pub afterwards: bool,
}
