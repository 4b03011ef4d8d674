//! What there is of looking back together on a stop, beside the officer's own reflection. It goes when one of the two lets
//! it go, and with the stop.

use proco_domain::ids::StopId;
use proco_domain::pair::Pair;
use rusqlite::{Connection, OptionalExtension as _};

use super::StoreError;
use super::row::Id;
use super::rows::{read_pair, write_pair};

/// What there is of it.
pub(crate) fn get(connection: &Connection, stop: StopId) -> Result<Option<Pair>, StoreError> {
    let body: Option<Option<String>> = connection
        .prepare_cached("SELECT pair FROM stops WHERE stop_id = ?1")?
        .query_row([Id(stop.0)], |row| row.get(0))
        .optional()?;
    body.flatten().as_deref().map(read_pair).transpose()
}

/// Keeps it as it is now; `None` removes it.
pub(crate) fn save(
    connection: &Connection,
    stop: StopId,
    pair: Option<&Pair>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE stops SET pair = ?2 WHERE stop_id = ?1")?
        .execute((Id(stop.0), pair.map(write_pair)))?;
    Ok(())
}
