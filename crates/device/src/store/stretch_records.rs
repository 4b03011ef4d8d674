//! The records of each stretch of the clock: moved in time, handed over to another, held back.

use std::ops::RangeInclusive;

use proco_domain::ids::{QueryId, StopId};
use proco_domain::time::UtcMillis;
use rusqlite::Connection;

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

/// What cannot go: the records that the officer is asked about, and those whose time is known to be wrong
/// as long as central does not tell the right one. Such a record lies before the clock was last known to be
/// right, or after the latest moment that can be now.
pub(crate) struct Hold {
    /// Without any stretch that holds something back no record is looked at.
    any: bool,
    possible: RangeInclusive<UtcMillis>,
}

const ALWAYS: RangeInclusive<UtcMillis> = UtcMillis(i64::MIN)..=UtcMillis(i64::MAX);

impl Hold {
    /// As the stretches are now; nothing is later than `latest`.
    pub(crate) fn of(connection: &Connection, latest: UtcMillis) -> Result<Self, StoreError> {
        let mut hold = Self::asked(connection)?;
        if any(connection, State::Open)? {
            let known = known_before(connection, i64::MAX)?;
            let earliest = known.map(|known| known.stretch.earliest_after(known.last));
            hold.possible = earliest.unwrap_or(UtcMillis(i64::MIN))..=latest;
            hold.any = true;
        }
        Ok(hold)
    }

    /// What the officer is asked about, and nothing else.
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

/// The same of one row.
pub(super) const HELD_ROW: &str = concat!(include_str!("sql/stretch_held.sql"), "AND o.id = ?3");

/// How many records wait for the officer to say when they were: also a look-up that is still undecided,
/// and queued once it is not.
pub(crate) fn undated(connection: &Connection) -> Result<u32, StoreError> {
    let asked = Hold::asked(connection)?;
    if !asked.any {
        return Ok(0);
    }
    let mut undecided = connection.prepare_cached(include_str!("sql/stretch_undecided.sql"))?;
    let undecided: u32 = undecided.query_row([State::Asks], |row| row.get(0))?;
    Ok(asked.count(connection)?.saturating_add(undecided))
}
