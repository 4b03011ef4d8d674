//! A data migration that needs the key: records of earlier programs are kept under the names that phones gave them. At
//! the first start they get the keyed names under which reports are looked for since, before anything else is done.

use proco_exchange::report::ReportId;
use rusqlite::{Connection, OptionalExtension as _, Transaction};
use uuid::Uuid;

use super::{SqliteStore, lock};
use crate::keys::CentralKey;
use crate::store::StoreError;

/// How many get their names in one transaction. A start that is killed goes on after the last one.
const PIECE: u32 = 20_000;

impl SqliteStore {
    /// Gives each record its kept name.
    ///
    /// # Errors
    /// [`StoreError`]; the next start goes on.
    pub fn name_all(&self, key: &CentralKey) -> Result<(), StoreError> {
        let mut writer = lock(&self.0.writer);
        while from_seq(&writer)?.is_some() {
            self.0.changed(&mut writer, |t| name_some(t, key))?;
        }
        Ok(())
    }
}

fn from_seq(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let from = connection
        .prepare_cached("SELECT from_seq FROM unnamed")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(from)
}

/// Names the next ones, unless another program did.
fn name_some(transaction: &Transaction<'_>, key: &CentralKey) -> Result<(), StoreError> {
    let Some(from) = from_seq(transaction)? else {
        return Ok(());
    };
    let mut statement = transaction.prepare_cached(
        "SELECT seq, report FROM records NOT INDEXED WHERE seq >= ?1 ORDER BY seq LIMIT ?2",
    )?;
    let rows = statement.query_map((from, PIECE), |row| {
        Ok((row.get(0)?, ReportId(Uuid::from_bytes(row.get(1)?))))
    })?;
    let rows: Vec<(i64, ReportId)> = rows.collect::<Result<_, _>>()?;
    let mut name = transaction.prepare_cached("UPDATE records SET report = ?2 WHERE seq = ?1")?;
    for (seq, report) in &rows {
        name.execute((seq, key.report(*report).0))?;
    }
    match rows.last() {
        Some((last, _)) => transaction.execute("UPDATE unnamed SET from_seq = ?1", [last + 1])?,
        None => transaction.execute("DELETE FROM unnamed", [])?,
    };
    Ok(())
}
