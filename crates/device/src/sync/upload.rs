//! Batches on their way to central, and their receipts.

use std::sync::Arc;

use proco_domain::time::Epoch;
use proco_exchange::receipt::RefusalCode;

use super::Courier;
use super::batch::{Ready, UploadBatch, pack, reports, uploads};
use super::error::SyncError;
use super::fault::CallFault;
use super::settle::{self, Sent, Settlement};
use crate::store::claim::{self, Claim};
use crate::store::outbox::{self, Reference};
use crate::store::{Session, put_back, requeue, standing, sync_state};

/// How often a row is sent at most: an hour that was corrected a few times since a copy of the phone was made has as
/// many names.
const MOST_TRIES: u32 = 5;

impl Courier {
    /// Sends the ready rows, and sends those again, under a higher revision or the next name, for which central has
    /// something else. Gives the rows that were not sent because their records changed meanwhile.
    pub(super) async fn upload(&self, ready: Vec<Ready>) -> Result<Vec<Reference>, SyncError> {
        let mut ready: Vec<_> = ready.into_iter().map(Arc::new).collect();
        let mut changed = Vec::new();
        for number in 1..=MOST_TRIES {
            let the = match number {
                1 => Try::First,
                MOST_TRIES => Try::Last,
                _ => Try::Between,
            };
            let remaining = self.upload_once(ready.clone(), the).await?;
            changed.extend(remaining.changed);
            ready.retain(|ready| remaining.again.contains(&ready.outgoing.row));
        }
        if ready.is_empty() {
            Ok(changed)
        } else {
            // Central has had something else each time.
            Err(CallFault::UNBELIEVABLE.into())
        }
    }

