//! The parts of the service, put together.

use std::fmt;
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};

use proco_access::gate::{Devices, Known, ListUnavailable, Standing};
use proco_access::limit::{Decision, Limit};
use proco_access::problem::Problem;
use proco_access::serve::Bounds;
use proco_access::standing::{StandingAnswer, Standings};
use proco_access::{Audience, DeviceId, Gatekeeper, Jwks, ServerFolders, UnixSeconds, Verifier};
use proco_exchange::evaluation::{EvaluationAnswer, EvaluationRequest, LiveEpoch, LiveEpochs};
use proco_exchange::{Epoch, Hour, UtcMillis};

use crate::at_once::AtOnce;
use crate::clock::Clock;
use crate::config::ServiceConfig;
use crate::epochs::{self, Plan};
use crate::error::Error;
use crate::evaluate::{self, Refused};
use crate::health::Health;
use crate::quota;
use crate::store::serving::Serving;
use crate::store::{State, Store, devices};

/// A running key service. Clones share one store.
#[derive(Clone)]
pub struct KeyService {
    parts: Arc<Parts>,
    gatekeeper: Gatekeeper,
}

struct Parts {
    store: Store,
    config: ServiceConfig,
    /// The lock file of the folder, held until the service ends.
    serving: Mutex<Option<Serving>>,
    limit: Limit,
    clock: Arc<dyn Clock>,
    verifier: Verifier,
    told: DeviceList,
    at_once: AtOnce,
    /// The hour in which the epoch keys were last looked after on a request, so that the first
    /// request after a quarter has ended notices that.
    turned: Mutex<Option<Hour>>,
    /// The hour of the last alarm over the budget.
    alarmed: Mutex<Option<Hour>>,
}

/// The devices, in memory: they are asked for with each request.
#[derive(Clone)]
struct DeviceList(Arc<RwLock<devices::KnownDevices>>);

impl Devices for DeviceList {
    fn standing(&self, device: DeviceId) -> Result<Standing, ListUnavailable> {
        let told = self.0.read().map_err(|_| ListUnavailable)?;
        Ok(if told.revoked.contains(&device) {
            Standing::Revoked
        } else if told.admitted.contains(&device) {
            Standing::In(Known::nothing_of(device))
        } else {
            Standing::Unknown
        })
    }
}

impl KeyService {
    /// Opens the store, checks each page of it and, at the very first start, makes the keys of the
    /// live epochs.
    ///
    /// # Errors
    /// [`Error::Running`] while another service runs on the folder; [`Error`] when the store cannot be
    /// opened or is damaged, and nothing is begun anew in its place.
    pub fn open(config: &ServiceConfig, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let serving = Serving::begin(&config.data_dir)?;
        let place = ServerFolders::new(config.data_dir.clone(), config.keys_dir.clone());
        let store = Store::open(place)?;
        store.tell_of_key();
        store.check()?;
        let verifier = Verifier::new(
            config.issuer_keys.clone(),
            &config.issuer,
            Audience::KeyService,
        );
        let told = DeviceList(Arc::new(RwLock::new(store.told()?)));
        let seconds = {
            let clock = Arc::clone(&clock);
            move || UnixSeconds::from_millis(clock.now().0)
        };
        let gatekeeper = Gatekeeper::new(verifier.clone(), told.clone(), seconds);
        let turned = Mutex::new(None);
        let limit = config.limit();
        let parts = Parts {
            store,
            config: config.clone(),
            serving: Mutex::new(Some(serving)),
            limit,
            clock,
            verifier,
            told,
            at_once: AtOnce::default(),
            turned,
            alarmed: Mutex::new(None),
        };
        let service = Self {
            parts: Arc::new(parts),
            gatekeeper,
        };
        match service.rotate_epochs() {
            Ok(_) => {
                service.log_new_keys()?;
                Ok(service)
            }
            // On a full disk the keys that exist go on answering.
            Err(error @ (Error::DiskFull | Error::Disk(_)))
                if !service.parts.store.epochs()?.is_empty() =>
            {
                tracing::error!(%error, "the epoch keys could not be looked after");
                Ok(service)
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) fn bounds(&self) -> Bounds {
        self.parts.config.bounds
    }

    pub(crate) fn at_once(&self) -> &AtOnce {
        &self.parts.at_once
    }

    pub(crate) fn gatekeeper(&self) -> &Gatekeeper {
        &self.gatekeeper
    }

    /// Brings the epoch keys up to now, if the clock can be believed, forgets full buckets, and takes
    /// what was destroyed off the disk. Done at the start and each hour.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn rotate_epochs(&self) -> Result<Plan, Error> {
        let now = self.parts.clock.now();
        let plan = epochs::look_after(&self.parts.store, now, false)?;
        self.parts
            .store
            .forget_full_buckets(self.parts.limit, now)?;
        self.parts.store.purge();
        Ok(plan)
    }

    /// Says how central accepts the keys that are made in place of others, where `begin-anew` was killed
    /// before it could.
    fn log_new_keys(&self) -> Result<(), Error> {
        let store = &self.parts.store;
        let commands = store.accept_commands(self.parts.clock.now())?;
        if commands.is_empty() {
            return Ok(());
        }
        for command in commands {
            tracing::warn!(
                "the keys were begun anew, and phones refuse the new ones until central accepts them: {command}"
            );
        }
        store.accept_commands_were_told()
    }

    /// Reads each page of the store and checks it. Done at the start and each day.
    ///
    /// # Errors
    /// [`Error::Damaged`]; [`Error`] of the store.
    pub fn check(&self) -> Result<(), Error> {
        self.parts.store.check()
    }

    /// Says in the log which keys were never copied out. Done at the start and each day.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn remind(&self) -> Result<(), Error> {
        for row in self.parts.store.epochs()? {
            if row.state == State::Live && row.copied_at.is_none() {
                let place = self.parts.store.place().arguments();
                tracing::warn!(
                    epoch = %row.epoch,
                    "the key of this epoch was never copied out: `proco-keyservice backup {place} \
                     --to NEW-FILE`, or `proco-keyservice epochs export {place} --to NEW-FILE`"
                );
            }
        }
        Ok(())
    }

