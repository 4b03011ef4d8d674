//! How sending stands, kept over restarts.

use proco_domain::time::UtcMillis;
use rusqlite::Connection;

use super::StoreError;
use super::row::{At, from_code, moment, to_code};
use crate::view::SyncProblem;

/// How sending stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SyncState {
    /// When a pass last went through to the end.
    pub(crate) last_success: Option<UtcMillis>,
    /// When a pass last began.
    pub(crate) last_attempt: Option<UtcMillis>,
    /// What stopped the last one.
    pub(crate) problem: Option<SyncProblem>,
    /// Whether the clocks of phone and central differ by more than an hour.
    pub(crate) clock_off: bool,
}

/// How sending stands.
pub(crate) fn get(connection: &Connection) -> Result<SyncState, StoreError> {
    let (last_success, last_attempt, problem, clock_off): (_, _, Option<String>, _) = connection
        .prepare_cached("SELECT last_success, last_attempt, problem, clock_off FROM sync_state")?
        .query_row([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    Ok(SyncState {
        last_success: moment(last_success),
        last_attempt: moment(last_attempt),
        problem: problem
            .map(|code| from_code(&code, "a problem"))
            .transpose()?,
        clock_off,
    })
}

/// A pass has ended, through to the end or on a problem.
pub(crate) fn ended(
    connection: &Connection,
    begun: UtcMillis,
    now: UtcMillis,
    problem: Option<SyncProblem>,
) -> Result<(), StoreError> {
    let success = problem.is_none().then_some(At(now));
    connection
        .prepare_cached(
            "UPDATE sync_state
             SET last_attempt = ?1, last_success = coalesce(?2, last_success), problem = ?3",
        )?
        .execute((At(begun), success, problem.map(|problem| to_code(&problem))))?;
    Ok(())
}

/// Keeps whether the clocks differ.
pub(crate) fn set_clock_off(connection: &Connection, off: bool) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE sync_state SET clock_off = ?1 WHERE clock_off <> ?1")?
        .execute([off])?;
    Ok(())
}
