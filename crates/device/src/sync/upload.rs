//! Batches on their way to central, and their receipts.

use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::{
    Batch, MAX_BATCH_BYTES, MAX_BATCH_ITEMS, MAX_UNPACKED_BYTES, PROTOCOL_VERSION, QueryReport,
    Report, ReportId, StopReport, Withdrawal,
};
use uuid::{Builder, Uuid};

use super::fault::CallFault;
use super::settle::{self, Settlement};
use crate::device::Device;
use crate::error::DeviceError;
use crate::store::outbox::{self, Claimed, Content, Kind, Reference};
use crate::store::{heal, sync_state};

/// A row that can be sent; a withdrawal needs no pseudonym.
pub(super) type Ready = (Reference, Option<Pseudonym>);
type Loaded = (Reference, Report);
/// More revisions than one record ever has.
const REVISIONS: u32 = 65_536;

impl Device {
    /// Sends what is ready, in batches that central takes, and settles each on its receipts.
    pub(super) async fn upload(&self, ready: Vec<Ready>) -> Result<(), DeviceError> {
        if ready.is_empty() {
            return Ok(());
        }
        let loaded = self.apart(move |device| device.load(&ready)).await?;
        // Withdrawals go in batches of their own: central takes them also where the quota is exhausted.
        let mut batches: Vec<Vec<Loaded>> = loaded
            .chunk_by(|(one, _), (next, _)| is_withdrawal(one) == is_withdrawal(next))
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
                Ok(receipts) => self.settle(&batch, &receipts).await?,
                Err(DeviceError::Call(CallFault::TooMuch)) if batch.len() > 1 => {
                    let rest = batch.split_off(batch.len() / 2);
                    batches.extend([rest, batch]);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Counts the attempts, before anything is sent, and makes the reports.
    fn load(&self, ready: &[Ready]) -> Result<Vec<Loaded>, DeviceError> {
        let rows: Vec<_> = ready.iter().map(|(row, _)| *row).collect();
        let now = self.now();
        let (claimed, put_back) = self.store().write(|t| {
            let claimed = outbox::claim(t, &rows, now, |record| self.report_id(record))?;
            Ok((claimed, sync_state::put_back(t)?))
        })?;
        let pseudonym = |row: &Reference| ready.iter().find(|(r, _)| r == row).and_then(|r| r.1);
        Ok(claimed
            .into_iter()
            .filter_map(|claimed| {
                let row = claimed.reference;
                report(claimed, pseudonym(&row), put_back).map(|report| (row, report))
            })
            .collect())
    }

    /// The name of a report: it follows from the record and a secret of this device, so that a
    /// phone put back from a copy sends each record under the name that it had. A UUIDv7 whose time
    /// says no more than the report itself, the hour in which the record was made.
    fn report_id(&self, record: Uuid) -> ReportId {
        let seconds = record.get_timestamp().map_or(0, |made| made.to_unix().0);
        let hour = seconds - seconds % 3600;
        let name = self.inner.secrets.own_counts().name_of(record);
        ReportId(Builder::from_unix_timestamp_millis(hour * 1000, &name).into_uuid())
    }

    /// Central may have what waits here: the store is older than it was. So nothing of it is taken
    /// back in silence, and none of it counted beside what central counts.
    pub(crate) fn name_what_waits(&self) -> Result<(), DeviceError> {
        self.store().write(|t| {
            sync_state::count_put_back(t)?;
            Ok(outbox::may_be_known(t, |record| self.report_id(record))?)
        })
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
    ) -> Result<(), DeviceError> {
        let rows: Vec<_> = batch.iter().map(|(row, _)| *row).collect();
        let plan = settle::plan(&rows, &receipts.receipts).ok_or(CallFault::UNBELIEVABLE)?;
        let now = self.now();
        self.apart(move |device| {
            device.store().write(|t| {
                for settlement in &plan {
                    match settlement {
                        Settlement::Received(row) => outbox::received(t, row, now)?,
                        Settlement::Refused(row, code) => {
                            outbox::refuse(t, row, *code, now)?;
                            if *code == RefusalCode::InFuture && heal::is_past(t, row, now)? {
                                sync_state::set_clock_off(t, true)?;
                            }
                        }
                    }
                }
                Ok(())
            })?;
            device.refresh_status()
        })
        .await
    }
}

fn is_withdrawal(row: &Reference) -> bool {
    row.kind == Kind::Withdrawal
}

/// Makes the report. Here a stop becomes what may leave the phone, and nowhere else.
///
/// The revision counts from anew, above all before, each time that this store was put back: what was
/// decided on the copy would else have the number of something that central has already.
fn report(claimed: Claimed, pseudonym: Option<Pseudonym>, put_back: u32) -> Option<Report> {
    let id = claimed.report;
    let revision = put_back
        .saturating_mul(REVISIONS)
        .saturating_add(claimed.reference.revision);
    Some(match claimed.content {
        Content::Query { query, led_to } => {
            let mut report = QueryReport::of(&query, led_to, id, pseudonym?);
            report.head.revision = revision;
            Report::Query(report)
        }
        Content::Stop(stop) => {
            Report::Stop(StopReport::of(&stop, id, pseudonym?).in_revision(revision))
        }
        Content::Withdrawal { epoch } => Report::Withdrawal(Withdrawal {
            id,
            revision,
            epoch,
        }),
    })
}

/// JSON, packed; `None` when it is more than central takes at once.
fn pack(batch: &[Loaded]) -> Option<Arc<Vec<u8>>> {
    let batch = Batch {
        version: PROTOCOL_VERSION,
        reports: batch.iter().map(|(_, report)| report.clone()).collect(),
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
