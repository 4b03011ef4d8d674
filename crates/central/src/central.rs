//! Central itself: what all requests share.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::extract::FromRef;
use axum::http::{HeaderName, HeaderValue};
use proco_access::frame::Header;
use proco_access::gate::{Devices, ListUnavailable, Standing};
use proco_access::limit::{Buckets, Limit};
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Audience, DeviceId, Gatekeeper, Role, Team, UnixSeconds, Verifier};
use proco_exchange::belief::Belief;
use proco_exchange::period::Week;
use proco_exchange::{CENTRAL_RESTORED, Epoch, Hour, UtcMillis};
use rand::rngs::OsRng;

use crate::asked::Asking;
use crate::at_once::AtOnce;
use crate::clock::Clock;
use crate::closing::Closing;
use crate::config::Config;
use crate::enrolment::challenges::Challenges;
use crate::enrolment::{code, place};
use crate::epoch_keys::Comparing;
use crate::error::CentralError;
use crate::expired::ExpiredEpochs;
use crate::folder::Folder;
use crate::force::OfOpenWeek;
use crate::keys::CentralKey;
use crate::renewal::Issuers;
use crate::running::Opened;
use crate::shared_quota::SharedQuotas;
use crate::standings::ToldStandings;
use crate::store::{ClockDoubts, Device, NewCode, Restored, Store, StoreError, TakenBack};
use crate::summaries::publish::{due, publish_due};
use crate::{lessons, second_views};

/// An hour in the second week of 1970. Closing the weeks before it closes nothing.
const LONG_AGO: Hour = Hour(7 * 24);

/// Central: its store, its keys, its clock. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Central(Arc<Parts>);

/// What one central holds. Its fields are this crate's own.
pub struct Parts {
    pub(crate) config: Config,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) key: CentralKey,
    /// Who signs tokens and statements.
    pub(crate) issuers: RwLock<Issuers>,
    /// Checks what they sign.
    pub(crate) verifier: Verifier,
    pub(crate) challenges: Challenges,
    /// Taken while a one-time code is looked up. Anybody may ask that, so it is done one at a time.
    pub(crate) code_lookup_lock: tokio::sync::Mutex<()>,
    /// Held while a device is enrolled with a code that exists: one enrolment at a time.
    pub(crate) enrolment_lock: tokio::sync::Mutex<()>,
    /// The token buckets of frequency questions, one for each device. In memory: a restart gives each device a full
    /// bucket, and no device can bring a restart about. How many *different* subjects a device can learn of
    /// is bounded at the key service, whose buckets are stored; to store these too would cost the
    /// one writer a transaction for each look-up in the country.
    pub(crate) frequencies: Buckets,
    /// The token buckets of requests about lessons.
    pub(crate) lessons: SharedQuotas,
    /// The token buckets of requests about second views.
    pub(crate) second_views: SharedQuotas,
    /// What the key service was told.
    pub(crate) told_standings: ToldStandings,
    /// Which epoch keys the key service serves otherwise.
    pub(crate) comparing: Comparing,
    /// How many subjects each device asked about, compared with its look-ups.
    pub(crate) asked: Asking,
    /// How much is under way at once.
    pub(crate) at_once: AtOnce,
    /// What was last worked out of the whole force.
    pub(crate) force: tokio::sync::Mutex<Option<OfOpenWeek>>,
    /// Held while figures are decided on: each decision builds on what is published before it.
    pub(crate) publishing: tokio::sync::Mutex<()>,
    /// Which weeks the clock was believed to have closed.
    pub(crate) closing: Mutex<Closing>,
    /// Which epochs the clock says to be over.
    pub(crate) expired: Mutex<ExpiredEpochs>,
    /// What is believed of the clock.
    pub(crate) belief: Mutex<Belief>,
    /// The last time that the database was put back from a copy. That is only done while central is stopped.
    pub(crate) restored: Option<Restored>,
    pub(crate) folder: Folder,
    /// Device and inode of the database file, by which it is noticed that the file was moved away.
    pub(crate) database: Option<proco_host::files::Identity>,
    /// Whether the database is as it was left in order, or was checked since.
    pub(crate) known_sound: AtomicBool,
    /// Held as long as the database is open.
    pub(crate) opened_by: Opened,
    /// Whether damage was found in it.
    pub(crate) damaged: AtomicBool,
    /// Held while all of it is checked.
    pub(crate) checking: tokio::sync::Mutex<()>,
    gatekeeper: Gatekeeper,
}

