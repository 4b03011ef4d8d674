//! From marks to pseudonyms. They are cached in memory only, to save quota: a subject that was just looked up
//! is not blinded again when its record is sent.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use proco_domain::subject::{Mark, Subject};
use proco_domain::time::{Epoch, UtcMillis};
use proco_exchange::LIVE_EPOCHS;
use proco_exchange::evaluation::{EvaluationAnswer, EvaluationRequest, LiveEpoch, LiveEpochs};
use proco_exchange::frequency::EpochPseudonym;
use proco_exchange::pseudonym::Pseudonym;
use proco_oprf::{Blinding, PinVerdict, pin_verdict};
use rand::rngs::OsRng;

use super::Courier;
use super::error::SyncError;
use super::fault::{CallFault, Smaller};
use crate::keys::OwnKey;
use crate::store::epochs;

/// The most pseudonyms in the cache; beyond that it is emptied.
const MOST_KNOWN: usize = 4096;
/// How long the list of live epochs stays valid.
const EPOCHS_FOR_MILLIS: i64 = 60 * 60 * 1000;

/// The cache of pseudonyms and live epochs.
#[derive(Default)]
pub(super) struct PseudonymCache {
    pseudonyms: Mutex<HashMap<(OwnKey, Epoch), Pseudonym>>,
    live: Mutex<Option<(UtcMillis, Vec<Epoch>)>>,
    central: Mutex<Option<CentralKeys>>,
}

/// The epoch keys that central knows, from its last grant.
#[derive(Clone)]
pub(super) struct CentralKeys {
    /// The epoch in which that grant was made.
    pub(super) in_epoch: Epoch,
    pub(super) keys: Vec<LiveEpoch>,
}

/// The pseudonym of a subject in an epoch.
type Found = ((OwnKey, Epoch), Pseudonym);

/// A mark whose pseudonym is needed.
#[derive(Clone)]
pub(super) struct Wanted {
    /// The key of its subject on this phone.
    pub(super) own_key: OwnKey,
    /// The mark. Exposed to the blinding and nothing else.
    pub(super) mark: Mark,
}

impl PseudonymCache {
    fn pseudonyms(&self) -> MutexGuard<'_, HashMap<(OwnKey, Epoch), Pseudonym>> {
        self.pseudonyms
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn live(&self) -> MutexGuard<'_, Option<(UtcMillis, Vec<Epoch>)>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn central(&self) -> MutexGuard<'_, Option<CentralKeys>> {
        self.central.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps which epoch keys central knows.
    pub(super) fn note_central(&self, keys: CentralKeys) {
        *self.central() = Some(keys);
    }

    /// The pseudonym of a subject in an epoch, if it is known.
    pub(super) fn get(&self, own_key: OwnKey, epoch: Epoch) -> Option<Pseudonym> {
        self.pseudonyms().get(&(own_key, epoch)).copied()
    }

    fn put(&self, found: Vec<Found>) {
        self.pseudonyms().extend(found);
    }

    /// Removes the pseudonyms of some epochs, whose keys were replaced or are doubted.
    pub(super) fn forget(&self, epochs: &[Epoch]) {
        self.pseudonyms()
            .retain(|(_, epoch), _| !epochs.contains(epoch));
    }

    /// Empties the cache if it is too large; not while a batch is being made ready, which needs its pseudonyms.
    pub(super) fn bound(&self) {
        let mut known = self.pseudonyms();
        if known.len() > MOST_KNOWN {
            known.clear();
        }
    }
}

impl Courier {
    /// The marks under which a subject may have been recorded, its own first.
    pub(super) fn wanted(&self, subject: &Subject) -> Vec<Wanted> {
        let own_counts = self.records().secrets.own_counts();
        let marks = subject.marks().into_iter();
        let wanted = marks.map(|mark| Wanted {
            own_key: own_counts.of(&mark),
            mark,
        });
        wanted.collect()
    }

    /// The pseudonyms of one subject under all of its marks in all live epochs, with one blinding and one
    /// request.
    pub(super) async fn pseudonyms_of(
        &self,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<(OwnKey, EpochPseudonym)>, SyncError> {
        let epochs = agreed(self.live_epochs().await?, self.now());
        if epochs.is_empty() {
            return Err(CallFault::EpochKeyChanged.into());
        }
        let known = &self.network().known;
        let keys: Vec<OwnKey> = wanted.iter().map(|one| one.own_key).collect();
        let mut found = HashMap::new();
        for (key, epoch) in pairs(&keys, &epochs) {
            if let Some(pseudonym) = known.get(key, epoch) {
                found.insert((key, epoch), pseudonym);
            }
        }
        let lacks = |epoch: &Epoch, key| !found.contains_key(&(key, *epoch));
        let missing: Vec<Epoch> = epochs
            .iter()
            .copied()
            .filter(|epoch| keys.iter().any(|key| lacks(epoch, *key)))
            .collect();
        if !missing.is_empty() {
            let lacking = |one: &Wanted| missing.iter().any(|epoch| lacks(epoch, one.own_key));
            let wanted = wanted.into_iter().filter(lacking).collect();
            found.extend(self.evaluate(missing, wanted).await?);
        }
        let all = pairs(&keys, &epochs).filter_map(|(key, epoch)| {
            let pseudonym = *found.get(&(key, epoch))?;
            Some((key, EpochPseudonym { epoch, pseudonym }))
        });
        Ok(all.collect())
    }

    /// Fetches the pseudonyms of many subjects in one epoch, in requests of bounded size. If a request fails,
    /// the pseudonyms from earlier ones stay in the cache.
    pub(super) async fn make_known(
        &self,
        epoch: Epoch,
        wanted: Vec<Wanted>,
    ) -> Result<(), SyncError> {
        let mut seen = HashSet::new();
        let missing: Vec<Wanted> = wanted
            .into_iter()
            .filter(|one| self.network().known.get(one.own_key, epoch).is_none())
            .filter(|one| seen.insert(one.own_key))
            .collect();
        let at_once = self.inner.config.marks_at_once.max(1);
        let mut parts: Vec<Vec<Wanted>> = missing.chunks(at_once).map(<[_]>::to_vec).collect();
        parts.reverse();
        while let Some(mut part) = parts.pop() {
            match self.evaluate(vec![epoch], part.clone()).await {
                Ok(_) => {}
                Err(SyncError::Call(fault))
                    if halved_down_to(fault, at_once).is_some_and(|least| part.len() > least) =>
                {
                    let rest = part.split_off(part.len() / 2);
                    parts.extend([rest, part]);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

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

    /// Drops the list, because the key service said that an epoch in it is not live.
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
                    tracing::error!(epoch = %one.epoch, doubted, "the key of an epoch is another one");
                    continue;
                }
                if verdict == PinVerdict::Pin {
                    epochs::pin(t, one.epoch, &one.public_key, now)?;
                }
                live.push(one.epoch);
            }
            live.sort_unstable_by(|a, b| b.cmp(a));
            live.dedup();
            live.truncate(LIVE_EPOCHS);
            Ok(live)
        })
    }

