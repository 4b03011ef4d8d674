//! A wrong clock: that of the system, off by as much as a test wants.

use proco_device::{Clock, SystemClock, UtcMillis};

/// The system's clock, and by how much it is off. It does not tell the time since boot, so a step of it shows
/// only in the order of the records.
pub struct WrongClock {
    off_millis: i64,
}

impl WrongClock {
    /// The clock that the environment variable asks for, if it is set.
    ///
    /// # Errors
    /// When it is not a number of milliseconds.
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
