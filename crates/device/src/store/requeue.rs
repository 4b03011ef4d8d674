//! Refused rows that may be accepted after all go back to waiting. Each reason gives one new try, or one
//! a day, so that no row is sent in circles.

use proco_domain::time::{Epoch, UtcMillis};
use rusqlite::Connection;

use super::row::{At, moment};
use super::{StoreError, outbox, sync_state};

/// Requeues the rows that central refused for their hour while one of the two clocks was wrong: those that lie in the
/// past by now, and those in a live epoch. To be called when the clocks were compared and the time is known. Returns
/// whether there were any.
pub(crate) fn put_back_dated(connection: &Connection, now: UtcMillis) -> Result<bool, StoreError> {
    let past = connection
        .prepare_cached(include_str!("sql/outbox_no_longer_ahead.sql"))?
        .execute([At(now)])?;
    let live = of_live_epochs(connection, now)?;
    for row in &live {
        connection
            .prepare_cached(
                "UPDATE outbox SET refusal = NULL, refused_at = NULL, outlook = NULL WHERE id = ?1",
            )?
            .execute([row])?;
    }
    Ok(past > 0 || !live.is_empty())
}

/// Whether central refused an hour that is right by this phone's clock, so that one of the two clocks is or was
/// wrong.
pub(crate) fn is_disputed(connection: &Connection, now: UtcMillis) -> Result<bool, StoreError> {
    Ok(sync_state::get(connection)?.clock_off || !of_live_epochs(connection, now)?.is_empty())
}

/// The rows that were refused as too old although their epoch is live.
fn of_live_epochs(connection: &Connection, now: UtcMillis) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/outbox_too_old.sql"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, moment(row.get(1)?))))?;
    let rows: Vec<(i64, Option<UtcMillis>)> = rows.collect::<Result<_, _>>()?;
    let live = Epoch::live_at(now);
    let is_live = |at: UtcMillis| live.contains(&at.epoch());
    let live = rows.into_iter().filter(|(_, at)| at.is_some_and(is_live));
    Ok(live.map(|(row, _)| row).collect())
}

/// How long a report waits to which central gave an answer that this version does not know, in milliseconds: a day,
/// in which central or this program may be replaced.
const ASKED_AGAIN_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Requeues refused rows: those refused as in the future, once their moment has passed (unless the clock is known to
/// be wrong); unreadable ones, once per version of this program; and those with an unknown answer, once per version
/// and once a day.
pub(crate) fn put_back(
    connection: &Connection,
    now: UtcMillis,
    version: &str,
) -> Result<(), StoreError> {
    if !sync_state::get(connection)?.clock_off {
        connection
            .prepare_cached(include_str!("sql/outbox_no_longer_ahead.sql"))?
            .execute([At(now)])?;
    }
    let another = connection
        .prepare_cached("UPDATE sync_state SET app_version = ?1 WHERE app_version IS NOT ?1")?
        .execute([version])?;
    if another > 0 {
        connection
            .prepare_cached(
                "UPDATE outbox SET refusal = NULL, refused_at = NULL, outlook = NULL
                 WHERE refusal IN ('unreadable', 'unknown_answer')",
            )?
            .execute([])?;
    }
    connection
        .prepare_cached(
            "UPDATE outbox SET refusal = NULL, refused_at = NULL, outlook = NULL
             WHERE refusal = 'unknown_answer' AND refused_at <= ?1",
        )?
        .execute([At(now.plus_millis(-ASKED_AGAIN_MILLIS))])?;
    Ok(())
}

/// Whether a record lies in the past by the clock of this phone. If central says that it lies in the future,
/// one of the two clocks is off.
pub(crate) fn is_past(
    connection: &Connection,
    row: &outbox::Reference,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(
             (SELECT at FROM queries WHERE query_id = ?1),
             (SELECT at FROM stops WHERE stop_id = ?1)
         ) <= ?2",
    )?;
    let past = statement.query_row((super::row::Id(row.record), At(now)), |row| {
        row.get::<_, Option<bool>>(0)
    })?;
    Ok(past.unwrap_or(false))
}
