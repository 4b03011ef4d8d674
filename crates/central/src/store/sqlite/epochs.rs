//! The epochs of which there is something, and dropping one, in SQLite.

use std::collections::BTreeSet;

use proco_exchange::Epoch;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{epoch_number, epoch_of};
use crate::store::{Listed, StoreError};

/// How many rows of a dead epoch go at once.
const PIECE: u32 = 20_000;

pub(super) fn epochs(connection: &Connection) -> Result<Listed<Epoch>, StoreError> {
    // Jumps from epoch to epoch through the index instead of reading all of it.
    let mut next = connection.prepare_cached("SELECT min(epoch) FROM records WHERE epoch > ?1")?;
    let mut numbers = BTreeSet::new();
    let mut last = 0_i64;
    while let Some(epoch) = next
        .query_row([last], |row| row.get::<_, Option<i64>>(0))
        .optional()?
        .flatten()
    {
        numbers.insert(epoch);
        last = epoch;
    }
    for epoch in connection
        .prepare_cached("SELECT DISTINCT epoch FROM rollup")?
        .query_map([], |row| row.get::<_, i64>(0))?
    {
        numbers.insert(epoch?);
    }
    let mut epochs = Listed::default();
    for number in numbers {
        epochs.add(epoch_of(number))?;
    }
    Ok(epochs)
}

pub(super) fn drop_some(transaction: &Transaction<'_>, epoch: Epoch) -> Result<usize, StoreError> {
    let dropped = transaction.execute(
        "DELETE FROM records WHERE seq IN (SELECT seq FROM records WHERE epoch = ?1 LIMIT ?2)",
        params![epoch_number(epoch), PIECE],
    )?;
    Ok(dropped)
}
