//! The clock of a phone whose platform tells the time since boot.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering::SeqCst;

use proco_device::SinceBoot;
use proco_exchange::{Clock, UtcMillis};

use crate::officer::EVENING;

/// A clock that a story moves, and that may be wrong. All values are in milliseconds, except the number of
/// boots.
pub struct Witnessed {
    /// The time that it has run in all, across boots.
    pub ran: AtomicI64,
    /// By how much the clock is off.
    pub off: AtomicI64,
    /// How often the phone was booted.
    pub boots: AtomicI64,
    /// The time that it had run at the last boot.
    pub booted: AtomicI64,
}

impl Witnessed {
    /// A clock that is right, on a phone that was booted at [`EVENING`].
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            ran: AtomicI64::new(0),
            off: AtomicI64::new(0),
            boots: AtomicI64::new(1),
            booted: AtomicI64::new(0),
        })
    }

    /// Boots the phone: the time since boot begins at nought again.
    pub fn boots(&self) {
        self.boots.fetch_add(1, SeqCst);
        self.booted.store(self.ran.load(SeqCst), SeqCst);
    }
}

impl Clock for Witnessed {
    fn now(&self) -> UtcMillis {
        EVENING.plus_millis(self.ran.load(SeqCst) + self.off.load(SeqCst))
    }
    fn since_boot(&self) -> Option<SinceBoot> {
        Some(SinceBoot {
            boot: u128::try_from(self.boots.load(SeqCst)).unwrap(),
            millis: self.ran.load(SeqCst) - self.booted.load(SeqCst),
        })
    }
}
