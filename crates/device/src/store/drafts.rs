//! The one open draft. Every change of it is on disk before the screen goes on.

use proco_domain::draft::StopDraft;
use proco_domain::ids::QueryId;
use proco_domain::query::LedTo;
use proco_domain::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};

use super::queries::By;
use super::row::{At, Id};
use super::rows::{read_draft, write_draft};
use super::{StoreError, queries, stretches, sync_state};
use crate::dating::Moment;

/// The open draft, if there is one. A draft that cannot be read is set aside, so that another check can begin.
/// To be called in a transaction.
pub(crate) fn open(
    connection: &Connection,
    now: UtcMillis,
) -> Result<Option<StopDraft>, StoreError> {
    match read(connection) {
        Err(StoreError::Row(fault)) => {
            tracing::error!(%fault, "the open draft cannot be read and is set aside");
            set_aside(connection, now)?;
            Ok(None)
        }
        answer => answer,
    }
}

fn read(connection: &Connection) -> Result<Option<StopDraft>, StoreError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM drafts WHERE slot = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    body.as_deref().map(read_draft).transpose()
}

/// Sets the draft aside. Its look-up stays undecided while it is the newest, so that the officer comes back to
/// it.
fn set_aside(connection: &Connection, now: UtcMillis) -> Result<(), StoreError> {
    let left: Option<Id> = connection
        .prepare_cached(include_str!("sql/draft_left_undecided.sql"))?
        .query_row([], |row| row.get(0))
        .optional()?;
    connection
        .prepare_cached(include_str!("sql/draft_set_aside.sql"))?
        .execute([At(now)])?;
    remove(connection)?;
    if let Some(Id(query)) = left {
        queries::decide(connection, QueryId(query), LedTo::Nothing, By::Itself)?;
    }
    Ok(())
}

/// Whether there is a draft that was set aside.
pub(crate) fn is_set_aside(connection: &Connection) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM drafts_set_aside)")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Deletes the drafts that were set aside up to a moment.
pub(crate) fn forget_set_aside(
    connection: &Connection,
    until: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM drafts_set_aside WHERE aside_at <= ?1")?
        .execute([At(until)])?;
    Ok(())
}

/// Keeps a new draft.
pub(crate) fn begin(
    connection: &Connection,
    draft: &StopDraft,
    moment: &Moment,
) -> Result<(), StoreError> {
    put(connection, draft, moment.stretch(), moment.at())
}

/// Keeps a new draft whose officer gave the time of the check.
pub(crate) fn enter(
    connection: &Connection,
    draft: &StopDraft,
    now: UtcMillis,
) -> Result<(), StoreError> {
    put(connection, draft, stretches::NONE, now)
}

/// Keeps the draft as it now is.
pub(crate) fn save(
    connection: &Connection,
    draft: &StopDraft,
    now: UtcMillis,
) -> Result<(), StoreError> {
    put(connection, draft, 0, now)
}

/// A draft as it was when it was removed.
#[derive(Clone)]
pub(crate) struct Removed {
    draft: StopDraft,
    /// In which stretch of the clock it was begun.
    stretch: i64,
    /// The correction of that stretch at the time.
    correction: i64,
}

/// Notes the open draft before it is removed, so that it can be put back.
pub(crate) fn before_removal(
    connection: &Connection,
    draft: &StopDraft,
) -> Result<Removed, StoreError> {
    let stretch = stretch(connection)?;
    Ok(Removed {
        draft: draft.clone(),
        stretch,
        correction: stretches::correction(connection, stretch)?.unwrap_or(0),
    })
}

/// Puts back a draft that was removed. The correction of its stretch may have changed since.
pub(crate) fn restore(
    connection: &Connection,
    removed: &Removed,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let mut draft = removed.draft.clone();
    let correction = stretches::correction(connection, removed.stretch)?;
    if draft.amends.is_none() {
        let by = correction.unwrap_or(0) - removed.correction;
        draft.started_at = draft.started_at.plus_millis(by);
    }
    put(connection, &draft, removed.stretch, now)
}

/// Writes the draft. Its stretch of the clock is the one in which it was begun, and stays when the draft
/// changes.
fn put(
    connection: &Connection,
    draft: &StopDraft,
    stretch: i64,
    now: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(include_str!("sql/draft_save.sql"))?
        .execute((
            Id(draft.id.0),
            Id(draft.query.0),
            write_draft(draft),
            At(now),
            stretch,
        ))?;
    Ok(())
}

/// In which stretch of the clock the draft was begun.
pub(crate) fn stretch(connection: &Connection) -> Result<i64, StoreError> {
    let stretch = connection
        .prepare_cached("SELECT stretch FROM drafts WHERE slot = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(stretch.unwrap_or(0))
}

/// Corrects the moment at which the draft was begun, if that was in this stretch of the clock. For an amendment
/// it is the moment of its stop.
pub(crate) fn move_begun(connection: &Connection, number: i64, by: i64) -> Result<(), StoreError> {
    if stretch(connection)? != number {
        return Ok(());
    }
    let Ok(Some(mut draft)) = read(connection) else {
        // A draft that cannot be read is set aside, and not corrected.
        return Ok(());
    };
    if draft.amends.is_none() {
        draft.started_at = draft.started_at.plus_millis(by);
        connection
            .prepare_cached("UPDATE drafts SET body = ?1 WHERE slot = 1")?
            .execute([write_draft(&draft)])?;
    }
    Ok(())
}

/// Counts the draft as changed now, because the clock that dated its last change was wrong.
pub(crate) fn touch(connection: &Connection, now: UtcMillis) -> Result<(), StoreError> {
    for sql in [
        "UPDATE drafts SET touched_at = ?1",
        "UPDATE drafts_set_aside SET aside_at = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([At(now)])?;
    }
    Ok(())
}

/// Closes the draft if it was not changed after a moment, readable or not, and notes that for the officer. Its
/// look-up led to nothing, unless something was decided about it before.
pub(crate) fn close_untouched(connection: &Connection, since: UtcMillis) -> Result<(), StoreError> {
    let closed: Option<Id> = connection
        .prepare_cached("DELETE FROM drafts WHERE touched_at <= ?1 RETURNING query_id")?
        .query_row([At(since)], |row| row.get(0))
        .optional()?;
    let Some(Id(query)) = closed else {
        return Ok(());
    };
    sync_state::set_draft_closed(connection, true)?;
    match queries::led_to(connection, QueryId(query))? {
        Some(None) => queries::decide(connection, QueryId(query), LedTo::Nothing, By::Itself),
        Some(Some(LedTo::Stop | LedTo::LeftIt | LedTo::Nothing)) | None => Ok(()),
    }
}

/// Dates changes that lie in the future as made now; otherwise a draft would stay for as long as the clock was
/// ahead. To be called once central has agreed with the clock.
pub(crate) fn none_ahead(connection: &Connection, now: UtcMillis) -> Result<(), StoreError> {
    for sql in [
        "UPDATE drafts SET touched_at = ?1 WHERE touched_at > ?1",
        "UPDATE drafts_set_aside SET aside_at = ?1 WHERE aside_at > ?1",
    ] {
        connection.prepare_cached(sql)?.execute([At(now)])?;
    }
    Ok(())
}

/// Removes the draft, because it became a stop or was discarded.
pub(crate) fn remove(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM drafts WHERE slot = 1")?
        .execute([])?;
    Ok(())
}
