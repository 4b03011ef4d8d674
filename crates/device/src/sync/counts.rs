//! Central's counts of a subject, fetched for a look-up, and for a stop that waits for its reflection.

use proco_domain::ids::QueryId;
use proco_domain::subject::Subject;
use proco_domain::time::Epoch;
use proco_exchange::frequency::{EpochPseudonym, FrequencyAnswer, FrequencyQuestion};
use proco_exchange::receipt::RefusalCode;

use super::Courier;
use super::batch::Ready;
use super::combine::combine;
use super::error::SyncError;
use super::fault::CallFault;
use super::http::Answered;
use super::pass::latest;
use super::pseudonyms::Wanted;
use super::schedule::Trigger;
use crate::answer::CentralAnswer;
use crate::keys::OwnKey;
use crate::problem::SyncProblem;
use crate::store::claim::{self, Content};
use crate::store::no_room;
use crate::store::stretch_records::HeldRows;
use crate::store::unsettled::{self, Unsettled};
use crate::store::{StoreError, counts, drafts, queries, stops};

/// The most stops for which counts are fetched in one pass: each costs one of the key service's
/// quota for each spelling of its subject, and up to [`MOST_QUESTIONS`] times as much of central's.
const COUNTS_A_PASS: u32 = 5;
/// How often central is asked at most until its answer and this phone's records fit together.
const MOST_QUESTIONS: u32 = 3;

/// What central is asked about.
#[derive(Clone, Copy)]
enum About {
    /// A look-up, which does not count itself, also where it is shown again.
    LookUp,
    /// A stop that was sent, with its look-up.
    Stop,
}

impl Courier {
    /// Asks central about the subject of a look-up. If central cannot be reached, that is the answer.
    pub(crate) async fn central_counts(
        &self,
        query: QueryId,
        subject: &Subject,
    ) -> Result<CentralAnswer, SyncError> {
        if !subject.can_be_found() {
            return Ok(CentralAnswer::Nobody);
        }
        let wanted = self.wanted(subject);
        let own_keys = self.records().own_keys(subject);
        match self.ask_central(wanted, query, About::LookUp).await {
            Ok(answer) => {
                let kept = answer.clone();
                let kept = self
                    .blocking(move |courier| courier.keep_answer(query, &own_keys, &kept))
                    .await;
                // Without room on the disk the answer is shown and not kept.
                if !no_room(&kept) {
                    kept?;
                }
                // Both servers have just answered, so rows that failed before need not wait for their timer.
                if self.status().problem.is_some() {
                    self.trigger(Trigger::NetworkReturned);
                }
                Ok(answer)
            }
            Err(SyncError::Call(CallFault::Offline)) => Ok(CentralAnswer::Offline),
            Err(SyncError::Call(fault)) => Ok(CentralAnswer::Unavailable {
                problem: fault.problem(),
            }),
            // Rows have to be written before central is asked, and the disk is full.
            Err(SyncError::Store(StoreError::DiskFull)) => Ok(CentralAnswer::Unavailable {
                problem: SyncProblem::DiskFull,
            }),
            Err(other) => Err(other),
        }
    }

    /// Central's counts of a subject, and what it cannot know yet, save one look-up.
    ///
    /// A pass may be under way, and is not waited for: it can be long. So each record is looked at
    /// before and after central counts, and central is asked again when one found its way to it
    /// meanwhile; and what may or may not be there is sent first, since sending the same report
    /// twice changes nothing.
    async fn ask_central(
        &self,
        wanted: Vec<Wanted>,
        except: QueryId,
        about: About,
    ) -> Result<CentralAnswer, SyncError> {
        let own_keys: Vec<OwnKey> = wanted.iter().map(|one| one.own_key).collect();
        let known = self.pseudonyms_of(wanted).await?;
        let question = FrequencyQuestion {
            subject: known.iter().map(|(_, one)| one.clone()).collect(),
        };
        // The counts lack the quarters whose key cannot be had.
        let live = Epoch::live_at(self.now());
        let asked_for = |epoch: &Epoch| question.subject.iter().any(|one| one.epoch == *epoch);
        let incomplete = !live.iter().all(asked_for);
        let mut asked = 0;
        loop {
            let before = self.settle_subject(&own_keys, &known, except).await?;
            let answer = self.frequencies(&question).await?;
            asked += 1;
            let keys = own_keys.clone();
            let (answer, after) = self
                .blocking(move |courier| {
                    courier.with_own(&answer, &keys, (except, about), incomplete)
                })
                .await?;
            // After the last try the open records are left to central, so that none is counted twice.
            if asked == MOST_QUESTIONS || before.still_holds(&after) {
                return Ok(answer);
            }
        }
    }

    async fn frequencies(
        &self,
        question: &FrequencyQuestion,
    ) -> Result<FrequencyAnswer, SyncError> {
        let answer = self
            .with_token(async |token| self.network().central.frequencies(&token, question).await)
            .await;
        if let Err(SyncError::Call(CallFault::EpochNotLive)) = answer {
            self.forget_epochs();
        }
        let Answered {
            value,
            central_time,
        } = answer?;
        if !value.is_possible() {
            return Err(CallFault::UNBELIEVABLE.into());
        }
        if let Some(central) = central_time {
            let compared = self
                .blocking(move |courier| courier.compared(central))
                .await;
            // On a full disk the clocks are compared another time.
            if !no_room(&compared) {
                compared?;
            }
        }
        Ok(value)
    }

