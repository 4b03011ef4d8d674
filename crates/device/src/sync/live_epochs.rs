//! Which epochs are live, under the keys that this phone pinned.

use std::cmp::Reverse;

use proco_domain::time::{Epoch, UtcMillis};
use proco_exchange::LIVE_EPOCHS;
use proco_exchange::evaluation::LiveEpochs;
use proco_oprf::{PinVerdict, pin_verdict};

use super::Courier;
use super::error::SyncError;
use super::fault::CallFault;
use super::pseudonyms::CentralKeys;
use crate::store::{Session, epochs};

/// How long the list of live epochs stays valid.
const EPOCHS_FOR_MILLIS: i64 = 60 * 60 * 1000;

impl Courier {
    /// The epochs that are live at the key service under the key that this phone pinned, newest
    /// first.
    pub(super) async fn live_epochs(&self) -> Result<Vec<Epoch>, SyncError> {
        let now = self.now();
        if let Some((since, epochs)) = self.network().known.live().clone()
            && now.0.abs_diff(since.0) < EPOCHS_FOR_MILLIS.unsigned_abs()
            // A quarter may turn within the hour.
            && since.epoch() == now.epoch()
        {
            return Ok(epochs);
        }
        let told = self
            .with_token(async |token| {
                let answer = self.network().keyservice.live_epochs(&token).await;
                self.network()
                    .keyservice_backoff
                    .note_answer(&answer, self.now());
                answer
            })
            .await?;
        let believable = told
            .epochs
            .iter()
            .any(|one| Epoch::live_at(now).contains(&one.epoch));
        if told.epochs.is_empty() || (!believable && self.records().time.is_known()) {
            tracing::error!("the key service tells of no epoch of now");
            return Err(CallFault::UNBELIEVABLE.into());
        }
        let unheard = told.clone();
        if self
            .blocking(move |courier| courier.needs_grant(&unheard))
            .await?
        {
            self.renewed(None).await?;
        }
        let pinned = move |courier: &Self| {
            let central = courier.network().known.central().clone();
            courier.pin(told, central.as_ref(), now)
        };
        let epochs = self.blocking(pinned).await?;
        // The list is fetched again when an epoch is missing in it.
        let whole = Epoch::live_at(now)
            .iter()
            .all(|epoch| epochs.contains(epoch));
        *self.network().known.live() = whole.then(|| (now, epochs.clone()));
        Ok(epochs)
    }

    /// Drops the list, because the key service said that an epoch in it is not live, or proved another key for one.
    pub(super) fn forget_epochs(&self) {
        *self.network().known.live() = None;
    }

