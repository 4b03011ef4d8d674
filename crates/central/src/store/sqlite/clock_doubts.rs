//! The readings of the clock that central does not act on yet ([`ClockDoubts`]), as SQLite keeps them.

use proco_exchange::UtcMillis;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::{epoch_number, epoch_of};
use crate::store::{ClockDoubts, StoreError};

pub(super) fn get(connection: &Connection) -> Result<ClockDoubts, StoreError> {
    let ahead_since: Option<Option<i64>> = connection
        .prepare_cached("SELECT ahead_since FROM closing")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let expired_since = connection
        .prepare_cached("SELECT epoch, since FROM dead_epochs")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .map(|row| {
            let (epoch, since) = row?;
            Ok((epoch_of(epoch)?, UtcMillis(since)))
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(ClockDoubts {
        ahead_since: ahead_since.flatten().map(UtcMillis),
        expired_since,
    })
}

pub(super) fn keep(transaction: &Transaction<'_>, held: &ClockDoubts) -> Result<(), StoreError> {
    let ahead_since = held.ahead_since.map(|since| since.0);
    transaction.execute("UPDATE closing SET ahead_since = ?1", [ahead_since])?;
    transaction.execute("DELETE FROM dead_epochs", [])?;
    let mut insert =
        transaction.prepare_cached("INSERT INTO dead_epochs (epoch, since) VALUES (?1, ?2)")?;
    for (epoch, since) in &held.expired_since {
        insert.execute([epoch_number(*epoch), since.0])?;
    }
    Ok(())
}
