//! When a pass begins: at the start, on resume, after something was recorded, when the network
//! returns, and on a timer.

use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::sleep;

use super::Courier;
use super::error::SyncError;
use super::fault::CallFault;
use super::pass::Halt;
use crate::chance;
use crate::config::DeviceConfig;
use crate::store::StoreError;

/// The reason for a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// A look-up, a stop or a withdrawal was recorded.
    Recorded,
    /// The officer is back in the app, or the phone was enrolled.
    Resume,
    /// The network is back.
    NetworkReturned,
}

/// What wakes the schedule while it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    /// A pass that the officer asked for went through. That is no reason for another one, but it ends the
    /// back-off.
    WentThrough,
    /// A trigger, given as the reason for a pass.
    Reason(Trigger),
}

const RECORDED: Signal = Signal::Reason(Trigger::Recorded);

/// Wakes the schedule, from any task, by a [`Notify`]. Signals that come before it has looked are joined:
/// of several reasons the strongest counts.
#[derive(Default)]
pub(super) struct WakeUp {
    pending: Mutex<Pending>,
    notify: Notify,
}

#[derive(Default)]
struct Pending {
    went_through: bool,
    reason: Option<Trigger>,
}

impl WakeUp {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn notify(&self, signal: Signal) {
        let mut pending = self.pending();
        match signal {
            Signal::WentThrough => pending.went_through = true,
            Signal::Reason(reason) => pending.reason = pending.reason.max(Some(reason)),
        }
        drop(pending);
        self.notify.notify_one();
    }

    /// A pass of the schedule ended, so an earlier success tells nothing new.
    fn pass_ended(&self) {
        self.pending().went_through = false;
    }

    fn take(&self) -> Option<Signal> {
        let mut pending = self.pending();
        if std::mem::take(&mut pending.went_through) {
            Some(Signal::WentThrough)
        } else {
            pending.reason.take().map(Signal::Reason)
        }
    }

    async fn notified(&self) -> Signal {
        loop {
            match self.take() {
                Some(signal) => return signal,
                None => self.notify.notified().await,
            }
        }
    }
}

/// How long the schedule waits, and what ends that earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wait {
    length: Duration,
    /// The weakest trigger that ends it.
    ends_on: Trigger,
}

impl Wait {
    /// The wait after a pass that succeeded.
    fn for_timer(config: &DeviceConfig) -> Self {
        Self {
            length: config.pass_every,
            ends_on: Trigger::Recorded,
        }
    }

    /// Whether a trigger ends the wait while this many rows wait.
    fn ends(self, reason: Trigger, waiting: u32) -> bool {
        // A look-up that is still on the screen has nothing to send yet.
        let something = reason > Trigger::Recorded || waiting > 0;
        something && reason >= self.ends_on
    }
}

/// The effect of a signal while the schedule waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Pass,
    /// The schedule waits on until the same time.
    GoOn,
    /// It waits as after a pass that succeeded.
    Anew,
}

fn next(signal: Signal, wait: Wait, waiting: u32) -> Next {
    match signal {
        Signal::Reason(reason) if wait.ends(reason, waiting) => Next::Pass,
        Signal::Reason(_) => Next::GoOn,
        Signal::WentThrough if waiting > 0 => Next::Pass,
        Signal::WentThrough => Next::Anew,
    }
}

/// The weakest trigger that ends the wait after this halt.
fn ends_on(halt: Halt, asked: bool) -> Trigger {
    match (halt, asked) {
        // Rows that need no new pseudonym can be sent.
        (Halt::Undated, _) | (Halt::WithoutPseudonyms(_), true) => Trigger::Recorded,
        // A pause that central asked for. Who asked was perhaps a portal that knows our codes: another network ends it.
        (Halt::Everything(_), true) => Trigger::NetworkReturned,
        // Without network, each record of a busy officer would otherwise cause a try.
        (Halt::WithoutPseudonyms(_) | Halt::Everything(_), false) => Trigger::Resume,
    }
}

impl Courier {
    /// Triggers a pass. Whether and when it begins is decided here.
    pub(crate) fn trigger(&self, trigger: Trigger) {
        if trigger == Trigger::NetworkReturned {
            self.network().keyservice_backoff.end();
            self.network().central_backoff.end();
        }
        self.network().wake_up.notify(Signal::Reason(trigger));
    }

    /// Notes that both servers answered a pass of the officer.
    pub(super) fn both_servers_answered(&self) {
        self.network().wake_up.notify(Signal::WentThrough);
    }

    /// Updates the status and triggers a pass, because something was recorded.
    pub(crate) fn recorded(&self) -> Result<(), SyncError> {
        self.refresh_status()?;
        self.trigger(Trigger::Recorded);
        Ok(())
    }

    /// Makes passes until the store is closed; the first at once. To be spawned once.
    pub(crate) async fn run_passes(self) {
        loop {
            let paused = self.keyservice_pause().is_some();
            let passed = self.pass().await;
            self.network().wake_up.pass_ended();
            let wait = match passed {
                Ok(halt) => self.wait_after(halt, paused),
                Err(SyncError::Store(StoreError::Closed)) => return,
                Err(error) => {
                    tracing::error!(%error, "a pass failed in the store");
                    self.wait_for_store()
                }
            };
            self.wait_for_pass(wait).await;
        }
    }

