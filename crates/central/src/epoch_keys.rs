//! The way out for a changed epoch key: an administrator says that it was changed on purpose.
//!
//! A phone believes no other key for an epoch than the one it pinned, so a key service that was put
//! back from an old copy, or made its keys anew, is believed by nobody. With each grant central tells
//! phones which keys were accepted in place of others. A phone takes such a key only where the key
//! service proves that it evaluates under it: neither server alone can change a key.

use proco_exchange::Epoch;
use proco_exchange::enrolment::AcceptedEpochKey;

use crate::central::Central;
use crate::error::CentralError;
use crate::store::StoreError;

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
    /// that took it already keep it.
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

    /// Those of them that a phone can still need.
    pub(crate) async fn epoch_keys_to_tell(&self) -> Result<Vec<AcceptedEpochKey>, StoreError> {
        let oldest = Epoch::live_at(self.now()).into_iter().min();
        let mut accepted = self.store.accepted_keys().await?;
        accepted.retain(|accepted| oldest.is_none_or(|oldest| accepted.epoch >= oldest));
        Ok(accepted)
    }
}