    /// Whether central's grant is needed before these keys can be trusted: a key would be pinned for an epoch
    /// that began after the last grant, or a key is doubted and the app was restarted since.
    fn needs_grant(&self, told: &LiveEpochs) -> Result<bool, SyncError> {
        let central = self.network().known.central().clone();
        self.read(|c| {
            for one in &told.epochs {
                let is_new = epochs::pinned(c, one.epoch)?.is_none();
                let must = match &central {
                    Some(central) => is_new && central.in_epoch < one.epoch,
                    None => is_new || epochs::is_changed(c, one.epoch)?,
                };
                if must {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Pins what is new. An epoch whose key has changed, or is another one than central knows, is left out: a
    /// key service that gives each phone keys of its own could tell phones apart. The others go on.
    fn pin(
        &self,
        told: LiveEpochs,
        central: Option<&CentralKeys>,
        now: UtcMillis,
    ) -> Result<Vec<Epoch>, SyncError> {
        self.write(|t| {
            let mut live = Vec::with_capacity(told.epochs.len());
            let mut doubtful = Vec::new();
            for one in &told.epochs {
                let pinned = epochs::pinned(t, one.epoch)?;
                let verdict = pin_verdict(pinned.as_ref(), &one.public_key);
                let doubted = match central {
                    Some(central) => central.keys.iter().any(|known| {
                        known.epoch == one.epoch && known.public_key != one.public_key
                    }),
                    // Without a grant since the start, a doubt that is kept stands.
                    None => epochs::is_changed(t, one.epoch)?,
                };
                let changed = doubted || verdict == PinVerdict::Changed;
                epochs::set_changed(t, one.epoch, changed)?;
                if changed {
                    doubtful.push(one.epoch);
                    tracing::error!(epoch = %one.epoch, doubted, "the key of an epoch is another one");
                    continue;
                }
                if verdict == PinVerdict::Pin {
                    epochs::pin(t, one.epoch, &one.public_key, now)?;
                }
                live.push(one.epoch);
            }
            // A list may name an epoch twice, and only once under another key.
            for epoch in doubtful.into_iter().filter(|epoch| live.contains(epoch)) {
                epochs::set_changed(t, epoch, false)?;
            }
            // Those of now before any other, whatever else the list names.
            let by_clock = Epoch::live_at(now);
            live.sort_unstable_by_key(|epoch| (!by_clock.contains(epoch), Reverse(*epoch)));
            live.dedup();
            live.truncate(LIVE_EPOCHS);
            live.sort_unstable_by_key(|epoch| Reverse(*epoch));
            Ok(live)
        })
    }

    /// Why an epoch is not live.
    pub(super) async fn lack_of(&self, epoch: Epoch) -> Result<CallFault, SyncError> {
        let changed = move |courier: &Self| {
            let ask = |c: &Session| Ok(epochs::is_changed(c, epoch)?);
            courier.read(ask)
        };
        Ok(match self.blocking(changed).await? {
            true => CallFault::EpochKeyChanged,
            false => CallFault::NoEpochKey,
        })
    }
}

/// The epochs that are live both by the list of the key service and by the clock. When a quarter changes, one
/// of the two changes first, and the oldest epoch would make the server refuse the whole request. A clock that
/// agrees with none of them is ignored.
pub(super) fn agreed(told: Vec<Epoch>, now: UtcMillis) -> Vec<Epoch> {
    let by_clock = Epoch::live_at(now);
    let both: Vec<_> = told
        .iter()
        .copied()
        .filter(|epoch| by_clock.contains(epoch))
        .collect();
    if both.is_empty() { told } else { both }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_service_that_changes_the_key_of_an_epoch_is_not_believed() {
        use std::sync::Arc;

        use proco_domain::clock::ManualClock;
        use proco_exchange::evaluation::{EpochPublicKey, LiveEpoch};

        use crate::FileKeyStore;
        use crate::phone::{MORNING, offline};

        let folder = tempfile::tempdir().unwrap();
        let keys = FileKeyStore::at(folder.path().join("keys.json"));
        let now = MORNING;
        let clock = Arc::new(ManualClock::at(now));
        let courier = Courier::of_this_phone_alone(offline(folder.path()), &keys, clock);
        let told = |keys: &[(u8, Epoch)]| LiveEpochs {
            epochs: keys
                .iter()
                .map(|(byte, epoch)| LiveEpoch {
                    epoch: *epoch,
                    public_key: EpochPublicKey::from_bytes([*byte; 32]),
                })
                .collect(),
        };
        let (epoch, next) = (now.epoch(), now.epoch().next());
        let silent = CentralKeys {
            in_epoch: epoch,
            keys: Vec::new(),
        };
        let pin = |keys: &[(u8, Epoch)]| courier.pin(told(keys), Some(&silent), now);
        assert_eq!(pin(&[(1, epoch)]), Ok(vec![epoch]));
        assert_eq!(pin(&[(1, epoch)]), Ok(vec![epoch]));
        let changed = || courier.read(|c| Ok(epochs::is_changed(c, epoch)?));
        assert_eq!(changed(), Ok(false));
        assert_eq!(
            pin(&[(2, epoch), (2, next)]),
            Ok(vec![next]),
            "one changed key silences no other"
        );
        assert_eq!(changed(), Ok(true));
        let restarted = courier.pin(told(&[(1, epoch)]), None, now);
        assert_eq!(restarted, Ok(vec![]), "central may have said so");
        assert_eq!(pin(&[(1, epoch)]), Ok(vec![epoch]));
        assert_eq!(changed(), Ok(false), "it was put back");
        for twice in [[(1, epoch), (2, epoch)], [(2, epoch), (1, epoch)]] {
            assert_eq!(pin(&twice), Ok(vec![epoch]), "one of them is the known one");
            assert_eq!(changed(), Ok(false));
        }
        let mut far = epoch;
        let mut list: Vec<_> = (3..23)
            .map(|byte| {
                far = far.next();
                (byte, far)
            })
            .collect();
        list.push((1, epoch));
        assert!(pin(&list).unwrap().contains(&epoch), "that of now is there");
    }

    #[test]
    fn at_the_turn_of_a_quarter_only_what_both_hold_live_is_asked_for() {
        // 2026-12-31, 23:30 UTC.
        let eve = UtcMillis(1_798_759_800_000);
        let told = Epoch::live_at(eve).to_vec();
        assert_eq!(agreed(told.clone(), eve), told);
        let new_year = eve.plus_millis(60 * 60 * 1000);
        assert_eq!(agreed(told.clone(), new_year), told[..4]);
        assert_eq!(agreed(told.clone(), UtcMillis(0)), told, "a clock of 1970");
    }
}