    /// How long to wait after a pass. `paused` says that the key service was not even asked.
    fn wait_after(&self, halt: Option<Halt>, paused: bool) -> Wait {
        let network = self.network();
        let (halt, backoff, fault) = match halt {
            None | Some(Halt::Undated) => {
                network.keyservice_backoff.went_through();
                network.central_backoff.went_through();
                return Wait::for_timer(&self.inner.config);
            }
            Some(halt @ Halt::WithoutPseudonyms(fault)) => {
                network.central_backoff.went_through();
                (halt, &network.keyservice_backoff, fault)
            }
            Some(halt @ Halt::Everything(fault)) => (halt, &network.central_backoff, fault),
        };
        let not_asked = matches!(halt, Halt::WithoutPseudonyms(_)) && paused;
        if !not_asked {
            backoff.failed();
        }
        Wait {
            length: backoff.wait(&self.inner.config.retry, fault, self.chance()),
            ends_on: ends_on(halt, fault.retry_after().is_some()),
        }
    }

    /// How long to wait after a pass that failed in the store of this phone: as after a server that fails.
    fn wait_for_store(&self) -> Wait {
        let backoff = &self.network().central_backoff;
        backoff.failed();
        Wait {
            length: backoff.wait(
                &self.inner.config.retry,
                CallFault::UNBELIEVABLE,
                self.chance(),
            ),
            ends_on: Trigger::Resume,
        }
    }

    fn chance(&self) -> f64 {
        chance::share(self.records().chance.as_ref())
    }

    fn undo_left(&self) -> Option<Duration> {
        let records = self.records();
        records.undo.left(&records.moment())
    }

    /// Waits until it is time for a pass, or there is a reason for one.
    async fn wait_for_pass(&self, mut wait: Wait) {
        loop {
            let mut timer = pin!(sleep(wait.length));
            loop {
                let undo = self.undo_left();
                let signal = tokio::select! {
                    () = &mut timer => return,
                    signal = self.network().wake_up.notified() => signal,
                    () = sleep(undo.unwrap_or_default()), if undo.is_some() => RECORDED,
                };
                // A decision that can be taken back is recorded once it no longer can be.
                if signal == RECORDED && self.undo_left().is_some() {
                    continue;
                }
                let waiting = self.status().waiting;
                match next(signal, wait, waiting) {
                    Next::Pass => return,
                    Next::GoOn => {}
                    Next::Anew => {
                        wait = self.wait_after(None, false);
                        break;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> DeviceConfig {
        let nowhere = crate::BaseUrl::parse("http://127.0.0.1:9").unwrap();
        DeviceConfig::new("nowhere", nowhere.clone(), nowhere)
    }

    /// The wait after a halt, as far as reasons end it.
    fn wait(halt: Halt) -> Wait {
        let (Halt::WithoutPseudonyms(fault) | Halt::Everything(fault)) = halt else {
            panic!("a halt by a fault");
        };
        Wait {
            length: Duration::ZERO,
            ends_on: ends_on(halt, fault.retry_after().is_some()),
        }
    }

    #[test]
    fn a_record_does_not_hammer_a_server_that_fails() {
        let timer = Wait::for_timer(&config());
        assert!(timer.ends(Trigger::Recorded, 1));
        assert!(!timer.ends(Trigger::Recorded, 0));
        let fault = wait(Halt::Everything(CallFault::UNBELIEVABLE));
        assert!(!fault.ends(Trigger::Recorded, 1));
        assert!(fault.ends(Trigger::NetworkReturned, 1));
    }

    fn quota() -> CallFault {
        CallFault::Quota {
            retry_after: Some(Duration::from_secs(288)),
        }
    }

    #[test]
    fn a_quota_of_the_key_service_holds_no_withdrawal_back() {
        let backoff = super::super::backoff::Backoff::default();
        backoff.failed();
        let length = backoff.wait(&config().retry, quota(), 0.0);
        assert_eq!(length, Duration::from_secs(288));
        let pseudonyms = wait(Halt::WithoutPseudonyms(quota()));
        assert!(pseudonyms.ends(Trigger::Recorded, 1));
        assert!(!wait(Halt::Everything(quota())).ends(Trigger::Recorded, 1));
    }

    #[test]
    fn nothing_is_sooner_than_central_asked_for_but_on_another_network_or_after_a_pass_of_the_officer()
     {
        let asked = wait(Halt::Everything(quota()));
        for trigger in [Trigger::Recorded, Trigger::Resume] {
            assert_eq!(next(Signal::Reason(trigger), asked, 1), Next::GoOn);
        }
        let other = Signal::Reason(Trigger::NetworkReturned);
        assert_eq!(next(other, asked, 1), Next::Pass);
        assert_eq!(next(Signal::WentThrough, asked, 1), Next::Pass);
        assert_eq!(next(Signal::WentThrough, asked, 0), Next::Anew);
    }

    #[test]
    fn the_passes_can_run_on_any_thread() {
        fn sendable<T: Send>(_: fn(Courier) -> T) {}
        sendable(Courier::run_passes);
    }

    #[tokio::test]
    async fn several_signals_are_one_and_the_strongest_counts() {
        let wake_up = WakeUp::default();
        wake_up.notify(Signal::Reason(Trigger::NetworkReturned));
        wake_up.notify(Signal::Reason(Trigger::Recorded));
        assert_eq!(
            wake_up.notified().await,
            Signal::Reason(Trigger::NetworkReturned)
        );
        wake_up.notify(Signal::Reason(Trigger::Recorded));
        assert_eq!(
            wake_up.notified().await,
            Signal::Reason(Trigger::Recorded),
            "nothing is left of before"
        );
        wake_up.notify(Signal::Reason(Trigger::Recorded));
        wake_up.notify(Signal::WentThrough);
        assert_eq!(wake_up.notified().await, Signal::WentThrough);
        assert_eq!(wake_up.notified().await, Signal::Reason(Trigger::Recorded));
        wake_up.notify(Signal::WentThrough);
        wake_up.pass_ended();
        assert_eq!(wake_up.take(), None, "a later pass says more");
    }
}
