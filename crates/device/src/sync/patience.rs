//! For how long a server is left alone, and what ends that: one patience for each server.
//!
//! Two things make a phone wait. What the server asked for (`Retry-After`) ends with its next answer, in
//! time, and when the officer asks for a pass. Of the key service it holds back what needs a new pseudonym
//! and nothing else: withdrawals, and reports whose pseudonym is known, go to central all the same. Central
//! is then sent no report because of a look-up. And the passes in a row in which a server failed make the
//! schedule wait longer each time, until one goes through.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use proco_domain::time::UtcMillis;

use super::Courier;
use super::fault::CallFault;
use super::retry::{self, RetryConfig};

/// How patient this phone is with a server.
#[derive(Default)]
pub(super) struct Patience(Mutex<Heard>);

/// What was heard of the server.
#[derive(Default)]
struct Heard {
    /// When it asked to be left alone, and for how long.
    asked: Option<(UtcMillis, Duration)>,
    /// In how many passes in a row it failed.
    failures: u32,
}

impl Patience {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears an answer of the server: it ends what the server asked for, or asks for more.
    pub(super) fn hear<T>(&self, answer: &Result<T, CallFault>, now: UtcMillis) {
        match answer {
            Ok(_) => self.end(),
            Err(fault) => {
                if let Some(wait) = fault.retry_after() {
                    self.heard().asked = Some((now, wait));
                }
            }
        }
    }

    /// It may be asked at once, whatever it asked for.
    pub(super) fn end(&self) {
        self.heard().asked = None;
    }

    /// How much is left of what it asked for. A clock that was set back ends it.
    pub(super) fn left(&self, now: UtcMillis) -> Option<Duration> {
        let (since, wait) = self.heard().asked?;
        let gone = Duration::from_millis(u64::try_from(now.0.checked_sub(since.0)?).ok()?);
        wait.checked_sub(gone).filter(|left| !left.is_zero())
    }

    /// It failed in a pass.
    pub(super) fn failed(&self) {
        let mut heard = self.heard();
        heard.failures = heard.failures.saturating_add(1);
    }

    /// A pass went through.
    pub(super) fn went_through(&self) {
        self.heard().failures = 0;
    }

    /// How long the schedule waits after a pass that ended in this fault. `chance` lies in 0.0 to 1.0.
    pub(super) fn wait(&self, retry: &RetryConfig, fault: CallFault, chance: f64) -> Duration {
        let meaning = fault.meaning();
        // The bound is made smaller before chance spreads the phones over it, not after.
        let cap = meaning
            .look_within
            .map_or(retry.cap, |most| most.min(retry.cap));
        let retry = RetryConfig { cap, ..*retry };
        retry::wait(&retry, self.heard().failures, meaning.retry_after, chance)
    }
}

impl Courier {
    /// Why the key service is not to be asked now by a pass.
    pub(super) fn keyservice_rests(&self) -> Option<CallFault> {
        let left = self.network().keyservice_patience.left(self.now())?;
        Some(CallFault::Quota {
            retry_after: Some(left),
        })
    }

    /// Why central is to be sent no report now by a look-up.
    pub(super) fn central_rests(&self) -> Option<CallFault> {
        let left = self.network().central_patience.left(self.now())?;
        Some(CallFault::Server {
            retry_after: Some(left),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::OFFLINE_LOOK;
    use super::*;

    const RETRY: RetryConfig = RetryConfig {
        base: Duration::from_secs(2),
        cap: Duration::from_secs(15 * 60),
    };

    #[test]
    fn what_a_server_asked_for_ends_in_time_on_an_answer_and_when_the_clock_is_set_back() {
        let now = UtcMillis(1_795_000_000_000);
        let busy: Result<(), _> = Err(CallFault::Quota {
            retry_after: Some(Duration::from_secs(60)),
        });
        let patience = Patience::default();
        assert_eq!(patience.left(now), None);
        patience.hear(&busy, now);
        patience.hear::<()>(&Err(CallFault::Offline), now);
        let later = now.plus_millis(20_000);
        assert_eq!(patience.left(later), Some(Duration::from_secs(40)));
        assert_eq!(patience.left(now.plus_millis(60_000)), None);
        assert_eq!(patience.left(now.plus_millis(-1)), None);
        patience.hear(&Ok(()), now);
        assert_eq!(patience.left(later), None);
        patience.hear(&busy, now);
        patience.end();
        assert_eq!(patience.left(later), None, "the officer asks");
    }

    #[test]
    fn phones_without_a_network_look_within_a_minute_and_not_all_at_once() {
        let patience = Patience::default();
        for _ in 0..20 {
            patience.failed();
        }
        let wait = |chance| patience.wait(&RETRY, CallFault::Offline, chance);
        assert_eq!(wait(0.0), Duration::ZERO);
        assert_eq!(wait(0.5), OFFLINE_LOOK / 2);
        assert_eq!(wait(1.0), OFFLINE_LOOK);
        let longest = patience.wait(&RETRY, CallFault::UNBELIEVABLE, 1.0);
        assert_eq!(longest, RETRY.cap, "a server that fails is spared");
        patience.went_through();
        patience.failed();
        let first = patience.wait(&RETRY, CallFault::UNBELIEVABLE, 1.0);
        assert_eq!(first, RETRY.base);
    }
}
