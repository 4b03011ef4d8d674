//! The own records as the mirror counts them, one row in memory at a time: a pass over the stops, one over those that were
//! repeated, and one over what was left.

use std::collections::BTreeSet;

use proco_domain::mirror::{Counting, Mirror, REPEATED_WITHIN_DAYS};
use proco_domain::time::UtcMillis;
use rusqlite::Connection;

use super::StoreError;
use super::error::RowFault;
use super::row::At;
use super::rows::read_counted;

/// What the own records say. A stop that cannot be read is counted as that, and in no figure.
pub(crate) fn of_own_records(
    connection: &Connection,
    now: UtcMillis,
) -> Result<Mirror, StoreError> {
    let mut counting = Counting::until(now);
    let unreadable = stops(connection, &mut counting)?;
    repeats(connection, &mut counting, &unreadable)?;
    left(connection, &mut counting)?;
    Ok(counting.seen())
}

/// Counts the stops, and gives those that cannot be read.
fn stops(connection: &Connection, counting: &mut Counting) -> Result<BTreeSet<i64>, StoreError> {
    let mut unreadable = BTreeSet::new();
    let mut statement = connection.prepare_cached(include_str!("sql/mirror_stops.sql"))?;
    let mut rows = statement.query([At(counting.earliest())])?;
    while let Some(row) = rows.next()? {
        let At(at) = row.get(1)?;
        let body = row.get_ref(0)?.as_str();
        let body = body.map_err(|_| StoreError::from(RowFault::Content("a stop")));
        match body.and_then(|body| read_counted(body, at)) {
            Ok(stop) => counting.stop(stop),
            Err(StoreError::Row(_)) => {
                counting.unreadable(at);
                unreadable.insert(row.get(2)?);
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(unreadable)
}

/// Counts the repeated ones of the stops that can be read.
fn repeats(
    connection: &Connection,
    counting: &mut Counting,
    unreadable: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    let within = i64::from(REPEATED_WITHIN_DAYS) * 24 * 60 * 60 * 1000;
    let mut statement = connection.prepare_cached(include_str!("sql/mirror_repeats.sql"))?;
    let mut rows = statement.query((At(counting.earliest()), within))?;
    while let Some(row) = rows.next()? {
        let (id, At(at)) = (row.get(0)?, row.get(1)?);
        if !unreadable.contains(&id) {
            counting.repeated(at);
        }
    }
    Ok(())
}

fn left(connection: &Connection, counting: &mut Counting) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT at FROM queries WHERE led_to = 'left_it' AND NOT mistyped AND at >= ?1",
    )?;
    let mut rows = statement.query([At(counting.earliest())])?;
    while let Some(row) = rows.next()? {
        let At(at) = row.get(0)?;
        counting.left(at);
    }
    Ok(())
}
