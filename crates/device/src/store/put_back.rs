//! A store that is older than it was: its folder was put back from a copy, or its log is gone. What waits in it
//! may have been sent already and changed since, so what is decided from now on gets higher revisions.

use proco_domain::ids::StopId;
use rusqlite::Connection;

use super::names::{self, Namer};
use super::outbox::{Kind, Reference, each_waiting};
use super::row::Id;
use super::{StoreError, queries, standing, sync_state};

/// Names all that waits, and the undecided look-ups, which may have been decided and sent before. From now on
/// no record counts as certainly absent at central.
pub(crate) fn may_be_known(connection: &Connection, namer: Namer<'_>) -> Result<(), StoreError> {
    each_waiting(connection, |_, row| {
        match row.and_then(|row| names::name_as_known(connection, row.kind, row.record, namer)) {
            Ok(()) | Err(StoreError::Row(_)) => Ok(()),
            Err(fault) => Err(fault),
        }
    })?;
    for look_up in queries::all_undecided(connection)? {
        names::name_as_known(connection, Kind::Query, look_up.0, namer)?;
    }
    standing::none_is_absent(connection)
}

/// Names a stop that may have been sent before this store was put back.
pub(crate) fn name_stop(
    connection: &Connection,
    stop: StopId,
    namer: Namer<'_>,
) -> Result<(), StoreError> {
    names::name_as_known(connection, Kind::Stop, stop.0, namer)?;
    standing::stop_may_be_there(connection, stop)
}

/// Gives a record its next name, because central has the present one under another epoch.
pub(crate) fn give_next_name(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<(), StoreError> {
    names::give_next(connection, reference, namer)
}

/// Whether this store knows the hour of a record better than it did before it was put back.
pub(crate) fn knows_the_hour(
    connection: &Connection,
    reference: &Reference,
) -> Result<bool, StoreError> {
    names::is_corrected_here(connection, reference)
}

/// The offset that is added to the revision of a record.
pub(crate) fn above(connection: &Connection, reference: &Reference) -> Result<u32, StoreError> {
    let sql = match reference.kind {
        Kind::Query | Kind::Mistyped => "SELECT revisions_above FROM queries WHERE query_id = ?1",
        Kind::Stop | Kind::Withdrawal => "SELECT revisions_above FROM stops WHERE stop_id = ?1",
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row([Id(reference.record)], |row| row.get(0))?)
}

/// Raises the offset of a record above this revision, and above all that was sent before this store was put
/// back.
pub(crate) fn raise_above(
    connection: &Connection,
    reference: &Reference,
    above: u32,
) -> Result<(), StoreError> {
    let sql = match reference.kind {
        Kind::Query | Kind::Mistyped => {
            "UPDATE queries SET revisions_above = ?2 WHERE query_id = ?1"
        }
        Kind::Stop | Kind::Withdrawal => "UPDATE stops SET revisions_above = ?2 WHERE stop_id = ?1",
    };
    connection.prepare_cached(sql)?.execute((
        Id(reference.record),
        above.max(sync_state::revisions_from(connection)?),
    ))?;
    Ok(())
}
