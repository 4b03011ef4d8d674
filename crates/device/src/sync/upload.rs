//! Batches on their way to central, and their receipts.

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use proco_domain::time::Epoch;
use proco_exchange::frequency::EpochPseudonym;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::{
    Batch, MAX_BATCH_BYTES, MAX_BATCH_ITEMS, MAX_UNPACKED_BYTES, PROTOCOL_VERSION, QueryReport,
    Report, StopReport, Withdrawal,
};

use super::Courier;
use super::error::SyncError;
use super::fault::CallFault;
use super::settle::{self, Part, Sent, Settlement};
use crate::store::outbox::{self, Claimed, Content, Kind, Reference};
use crate::store::{Session, heal, put_back, standing, sync_state};

/// A row that can be sent; a withdrawal needs no pseudonym. Any other goes under the one of its epoch,
/// and not once its hour was corrected into another.
pub(super) type Ready = (Reference, Option<EpochPseudonym>);

/// A report on its way, and the row that it was made of.
#[derive(Clone)]
struct Loaded {
    sent: Sent,
    report: Report,
}

impl Courier {
    /// Sends what is ready, and once more, under a higher revision or another name, what central has
    /// something else of. Gives what was not sent because its hour was corrected meanwhile.
    pub(super) async fn upload(&self, mut ready: Vec<Ready>) -> Result<Vec<Reference>, SyncError> {
        let first = self.upload_once(ready.clone(), Try::First).await?;
        ready.retain(|(row, _)| first.again.contains(row));
        let second = self.upload_once(ready, Try::Last).await?;
        Ok([first.moved, second.moved].concat())
    }

