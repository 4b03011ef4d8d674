//! Tables whose rows may not tell in which order they came.
//!
//! Where a row lies in its page follows from when it was written, whatever the key of the table. So all rows of such a
//! table are written anew, in the order of its key, with each one that comes: a table that was emptied is filled from its
//! end.

use rusqlite::Transaction;
use rusqlite::types::Value;

use crate::store::StoreError;

/// A table whose key is chance.
pub(super) struct Unordered {
    pub(super) name: &'static str,
    /// All its columns, those of its key first.
    pub(super) columns: &'static [&'static str],
    /// How many columns are its key.
    pub(super) key: usize,
}

/// Writes all rows of a table anew, in the order of its key.
pub(super) fn write_anew(
    transaction: &Transaction<'_>,
    table: &Unordered,
) -> Result<(), StoreError> {
    let Unordered { name, columns, key } = table;
    let (all, by) = (columns.join(", "), columns[..*key].join(", "));
    let mut statement =
        transaction.prepare_cached(&format!("SELECT {all} FROM {name} ORDER BY {by}"))?;
    let rows = statement.query_map([], |row| {
        let cells = (0..columns.len()).map(|column| row.get(column));
        cells.collect::<rusqlite::Result<Vec<Value>>>()
    })?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    transaction.execute(&format!("DELETE FROM {name}"), [])?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert =
        transaction.prepare_cached(&format!("INSERT INTO {name} ({all}) VALUES ({places})"))?;
    for row in rows {
        insert.execute(rusqlite::params_from_iter(row))?;
    }
    Ok(())
}
