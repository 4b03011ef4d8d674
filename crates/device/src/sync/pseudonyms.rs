//! From marks to pseudonyms. They are cached in memory only, to save quota: a subject that was just looked up
//! is not blinded again when its record is sent.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use proco_domain::subject::{Mark, Subject};
use proco_domain::time::{Epoch, UtcMillis};
use proco_exchange::evaluation::{EvaluationAnswer, EvaluationRequest, LiveEpoch};
use proco_exchange::frequency::EpochPseudonym;
use proco_exchange::pseudonym::Pseudonym;
use proco_oprf::Blinding;
use rand::rngs::OsRng;

use super::Courier;
use super::error::SyncError;
use super::fault::{CallFault, Smaller};
use super::live_epochs::agreed;
use crate::keys::OwnKey;
use crate::store::epochs;

/// The most pseudonyms in the cache; beyond that it is emptied.
const MOST_KNOWN: usize = 4096;

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

    pub(super) fn live(&self) -> MutexGuard<'_, Option<(UtcMillis, Vec<Epoch>)>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn central(&self) -> MutexGuard<'_, Option<CentralKeys>> {
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
        let (mut found, mut lack) = (HashMap::new(), None);
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
            match self.evaluate_each(missing, wanted).await {
                Err(SyncError::Call(fault)) if fault.is_of_an_epoch() => lack = Some(fault),
                all => found.extend(all?),
            }
        }
        // Central is asked about a quarter under all marks or not at all; the counts say that one is missing in them.
        let is_whole = |epoch: &Epoch| keys.iter().all(|key| found.contains_key(&(*key, *epoch)));
        let epochs: Vec<Epoch> = epochs.into_iter().filter(is_whole).collect();
        if epochs.is_empty() {
            return Err(lack.unwrap_or(CallFault::UNBELIEVABLE).into());
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

    /// The pseudonyms of these epochs. If the key service refuses some epochs, those of the others are returned; if
    /// it refuses all, the fault.
    async fn evaluate_each(
        &self,
        epochs: Vec<Epoch>,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<Found>, SyncError> {
        let all = self.evaluate(epochs.clone(), wanted.clone()).await;
        if epochs.len() == 1 || !is_of_an_epoch(&all) {
            return all;
        }
        // A request is refused as a whole, and the refusal does not say for which epoch.
        let mut found = Vec::new();
        for epoch in epochs {
            let of_one = self.evaluate(vec![epoch], wanted.clone()).await;
            if !is_of_an_epoch(&of_one) {
                found.extend(of_one?);
            }
        }
        if found.is_empty() { all } else { Ok(found) }
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
        let (found, fault) = self
            .blocking(move |courier| courier.finalise(&epochs, &keys, &blinding, &answer))
            .await?;
        if fault.is_some() {
            // The key may have changed since the list was fetched.
            self.forget_epochs();
        }
        match fault {
            Some(fault) if found.is_empty() => Err(fault.into()),
            _ => {
                self.network().known.put(found.clone());
                Ok(found)
            }
        }
    }

    /// Checks the proof of each epoch under its pinned key and opens the answer. An epoch whose proof does not fit, or that
    /// is not answered, is left out, with the fault; the others are opened.
    fn finalise(
        &self,
        epochs: &[Epoch],
        keys: &[OwnKey],
        blinding: &Blinding,
        answer: &EvaluationAnswer,
    ) -> Result<(Vec<Found>, Option<CallFault>), SyncError> {
        let mut found = Vec::with_capacity(epochs.len() * keys.len());
        let mut fault = None;
        for epoch in epochs {
            let (pinned, changed) =
                self.read(|c| Ok((epochs::pinned(c, *epoch)?, epochs::is_changed(c, *epoch)?)))?;
            if changed {
                // Central replaced the key while the request was under way.
                fault = Some(CallFault::EpochKeyChanged);
                continue;
            }
            let (Some(evaluation), Some(pinned)) = (answer.of(*epoch), pinned) else {
                tracing::error!(%epoch, "the key service answers without it");
                fault = Some(CallFault::ProofRefused);
                continue;
            };
            match blinding.finalise(evaluation, &pinned) {
                Ok(pseudonyms) => {
                    let of_epoch = keys.iter().map(|key| (*key, *epoch)).zip(pseudonyms);
                    found.extend(of_epoch);
                }
                Err(error) => {
                    tracing::error!(%epoch, %error, "the answer of the key service is not believed");
                    fault = Some(CallFault::ProofRefused);
                }
            }
        }
        Ok((found, fault))
    }
}

/// Whether a request failed because of one of the epochs that it names.
fn is_of_an_epoch<T>(answer: &Result<T, SyncError>) -> bool {
    matches!(answer, Err(SyncError::Call(fault)) if fault.is_of_an_epoch())
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
}
