//! Maintenance between saves: retention, and the checkpoint of the write-ahead log.

use proco_domain::time::UtcMillis;
use proco_exchange::lesson::oldest_lesson_week;
use proco_exchange::period::Week;
use proco_exchange::second_view::oldest_view_week;
use rusqlite::Connection;

use super::row::At;
use super::{StoreError, drafts, lessons, names, second_views, shift_questions, talks};
use crate::retention::{Age, Retention, Scope, Verdict};

/// The number of records per transaction, small enough that no look-up waits long.
const CHUNK: u32 = 200;

/// A table that retention goes through.
enum Table {
    Queries,
    Stops,
}

impl Table {
    fn remove_mark(&self) -> &'static str {
        match self {
            Self::Queries => "UPDATE queries SET subject = NULL WHERE id = ?1",
            // A stop without its mark cannot be reflected on, so what was begun of a reflection goes too.
            Self::Stops => include_str!("sql/stop_remove_mark.sql"),
        }
    }

    fn drop_row(&self) -> &'static str {
        match self {
            Self::Queries => "DELETE FROM queries WHERE id = ?1",
            Self::Stops => "DELETE FROM stops WHERE id = ?1",
        }
    }
}

/// Carries out what retention decides about the oldest records. Returns whether there may be more.
pub(crate) fn retain(
    connection: &Connection,
    retention: &Retention,
    scope: Scope,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let mut changed = false;
    drafts::close_untouched(connection, retention.touched_since(now))?;
    drafts::forget_set_aside(connection, retention.touched_since(now))?;
    if scope == Scope::Records {
        shift_questions::forget_before(connection, retention.kept_since(now).local_date())?;
        talks::forget_before(connection, retention.kept_since(now))?;
    }
    lessons::forget_before(connection, oldest_lesson_week(Week::of(now.hour())))?;
    second_views::forget_before(connection, oldest_view_week(now.hour()))?;
    for (table, candidates) in [
        (Table::Queries, include_str!("sql/retention_queries.sql")),
        (Table::Stops, include_str!("sql/retention_stops.sql")),
    ] {
        for (number, age) in oldest(connection, candidates, retention, now)? {
            let verdict = retention.verdict(age, scope, now);
            changed |= verdict != Verdict::Keep;
            carry_out(connection, &table, number, verdict)?;
        }
    }
    if changed {
        names::forget_gone(connection)?;
    }
    Ok(changed)
}

fn oldest(
    connection: &Connection,
    sql: &str,
    retention: &Retention,
    now: UtcMillis,
) -> Result<Vec<(i64, Age)>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let limits = (
        At(retention.readable_since(now)),
        At(retention.kept_since(now)),
        CHUNK,
    );
    let rows = statement.query_map(limits, |row| {
        let age = Age {
            at: row.get::<_, At>(1)?.0,
            readable: row.get(2)?,
            waiting: row.get(3)?,
            to_put_right: row.get(4)?,
            refused: row.get(5)?,
        };
        Ok((row.get(0)?, age))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn carry_out(
    connection: &Connection,
    table: &Table,
    number: i64,
    verdict: Verdict,
) -> Result<(), StoreError> {
    match verdict {
        Verdict::Keep => {}
        Verdict::RemoveMark => {
            connection
                .prepare_cached(table.remove_mark())?
                .execute([number])?;
        }
        Verdict::Drop => {
            connection
                .prepare_cached(table.drop_row())?
                .execute([number])?;
        }
    }
    Ok(())
}

/// Moves the write-ahead log into the file, so that no save has to.
pub(crate) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

/// Limits the file to its present size, as on a full disk, or lifts that limit: for a simulation.
pub(crate) fn hold_size(connection: &Connection, held: bool) -> Result<(), StoreError> {
    // SQLite takes a limit below the present size as the present size.
    let most = if held { 1 } else { u32::MAX - 1 };
    let sql = format!("PRAGMA max_page_count = {most}");
    connection.query_row(&sql, [], |_| Ok(()))?;
    Ok(())
}