    /// Sends it in batches that central takes, and settles each on its receipts.
    async fn upload_once(&self, ready: Vec<Ready>, the: Try) -> Result<Left, SyncError> {
        let mut left = Left::default();
        if ready.is_empty() {
            return Ok(left);
        }
        let (loaded, moved) = self.apart(move |courier| courier.load(&ready)).await?;
        left.moved = moved;
        // Withdrawals go in batches of their own: central takes them also where the quota is exhausted.
        let mut batches: Vec<Vec<Loaded>> = loaded
            .chunk_by(|one, next| is_withdrawal(&one.sent.row) == is_withdrawal(&next.sent.row))
            .flat_map(|part| part.chunks(MAX_BATCH_ITEMS))
            .map(<[_]>::to_vec)
            .collect();
        batches.reverse();
        while let Some(mut batch) = batches.pop() {
            let packed = pack(&batch);
            let sent = match packed {
                Some(packed) => self.send(packed).await,
                None => Err(CallFault::TooMuch.into()),
            };
            match sent {
                Ok(receipts) => left
                    .again
                    .extend(self.settle(&batch, &receipts, the).await?),
                Err(SyncError::Call(CallFault::TooMuch)) if batch.len() > 1 => {
                    let rest = batch.split_off(batch.len() / 2);
                    batches.extend([rest, batch]);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(left)
    }

    /// Notes which records enter a batch, before anything is sent, and makes the reports. Gives the rows that were
    /// left out as well.
    fn load(&self, ready: &[Ready]) -> Result<(Vec<Loaded>, Vec<Reference>), SyncError> {
        let rows: Vec<_> = ready
            .iter()
            .map(|(row, known)| (*row, known.as_ref().map(|known| known.epoch)))
            .collect();
        let now = self.now();
        let (claim, was_put_back) = self.write(|t| {
            let namer = |record, number| self.records().report_id(record, number);
            let claim = outbox::claim(t, &rows, now, &namer)?;
            Ok((claim, sync_state::was_put_back(t)?))
        })?;
        // What this store was before may have sent a record with another hour than is known here.
        let live = match was_put_back {
            true => Epoch::live_at(now).to_vec(),
            false => Vec::new(),
        };
        let pseudonym = |row: &Reference| {
            let ready = ready.iter().find(|(ready, _)| ready == row);
            ready.and_then(|(_, known)| known.as_ref().map(|known| known.pseudonym))
        };
        let loaded = claim.claimed.into_iter().flat_map(|claimed| {
            let pseudonym = pseudonym(&claimed.reference);
            reports(claimed, pseudonym, &live)
        });
        Ok((loaded.collect(), claim.moved))
    }

    async fn send(
        &self,
        packed: Arc<Vec<u8>>,
    ) -> Result<proco_exchange::receipt::Receipts, SyncError> {
        self.with_token(async |token| {
            let network = self.network();
            let answer = network.central.upload(&token, packed.to_vec()).await;
            network.central_rest.hear(&answer, self.now());
            answer
        })
        .await
    }

    async fn settle(
        &self,
        batch: &[Loaded],
        receipts: &proco_exchange::receipt::Receipts,
        the: Try,
    ) -> Result<Vec<Reference>, SyncError> {
        let sent: Vec<_> = batch.iter().map(|loaded| loaded.sent).collect();
        let plan = settle::plan(&sent, &receipts.receipts).ok_or(CallFault::UNBELIEVABLE)?;
        let now = self.now();
        self.apart(move |courier| {
            let again = courier.write(|t| {
                let since = sync_state::revisions_from(t)?;
                if plan.iter().any(Settlement::tells_of_another_life) {
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
            courier.refresh_status()?;
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
                name,
                revision,
            } => {
                let above = sync_state::block_above(*revision).ok_or(CallFault::UNBELIEVABLE)?;
                standing::is_there(session, row)?;
                if self.was_decided_here(session, row, since)? {
                    put_back::raise_above(session, row, above)?;
                    return Ok(Settled::Again);
                }
                outbox::received(session, row, *name, now)?;
            }
            Settlement::Contradicted(row) if the == Try::First => {
                if row.kind != Kind::Withdrawal {
                    put_back::give_next_name(session, row, &|record, number| {
                        self.records().report_id(record, number)
                    })?;
                }
                return Ok(Settled::Again);
            }
            Settlement::Contradicted(row) => {
                outbox::refused(session, row, RefusalCode::Inconsistent, now)?;
            }
            Settlement::Received(row, name) => outbox::received(session, row, *name, now)?,
            Settlement::Refused(row, code) => {
                outbox::refused(session, row, *code, now)?;
                if *code == RefusalCode::InFuture && heal::is_past(session, row, now)? {
                    sync_state::set_clock_off(session, true)?;
                }
            }
        }
        Ok(Settled::Done)
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

/// What became of the rows that were to be sent.
#[derive(Default)]
struct Left {
    /// They have to be sent once more.
    again: Vec<Reference>,
    /// Their hour was corrected since they got their pseudonyms.
    moved: Vec<Reference>,
}

/// Whether a row is done with for now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    Done,
    /// It is to be sent once more at once.
    Again,
}

/// What central contradicts is tried once more, and not for ever.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Try {
    First,
    Last,
}

fn is_withdrawal(row: &Reference) -> bool {
    row.kind == Kind::Withdrawal
}

/// Makes the report, and before it the withdrawals of the names that the record had with other hours.
/// Here a stop becomes what may leave the phone, and nowhere else.
///
/// The revision of what its officer decided since this store was last put back counts from above all
/// that was sent before: it would else have the number of something that central has already. Withdrawals
/// go under each of these epochs too: in a store that was put back nobody can tell under which it was sent.
fn reports(claimed: Claimed, pseudonym: Option<Pseudonym>, live: &[Epoch]) -> Vec<Loaded> {
    let id = claimed.report;
    let revision = claimed.above.saturating_add(claimed.reference.revision);
    let row = claimed.reference;
    let elsewhere = |id, known: Epoch, part| {
        let others = live.iter().filter(move |live| **live != known);
        others.map(move |epoch| Loaded {
            sent: Sent { row, part },
            report: Report::Withdrawal(Withdrawal {
                id,
                revision,
                epoch: *epoch,
            }),
        })
    };
    let mut tried = Vec::new();
    let report = match claimed.content {
        Content::Query { query, led_to } => pseudonym.map(|pseudonym| {
            let mut report = QueryReport::of(&query, led_to, id, pseudonym);
            report.head.revision = revision;
            Report::Query(report)
        }),
        Content::Stop(stop) => pseudonym.map(|pseudonym| {
            Report::Stop(StopReport::of(&stop, id, pseudonym).in_revision(revision))
        }),
        Content::Withdrawal { epoch } => {
            tried.extend(elsewhere(id, epoch, Part::Elsewhere { name: id }));
            Some(Report::Withdrawal(Withdrawal {
                id,
                revision,
                epoch,
            }))
        }
    };
    let Some(report) = report else {
        return Vec::new();
    };
    let former = claimed.former.iter().flat_map(|former| {
        let known = Loaded {
            sent: Sent {
                row,
                part: Part::FormerName,
            },
            report: Report::Withdrawal(Withdrawal {
                id: former.report,
                revision,
                epoch: former.epoch,
            }),
        };
        let others = elsewhere(former.report, former.epoch, Part::FormerName);
        [known].into_iter().chain(others)
    });
    let sent = Sent {
        row,
        part: Part::Whole { name: id },
    };
    former
        .chain([Loaded { sent, report }])
        .chain(tried)
        .collect()
}

/// JSON, packed; `None` when it is more than central takes at once.
fn pack(batch: &[Loaded]) -> Option<Arc<Vec<u8>>> {
    let batch = Batch {
        version: PROTOCOL_VERSION,
        reports: batch.iter().map(|loaded| loaded.report.clone()).collect(),
    };
    let json = serde_json::to_vec(&batch).expect("a report has text keys only");
    if json.len() > MAX_UNPACKED_BYTES {
        return None;
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer
        .write_all(&json)
        .expect("memory takes what is written to it");
    let packed = packer.finish().expect("memory takes what is written to it");
    (packed.len() <= MAX_BATCH_BYTES).then(|| Arc::new(packed))
}
