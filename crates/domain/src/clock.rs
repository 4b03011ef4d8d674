//! The clock as a thing that is handed in. Nothing here reads one.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::time::UtcMillis;

/// How long the platform has run: monotonic, goes on while it sleeps, and nothing that is done to the
/// clock changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SinceBoot {
    /// Names this run of the platform: another one after each boot.
    pub boot: u128,
    /// Milliseconds since it began.
    pub millis: i64,
}

/// The clock as it is handed in: the system's, or one that a test moves.
pub trait Clock: Send + Sync {
    /// The time of day, in milliseconds since 1970 UTC.
    fn now(&self) -> UtcMillis;

    /// How long the platform has run, where it can tell.
    fn since_boot(&self) -> Option<SinceBoot> {
        None
    }
}

/// A clock that stands still until it is set, for tests and demonstrations.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at this moment.
    #[must_use]
    pub fn at(moment: UtcMillis) -> Self {
        Self(AtomicI64::new(moment.0))
    }

    /// Sets it, forward or back.
    pub fn set(&self, moment: UtcMillis) {
        self.0.store(moment.0, Ordering::SeqCst);
    }

    /// Moves it forward, or back by a negative number.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}
