//! The clock of the phone: the one file of this crate that asks the system for the time.

use std::time::{SystemTime, UNIX_EPOCH};

pub use proco_domain::clock::{Clock, ManualClock};
use proco_domain::time::UtcMillis;

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcMillis {
        // A clock that stands before 1970 counts from there.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UtcMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