    /// Sends what of a subject entered a batch and has no receipt, unless its hour is known to be wrong.
    /// Tells what central still may not have.
    async fn settle_subject(
        &self,
        own_keys: &[OwnKey],
        known: &[(OwnKey, EpochPseudonym)],
        except: QueryId,
    ) -> Result<Unsettled, SyncError> {
        // A record that was dated in another quarter meanwhile gets the pseudonym of that quarter; and central may tell with
        // the receipts that it was put back from a copy.
        for _ in 0..MOST_QUESTIONS {
            let (unsettled, is_all) = self.settle_subject_once(own_keys, known, except).await?;
            if is_all {
                return Ok(unsettled);
            }
        }
        Err(CallFault::UNBELIEVABLE.into())
    }

    /// Once; the second is whether it was all that is open now.
    async fn settle_subject_once(
        &self,
        own_keys: &[OwnKey],
        known: &[(OwnKey, EpochPseudonym)],
        except: QueryId,
    ) -> Result<(Unsettled, bool), SyncError> {
        let own_keys = own_keys.to_vec();
        let read = move |courier: &Self| {
            courier.read(|c| Ok(unsettled::of_subject(c, &own_keys, except)?))
        };
        let first = read.clone();
        let known = known.to_vec();
        let (unsettled, ready) = self
            .blocking(move |courier| {
                let unsettled = first(courier)?;
                let ready = courier.ready(&unsettled, &known)?;
                Ok((unsettled, ready))
            })
            .await?;
        if ready.is_empty() {
            return Ok((unsettled, true));
        }
        // Without these reports the counts would be wrong.
        if let Some(fault) = self.central_pause() {
            return Err(fault.into());
        }
        let moved = self.upload(ready).await?;
        let after = self.blocking(read).await?;
        let is_all = moved.is_empty() && !after.has_more_open_than(&unsettled);
        Ok((after, is_all))
    }

    /// The records of the subject that may be at central, as far as they can be sent.
    fn ready(
        &self,
        unsettled: &Unsettled,
        known: &[(OwnKey, EpochPseudonym)],
    ) -> Result<Vec<Ready>, SyncError> {
        let latest = latest(self.now());
        self.read(|c| {
            let held_rows = HeldRows::of(c, latest)?;
            let mut ready = Vec::new();
            for (row, _, own_key) in &unsettled.open {
                if held_rows.holds(c, row.row)? || self.can_be_taken_back(row) {
                    continue;
                }
                // A row that cannot be read is refused by a pass.
                let Some(outgoing) = claim::read(c, row)? else {
                    continue;
                };
                if let Content::WithoutMark = outgoing.content {
                    ready.push(Ready::taken_back(outgoing, RefusalCode::Misdated));
                    continue;
                }
                let event = outgoing.content.event();
                let pseudonym = event.map(|(_, at)| {
                    // A record is sent under its own mark, whatever spelling was looked up.
                    let own = |one: &&(OwnKey, EpochPseudonym)| {
                        one.0 == *own_key && one.1.epoch == at.epoch()
                    };
                    known.iter().find(own).map(|(_, one)| one.pseudonym)
                });
                match pseudonym {
                    None => ready.push(Ready::of(outgoing, None)),
                    Some(Some(pseudonym)) => ready.push(Ready::of(outgoing, Some(pseudonym))),
                    // The epoch of this record is over, so a pass refuses it.
                    Some(None) => {}
                }
            }
            Ok(ready)
        })
    }

    /// Adds the records that central lacks at this moment.
    fn with_own(
        &self,
        answer: &FrequencyAnswer,
        own_keys: &[OwnKey],
        (except, about): (QueryId, About),
        incomplete: bool,
    ) -> Result<(CentralAnswer, Unsettled), SyncError> {
        let now = self.now();
        // In one transaction, because another app on the same store may be sending.
        let (own, itself, unsettled) = self.write(|t| {
            let own = counts::not_uploaded(t, own_keys, now, except)?;
            let itself = match about {
                About::LookUp => queries::counted_at_central(t, except)?,
                About::Stop => None,
            };
            Ok((own, itself, unsettled::of_subject(t, own_keys, except)?))
        })?;
        let answer = combine(answer, &own, itself.as_ref(), now, incomplete);
        Ok((answer, unsettled))
    }

    /// Keeps the answer with its look-up. An advisory that comes while the check is under way is
    /// shown to the officer, so the draft says so too.
    fn keep_answer(
        &self,
        query: QueryId,
        own_keys: &[OwnKey],
        answer: &CentralAnswer,
    ) -> Result<(), SyncError> {
        let until = answer.advisory_until();
        let now = self.now();
        self.write(|t| {
            queries::keep_central(t, query, own_keys, answer, until)?;
            if until.is_some()
                && let Some(mut kept) = drafts::of_query(t, query, now)?
                && !kept.draft.despite_advisory
            {
                kept.draft.despite_advisory = true;
                drafts::save(t, &kept, now)?;
            }
            Ok(())
        })
    }

    /// Fetches central's counts for stops that were sent and wait for their reflection.
    pub(super) async fn fetch_counts(&self) -> Result<(), SyncError> {
        let unanswered = self
            .blocking(|courier| {
                let since = courier
                    .records()
                    .keep
                    .retention
                    .readable_since(courier.now());
                courier.read(|c| Ok(stops::unanswered(c, since, COUNTS_A_PASS)?))
            })
            .await?;
        for stop in unanswered {
            let wanted = self.wanted(&stop.subject);
            let answer = match self.ask_central(wanted, stop.query, About::Stop).await {
                Ok(answer) => answer,
                // Everything was sent; the counts for reflections can wait for another pass.
                Err(SyncError::Call(_)) => return Ok(()),
                Err(other) => return Err(other),
            };
            self.blocking(move |courier| {
                courier.write(|t| Ok(stops::keep_central(t, stop.id, &answer)?))
            })
            .await?;
        }
        Ok(())
    }
}
