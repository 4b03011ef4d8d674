//! When a pass begins: at the start, on resume, after something was recorded, when the network
//! returns, and on a timer.

use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::sleep;

use super::Courier;
use super::error::SyncError;
use super::fault::CallFault;
use super::pass::{Asked, Halt};
use super::retry::{self, RetryConfig};
use crate::chance;
use crate::config::DeviceConfig;
use crate::store::StoreError;

/// Within how long a phone without network looks whether there is one: that costs no server much.
const OFFLINE_LOOK: Duration = Duration::from_secs(60);

/// What may make a pass begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// Something was recorded.
    Recorded,
    /// The officer is back in the app, or the phone was enrolled.
    Resume,
    /// The network is back.
    NetworkReturned,
    /// A pass that the officer asked for went through.
    WentThrough,
}

/// Rung by whoever has a reason for a pass; several rings are one, the strongest counts.
#[derive(Default)]
pub(super) struct Bell {
    rung: Mutex<Option<Trigger>>,
    notify: Notify,
}

impl Bell {
    fn ring(&self, trigger: Trigger) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        *rung = (*rung).max(Some(trigger));
        drop(rung);
        self.notify.notify_one();
    }

    async fn heard(&self) -> Trigger {
        loop {
            let rung = self
                .rung
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            match rung {
                Some(trigger) => return trigger,
                None => self.notify.notified().await,
            }
        }
    }
}

/// Why the next pass is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    /// The last one went through.
    ForTimer,
    /// The last one failed.
    AfterFault,
    /// Central asked to be left alone.
    AsAsked,
    /// The key service did: what needs no new pseudonym can go.
    ForPseudonyms,
}

/// Whether a trigger cuts the wait short.
fn cuts_short(trigger: Trigger, why: Waiting, waiting: u32) -> bool {
    match (why, trigger) {
        // A look-up that is still on the screen has nothing to send yet.
        (Waiting::ForTimer, Trigger::Recorded) => waiting > 0,
        (
            Waiting::ForTimer | Waiting::AfterFault | Waiting::ForPseudonyms,
            Trigger::Resume | Trigger::NetworkReturned,
        ) => true,
        (Waiting::ForPseudonyms, Trigger::Recorded) => true,
        // A busy officer without network must not turn each record into a try.
        (Waiting::AfterFault, Trigger::Recorded) => false,
        // All servers are well again: the wait is over, and its failures are forgotten.
        (Waiting::AfterFault | Waiting::AsAsked | Waiting::ForPseudonyms, Trigger::WentThrough) => {
            true
        }
        (Waiting::ForTimer, Trigger::WentThrough) => waiting > 0,
        (Waiting::AsAsked, Trigger::Recorded | Trigger::Resume | Trigger::NetworkReturned) => false,
    }
}

/// How long to wait after a pass, and why.
fn wait_after(
    config: &DeviceConfig,
    halt: Option<Halt>,
    failures: u32,
    chance: f64,
) -> (Duration, Waiting) {
    let Some(halt) = halt else {
        return (config.pass_every, Waiting::ForTimer);
    };
    let Some(fault) = halt.fault() else {
        return (config.pass_every, Waiting::ForTimer);
    };
    let asked = fault.retry_after();
    let retry = match fault {
        // The bound is made smaller before chance spreads the phones over it, not after.
        CallFault::Offline => RetryConfig {
            cap: config.retry.cap.min(OFFLINE_LOOK),
            ..config.retry
        },
        CallFault::NotEnrolled
        | CallFault::Revoked
        | CallFault::NotKnownYet
        | CallFault::Forbidden
        | CallFault::TokenRefused
        | CallFault::Quota { .. }
        | CallFault::EpochNotLive
        | CallFault::NoEpochKey
        | CallFault::EpochKeyChanged
        | CallFault::TooMuch
        | CallFault::NotThere
        | CallFault::Refused { .. }
        | CallFault::Server { .. } => config.retry,
    };
    let wait = retry::wait(&retry, failures, asked, chance);
    let why = match (asked, halt) {
        (Some(_), Halt::WithoutPseudonyms(_)) => Waiting::ForPseudonyms,
        (Some(_), Halt::Whole(_) | Halt::Undated) => Waiting::AsAsked,
        (None, _) => Waiting::AfterFault,
    };
    (wait, why)
}

impl Courier {
    /// Gives a reason for a pass. Whether and when one begins is decided here.
    pub(crate) fn trigger(&self, trigger: Trigger) {
        self.network().bell.ring(trigger);
    }

