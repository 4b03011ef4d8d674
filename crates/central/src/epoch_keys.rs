//! The public keys of the epochs: what central knows of them, tells phones, and compares.
//!
//! A key service that serves one phone another key than the others partitions it: its records are found by no other
//! phone and can be told from the rest. A phone alone cannot notice that. So central keeps the first key
//! that it sees of an epoch, publishes it, and tells it with each grant; a phone evaluates nothing under a
//! key that is another one. Neither server alone can change a key: what central has seen it never replaces
//! by itself.
//!
//! The way out for a key that was changed is an administrator who says that this was on purpose. A phone
//! takes such a key in place of the one that it pinned, and only where the key service proves that it evaluates
//! under it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::Json;
use axum::extract::State;
use proco_access::{Problem, UnixSeconds};
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::{EpochPublicKey, LiveEpoch};
use proco_exchange::{Epoch, UtcMillis};
use serde::Serialize;
use utoipa::ToSchema;

use crate::central::{Central, lock};
use crate::error::CentralError;
use crate::store::StoreError;

/// For how long the published statement is given out before another is signed, in milliseconds: strangers may ask.
const STATED_FOR: i64 = 60_000;

/// What a server remembers of the epoch keys in memory.
#[derive(Default)]
pub(crate) struct Comparing {
    /// The epochs of which the key service serves another key, and which; each is in the log already.
    parted: Mutex<BTreeMap<Epoch, EpochPublicKey>>,
    stated: tokio::sync::Mutex<Option<(UtcMillis, Published)>>,
}

/// `GET /v1/epoch-keys`: the public keys that phones are told.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Published {
    /// By epoch, oldest first.
    epochs: Vec<LiveEpoch>,
    /// The same as a JWT of the issuer, to be kept and compared: `epoch_keys` holds a key for each epoch.
    statement: String,
}

/// The public keys of the epochs as phones are told them, for anybody who wants to compare.
#[utoipa::path(get, path = "/v1/epoch-keys", tag = "service", responses(
    (status = 200, description = "The keys, at most a minute old", body = Published)))]
pub(crate) async fn published(State(central): State<Central>) -> Result<Json<Published>, Problem> {
    let mut stated = central.comparing.stated.lock().await;
    let now = central.now();
    if let Some((at, published)) = &*stated
        && now.0.abs_diff(at.0) < STATED_FOR.unsigned_abs()
    {
        return Ok(Json(published.clone()));
    }
    let epochs = central.known_epoch_keys().await?;
    let named = |one: &LiveEpoch| (one.epoch.to_string(), String::from(one.public_key));
    let named = epochs.iter().map(named).collect();
    let seconds = UnixSeconds::from_millis(now.0);
    let statement = central.signer().publish(named, seconds);
    let published = Published { epochs, statement };
    *stated = Some((now, published.clone()));
    Ok(Json(published))
}

impl Central {
    /// Accepts another key for a live epoch, or for the next one.
    ///
    /// # Errors
    /// [`CentralError::EpochNotLive`] for any other epoch; [`CentralError::Store`].
    pub async fn accept_epoch_key(&self, accepted: AcceptedEpochKey) -> Result<(), CentralError> {
        let now = self.now();
        let is_live = Epoch::live_at(now).contains(&accepted.epoch);
        if !is_live && accepted.epoch != now.epoch().next() {
            return Err(CentralError::EpochNotLive(accepted.epoch));
        }
        self.store.accept_key(accepted, now).await?;
        tracing::warn!(epoch = %accepted.epoch, "another epoch key is accepted: phones are told");
        Ok(())
    }

    /// Tells phones of no other key for this epoch any more; false where none was accepted. Phones
    /// that took it already keep it. The key that the key service serves is seen anew.
    ///
    /// # Errors
    /// [`CentralError::Store`].
    pub async fn forget_epoch_key(&self, epoch: Epoch) -> Result<bool, CentralError> {
        Ok(self.store.forget_key(epoch).await?)
    }

    /// The keys that were accepted.
    ///
    /// # Errors
    /// [`CentralError::Store`].
    pub async fn accepted_epoch_keys(&self) -> Result<Vec<AcceptedEpochKey>, CentralError> {
        Ok(self.store.accepted_keys().await?)
    }

    /// The keys that were seen first, where none was accepted.
    ///
    /// # Errors
    /// [`CentralError::Store`].
    pub async fn seen_epoch_keys(&self) -> Result<Vec<LiveEpoch>, CentralError> {
        let accepted = self.store.accepted_keys().await?;
        let is_accepted = |seen: &LiveEpoch| accepted.iter().any(|one| one.epoch == seen.epoch);
        let mut known = self.store.epoch_keys().await?;
        known.retain(|known| !is_accepted(known));
        Ok(known)
    }

    /// The keys that were accepted that a phone can still need.
    pub(crate) async fn epoch_keys_to_tell(&self) -> Result<Vec<AcceptedEpochKey>, StoreError> {
        let mut accepted = self.store.accepted_keys().await?;
        accepted.retain(|accepted| self.may_be_needed(accepted.epoch));
        Ok(accepted)
    }

    /// The keys by which phones compare: of each epoch that they can still need, the one that was accepted, or
    /// seen first.
    pub(crate) async fn known_epoch_keys(&self) -> Result<Vec<LiveEpoch>, StoreError> {
        let mut known = self.store.epoch_keys().await?;
        known.retain(|known| self.may_be_needed(known.epoch));
        Ok(known)
    }

    fn may_be_needed(&self, epoch: Epoch) -> bool {
        let oldest = Epoch::live_at(self.now()).into_iter().min();
        oldest.is_none_or(|oldest| epoch >= oldest)
    }

    /// Compares what the key service at this address publishes with what is known here, and says in the log where
    /// the two part. A key of an epoch of which none is known is kept. Done each minute; gives the epochs that part.
    ///
    /// # Errors
    /// [`CentralError::NotCompared`], [`CentralError::Store`].
    pub async fn compare_epoch_keys(&self, address: &str) -> Result<Vec<Epoch>, CentralError> {
        let served = crate::standings::epoch_keys_of(address)
            .await
            .map_err(CentralError::NotCompared)?;
        let live = Epoch::live_at(self.now());
        let known = self.store.epoch_keys().await?;
        let mut parted = BTreeMap::new();
        for one in served.epochs {
            match known.iter().find(|known| known.epoch == one.epoch) {
                Some(known) if known.public_key == one.public_key => {}
                Some(_) => {
                    parted.insert(one.epoch, one.public_key);
                }
                None if live.contains(&one.epoch) => {
                    self.store.see_key(one).await?;
                    tracing::info!(epoch = %one.epoch, "the key of an epoch is seen first: phones are told");
                }
                None => {}
            }
        }
        let epochs = parted.keys().copied().collect();
        let before = std::mem::replace(&mut *lock(&self.comparing.parted), parted.clone());
        for (epoch, key) in parted {
            if before.get(&epoch) != Some(&key) {
                self.tell_parted(epoch, key);
            }
        }
        Ok(epochs)
    }

    fn tell_parted(&self, epoch: Epoch, served: EpochPublicKey) {
        let place = self.folder.arguments();
        tracing::error!(
            %epoch, served = String::from(served),
            "the key service serves another key of this epoch than it did: phones evaluate nothing under it. Only if \
             it was changed on purpose: `proco-central epoch-keys accept {place} --epoch EPOCH --key SERVED`"
        );
    }

    /// Says again where keys part, as far as they still do.
    pub(crate) fn tell_parted_again(&self) {
        lock(&self.comparing.parted).clear();
    }
}
