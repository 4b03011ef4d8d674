//! [`Device`]: what the app asks of the core.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proco_domain::ids::DraftId;
use proco_domain::time::UtcMillis;
use tokio::sync::watch;
use uuid::Uuid;

use crate::chance::{Chance, SystemChance};
use crate::clock::Clock;
use crate::dating::Running;
use crate::error::DeviceError;
use crate::keys::{KeyStore, Secrets};
use crate::retention::{Reach, Retention};
use crate::store::{
    Store, StoreError, commits, drafts, enrolment, housekeeping, outbox, own_keys, queries,
    stretch_records, sync_state,
};
use crate::sync::{BaseUrl, Carrier, Network, RetryConfig, Wire};
use crate::unrecorded::{WaitingForRoom, no_room};
use crate::view::{Notice, Status, SyncProblem, SyncStatus};

/// For how long the officer is told that saves are gone: milliseconds.
const LOSS_TOLD_FOR: i64 = 7 * 24 * 60 * 60 * 1000;

/// How this device is set up.
#[derive(Clone, Debug)]
pub struct DeviceConfig {
    /// The file of the store.
    pub path: PathBuf,
    /// Where central is.
    pub central: BaseUrl,
    /// Where the key service is.
    pub keyservice: BaseUrl,
    /// How long the phone keeps what.
    pub retention: Retention,
    /// After how long a look-up about which nothing was decided led to nothing.
    pub undecided_for: Duration,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a request may take in all.
    pub request_timeout: Duration,
    /// How long to wait after a pass that did not go through.
    pub retry: RetryConfig,
    /// How long to wait after one that did.
    pub pass_every: Duration,
    /// The most marks in one evaluation; smaller than the burst that the key service allows.
    pub marks_at_once: usize,
}

impl DeviceConfig {
    /// The usual set-up.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, central: BaseUrl, keyservice: BaseUrl) -> Self {
        Self {
            path: path.into(),
            central,
            keyservice,
            retention: Retention::default(),
            undecided_for: Duration::from_secs(60 * 60),
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(20),
            retry: RetryConfig::default(),
            pass_every: Duration::from_secs(15 * 60),
            marks_at_once: 48,
        }
    }
}

/// What a phone does not decide itself: time, chance, and how a request is carried.
#[derive(Clone)]
pub struct Surroundings {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Names records, and spreads phones out.
    pub chance: Arc<dyn Chance>,
    /// Carries requests to central and to the key service.
    pub carrier: Arc<dyn Carrier>,
}

/// The core of one phone. A handle: clones share everything.
#[derive(Clone)]
pub struct Device {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) secrets: Secrets,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) running: Mutex<Running>,
    /// Held while the clock is compared with that of central: one comparison at a time.
    pub(crate) comparing: Mutex<()>,
    pub(crate) config: DeviceConfig,
    pub(crate) network: Network,
    pub(crate) status: watch::Sender<SyncStatus>,
    pub(crate) unrecorded: WaitingForRoom,
    /// The checks that were begun since the app was started.
    pub(crate) begun: Mutex<HashSet<DraftId>>,
    /// The records about which something was decided since then.
    pub(crate) decided: Mutex<HashSet<Uuid>>,
}

