//! The records of each stretch of the clock: moved in time, handed over to another, held back.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use proco_domain::ids::{QueryId, StopId};
use proco_domain::time::UtcMillis;
use rusqlite::Connection;
use uuid::Uuid;

use super::row::{At, Id};
use super::stretches::{any, known_before};
use super::{StoreError, drafts};
use crate::stretch::State;

/// A part of the records of a stretch.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// Those after a time.
    After(UtcMillis),
    /// Those before it.
    Before(UtcMillis),
}

/// Moves the times of all records of a stretch. What central has with another hour is queued again, and
/// so is what it refused for the hour that was.
pub(crate) fn move_records(
    connection: &Connection,
    number: i64,
    by: i64,
) -> Result<(), StoreError> {
    if by == 0 {
        return Ok(());
    }
    for sql in [
        include_str!("sql/stretch_move_queries.sql"),
        include_str!("sql/stretch_move_stops.sql"),
        include_str!("sql/stretch_move_revisions.sql"),
    ] {
        connection.prepare_cached(sql)?.execute((number, by))?;
    }
    connection
        .prepare_cached(include_str!("sql/stretch_queue_moved.sql"))?
        .execute([number])?;
    connection
        .prepare_cached(include_str!("sql/stretch_wait_again.sql"))?
        .execute([number])?;
    drafts::move_begun(connection, number, by)
}

/// Gives the records that a stretch has after a time to another one, or those before it.
pub(crate) fn hand_over(
    connection: &Connection,
    from: i64,
    to: i64,
    which: Part,
) -> Result<(), StoreError> {
    let (after, before) = match which {
        Part::After(after) => (At(after), At(UtcMillis(i64::MAX))),
        Part::Before(before) => (At(UtcMillis(i64::MIN)), At(before)),
    };
    for sql in [
        "UPDATE queries SET stretch = ?2 WHERE stretch = ?1 AND at > ?3 AND at < ?4
             AND id >= (SELECT first_query FROM stretches WHERE number = ?1)",
        "UPDATE stops SET stretch = ?2 WHERE stretch = ?1 AND at > ?3 AND at < ?4
             AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)",
        "UPDATE stop_revisions SET stretch = ?2 WHERE stretch = ?1
             AND json_extract(body, '$.finished_at') + moved > ?3
             AND json_extract(body, '$.finished_at') + moved < ?4",
        "UPDATE drafts SET stretch = ?2 WHERE stretch = ?1
             AND json_extract(body, '$.started_at') > ?3
             AND json_extract(body, '$.started_at') < ?4",
    ] {
        connection
            .prepare_cached(sql)?
            .execute((from, to, &after, &before))?;
    }
    connection
        .prepare_cached(
            "UPDATE stretches AS new SET first_query = old.first_query, first_stop = old.first_stop
             FROM stretches AS old WHERE new.number = ?2 AND old.number = ?1",
        )?
        .execute((from, to))?;
    Ok(())
}

/// The records of a stretch, look-ups and stops, in their order.
pub(crate) fn records(
    connection: &Connection,
    number: i64,
) -> Result<(Vec<QueryId>, Vec<StopId>), StoreError> {
    let ids = |sql| -> Result<Vec<Id>, StoreError> {
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([number], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let queries = ids("SELECT query_id FROM queries WHERE stretch = ?1
             AND id >= (SELECT first_query FROM stretches WHERE number = ?1) ORDER BY id")?;
    let stops = ids("SELECT stop_id FROM stops WHERE stretch = ?1
             AND id >= (SELECT first_stop FROM stretches WHERE number = ?1) ORDER BY id")?;
    Ok((
        queries.into_iter().map(|id| QueryId(id.0)).collect(),
        stops.into_iter().map(|id| StopId(id.0)).collect(),
    ))
}

/// The records that wait for the officer to say when they were.
fn asked_for(connection: &Connection) -> Result<Vec<Uuid>, StoreError> {
    let none = RangeInclusive::new(UtcMillis(i64::MAX), UtcMillis(i64::MIN));
    waiting_outside(connection, State::Asks, &none)
}

/// The records that cannot go: those that the officer is asked about, and those whose time is known
/// to be wrong as long as central does not tell the right one. Such a record lies before the clock was
/// last known to be right, or after the latest moment that can be now.
pub(crate) fn held(
    connection: &Connection,
    latest: UtcMillis,
) -> Result<HashSet<Uuid>, StoreError> {
    let mut held: HashSet<Uuid> = asked_for(connection)?.into_iter().collect();
    if any(connection, State::Open)? {
        let known = known_before(connection, i64::MAX)?;
        let earliest = known.map(|known| known.stretch.earliest_after(known.last));
        let possible = earliest.unwrap_or(UtcMillis(i64::MIN))..=latest;
        held.extend(waiting_outside(connection, State::Open, &possible)?);
        let until_now = UtcMillis(i64::MIN)..=latest;
        held.extend(waiting_outside(connection, State::Dated, &until_now)?);
    }
    Ok(held)
}

/// What waits to be sent of the stretches in a state, of outside a span of time.
fn waiting_outside(
    connection: &Connection,
    state: State,
    span: &RangeInclusive<UtcMillis>,
) -> Result<Vec<Uuid>, StoreError> {
    if !any(connection, state)? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(include_str!("sql/stretch_waiting.sql"))?;
    let span = (state, At(*span.start()), At(*span.end()));
    let rows = statement.query_map(span, |row| row.get::<_, Id>(0))?;
    Ok(rows
        .map(|row| row.map(|Id(record)| record))
        .collect::<Result<_, _>>()?)
}

/// How many records wait for the officer to say when they were.
pub(crate) fn undated(connection: &Connection) -> Result<u32, StoreError> {
    Ok(u32::try_from(asked_for(connection)?.len()).unwrap_or(u32::MAX))
}