    async fn evaluate(
        &self,
        epochs: Vec<Epoch>,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<Found>, SyncError> {
        let (keys, marks): (Vec<_>, Vec<_>) = wanted
            .into_iter()
            .map(|one| (one.own_key, one.mark))
            .unzip();
        let blinding = self
            .blocking(move |_| {
                Blinding::of(&marks, &mut OsRng).map_err(|_| CallFault::NotAsked.into())
            })
            .await?;
        let request = EvaluationRequest::new(epochs.clone(), blinding.blinded().to_vec())
            .map_err(|_| CallFault::NotAsked)?;
        let asked = self
            .with_token(async |token| {
                let answer = self.network().keyservice.evaluate(&token, &request).await;
                self.network()
                    .keyservice_backoff
                    .note_answer(&answer, self.now());
                answer
            })
            .await;
        let answer = match asked {
            Err(SyncError::Call(CallFault::EpochNotLive)) => {
                self.forget_epochs();
                return Err(CallFault::EpochNotLive.into());
            }
            other => other?,
        };
        let found = self
            .blocking(move |courier| courier.finalise(&epochs, &keys, &blinding, &answer))
            .await?;
        self.network().known.put(found.clone());
        Ok(found)
    }

    /// Checks the proof of each epoch under its pinned key and opens the answer.
    fn finalise(
        &self,
        epochs: &[Epoch],
        keys: &[OwnKey],
        blinding: &Blinding,
        answer: &EvaluationAnswer,
    ) -> Result<Vec<Found>, SyncError> {
        let mut found = Vec::with_capacity(epochs.len() * keys.len());
        for epoch in epochs {
            let (pinned, changed) =
                self.read(|c| Ok((epochs::pinned(c, *epoch)?, epochs::is_changed(c, *epoch)?)))?;
            if changed {
                // Central replaced the key while the request was under way.
                return Err(CallFault::EpochKeyChanged.into());
            }
            let (Some(evaluation), Some(pinned)) = (answer.of(*epoch), pinned) else {
                return Err(CallFault::UNBELIEVABLE.into());
            };
            let pseudonyms = blinding.finalise(evaluation, &pinned).map_err(|error| {
                tracing::error!(%epoch, %error, "the answer of the key service is not believed");
                CallFault::UNBELIEVABLE
            })?;
            let of_epoch = keys.iter().map(|key| (*key, *epoch)).zip(pseudonyms);
            found.extend(of_epoch);
        }
        Ok(found)
    }
}

fn pairs<'a>(
    keys: &'a [OwnKey],
    epochs: &'a [Epoch],
) -> impl Iterator<Item = (OwnKey, Epoch)> + use<'a> {
    epochs
        .iter()
        .flat_map(|epoch| keys.iter().map(|key| (*key, *epoch)))
}

/// The size to which a request is halved after a fault; `None` when that would not help.
fn halved_down_to(fault: CallFault, at_once: usize) -> Option<usize> {
    match fault.meaning().smaller {
        Smaller::No => None,
        Smaller::ToOne => Some(1),
        // Waiting until the quota holds a whole part could take for ever while the officer looks
        // up as well; taking the last one for reports would leave him without central's counts.
        Smaller::ToAFew => Some((at_once / 8).max(1)),
    }
}

/// The epochs that are live both by the list of the key service and by the clock. When a quarter changes, one
/// of the two changes first, and the oldest epoch would make the server refuse the whole request. A clock that
/// agrees with none of them is ignored.
fn agreed(told: Vec<Epoch>, now: UtcMillis) -> Vec<Epoch> {
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
    fn reports_leave_the_officer_a_few_of_the_quota() {
        let quota = CallFault::Quota { retry_after: None };
        assert_eq!(halved_down_to(quota, 48), Some(6));
        assert_eq!(halved_down_to(quota, 1), Some(1));
        assert_eq!(halved_down_to(CallFault::TooMuch, 48), Some(1));
        assert_eq!(halved_down_to(CallFault::Offline, 48), None);
    }

    #[test]
    fn a_key_service_that_changes_the_key_of_an_epoch_is_not_believed() {
        use std::sync::Arc;

        use proco_domain::clock::ManualClock;
        use proco_exchange::evaluation::EpochPublicKey;

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