impl Device {
    /// Opens the store, or begins one, sets a draft aside that cannot be read, and settles look-ups
    /// that were left undecided.
    ///
    /// # Errors
    /// [`DeviceError::Store`] when the store must stay closed or was made by a newer program.
    pub fn open(
        config: DeviceConfig,
        keys: &dyn KeyStore,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DeviceError> {
        let surroundings = Surroundings {
            clock,
            chance: Arc::new(SystemChance),
            carrier: Arc::new(Wire::new(&config)?),
        };
        Self::open_in(config, keys, surroundings)
    }

    /// The same, with time, chance and network handed in: for a simulation. A phone is opened with
    /// [`Device::open`].
    ///
    /// # Errors
    /// As [`Device::open`].
    pub fn open_in(
        config: DeviceConfig,
        keys: &dyn KeyStore,
        surroundings: Surroundings,
    ) -> Result<Self, DeviceError> {
        match Self::open_once(config.clone(), keys, surroundings.clone()) {
            // Of a large store not every page is looked at before. Now it is, and is moved aside.
            Err(DeviceError::Store(StoreError::Damaged)) => {
                Self::open_once(config, keys, surroundings)
            }
            other => other,
        }
    }

    fn open_once(
        config: DeviceConfig,
        keys: &dyn KeyStore,
        surroundings: Surroundings,
    ) -> Result<Self, DeviceError> {
        let Surroundings {
            clock,
            chance,
            carrier,
        } = surroundings;
        let (store, secrets) = Store::open(&config.path, keys, clock.now())?;
        let network = Network::new(&config, &carrier, &clock);
        let running = Mutex::new(Running::take_up(&store, clock.as_ref())?);
        let status = SyncStatus {
            running: false,
            waiting: 0,
            refused: 0,
            refused_look_ups: 0,
            undated: 0,
            last_success: None,
            last_attempt: None,
            problem: None,
        };
        let device = Self {
            inner: Arc::new(Inner {
                store,
                secrets,
                clock,
                chance,
                running,
                comparing: Mutex::default(),
                config,
                network,
                status: watch::Sender::new(status),
                unrecorded: WaitingForRoom::default(),
                begun: Mutex::default(),
                decided: Mutex::default(),
            }),
        };
        if device.store().is_older() {
            device.count_as_older()?;
        }
        device.renew_own_keys()?;
        device.open_draft()?;
        device.settle_old()?;
        device.retain(Reach::Marks)?;
        device.refresh_status()?;
        Ok(device)
    }

    /// Without room the keys stay as they are until a start finds some.
    fn renew_own_keys(&self) -> Result<(), DeviceError> {
        if !self.store().read(|c| Ok(own_keys::are_old(c)?))? {
            return Ok(());
        }
        let keys = self.inner.secrets.own_counts();
        let renewed = self.store().write(|t| Ok(own_keys::renew(t, keys)?));
        if no_room(&renewed) { Ok(()) } else { renewed }
    }

    /// Closes the store, once what is being written is on disk; from then every question is refused
    /// and the passes end. For whoever ends the process: at its exit OpenSSL takes its state apart,
    /// and a thread that still encrypts a page then crashes.
    pub fn close(&self) {
        // The last chance of what found no room.
        let _ = self.record_waiting();
        self.inner.store.close();
    }

    /// As on a disk without room, until it is lifted or the app ends: for a simulation.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    #[doc(hidden)]
    pub fn hold_size(&self, held: bool) -> Result<(), DeviceError> {
        self.store().read(|c| Ok(housekeeping::hold_size(c, held)?))
    }

    /// The state of the app as a whole.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn status(&self) -> Result<Status, DeviceError> {
        let store = &self.inner.store;
        let (enrolled, state, set_aside, lost) = store.read(|c| {
            Ok((
                enrolment::get(c)?,
                sync_state::get(c)?,
                drafts::is_set_aside(c)?,
                commits::lost(c)?,
            ))
        })?;
        let mut notices = Vec::new();
        if store.moved_aside()? {
            notices.push(Notice::StoreMovedAside);
        }
        if store.vanished()? {
            notices.push(Notice::StoreVanished);
        }
        // Told for a week, as long as what an officer could still do about it.
        let lost = lost.filter(|(_, at)| self.now() <= at.plus_millis(LOSS_TOLD_FOR));
        if lost.is_some() {
            notices.push(Notice::SavesLost);
        }
        if set_aside {
            notices.push(Notice::DraftSetAside);
        }
        if state.draft_closed {
            notices.push(Notice::DraftClosed);
        }
        if enrolled.as_ref().is_some_and(|enrolled| enrolled.revoked) {
            notices.push(Notice::Revoked);
        }
        if state.clock_off || self.clock_is_off() {
            notices.push(Notice::ClockOff);
        }
        Ok(Status {
            enrolled: enrolled.is_some(),
            role: enrolled.as_ref().map(|enrolled| enrolled.role),
            team: enrolled.map(|enrolled| enrolled.team),
            sync: self.sync_status(),
            notices,
            lost_saves: lost.map_or(0, |(saves, _)| u32::try_from(saves).unwrap_or(u32::MAX)),
        })
    }

    /// Whether this start found the store older than it was: its log was lost, or an older copy was
    /// put back without the file that counts its commits.
    #[must_use]
    pub fn store_is_older_copy(&self) -> bool {
        self.store().missing() > 0
    }

    /// How sending stands.
    #[must_use]
    pub fn sync_status(&self) -> SyncStatus {
        self.inner.status.borrow().clone()
    }

    /// Tells of every change of how sending stands.
    #[must_use]
    pub fn sync_changes(&self) -> watch::Receiver<SyncStatus> {
        self.inner.status.subscribe()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Look-ups that were left undecided for too long led to nothing.
    pub(crate) fn settle_old(&self) -> Result<(), DeviceError> {
        self.keep_step()?;
        let patience = i64::try_from(self.inner.config.undecided_for.as_millis());
        let moment = self.moment();
        let before = moment.at().0.saturating_sub(patience.unwrap_or(i64::MAX));
        let before = Some((UtcMillis(before), moment.stretch()));
        self.store()
            .write(|t| Ok(queries::settle_undecided(t, before)?))
    }

    /// Lets go what need not be kept. What is removed does not come back, so nothing is while the
    /// clock is known to be off, nor on the word of one that has just jumped ahead.
    pub(crate) fn retain(&self, reach: Reach) -> Result<(), DeviceError> {
        let (retention, now) = (self.inner.config.retention, self.now());
        let known = self.time_is_witnessed();
        while self.store().write(|t| {
            Ok(sync_state::clock_is_believed(t, now, known)?
                && housekeeping::retain(t, &retention, reach, now)?)
        })? {}
        Ok(())
    }

    /// Reads anew how sending stands, and tells whoever listens when it changed.
    pub(crate) fn refresh_status(&self) -> Result<(), DeviceError> {
        let unrecorded = u32::try_from(self.inner.unrecorded.held().len()).unwrap_or(u32::MAX);
        let (tally, undated, state) = self.store().read(|c| {
            let undated = stretch_records::undated(c)?;
            Ok((outbox::tally(c)?, undated, sync_state::get(c)?))
        })?;
        self.inner.status.send_if_modified(|status| {
            let mut next = SyncStatus {
                running: status.running,
                waiting: tally.waiting.saturating_add(unrecorded),
                refused: tally.refused,
                refused_look_ups: tally.refused_look_ups,
                undated,
                last_success: state.last_success,
                last_attempt: state.last_attempt,
                problem: state.problem,
            };
            std::mem::swap(status, &mut next);
            *status != next
        });
        Ok(())
    }

    /// Tells why the last pass did not go through.
    pub(crate) fn tell_problem(&self, problem: SyncProblem) {
        self.inner.status.send_if_modified(|status| {
            let changed = status.problem != Some(problem);
            status.problem = Some(problem);
            changed
        });
    }

    /// Marks a pass as running or not.
    pub(crate) fn set_running(&self, running: bool) {
        self.inner.status.send_if_modified(|status| {
            let changed = status.running != running;
            status.running = running;
            changed
        });
    }
}
