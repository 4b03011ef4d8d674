//! Records that can no longer be amended are reduced to what the counts of their subjects need.

use proco_exchange::Hour;
use proco_exchange::report::AMENDABLE_DAYS;
use rusqlite::{Connection, Transaction, params};

use super::SqliteStore;
use crate::keys::{CentralKey, ReportKey};
use crate::store::StoreError;

/// How many rows are looked for at once, so that a first time needs no room for the whole table.
const LOOK: u32 = 20_000;

/// How many rows change at once, so that uploads get their turn in between.
const PIECE: usize = 2_000;

/// A record that is whole still.
#[derive(Clone, Copy)]
struct FullRecord {
    seq: i64,
    report: ReportKey,
    revision: u32,
}

/// As [`Store::reduce`](crate::store::Store::reduce), in pieces.
pub(super) async fn reduce(
    store: &SqliteStore,
    now: Hour,
    key: CentralKey,
) -> Result<u64, StoreError> {
    let mut reduced = 0;
    let mut behind = i64::MIN;
    loop {
        let due = store.read(move |c| due(c, now, behind)).await?;
        let Some(last) = due.last() else {
            break;
        };
        behind = last.seq;
        // While the hours of the stops of that day are still there.
        for piece in due.chunks(PIECE).map(<[_]>::to_vec) {
            store
                .write(move |t| end_those_of_the_day(t, &piece))
                .await?;
        }
        for piece in due.chunks(PIECE).map(<[_]>::to_vec) {
            let key = key.clone();
            let take_away = move |t: &Transaction<'_>| take_away(t, &piece, now, &key);
            reduced += store.write(take_away).await?;
        }
    }
    let over = store.read(move |c| spared_no_more(c, now)).await?;
    for piece in over.chunks(PIECE).map(<[_]>::to_vec) {
        store.write(move |t| end_advisories(t, &piece)).await?;
    }
    Ok(reduced)
}

/// The next records that are too old to be amended, behind this place. No index is kept for it: one walk an
/// hour through all records, beside the requests.
///
/// One that came late counts in a later week than its own. It stays whole as long after the beginning of that
/// week, so that whoever forges records of long ago cannot have them lose their tag at once.
fn due(connection: &Connection, now: Hour, behind: i64) -> Result<Vec<FullRecord>, StoreError> {
    let before = now.0.saturating_sub(u32::from(AMENDABLE_DAYS) * 24);
    let mut statement = connection.prepare_cached(
        "SELECT seq, report, revision FROM records NOT INDEXED
         WHERE seq > ?2 AND seq < 0 AND week < ?1 AND hour < ?1 ORDER BY seq LIMIT ?3",
    )?;
    let rows = statement.query_map(params![before, behind, LOOK], |row| {
        Ok(FullRecord {
            seq: row.get(0)?,
            report: ReportKey(row.get(1)?),
            revision: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Ends the advisories of these stops that a later stop of the same day ended: of both only the day is kept, so it could
/// not be told any more which was first.
fn end_those_of_the_day(
    transaction: &Transaction<'_>,
    piece: &[FullRecord],
) -> Result<(), StoreError> {
    let mut statement = transaction.prepare_cached(
        "UPDATE records SET spare_until = NULL
         WHERE seq = ?1 AND revision = ?2 AND facts IS NOT NULL AND spare_until IS NOT NULL AND EXISTS
             (SELECT 1 FROM records AS later INDEXED BY records_linked
              WHERE later.epoch = records.epoch AND later.subject = records.subject AND later.linked = 1
                AND later.hour > records.hour AND later.hour < records.hour - records.hour % 24 + 24)",
    )?;
    for whole in piece {
        statement.execute((whole.seq, whole.revision))?;
    }
    Ok(())
}

/// Deletes from these records what no count needs. One that was amended meanwhile waits for the next time.
fn take_away(
    transaction: &Transaction<'_>,
    piece: &[FullRecord],
    now: Hour,
    key: &CentralKey,
) -> Result<u64, StoreError> {
    let mut statement = transaction.prepare_cached(
        "UPDATE records
         SET revision = ?3, officer = NULL, team = NULL, week = NULL, repeated = NULL, facts = NULL,
             hour = hour - hour % 24,
             spare_until = iif(spare_until < ?4, NULL, spare_until - spare_until % 24 + 23)
         WHERE seq = ?1 AND revision = ?2 AND facts IS NOT NULL",
    )?;
    let mut reduced = 0;
    for whole in piece {
        let seal = key.revision(whole.report, whole.revision);
        reduced += statement.execute(params![whole.seq, whole.revision, seal.0, now.0])?;
    }
    Ok(reduced as u64)
}

/// Reduced records whose advisory is over.
fn spared_no_more(connection: &Connection, now: Hour) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq FROM records INDEXED BY records_spared
         WHERE spare_until < ?1 AND facts IS NULL LIMIT ?2",
    )?;
    let rows = statement.query_map([now.0, LOOK], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes the advisory from these.
fn end_advisories(transaction: &Transaction<'_>, piece: &[i64]) -> Result<(), StoreError> {
    let mut statement = transaction
        .prepare_cached("UPDATE records SET spare_until = NULL WHERE seq = ?1 AND facts IS NULL")?;
    for seq in piece {
        statement.execute([seq])?;
    }
    Ok(())
}