/// The secrets and settings of a central, before its store is asked.
pub(crate) struct Own {
    pub(crate) config: Config,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) key: CentralKey,
    pub(crate) issuers: Issuers,
    pub(crate) belief: Belief,
    pub(crate) restored: Option<Restored>,
    pub(crate) folder: Folder,
    pub(crate) known_sound: bool,
    pub(crate) opened_by: Opened,
}

impl std::ops::Deref for Central {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

struct List(Arc<dyn Store>);

impl Devices for List {
    fn standing(&self, device: DeviceId) -> Result<Standing, ListUnavailable> {
        self.0.standing(device).map_err(|error| {
            tracing::error!(%error, "list of devices");
            ListUnavailable
        })
    }
}

impl FromRef<Central> for Gatekeeper {
    fn from_ref(central: &Central) -> Self {
        central.gatekeeper.clone()
    }
}

impl Central {
    pub(crate) fn with_store(own: Own, store: Arc<dyn Store>) -> Self {
        let Own {
            config,
            clock,
            key,
            issuers,
            belief,
            restored,
            folder,
            known_sound,
            opened_by,
        } = own;
        let verifier = Verifier::new(issuers.keys(), EMBEDDED_ISSUER, Audience::Central);
        let time = Arc::clone(&clock);
        let gatekeeper = Gatekeeper::new(verifier.clone(), List(Arc::clone(&store)), move || {
            UnixSeconds::from_millis(time.now().0)
        });
        let challenges = Challenges::new(config.challenge_seconds, &mut OsRng);
        let frequencies = Buckets::new(Limit {
            burst: config.frequency_burst,
            per_day: config.frequencies_per_day,
        });
        Self(Arc::new(Parts {
            config,
            store,
            key,
            issuers: RwLock::new(issuers),
            verifier,
            challenges,
            code_lookup_lock: tokio::sync::Mutex::default(),
            enrolment_lock: tokio::sync::Mutex::default(),
            frequencies,
            lessons: lessons::quotas(),
            second_views: second_views::quotas(),
            told_standings: ToldStandings::default(),
            comparing: Comparing::default(),
            asked: Asking::default(),
            at_once: AtOnce::default(),
            force: tokio::sync::Mutex::default(),
            publishing: tokio::sync::Mutex::default(),
            closing: Mutex::default(),
            expired: Mutex::default(),
            belief: Mutex::new(belief),
            restored,
            damaged: AtomicBool::new(folder.is_damaged()),
            checking: tokio::sync::Mutex::default(),
            database: folder.database_id(),
            folder,
            known_sound: AtomicBool::new(known_sound),
            opened_by,
            gatekeeper,
            clock,
        }))
    }

    /// The number of the last restore, which phones are told; 0 where there was none.
    pub(crate) fn restore_number(&self) -> u32 {
        self.restored.map_or(0, |restored| restored.number)
    }

    /// The same, as every answer tells it.
    pub(crate) fn restore_to_tell(&self) -> Header {
        let name = HeaderName::from_static(CENTRAL_RESTORED);
        (name, HeaderValue::from(self.restore_number()))
    }

    /// The time by the clock that was handed in.
    #[must_use]
    pub fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    /// Makes a one-time code. It is kept hashed, so this is the only time that it can be read.
    ///
    /// # Errors
    /// [`CentralError`] when it cannot be kept.
    pub async fn enrol_code(&self, team: Team, role: Role) -> Result<String, CentralError> {
        self.new_code(team, role, None).await
    }

    /// Makes a one-time code for a phone that comes in place of another: of its team, in its role,
    /// counted as the same officer. When the code is used, the old phone is revoked here. A team
    /// and a role may be named, and have to be those of the old phone then.
    ///
    /// # Errors
    /// [`CentralError::NotReplaced`], or when it cannot be kept.
    pub async fn replacement_code(
        &self,
        old: DeviceId,
        team: Option<Team>,
        role: Option<Role>,
    ) -> Result<String, CentralError> {
        let devices = self.store.devices().await?;
        let (team, role) = place::in_place_of(old, &devices.rows, team, role)?;
        self.new_code(team, role, Some(old)).await
    }

