//! Back-off: for how long a server is left alone, and what ends that. Each server has its own.
//!
//! Two things make a phone wait. The first is `Retry-After`, which ends when its time is over, with the server's next
//! answer, when the officer asks for a pass, and when the network returns, which may be another one. While the key service asks for a pause, whatever needs a new pseudonym
//! waits; withdrawals, and reports whose pseudonym is known, are sent to central all the same. While central asks for
//! one, a look-up sends it no report. The second is failure: after each further pass in which a server failed the
//! schedule waits longer, until a pass succeeds.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use proco_domain::time::UtcMillis;

use super::Courier;
use super::fault::CallFault;
use super::retry::{self, RetryConfig};

/// The back-off of this phone with one server.
#[derive(Default)]
pub(super) struct Backoff(Mutex<State>);

/// The answers of a server, as far as they decide when to ask it again.
#[derive(Default)]
struct State {
    /// The moment of the last `Retry-After`, and its length.
    asked: Option<(UtcMillis, Duration)>,
    /// The number of passes in a row in which it failed.
    failures: u32,
}

impl Backoff {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an answer of the server: it ends the pause, or starts a new one.
    pub(super) fn note_answer<T>(&self, answer: &Result<T, CallFault>, now: UtcMillis) {
        match answer {
            Ok(_) => self.end(),
            Err(fault) => {
                if let Some(wait) = fault.retry_after() {
                    self.state().asked = Some((now, wait));
                }
            }
        }
    }

    /// Forgets the pause that the server asked for.
    pub(super) fn end(&self) {
        self.state().asked = None;
    }

    /// How much of the pause is left. A clock that was set back ends it.
    pub(super) fn left(&self, now: UtcMillis) -> Option<Duration> {
        let (since, wait) = self.state().asked?;
        let gone = Duration::from_millis(u64::try_from(now.0.checked_sub(since.0)?).ok()?);
        wait.checked_sub(gone).filter(|left| !left.is_zero())
    }

    /// Notes that the server failed in a pass.
    pub(super) fn failed(&self) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
    }

    /// Notes that a pass succeeded.
    pub(super) fn went_through(&self) {
        self.state().failures = 0;
    }

    /// How long the schedule waits after a pass that ended in this fault. `chance` lies in 0.0 to 1.0.
    pub(super) fn wait(&self, retry: &RetryConfig, fault: CallFault, chance: f64) -> Duration {
        let meaning = fault.meaning();
        // The cap is lowered before the jitter is drawn: otherwise most phones would wait exactly that long.
        let cap = meaning
            .look_within
            .map_or(retry.cap, |most| most.min(retry.cap));
        let retry = RetryConfig { cap, ..*retry };
        retry::wait(&retry, self.state().failures, meaning.retry_after, chance)
    }
}

impl Courier {
    /// The fault because of which a pass must not ask the key service now.
    pub(super) fn keyservice_pause(&self) -> Option<CallFault> {
        let left = self.network().keyservice_backoff.left(self.now())?;
        Some(CallFault::Quota {
            retry_after: Some(left),
        })
    }

    /// The fault because of which a look-up must not send central a report now.
    pub(super) fn central_pause(&self) -> Option<CallFault> {
        let left = self.network().central_backoff.left(self.now())?;
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
        let backoff = Backoff::default();
        assert_eq!(backoff.left(now), None);
        backoff.note_answer(&busy, now);
        backoff.note_answer::<()>(&Err(CallFault::Offline), now);
        let later = now.plus_millis(20_000);
        assert_eq!(backoff.left(later), Some(Duration::from_secs(40)));
        assert_eq!(backoff.left(now.plus_millis(60_000)), None);
        assert_eq!(backoff.left(now.plus_millis(-1)), None);
        backoff.note_answer(&Ok(()), now);
        assert_eq!(backoff.left(later), None);
        backoff.note_answer(&busy, now);
        backoff.end();
        assert_eq!(backoff.left(later), None, "the officer asks");
    }

    #[test]
    fn phones_without_a_network_look_within_a_minute_and_not_all_at_once() {
        let backoff = Backoff::default();
        for _ in 0..20 {
            backoff.failed();
        }
        let wait = |chance| backoff.wait(&RETRY, CallFault::Offline, chance);
        assert_eq!(wait(0.0), Duration::ZERO);
        assert_eq!(wait(0.5), OFFLINE_LOOK / 2);
        assert_eq!(wait(1.0), OFFLINE_LOOK);
        let longest = backoff.wait(&RETRY, CallFault::UNBELIEVABLE, 1.0);
        assert_eq!(longest, RETRY.cap, "a server that fails is spared");
        backoff.went_through();
        backoff.failed();
        let first = backoff.wait(&RETRY, CallFault::UNBELIEVABLE, 1.0);
        assert_eq!(first, RETRY.base);
    }
}
