//! How long to wait before the next try: exponential back-off with full jitter, and never less than a
//! server asked for. Pure: chance and time are handed in.

use std::time::Duration;

use chrono::NaiveDateTime;
use proco_domain::time::UtcMillis;

/// The back-off after a pass that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryConfig {
    /// The cap after the first failure; it doubles with each further one.
    pub base: Duration,
    /// The longest that a phone waits between two tries.
    pub cap: Duration,
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self {
            base: Duration::from_secs(2),
            cap: Duration::from_secs(15 * 60),
        }
    }
}

/// The longest pause that a server can ask for: with the back-off after it, a phone tries within the hour.
const MOST: Duration = Duration::from_secs(45 * 60);

/// The wait after a number of failures in a row (1 or more). `chance` lies in 0.0 to 1.0: the
/// jitter is full, so that 20,000 phones that lost the network together come back spread out.
/// What the server asked for comes before it.
#[must_use]
pub(crate) fn wait(
    config: &RetryConfig,
    failures: u32,
    asked: Option<Duration>,
    chance: f64,
) -> Duration {
    let doublings = failures.saturating_sub(1).min(31);
    let bound = config.base.saturating_mul(1 << doublings).min(config.cap);
    asked.unwrap_or_default() + bound.mul_f64(chance.clamp(0.0, 1.0))
}

/// Reads a Retry-After header: seconds, or a date.
#[must_use]
pub(crate) fn retry_after(text: &str, now: UtcMillis) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds).min(MOST));
    }
    // The date of HTTP (RFC 9110, 5.6.7).
    let date = NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok()?;
    let wait = date.and_utc().timestamp_millis().saturating_sub(now.0);
    Some(Duration::from_millis(u64::try_from(wait).unwrap_or(0)).min(MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: RetryConfig = RetryConfig {
        base: Duration::from_secs(2),
        cap: Duration::from_secs(60),
    };

    #[test]
    fn the_bound_doubles_up_to_the_cap_and_the_jitter_is_full() {
        let longest = |failures| wait(&CONFIG, failures, None, 1.0).as_secs();
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7].map(longest),
            [2, 4, 8, 16, 32, 60, 60]
        );
        assert_eq!(longest(u32::MAX), 60);
        assert_eq!(wait(&CONFIG, 6, None, 0.0), Duration::ZERO);
        assert_eq!(wait(&CONFIG, 6, None, 0.5), Duration::from_secs(30));
    }

    #[test]
    fn never_sooner_than_the_server_asked_for() {
        let asked = Some(Duration::from_secs(288));
        for chance in [0.0, 0.3, 1.0] {
            assert!(wait(&CONFIG, 1, asked, chance) >= Duration::from_secs(288));
        }
    }

    #[test]
    fn there_is_a_try_within_the_hour() {
        let asked = retry_after("86400", UtcMillis(0));
        let longest = wait(&RetryConfig::default(), 40, asked, 1.0);
        assert_eq!(longest, Duration::from_secs(3600));
    }

    #[test]
    fn retry_after_comes_as_seconds_or_as_a_date() {
        let now = UtcMillis(1_795_000_000_000); // Wed, 18 Nov 2026 11:06:40 GMT
        let read = |text| retry_after(text, now).map(|wait| wait.as_secs());
        assert_eq!(read("120"), Some(120));
        assert_eq!(read("Wed, 18 Nov 2026 11:08:40 GMT"), Some(120));
        assert_eq!(read("Tue, 17 Nov 2026 11:08:40 GMT"), Some(0));
        assert_eq!(read("99999999999"), Some(45 * 60));
        for nonsense in ["soon", "-5", ""] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }
}