    /// Sends the rows in batches of the size that central accepts, and settles each batch by its receipts.
    async fn upload_once(&self, ready: Vec<Arc<Ready>>, the: Try) -> Result<Remaining, SyncError> {
        let mut remaining = Remaining::default();
        if ready.is_empty() {
            return Ok(remaining);
        }
        let (mut uploads, changed) = self.blocking(move |courier| courier.load(&ready)).await?;
        remaining.changed = changed;
        uploads.reverse();
        while let Some(mut upload) = uploads.pop() {
            let sent = match pack(&upload.batch) {
                Some(packed) => self.send(packed).await,
                None => Err(CallFault::TooMuch.into()),
            };
            match sent {
                Ok(receipts) => remaining
                    .again
                    .extend(self.settle(&upload.sent, &receipts, the).await?),
                Err(SyncError::Call(CallFault::TooMuch)) if upload.sent.len() > 1 => {
                    let rest = upload.split();
                    uploads.extend([rest, upload]);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(remaining)
    }

    /// Notes which records enter a batch, before anything is sent, and makes the reports. Also gives the rows
    /// whose records changed since they were read.
    fn load(&self, ready: &[Arc<Ready>]) -> Result<(Vec<UploadBatch>, Vec<Reference>), SyncError> {
        let namer = |record, number| self.records().report_id(record, number);
        let (claims, was_put_back) = self.write(|t| {
            let claims = ready.iter().map(|ready| match ready.taken_back {
                None => claim::claim(t, &ready.outgoing, &namer),
                Some(_) => claim::take_back(t, &ready.outgoing, &namer),
            });
            let claims: Vec<_> = claims.collect::<Result<_, _>>()?;
            Ok((claims, sync_state::was_put_back(t)?))
        })?;
        // What this store was before may have sent a record with another hour than is known here.
        let live = was_put_back.then(|| Epoch::live_at(self.now()).to_vec());
        let live = live.unwrap_or_default();
        let mut changed = Vec::new();
        let mut withdrawals = Vec::new();
        let mut others = Vec::new();
        for (ready, claim) in ready.iter().zip(claims) {
            let row = ready.outgoing.row;
            match claim {
                Claim::Claimed(claimed) if row.kind.takes_back() => {
                    withdrawals.extend(reports(ready, &claimed, &live));
                }
                Claim::Claimed(claimed) => others.extend(reports(ready, &claimed, &live)),
                Claim::Changed => changed.push(row),
                Claim::Gone => {}
            }
        }
        // Withdrawals go in batches of their own, because central accepts them even when the quota is
        // exhausted.
        let mut uploads = uploads(withdrawals);
        uploads.extend(self::uploads(others));
        Ok((uploads, changed))
    }

    async fn send(
        &self,
        packed: Arc<Vec<u8>>,
    ) -> Result<proco_exchange::receipt::Receipts, SyncError> {
        self.with_token(async |token| {
            let network = self.network();
            let answer = network.central.upload(&token, packed.to_vec()).await;
            network.central_backoff.note_answer(&answer, self.now());
            answer
        })
        .await
    }

    async fn settle(
        &self,
        sent: &[Sent],
        receipts: &proco_exchange::receipt::Receipts,
        the: Try,
    ) -> Result<Vec<Reference>, SyncError> {
        let plan = settle::plan(sent, &receipts.receipts).ok_or(CallFault::UNBELIEVABLE)?;
        let (now, restored) = (self.now(), receipts.restored);
        self.blocking(move |courier| {
            let again = courier.write(|t| {
                // Before the receipts are carried out: what they say holds for central as it was put back.
                if let Some(restored) = restored {
                    courier.note_restore(t, restored)?;
                }
                let since = sync_state::revisions_from(t)?;
                if plan.iter().any(Settlement::is_unknown_to_this_store) {
                    tracing::warn!(
                        "this store is older than it was: central has what was never sent from here"
                    );
                    courier.records().is_older(t, now)?;
                }
                let mut again = Vec::new();
                for settlement in &plan {
                    if courier.settle_one(t, settlement, the, since)? == Settled::Again {
                        again.push(settlement.row());
                    }
                }
                Ok(again)
            })?;
            courier.refresh_tally()?;
            Ok(again)
        })
        .await
    }

    /// Carries out one settlement. What is decided since this store was put back has revisions above
    /// `since`.
    fn settle_one(
        &self,
        session: &Session,
        settlement: &Settlement,
        the: Try,
        since: u32,
    ) -> Result<Settled, SyncError> {
        let now = self.now();
        match settlement {
            // A later revision may have overtaken it.
            Settlement::SentByAnother { row, .. } | Settlement::Contradicted(row)
                if !outbox::waits(session, row)? => {}
            Settlement::SentByAnother {
                row,
                sent,
                revision,
                hour_alone,
            } => {
                let above = sync_state::block_above(*revision).ok_or(CallFault::UNBELIEVABLE)?;
                standing::is_there(session, row)?;
                if self.was_decided_here(session, row, since)? {
                    put_back::raise_above(session, row, above)?;
                    return Ok(Settled::Again);
                }
                if *hour_alone && put_back::knows_the_hour(session, row)? {
                    self.give_next_name(session, row)?;
                    return Ok(Settled::Again);
                }
                outbox::received(session, row, *sent, now)?;
            }
            Settlement::Contradicted(row) if row.kind.takes_back() && the == Try::First => {
                return Ok(Settled::Again);
            }
            Settlement::Contradicted(row) if !row.kind.takes_back() && the != Try::Last => {
                self.give_next_name(session, row)?;
                return Ok(Settled::Again);
            }
            Settlement::Contradicted(row) => {
                outbox::refused(session, row, RefusalCode::Inconsistent, now)?;
            }
            Settlement::TakenBack(row, code) => {
                if outbox::refuse(session, row, *code, now)? {
                    standing::is_taken_back(session, row)?;
                }
            }
            Settlement::Received(row, sent) => outbox::received(session, row, *sent, now)?,
            Settlement::NotUnderstood(row) => {
                outbox::refuse(session, row, RefusalCode::UnknownAnswer, now)?;
            }
            Settlement::Refused(row, code) => {
                outbox::refused(session, row, *code, now)?;
                if *code == RefusalCode::InFuture && requeue::is_past(session, row, now)? {
                    sync_state::set_clock_off(session, true)?;
                }
            }
        }
        Ok(Settled::Done)
    }

    fn give_next_name(&self, session: &Session, row: &Reference) -> Result<(), SyncError> {
        let namer = |record, number| self.records().report_id(record, number);
        Ok(put_back::give_next_name(session, row, &namer)?)
    }

    /// Whether what a row stands for was decided by its officer since this store was last put back, as far
    /// as that was noticed: otherwise since the app was started.
    fn was_decided_here(
        &self,
        session: &Session,
        row: &Reference,
        since: u32,
    ) -> Result<bool, SyncError> {
        let above = put_back::above(session, row)?;
        Ok(above > 0 && above >= since || self.records().decided_here().contains(&row.record))
    }
}

/// The rows that remain after an upload.
#[derive(Default)]
struct Remaining {
    /// To be sent once more.
    again: Vec<Reference>,
    /// Their records changed since they were read.
    changed: Vec<Reference>,
}

/// Whether a row is settled for now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    Done,
    /// To be sent once more at once.
    Again,
}

/// The number of the try. A withdrawal that central contradicts is sent once more, under each live epoch; a record
/// under its next name, up to the last try.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Try {
    First,
    Between,
    Last,
}
