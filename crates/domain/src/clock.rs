//! The clock as an injected dependency. Nothing here reads the clock of the machine.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::time::UtcMillis;

/// The time since boot: monotonic, counted on while the platform sleeps, and not changed when the clock is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SinceBoot {
    /// The name of this boot, different after each one.
    pub boot: u128,
    /// Milliseconds since the boot.
    pub millis: i64,
}

/// The clock that is injected: that of the system, or one that a test moves.
pub trait Clock: Send + Sync {
    /// The time of day, in milliseconds since 1970 UTC.
    fn now(&self) -> UtcMillis;

    /// The time since boot, where the platform tells it.
    fn since_boot(&self) -> Option<SinceBoot> {
        None
    }
}

/// A clock that stands still until it is set, for tests and demonstrations.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands still at this moment.
    #[must_use]
    pub fn at(moment: UtcMillis) -> Self {
        Self(AtomicI64::new(moment.0))
    }

    /// Sets the clock, forward or back.
    pub fn set(&self, moment: UtcMillis) {
        self.0.store(moment.0, Ordering::SeqCst);
    }

    /// Moves the clock forward, or back by a negative number.
    pub fn advance_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}
