//! The records of each stretch of the clock: their times corrected, handed over to another stretch, held back.

use std::ops::RangeInclusive;

use proco_domain::ids::{QueryId, StopId};
use proco_domain::time::UtcMillis;
use rusqlite::Connection;

use super::row::{At, Id};
use super::stretches::{any, known_before};
use super::{StoreError, drafts, stops};
use crate::stretch::State;

/// A part of the records of a stretch.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// The records after this reading of the clock.
    After(UtcMillis),
    /// The records before this reading of the clock.
    Before(UtcMillis),
}

/// Adds a correction to the times of all records of a stretch. Records that central has with another hour are
/// queued again, and so are those that it refused for their former hour.
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
    stops::move_entered(connection, number, by)?;
    connection
        .prepare_cached(include_str!("sql/stretch_queue_moved.sql"))?
        .execute([number])?;
    connection
        .prepare_cached(include_str!("sql/stretch_wait_again.sql"))?
        .execute([number])?;
    drafts::move_begun(connection, number, by)
}

/// Hands the records of a stretch after a time, or those before it, over to another stretch.
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
        "UPDATE stops SET stretch = ?2 WHERE stretch = ?1
             AND coalesce(entered_at, at) > ?3 AND coalesce(entered_at, at) < ?4
             AND id >= (SELECT first_stop FROM stretches WHERE number = ?1)",
        "UPDATE stop_revisions SET stretch = ?2 WHERE stretch = ?1
             AND json_extract(body, '$.finished_at') + moved > ?3
             AND json_extract(body, '$.finished_at') + moved < ?4",
        "UPDATE drafts SET stretch = ?2 WHERE stretch = ?1
             AND coalesce(entered_at, json_extract(body, '$.started_at')) > ?3
             AND coalesce(entered_at, json_extract(body, '$.started_at')) < ?4",
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

/// The look-ups and the stops of a stretch, each in the order in which they were made.
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

/// The rows of the outbox that must not be sent yet: those of records that the officer is asked about, and
/// those whose time is known to be wrong as long as central does not tell the right one. The time is wrong if
/// it lies before the clock was last known to be right, or in the future.
pub(crate) struct HeldRows {
    /// Whether any stretch holds something back. If none does, no record is read.
    any: bool,
    possible: RangeInclusive<UtcMillis>,
}

const ALWAYS: RangeInclusive<UtcMillis> = UtcMillis(i64::MIN)..=UtcMillis(i64::MAX);

impl HeldRows {
    /// The rows to hold back by the present stretches. No time can be later than `latest`.
    pub(crate) fn of(connection: &Connection, latest: UtcMillis) -> Result<Self, StoreError> {
        let mut held_rows = Self::asked(connection)?;
        if any(connection, State::Open)? {
            let known = known_before(connection, i64::MAX)?;
            let earliest = known.map(|known| known.stretch.earliest_after(known.last));
            held_rows.possible = earliest.unwrap_or(UtcMillis(i64::MIN))..=latest;
            held_rows.any = true;
        }
        Ok(held_rows)
    }

    /// Only the rows that the officer is asked about.
    fn asked(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            any: any(connection, State::Asks)?,
            possible: ALWAYS,
        })
    }

    /// Whether a row of the outbox is held back.
    pub(crate) fn holds(&self, connection: &Connection, row: i64) -> Result<bool, StoreError> {
        if !self.any {
            return Ok(false);
        }
        let held: u32 = connection.prepare_cached(HELD_ROW)?.query_row(
            (At(*self.possible.start()), At(*self.possible.end()), row),
            |row| row.get(0),
        )?;
        Ok(held > 0)
    }

    /// How many rows of the outbox are held back.
    pub(crate) fn count(&self, connection: &Connection) -> Result<u32, StoreError> {
        if !self.any {
            return Ok(0);
        }
        let mut statement = connection.prepare_cached(include_str!("sql/stretch_held.sql"))?;
        let possible = (At(*self.possible.start()), At(*self.possible.end()));
        Ok(statement.query_row(possible, |row| row.get(0))?)
    }
}

/// The same statement for one row.
pub(super) const HELD_ROW: &str = concat!(include_str!("sql/stretch_held.sql"), "AND o.id = ?3");

/// How many records wait for the officer to say when they were made. A look-up that is still undecided counts
/// too: it is queued once it is decided.
pub(crate) fn undated(connection: &Connection) -> Result<u32, StoreError> {
    let asked = HeldRows::asked(connection)?;
    if !asked.any {
        return Ok(0);
    }
    let mut undecided = connection.prepare_cached(include_str!("sql/stretch_undecided.sql"))?;
    let undecided: u32 = undecided.query_row([State::Asks], |row| row.get(0))?;
    Ok(asked.count(connection)?.saturating_add(undecided))
}
