//! A server asked to be left alone for a while. Of the key service that holds back what needs a new
//! pseudonym and nothing else: withdrawals, and reports whose pseudonym is known, go to central all
//! the same. Central is then sent no report because of a look-up; its passes wait by the schedule.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use proco_domain::time::UtcMillis;

use super::Courier;
use super::fault::CallFault;

/// Until when a server is left alone.
#[derive(Default)]
pub(super) struct Rest(Mutex<Option<(UtcMillis, Duration)>>);

impl Rest {
    /// Hears an answer of the server: it ends the rest, or asks for one.
    pub(super) fn hear<T>(&self, answer: &Result<T, CallFault>, now: UtcMillis) {
        let asked = match answer {
            Ok(_) => None,
            Err(fault) => match fault.retry_after() {
                Some(wait) => Some((now, wait)),
                None => return,
            },
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = asked;
    }

    /// How much of it is left. A clock that was set back ends it.
    pub(super) fn left(&self, now: UtcMillis) -> Option<Duration> {
        let (since, wait) = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        let gone = Duration::from_millis(u64::try_from(now.0.checked_sub(since.0)?).ok()?);
        wait.checked_sub(gone).filter(|left| !left.is_zero())
    }
}

impl Courier {
    /// Why the key service is not to be asked now by a pass that nobody asked for.
    pub(super) fn keyservice_rests(&self) -> Option<CallFault> {
        let left = self.network().rest.left(self.now())?;
        Some(CallFault::Quota {
            retry_after: Some(left),
        })
    }

    /// Why central is to be sent no report now by a look-up.
    pub(super) fn central_rests(&self) -> Option<CallFault> {
        let left = self.network().central_rest.left(self.now())?;
        Some(CallFault::Server {
            retry_after: Some(left),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_ends_in_time_on_an_answer_and_when_the_clock_is_set_back() {
        let now = UtcMillis(1_795_000_000_000);
        let busy: Result<(), _> = Err(CallFault::Quota {
            retry_after: Some(Duration::from_secs(60)),
        });
        let rest = Rest::default();
        assert_eq!(rest.left(now), None);
        rest.hear(&busy, now);
        rest.hear::<()>(&Err(CallFault::Offline), now);
        let later = now.plus_millis(20_000);
        assert_eq!(rest.left(later), Some(Duration::from_secs(40)));
        assert_eq!(rest.left(now.plus_millis(60_000)), None);
        assert_eq!(rest.left(now.plus_millis(-1)), None);
        rest.hear(&Ok(()), now);
        assert_eq!(rest.left(later), None);
    }
}