    /// Something was recorded: it shows in the status, and is a reason for a pass.
    pub(crate) fn recorded(&self) -> Result<(), SyncError> {
        self.refresh_status()?;
        self.trigger(Trigger::Recorded);
        Ok(())
    }

    /// Makes passes until the store is closed; the first at once. To be spawned once.
    pub(crate) async fn run_passes(self) {
        let mut failures = 0_u32;
        loop {
            let rested = self.keyservice_rests().is_some();
            let halt = match self.pass(Asked::ByItself).await {
                Ok(halt) => halt,
                Err(SyncError::Store(StoreError::Closed)) => return,
                Err(error) => {
                    tracing::error!(%error, "a pass failed in the store");
                    Some(Halt::Whole(CallFault::UNBELIEVABLE))
                }
            };
            failures = match halt {
                // The key service was not even asked.
                Some(Halt::WithoutPseudonyms(_)) if rested => failures,
                Some(Halt::WithoutPseudonyms(_) | Halt::Whole(_)) => failures.saturating_add(1),
                Some(Halt::Undated) | None => 0,
            };
            let chance = chance::share(self.records().chance.as_ref());
            let (wait, why) = wait_after(&self.inner.config, halt, failures, chance);
            let mut timer = pin!(sleep(wait));
            loop {
                tokio::select! {
                    () = &mut timer => break,
                    trigger = self.network().bell.heard() => {
                        let waiting = self.status().waiting;
                        if cuts_short(trigger, why, waiting) {
                            break;
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_does_not_hammer_a_server_that_fails() {
        assert!(cuts_short(Trigger::Recorded, Waiting::ForTimer, 1));
        assert!(!cuts_short(Trigger::Recorded, Waiting::ForTimer, 0));
        assert!(!cuts_short(Trigger::Recorded, Waiting::AfterFault, 1));
        assert!(cuts_short(Trigger::NetworkReturned, Waiting::AfterFault, 1));
    }

    #[test]
    fn nothing_is_sooner_than_central_asked_for_but_after_a_pass_of_the_officer() {
        for trigger in [Trigger::Recorded, Trigger::Resume, Trigger::NetworkReturned] {
            assert!(!cuts_short(trigger, Waiting::AsAsked, 1));
        }
        assert!(cuts_short(Trigger::WentThrough, Waiting::AsAsked, 0));
    }

    fn config() -> DeviceConfig {
        let nowhere = crate::BaseUrl::parse("http://127.0.0.1:9").unwrap();
        DeviceConfig::new("nowhere", nowhere.clone(), nowhere)
    }

    #[test]
    fn phones_without_a_network_look_within_a_minute_and_not_all_at_once() {
        let halt = Some(Halt::Whole(CallFault::Offline));
        let wait = |chance| wait_after(&config(), halt, 20, chance).0;
        assert_eq!(wait(0.0), Duration::ZERO);
        assert_eq!(wait(0.5), OFFLINE_LOOK / 2);
        assert_eq!(wait(1.0), OFFLINE_LOOK);
        let fault = Some(Halt::Whole(CallFault::UNBELIEVABLE));
        let (longest, _) = wait_after(&config(), fault, 20, 1.0);
        assert_eq!(longest, config().retry.cap, "a server that fails is spared");
    }

    #[test]
    fn a_quota_of_the_key_service_holds_no_withdrawal_back() {
        let quota = CallFault::Quota {
            retry_after: Some(Duration::from_secs(288)),
        };
        let halt = Some(Halt::WithoutPseudonyms(quota));
        let (wait, why) = wait_after(&config(), halt, 1, 0.0);
        assert_eq!(wait, Duration::from_secs(288));
        assert!(cuts_short(Trigger::Recorded, why, 1));
        let (_, why) = wait_after(&config(), Some(Halt::Whole(quota)), 1, 0.0);
        assert!(!cuts_short(Trigger::Recorded, why, 1));
    }

    #[test]
    fn the_passes_can_run_on_any_thread() {
        fn sendable<T: Send>(_: fn(Courier) -> T) {}
        sendable(Courier::run_passes);
    }

    #[tokio::test]
    async fn several_rings_are_one_and_the_strongest_counts() {
        let bell = Bell::default();
        bell.ring(Trigger::NetworkReturned);
        bell.ring(Trigger::Recorded);
        assert_eq!(bell.heard().await, Trigger::NetworkReturned);
        bell.ring(Trigger::Recorded);
        assert_eq!(
            bell.heard().await,
            Trigger::Recorded,
            "nothing is left of before"
        );
    }
}
