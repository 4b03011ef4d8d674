//! A clock that is wrong: the system's, so far off as the test wants it.

use proco_device::{Clock, SystemClock, UtcMillis};

/// The system's clock and how far it is off. It has no witness of the time since boot, so a step of
/// it is seen by the order of the records alone.
pub struct WrongClock {
    off_millis: i64,
}

impl WrongClock {
    /// The clock that the environment asks for, if it asks for one.
    ///
    /// # Errors
    /// When it asks for something that is no number of milliseconds.
    pub fn from_environment() -> Result<Option<Self>, String> {
        let Ok(text) = std::env::var("PROCO_PREVIEW_CLOCK_OFF") else {
            return Ok(None);
        };
        let off_millis = text
            .parse()
            .map_err(|_| "PROCO_PREVIEW_CLOCK_OFF wants milliseconds")?;
        Ok(Some(Self { off_millis }))
    }
}

impl Clock for WrongClock {
    fn now(&self) -> UtcMillis {
        SystemClock.now().plus_millis(self.off_millis)
    }
}
