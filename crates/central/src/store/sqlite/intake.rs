//! Group commit: uploads that wait for the disk at the same time share one transaction.
//!
//! A commit waits for the disk, and so do those who come meanwhile; the next commit is for all of them.
//! A receipt is still given only when its own batch is on disk.

use std::slice::from_ref;
use std::sync::atomic::Ordering;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::records::{self, Batch};
use super::{Connections, commits, lock};
use crate::quota::UploadOutcome;
use crate::store::StoreError;

/// How many batches one commit takes at most: others want to write, too.
pub(super) const TOGETHER: usize = 16;

pub(super) type Receipts = Result<UploadOutcome, StoreError>;

/// A batch whose turn has not come.
pub(super) struct Waiting {
    batch: Batch,
    answer: oneshot::Sender<Receipts>,
}

impl Waiting {
    pub(super) fn of(batch: Batch) -> (Self, oneshot::Receiver<Receipts>) {
        let (answer, receipts) = oneshot::channel();
        (Self { batch, answer }, receipts)
    }
}

/// Writes these batches, oldest first, and answers each. A caller that has hung up will send the same again.
pub(super) fn write(all: &Connections, mut waiting: Vec<Waiting>) {
    let mut connection = lock(&all.writer);
    waiting.retain(|waiting| !waiting.answer.is_closed());
    if all.closed.load(Ordering::Relaxed) {
        // The sender is dropped, so whoever waits gets an error.
        return;
    }
    let receipts = written(all, &mut connection, &waiting);
    for (waiting, receipts) in waiting.into_iter().zip(receipts) {
        all.signs.note(&receipts);
        // Whoever has gone meanwhile will ask again, and learn that it is stored.
        let _gone = waiting.answer.send(receipts);
    }
}

/// Writes these batches, together if it can be, and answers each.
fn written(all: &Connections, connection: &mut Connection, waiting: &[Waiting]) -> Vec<Receipts> {
    match together(all, connection, waiting) {
        Ok(receipts) => receipts.into_iter().map(Ok).collect(),
        Err(Fault::OfOne(_)) if waiting.len() > 1 => {
            let each = waiting.iter().map(from_ref);
            each.flat_map(|one| written(all, connection, one)).collect()
        }
        Err(Fault::OfOne(error) | Fault::OfAll(error)) => vec![Err(error); waiting.len()],
    }
}

/// Why nothing of a transaction was kept.
enum Fault {
    /// One batch could not be taken.
    OfOne(StoreError),
    /// The database could not begin, or not commit: nobody's batch would fare better alone.
    OfAll(StoreError),
}

/// Takes these batches in one transaction: all of them or none.
fn together(
    all: &Connections,
    connection: &mut Connection,
    waiting: &[Waiting],
) -> Result<Vec<UploadOutcome>, Fault> {
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let of_all = |error: rusqlite::Error| Fault::OfAll(error.into());
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(of_all)?;
    let changes = transaction.total_changes();
    let receipts = waiting
        .iter()
        .map(|waiting| records::take(&transaction, &waiting.batch))
        .collect::<Result<_, _>>()
        .map_err(Fault::OfOne)?;
    let count = commits::count(&transaction, changes).map_err(Fault::OfAll)?;
    transaction.commit().map_err(of_all)?;
    all.outside.tell(count);
    Ok(receipts)
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use proco_access::DeviceId;
    use proco_exchange::period::Week;
    use proco_exchange::receipt::Receipt;
    use proco_exchange::report::ReportId;
    use proco_exchange::{Epoch, Hour};
    use uuid::Uuid;

    use super::*;
    use crate::keys::{CentralKey, OfficerTag, ReportKey, SubjectKey};
    use crate::quota::{Quota, Uploader};
    use crate::record::{Admitted, Facts, Name, Record};
    use crate::store::Upload;
    use crate::store::sqlite::SqliteStore;

    pub fn batch(report: u128, revision: u32) -> Batch {
        let facts = r#"{"subject":"plate","initiative":"call","led_to":"nothing"}"#;
        let record = Record {
            name: Name {
                id: ReportId(Uuid::from_u128(report)),
                report: ReportKey(report.to_be_bytes()),
                revision,
                epoch: Epoch::new(2026, 4).unwrap(),
                officer: OfficerTag([1; 8]),
            },
            subject: SubjectKey([1; 16]),
            hour: Hour(498_210),
            facts: Facts::from_json(false, facts).unwrap(),
        };
        let hour = Hour(498_210);
        Batch::from(Upload {
            device: DeviceId(Uuid::nil()),
            team: "roermond-1".parse().unwrap(),
            admitted: vec![Admitted::Record(record)],
            open: Week::of(hour),
            uploader: Uploader::known(OfficerTag([1; 8]), Quota::default(), hour.start()),
            key: CentralKey::from_bytes(&[1; 32]),
        })
    }

    /// Writes batches in one turn and tells how each ended.
    fn in_one_turn(store: &SqliteStore, batches: impl IntoIterator<Item = Batch>) -> Vec<Receipts> {
        let (waiting, receipts): (Vec<_>, Vec<_>) = batches.into_iter().map(Waiting::of).unzip();
        write(&store.0, waiting);
        let answered = receipts.into_iter().map(|mut one| one.try_recv().unwrap());
        answered.collect()
    }

    #[test]
    fn one_turn_writes_all_that_wait_and_a_fault_of_one_blocks_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("central.db");
        let store = SqliteStore::open(&path).unwrap();
        let writer = &store.0.writer;
        let first = in_one_turn(&store, [batch(1, 1)]);
        let stored = UploadOutcome::Receipts(vec![Receipt::Stored], 3);
        assert_eq!(first[0].as_ref().unwrap(), &stored);

        lock(writer)
            .execute("UPDATE records SET team = 'to rn'", [])
            .unwrap();
        let ended = in_one_turn(&store, [batch(1, 2), batch(2, 1), batch(3, 1)]);
        assert!(ended[0].is_err(), "what is torn");
        for sound in &ended[1..] {
            assert_eq!(sound.as_ref().unwrap(), &stored);
        }

        // Another program keeps the file: that is told to all at once.
        lock(writer).busy_timeout(Duration::ZERO).unwrap();
        let other = proco_database::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let refused = in_one_turn(&store, [batch(4, 1), batch(5, 1)]);
        assert!(refused.iter().all(Result::is_err));
        other.execute_batch("ROLLBACK").unwrap();

        let number = lock(writer).query_row("SELECT count(*) FROM records", [], |row| row.get(0));
        assert_eq!(number, Ok(3));
    }
}
