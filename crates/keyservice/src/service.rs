//! The parts of the service, put together.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, RwLock};

use proco_access::gate::{ListUnavailable, RevokedDevices};
use proco_access::limit::Limit;
use proco_access::problem::Problem;
use proco_access::{Audience, DeviceId, Gatekeeper, UnixSeconds, Verifier};
use proco_exchange::evaluation::{EvaluationAnswer, EvaluationRequest, LiveEpoch, LiveEpochs};
use proco_exchange::{Epoch, UtcMillis};

use crate::clock::Clock;
use crate::config::ServiceConfig;
use crate::epochs::{self, Plan};
use crate::error::Error;
use crate::evaluate;
use crate::store::{State, Store};

/// A running key service. Clones share one store.
#[derive(Clone)]
pub struct KeyService {
    parts: Arc<Parts>,
    gatekeeper: Gatekeeper,
}

struct Parts {
    store: Store,
    limit: Limit,
    clock: Arc<dyn Clock>,
    verifier: Verifier,
    revoked: Revoked,
    /// The epoch of the last turn, so that a turn of the quarter is noticed by the first request
    /// after it.
    turned: Mutex<Option<Epoch>>,
}

/// The revoked devices, in memory: they are asked for with each request.
#[derive(Clone)]
struct Revoked(Arc<RwLock<HashSet<DeviceId>>>);

impl RevokedDevices for Revoked {
    fn is_revoked(&self, device: DeviceId) -> Result<bool, ListUnavailable> {
        Ok(self
            .0
            .read()
            .map_err(|_| ListUnavailable)?
            .contains(&device))
    }
}

impl KeyService {
    /// Opens the store and makes the keys of the live epochs.
    ///
    /// # Errors
    /// [`Error`] when the store cannot be opened; nothing is begun anew in its place.
    pub fn open(config: &ServiceConfig, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let store = Store::open(&config.data_dir)?;
        let verifier = Verifier::new(
            config.issuer_keys.clone(),
            &config.issuer,
            Audience::KeyService,
        );
        let revoked = Revoked(Arc::new(RwLock::new(
            store.revoked()?.into_iter().collect(),
        )));
        let seconds = {
            let clock = Arc::clone(&clock);
            move || UnixSeconds::from_millis(clock.now().0)
        };
        let gatekeeper = Gatekeeper::new(verifier.clone(), revoked.clone(), seconds);
        let turned = Mutex::new(None);
        let limit = config.limit();
        let parts = Parts {
            store,
            limit,
            clock,
            verifier,
            revoked,
            turned,
        };
        let service = Self {
            parts: Arc::new(parts),
            gatekeeper,
        };
        service.turn()?;
        Ok(service)
    }

    pub(crate) fn gatekeeper(&self) -> &Gatekeeper {
        &self.gatekeeper
    }

    /// Brings the epoch keys up to now and forgets full buckets. Done at the start, each hour,
    /// and with the first request of a quarter.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn turn(&self) -> Result<Plan, Error> {
        let now = self.parts.clock.now();
        let mut turned = self.parts.turned.lock().map_err(|_| Error::Lock)?;
        let plan = epochs::turn(&self.parts.store, now)?;
        *turned = Some(now.epoch());
        drop(turned);
        self.parts
            .store
            .forget_full_buckets(self.parts.limit, now)?;
        Ok(plan)
    }

    /// Whether the service can answer.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn is_healthy(&self) -> Result<(), Error> {
        self.parts.store.answers()
    }

    /// The live epochs with their public keys, newest first.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn live_epochs(&self) -> Result<LiveEpochs, Error> {
        let now = self.now_in_turn()?;
        let live = Epoch::live_at(now);
        let epochs = self
            .parts
            .store
            .epochs()?
            .into_iter()
            .filter(|row| row.state == State::Live && live.contains(&row.epoch))
            .map(|row| LiveEpoch {
                epoch: row.epoch,
                public_key: row.public_key,
            })
            .collect();
        Ok(LiveEpochs { epochs })
    }

    /// Evaluates blinded marks for a device.
    ///
    /// # Errors
    /// A [`Problem`] for the caller.
    pub fn evaluate(
        &self,
        device: DeviceId,
        request: &EvaluationRequest,
    ) -> Result<EvaluationAnswer, Problem> {
        let now = self.now_in_turn()?;
        evaluate::evaluate(&self.parts.store, self.parts.limit, device, request, now)
    }

    /// Puts a device out, on a statement of the issuer. From then on it is refused.
    ///
    /// # Errors
    /// A [`Problem`] when the statement is not one of the issuer.
    pub fn revoke(&self, statement: &str) -> Result<DeviceId, Problem> {
        let revocation = self.parts.verifier.revocation(statement)?;
        self.parts
            .store
            .revoke(revocation, self.parts.clock.now())?;
        self.parts
            .revoked
            .0
            .write()
            .map_err(|_| Error::Lock)?
            .insert(revocation.device);
        tracing::info!(device = %revocation.device, "device revoked");
        Ok(revocation.device)
    }

    /// Now, with the keys turned if the quarter has.
    fn now_in_turn(&self) -> Result<UtcMillis, Error> {
        let now = self.parts.clock.now();
        let turned = *self.parts.turned.lock().map_err(|_| Error::Lock)?;
        if turned != Some(now.epoch()) {
            self.turn()?;
        }
        Ok(now)
    }
}

impl fmt::Debug for KeyService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyService")
    }
}
