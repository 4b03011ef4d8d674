//! Batches on their way to central, and their receipts.

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use proco_domain::time::UtcMillis;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::{
    Batch, MAX_BATCH_BYTES, MAX_BATCH_ITEMS, MAX_UNPACKED_BYTES, PROTOCOL_VERSION, QueryReport,
    Report, ReportId, StopReport, Withdrawal,
};
use uuid::{Builder, Uuid};

use super::fault::CallFault;
use super::settle::{self, Part, Sent, Settlement};
use crate::device::Device;
use crate::error::DeviceError;
use crate::store::outbox::{self, Claimed, Content, Kind, Reference};
use crate::store::{Session, heal, sync_state};

/// A row that can be sent; a withdrawal needs no pseudonym.
pub(super) type Ready = (Reference, Option<Pseudonym>);

/// A report on its way, and the row that it was made of.
#[derive(Clone)]
struct Loaded {
    sent: Sent,
    report: Report,
}

impl Device {
    /// Sends what is ready, and once more, under a higher revision, what central has something else of.
    pub(super) async fn upload(&self, mut ready: Vec<Ready>) -> Result<(), DeviceError> {
        let again = self.upload_once(ready.clone()).await?;
        ready.retain(|(row, _)| again.contains(row));
        self.upload_once(ready).await?;
        Ok(())
    }

    /// Sends it in batches that central takes, and settles each on its receipts. Gives what has to be
    /// sent again.
    async fn upload_once(&self, ready: Vec<Ready>) -> Result<Vec<Reference>, DeviceError> {
        let mut again = Vec::new();
        if ready.is_empty() {
            return Ok(again);
        }
        let loaded = self.apart(move |device| device.load(&ready)).await?;
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
                Ok(receipts) => again.extend(self.settle(&batch, &receipts).await?),
                Err(DeviceError::Call(CallFault::TooMuch)) if batch.len() > 1 => {
                    let rest = batch.split_off(batch.len() / 2);
                    batches.extend([rest, batch]);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(again)
    }

    /// Counts the attempts, before anything is sent, and makes the reports.
    fn load(&self, ready: &[Ready]) -> Result<Vec<Loaded>, DeviceError> {
        let rows: Vec<_> = ready.iter().map(|(row, _)| *row).collect();
        let now = self.now();
        let (claimed, above) = self.store().write(|t| {
            let claimed = outbox::claim(t, &rows, now, &|record, number| {
                self.report_id(record, number)
            })?;
            Ok((claimed, sync_state::revisions_from(t)?))
        })?;
        let pseudonym = |row: &Reference| ready.iter().find(|(r, _)| r == row).and_then(|r| r.1);
        Ok(claimed
            .into_iter()
            .flat_map(|claimed| {
                let pseudonym = pseudonym(&claimed.reference);
                reports(claimed, pseudonym, above)
            })
            .collect())
    }

    /// The name of a report: it follows from the record and a secret of this device, so that a
    /// phone put back from a copy sends each record under the name that it had. A UUIDv7 whose time
    /// says no more than the hour in which the record was made, by the clock of then. A record whose
    /// hour is corrected after it was sent gets the name with the next number.
    fn report_id(&self, record: Uuid, number: u32) -> ReportId {
        let seconds = record.get_timestamp().map_or(0, |made| made.to_unix().0);
        let hour = seconds - seconds % 3600;
        let name = self.inner.secrets.own_counts().name_of(record, number);
        ReportId(Builder::from_unix_timestamp_millis(hour * 1000, &name).into_uuid())
    }

    /// Central may have what waits here: the store is older than it was. So nothing of it is taken
    /// back in silence, and none of it counted beside what central counts.
    pub(crate) fn name_what_waits(&self) -> Result<(), DeviceError> {
        let now = self.now();
        self.store().write(|t| self.count_as_older(t, 0, now))
    }

    fn count_as_older(
        &self,
        session: &Session,
        above: u32,
        now: UtcMillis,
    ) -> Result<(), DeviceError> {
        sync_state::raise_revisions(session, above, now)?;
        Ok(outbox::may_be_known(session, &|record, number| {
            self.report_id(record, number)
        })?)
    }

    async fn send(
        &self,
        packed: Arc<Vec<u8>>,
    ) -> Result<proco_exchange::receipt::Receipts, DeviceError> {
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
    ) -> Result<Vec<Reference>, DeviceError> {
        let sent: Vec<_> = batch.iter().map(|loaded| loaded.sent).collect();
        let plan = settle::plan(&sent, &receipts.receipts).ok_or(CallFault::UNBELIEVABLE)?;
        let now = self.now();
        self.apart(move |device| {
            let again = device.store().write(|t| {
                let mut again = Vec::new();
                let mut above = 0;
                for settlement in &plan {
                    match settlement {
                        // A later revision may have overtaken it.
                        Settlement::SentByAnother(row, _) if !outbox::waits(t, row)? => {}
                        Settlement::SentByAnother(row, revision) => {
                            again.push(*row);
                            above = above.max(*revision);
                        }
                        Settlement::Received(row, name) => outbox::received(t, row, *name, now)?,
                        Settlement::Refused(row, code) => {
                            outbox::refuse(t, row, *code, now)?;
                            if *code == RefusalCode::InFuture && heal::is_past(t, row, now)? {
                                sync_state::set_clock_off(t, true)?;
                            }
                        }
                    }
                }
                if !again.is_empty() {
                    tracing::warn!(
                        records = again.len(),
                        "this store is older than it was: central has what was never sent from here"
                    );
                    device.count_as_older(t, above, now)?;
                }
                Ok(again)
            })?;
            device.refresh_status()?;
            Ok(again)
        })
        .await
    }
}

fn is_withdrawal(row: &Reference) -> bool {
    row.kind == Kind::Withdrawal
}

/// Makes the report, and before it the withdrawals of the names that the record had with other hours.
/// Here a stop becomes what may leave the phone, and nowhere else.
///
/// The revision counts from above all that was sent before this store was last put back: what was
/// decided on the copy would else have the number of something that central has already.
fn reports(claimed: Claimed, pseudonym: Option<Pseudonym>, above: u32) -> Vec<Loaded> {
    let id = claimed.report;
    let revision = above.saturating_add(claimed.reference.revision);
    let report = match claimed.content {
        Content::Query { query, led_to } => pseudonym.map(|pseudonym| {
            let mut report = QueryReport::of(&query, led_to, id, pseudonym);
            report.head.revision = revision;
            Report::Query(report)
        }),
        Content::Stop(stop) => pseudonym.map(|pseudonym| {
            Report::Stop(StopReport::of(&stop, id, pseudonym).in_revision(revision))
        }),
        Content::Withdrawal { epoch } => Some(Report::Withdrawal(Withdrawal {
            id,
            revision,
            epoch,
        })),
    };
    let Some(report) = report else {
        return Vec::new();
    };
    let row = claimed.reference;
    let former = claimed.former.iter().map(|former| Loaded {
        sent: Sent {
            row,
            part: Part::FormerName,
        },
        report: Report::Withdrawal(Withdrawal {
            id: former.report,
            revision,
            epoch: former.epoch,
        }),
    });
    let sent = Sent {
        row,
        part: Part::Whole { name: id },
    };
    former.chain([Loaded { sent, report }]).collect()
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
