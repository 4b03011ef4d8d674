//! The intake: uploads that wait for the disk at the same time share one commit.
//!
//! A commit waits for the disk, and so do those who come meanwhile; whoever's turn it is then
//! writes for all of them. A receipt is still given only when its own batch is on disk.

use std::slice::from_ref;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use proco_exchange::receipt::Receipt;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::records::{self, Batch};
use super::{Connections, commits, lock};
use crate::store::StoreError;

/// How many batches one commit takes at most: others want to write, too.
const TOGETHER: usize = 16;

type Receipts = Result<Vec<Receipt>, StoreError>;

/// The batches whose turn has not come.
#[derive(Default)]
pub(super) struct Intake(Mutex<Vec<Waiting>>);

struct Waiting {
    batch: Batch,
    answer: oneshot::Sender<Receipts>,
}

impl Intake {
    /// Puts a batch in line. Each that does so also calls [`Self::write`] once, so that nobody is
    /// left behind.
    pub(super) fn queue(&self, batch: Batch) -> oneshot::Receiver<Receipts> {
        let (answer, receipts) = oneshot::channel();
        lock(&self.0).push(Waiting { batch, answer });
        receipts
    }

    /// Writes what waits, oldest first; nothing where others did so already.
    pub(super) fn write(&self, all: &Connections) {
        // A batch leaves the line only in the hands of whoever is writing it.
        if lock(&self.0).is_empty() {
            return;
        }
        let mut connection = lock(&all.writer);
        if all.closed.load(Ordering::Relaxed) {
            // Whoever waits hears that nobody answers.
            lock(&self.0).clear();
            return;
        }
        let waiting: Vec<Waiting> = {
            let mut line = lock(&self.0);
            let number = line.len().min(TOGETHER);
            line.drain(..number).collect()
        };
        let receipts = written(all, &mut connection, &waiting);
        for (waiting, receipts) in waiting.into_iter().zip(receipts) {
            all.signs.note(&receipts);
            // Whoever has gone meanwhile will ask again, and learn that it is stored.
            let _gone = waiting.answer.send(receipts);
        }
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
) -> Result<Vec<Vec<Receipt>>, Fault> {
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
mod tests {
    use std::time::Duration;

    use proco_access::Team;
    use proco_exchange::period::Week;
    use proco_exchange::report::ReportId;
    use proco_exchange::{Epoch, Hour};
    use uuid::Uuid;

    use super::*;
    use crate::keys::{OfficerTag, SubjectKey};
    use crate::record::{Admitted, Facts, Name, Record};
    use crate::store::sqlite::SqliteStore;

    fn batch(report: u128, revision: u32) -> Batch {
        let facts = r#"{"subject":"plate","initiative":"call","led_to":"nothing"}"#;
        let record = Record {
            name: Name {
                report: ReportId(Uuid::from_u128(report)),
                revision,
                epoch: Epoch::new(2026, 4).unwrap(),
                officer: OfficerTag([1; 8]),
            },
            subject: SubjectKey([1; 16]),
            hour: Hour(498_210),
            facts: Facts::from_json(false, facts).unwrap(),
        };
        let team: Team = "roermond-1".parse().unwrap();
        Batch::of(
            team,
            vec![Admitted::Record(record)],
            Week::of(Hour(498_210)),
        )
    }

    #[test]
    fn one_turn_writes_all_that_wait_and_a_fault_of_one_blocks_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("central.db");
        let store = SqliteStore::open(&path).unwrap();
        let (intake, writer) = (&store.0.intake, &store.0.writer);
        let mut first = intake.queue(batch(1, 1));
        intake.write(&store.0);
        assert_eq!(first.try_recv().unwrap().unwrap(), [Receipt::Stored]);

        lock(writer)
            .execute("UPDATE records SET facts = 'torn'", [])
            .unwrap();
        let mut torn = intake.queue(batch(1, 2));
        let mut sound = [2, 3].map(|report| intake.queue(batch(report, 1)));
        intake.write(&store.0);
        assert!(torn.try_recv().unwrap().is_err());
        for sound in &mut sound {
            assert_eq!(sound.try_recv().unwrap().unwrap(), [Receipt::Stored]);
        }

        // Another program keeps the file: that is told to all at once.
        lock(writer).busy_timeout(Duration::ZERO).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut refused = [4, 5].map(|report| intake.queue(batch(report, 1)));
        intake.write(&store.0);
        for refused in &mut refused {
            assert!(refused.try_recv().unwrap().is_err());
        }
        other.execute_batch("ROLLBACK").unwrap();

        intake.write(&store.0);
        let number = lock(writer).query_row("SELECT count(*) FROM records", [], |row| row.get(0));
        assert_eq!(number, Ok(3));
    }
}