    /// Folds the log into the file, so that the file alone is the store, and lets others use it
    /// alone. Done at the end.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn end(&self) -> Result<(), Error> {
        let ended = self.parts.store.end();
        drop(self.parts.serving.lock().map_err(|_| Error::Lock)?.take());
        ended
    }

    /// Checks tokens and statements with these public keys of the issuer from now on.
    pub fn take_issuer_keys(&self, keys: Jwks) {
        self.parts.verifier.take_keys(keys);
        tracing::warn!(
            "the issuer has other public keys: a token under a key that is not among them is refused"
        );
    }

    /// The name of a key that a token or a statement was signed with, by its own word, and that is not among
    /// the issuer's public keys here; since this was last asked.
    #[must_use = "it is told once"]
    pub fn missing_issuer_key(&self) -> Option<String> {
        self.parts.verifier.take_missing()
    }

    /// Whether the store can be read and written, and whether the clock is believed.
    #[must_use]
    pub fn health(&self) -> Health {
        Health::of(&self.parts.store, self.parts.clock.now())
    }

    /// The live epochs with their public keys, newest first. To be asked for a caller whose token is
    /// good.
    ///
    /// # Errors
    /// [`Error::NoLiveEpoch`] rather than none at all; [`Error`] of the store.
    pub fn live_epochs(&self) -> Result<LiveEpochs, Error> {
        self.answering(self.now_after_maintenance()?)
    }

    /// The same for anybody who wants to compare. Nobody agrees with the clock by asking, so while that is far
    /// from the last moment that was believed, none are given: another key never takes the place of one that
    /// was.
    ///
    /// # Errors
    /// As [`Self::live_epochs`].
    pub fn published_epochs(&self) -> Result<LiveEpochs, Error> {
        let now = self.parts.clock.now();
        if self.parts.store.believed()?.observe(now).is_believed() {
            self.answering(now)
        } else {
            Err(Error::NoLiveEpoch)
        }
    }

    fn answering(&self, now: UtcMillis) -> Result<LiveEpochs, Error> {
        let epochs: Vec<_> = self
            .parts
            .store
            .answering(&Epoch::live_at(now), now)?
            .into_iter()
            .map(|row| LiveEpoch {
                epoch: row.epoch,
                public_key: row.public_key,
            })
            .collect();
        if epochs.is_empty() {
            Err(Error::NoLiveEpoch)
        } else {
            Ok(LiveEpochs { epochs })
        }
    }

    /// Evaluates blinded marks for a device whose token is good.
    ///
    /// # Errors
    /// A [`Problem`] for the caller.
    pub fn evaluate(
        &self,
        device: DeviceId,
        request: &EvaluationRequest,
    ) -> Result<EvaluationAnswer, Problem> {
        let now = self.now_after_maintenance()?;
        let Parts { store, limit, .. } = &*self.parts;
        let devices = self.told()?.admitted.len();
        let budget = self.parts.config.budget(devices);
        match evaluate::evaluate(store, *limit, budget, device, request, now) {
            Ok(answer) => Ok(answer),
            Err(Refused::Plain(problem)) => Err(problem),
            Err(Refused::OverBudget(problem)) => {
                self.alarm(now, devices)?;
                Err(problem)
            }
        }
    }

    /// Says once an hour that more is asked than all devices are meant to ask.
    fn alarm(&self, now: UtcMillis, devices: usize) -> Result<(), Error> {
        let mut alarmed = self.parts.alarmed.lock().map_err(|_| Error::Lock)?;
        if *alarmed != Some(now.hour()) {
            *alarmed = Some(now.hour());
            tracing::error!(
                devices,
                "all devices together ask for more marks than the budget allows: somebody may be \
                 trying marks. Further ones are refused until it flows back"
            );
        }
        Ok(())
    }

    fn told(&self) -> Result<RwLockReadGuard<'_, devices::KnownDevices>, Error> {
        self.parts.told.0.read().map_err(|_| Error::Lock)
    }

    /// Takes in what a statement of the issuer says: from then on a device that is out is refused,
    /// and one that is in gets answers. Gives what of it was new, and how many are known.
    ///
    /// # Errors
    /// A [`Problem`] when the statement is not one of the issuer, or more devices are new than may
    /// come in an hour; those that are out are out all the same.
    pub fn stand(&self, statement: &str) -> Result<(Standings, StandingAnswer), Problem> {
        let (mut standings, stated_at) = self.parts.verifier.standings(statement)?;
        {
            let told = self.told()?;
            // A device that was revoked stays so.
            standings
                .admitted
                .retain(|device| !told.admitted.contains(device) && !told.revoked.contains(device));
            standings
                .revoked
                .retain(|device| !told.revoked.contains(device));
        }
        if standings.is_empty() {
            return Ok((standings, self.known_devices()?));
        }
        let limit = self.parts.config.new_devices();
        let now = self.parts.clock.now();
        let decision = self.parts.store.stand(&standings, stated_at, limit, now)?;
        let come = matches!(decision, Decision::Allowed(_));
        {
            let mut told = self.parts.told.0.write().map_err(|_| Error::Lock)?;
            told.revoked.extend(&standings.revoked);
            if come {
                told.admitted.extend(&standings.admitted);
            }
            for device in &standings.revoked {
                told.admitted.remove(device);
            }
        }
        if !come {
            tracing::error!(
                devices = standings.admitted.len(),
                revoked = ?standings.revoked,
                "more devices are new than may come in an hour: they are refused for now"
            );
        }
        quota::must_be_allowed(decision)?;
        Ok((standings, self.known_devices()?))
    }

    fn known_devices(&self) -> Result<StandingAnswer, Problem> {
        let told = self.told()?;
        Ok(StandingAnswer {
            admitted: told.admitted.len(),
            revoked: told.revoked.len(),
        })
    }

    /// The time. At the first call of an hour the epoch keys are looked after. The caller's token is valid by this clock,
    /// so central, which issued it, agrees with the clock.
    fn now_after_maintenance(&self) -> Result<UtcMillis, Error> {
        let now = self.parts.clock.now();
        let mut turned = self.parts.turned.lock().map_err(|_| Error::Lock)?;
        if *turned != Some(now.hour()) {
            *turned = Some(now.hour());
            // Where that fails it is tried again in an hour; the keys that exist answer meanwhile.
            if let Err(error) = epochs::look_after(&self.parts.store, now, true) {
                tracing::error!(%error, "the epoch keys could not be looked after");
            }
        }
        Ok(now)
    }
}

impl fmt::Debug for KeyService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyService")
    }
}
