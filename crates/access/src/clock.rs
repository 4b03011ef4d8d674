//! How long a request took, and how long ago something was said: for log lines only, the one look at a
//! clock in this crate.

use std::time::Instant;

/// Runs from when it is made.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn millis(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Limits a log line of something that happens often to one a minute.
#[derive(Default)]
pub(crate) struct OncePerMinute(Option<Instant>);

impl OncePerMinute {
    const BETWEEN: std::time::Duration = std::time::Duration::from_secs(60);

    /// Whether a minute has passed since the last line. If so, the next minute begins.
    pub(crate) fn is_due(&mut self) -> bool {
        let due = self.0.is_none_or(|last| last.elapsed() >= Self::BETWEEN);
        if due {
            self.0 = Some(Instant::now());
        }
        due
    }
}
