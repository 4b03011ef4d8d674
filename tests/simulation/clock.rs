//! The clock of a phone: it may be wrong, and may know how long the platform has run.

use std::sync::Mutex;

use proco_device::Clock;
use proco_domain::clock::SinceBoot;
use proco_domain::time::UtcMillis;

use crate::town::lock;

/// The clock of a phone.
pub struct PhoneClock(Mutex<State>);

struct State {
    now: UtcMillis,
    truth: UtcMillis,
    /// When the platform was started, by the true time, and how often that was; nothing where it
    /// does not tell.
    boot: Option<(UtcMillis, u128)>,
}

impl PhoneClock {
    /// A clock that is right at this moment, and may tell how long the platform has run.
    pub fn at(now: UtcMillis, tells: bool) -> Self {
        let boot = tells.then_some((now, 1));
        Self(Mutex::new(State {
            now,
            truth: now,
            boot,
        }))
    }

    /// Time has gone on; the clock is wrong by so many milliseconds.
    pub fn set(&self, truth: UtcMillis, wrong_by: i64) {
        let mut state = lock(&self.0);
        state.truth = truth;
        state.now = truth.plus_millis(wrong_by);
    }

    /// The platform stops and starts.
    pub fn reboot(&self) {
        let mut state = lock(&self.0);
        let truth = state.truth;
        if let Some((since, name)) = &mut state.boot {
            *since = truth;
            *name += 1;
        }
    }
}

impl Clock for PhoneClock {
    fn now(&self) -> UtcMillis {
        lock(&self.0).now
    }

    fn since_boot(&self) -> Option<SinceBoot> {
        let state = lock(&self.0);
        let (since, boot) = state.boot?;
        Some(SinceBoot {
            boot,
            millis: state.truth.0 - since.0,
        })
    }
}