    async fn new_code(
        &self,
        team: Team,
        role: Role,
        replaces: Option<DeviceId>,
    ) -> Result<String, CentralError> {
        let code = code::generate(&mut OsRng);
        let hours = i64::from(self.config.code_hours);
        let kept = NewCode {
            code: self.key.code(&code::normalise(&code)),
            role,
            team,
            expires_at: self.now().plus_millis(hours * 3_600_000),
            replaces,
        };
        self.store.keep_code(kept).await?;
        Ok(code)
    }

    /// Revokes a device here, at once; false when it is not known.
    ///
    /// # Errors
    /// [`CentralError`] when that cannot be kept.
    pub async fn revoke(&self, device: DeviceId) -> Result<bool, CentralError> {
        Ok(self.store.revoke(device, self.now()).await?)
    }

    /// Takes back what the officer of a device brought and what happened in this hour or later. All phones
    /// of that officer, one in place of another, stand under one tag.
    ///
    /// # Errors
    /// [`CentralError`] when that cannot be done; it can be done again.
    pub async fn take_back(
        &self,
        device: DeviceId,
        since: Hour,
    ) -> Result<TakenBack, CentralError> {
        let Some(device) = self.store.device(device).await? else {
            return Ok(TakenBack::default());
        };
        let mut epochs = self.live_epochs();
        // A phone whose clock runs ahead may be in the next quarter already.
        epochs.push(self.now().hour().epoch().next());
        let tag = |epoch: Epoch| (epoch, self.key.officer(epoch, device.counts_as));
        let tags: Vec<_> = epochs.into_iter().map(tag).collect();
        Ok(self.store.take_back(tags, since).await?)
    }

    /// The statement with which the key service revokes a device too.
    #[must_use]
    pub fn revocation_statement(&self, device: DeviceId) -> String {
        let now = UnixSeconds::from_millis(self.now().0);
        self.signer().revoke(device, now)
    }

    /// All devices that can be read; the log tells of others.
    ///
    /// # Errors
    /// [`CentralError`] when they cannot be read.
    pub async fn devices(&self) -> Result<Vec<Device>, CentralError> {
        Ok(self.store.devices().await?.rows)
    }

    /// The first open week by the clock, as far as it is believed: a week is closed when it has been
    /// over for the time of grace.
    pub(crate) fn open_week_by_clock(&self) -> Week {
        let now = self.now();
        let by_clock = |now: UtcMillis| Week::of(now.minus_hours(self.config.grace_hours).hour());
        let mut closing = lock(&self.closing);
        let was_held = closing.is_held();
        let open = closing.observe(now, by_clock);
        if closing.is_held() && !was_held {
            tracing::warn!(
                "the clock is weeks ahead: no week is closed before it has been for a day"
            );
        }
        open
    }

    /// The first open week. Only what was once said to be open may still change.
    pub(crate) async fn open_week(&self) -> Result<Week, StoreError> {
        self.resume_closing().await?;
        let open = self.store.close_before(self.open_week_by_clock()).await?;
        self.keep_clock_doubts().await?;
        Ok(open)
    }

    /// Keeps what is not believed of the clock yet.
    pub(crate) async fn keep_clock_doubts(&self) -> Result<(), StoreError> {
        let held = ClockDoubts {
            ahead_since: lock(&self.closing).ahead_since(),
            expired_since: lock(&self.expired).since(),
        };
        self.store.keep_clock_doubts(held).await
    }

    /// Learns which weeks were closed before the start, and what was not believed of the clock then.
    /// To be done before the first report comes.
    pub(crate) async fn resume_closing(&self) -> Result<(), StoreError> {
        if lock(&self.closing).has_begun() {
            return Ok(());
        }
        let long_ago = Week::of(LONG_AGO);
        let open = self.store.close_before(long_ago).await?;
        if open > long_ago {
            let held = self.store.clock_doubts().await?;
            lock(&self.expired).resume(&held.expired_since);
            lock(&self.closing).resume(open, held.ahead_since);
        }
        Ok(())
    }
}

impl Central {
    /// Publishes what is due of a team.
    pub(crate) async fn publish_due(&self, team: &Team) -> Result<(), StoreError> {
        let open = self.open_week().await?;
        // Nearly always nothing is due; then this need not wait for the lock.
        if due(self.store.as_ref(), team, open).await?.is_empty() {
            return Ok(());
        }
        let _one_at_a_time = self.publishing.lock().await;
        let (store, thresholds) = (self.store.as_ref(), self.config.thresholds);
        publish_due(store, &self.key, thresholds, team, open).await
    }
}

/// Locks a mutex, also after a panic under the lock: these small states are never half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
