//! The clock of a phone whose platform tells how long it has run.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering::SeqCst;

use proco_device::SinceBoot;
use proco_exchange::{Clock, UtcMillis};

use crate::officer::EVENING;

/// A clock that a story moves, and that may be wrong. All in milliseconds.
pub struct Witnessed {
    /// How long it has run in all, over boots.
    pub ran: AtomicI64,
    /// How far it is off.
    pub off: AtomicI64,
    /// How often the phone was booted.
    pub boots: AtomicI64,
    /// How long it had run at the last boot.
    pub booted: AtomicI64,
}

impl Witnessed {
    /// One that is right, and was booted at [`EVENING`].
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            ran: AtomicI64::new(0),
            off: AtomicI64::new(0),
            boots: AtomicI64::new(1),
            booted: AtomicI64::new(0),
        })
    }

    /// The phone is booted.
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
