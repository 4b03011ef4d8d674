//! The open drafts: one on the screen, the others parked. Every change is on disk before the screen goes on.

use proco_domain::draft::StopDraft;
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Params, Statement};

use super::queries::DecidedBy;
use super::row::{At, Id};
use super::rows::{read_draft, write_draft};
use super::stretches::{Begun, Entered};
use super::{StoreError, queries, stretches, sync_state};

pub(crate) mod joined;

/// A draft as it is kept.
pub(crate) struct Kept {
    pub(crate) draft: StopDraft,
    /// Raised with each other answer or subject.
    pub(crate) revision: u32,
    pub(crate) begun: Begun,
    /// Whether it waits, and is not on the screen.
    pub(crate) parked: bool,
    /// The draft of the check, where this is a further subject of it.
    pub(crate) joins: Option<DraftId>,
}

impl Kept {
    /// Changes the draft, and gives whether it has other answers than before.
    pub(crate) fn changed(&mut self, change: impl FnOnce(&mut StopDraft)) -> bool {
        let before = self.draft.answers.clone();
        change(&mut self.draft);
        let changed = self.draft.answers != before;
        self.revision += u32::from(changed);
        changed
    }
}

/// The revision of a new draft.
pub(crate) const FIRST: u32 = 1;

/// All open drafts, the one begun first before the others. A draft that cannot be read is set aside, so that it
/// blocks no other. To be called in a transaction.
pub(crate) fn all(connection: &Connection, now: UtcMillis) -> Result<Vec<Kept>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT draft_id FROM drafts ORDER BY id")?;
    let mut open = read_all(connection, ids(&mut statement, [])?, now)?;
    open.sort_by_key(|kept| kept.draft.started_at);
    Ok(open)
}

/// The drafts that a statement names.
fn ids(statement: &mut Statement<'_>, parameters: impl Params) -> Result<Vec<DraftId>, StoreError> {
    let ids = statement.query_map(parameters, |row| Ok(DraftId(row.get::<_, Id>(0)?.0)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// These drafts, without those that cannot be read, which are set aside.
fn read_all(
    connection: &Connection,
    ids: Vec<DraftId>,
    now: UtcMillis,
) -> Result<Vec<Kept>, StoreError> {
    let mut open = Vec::new();
    for id in ids {
        open.extend(get(connection, id, now)?);
    }
    Ok(open)
}

/// One open draft. If it cannot be read, it is set aside. To be called in a transaction.
pub(crate) fn get(
    connection: &Connection,
    id: DraftId,
    now: UtcMillis,
) -> Result<Option<Kept>, StoreError> {
    match read(connection, id) {
        Err(StoreError::Row(fault)) => {
            tracing::error!(%fault, "an open draft cannot be read and is set aside");
            set_aside(connection, id, now)?;
            Ok(None)
        }
        answer => answer,
    }
}

/// The draft on the screen, if there is one. To be called in a transaction.
pub(crate) fn on_screen(
    connection: &Connection,
    now: UtcMillis,
) -> Result<Option<Kept>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT draft_id FROM drafts WHERE parked = 0")?;
    let id: Option<Id> = statement.query_row([], |row| row.get(0)).optional()?;
    id.map_or(Ok(None), |Id(id)| get(connection, DraftId(id), now))
}

/// The check that was begun from a look-up, if it is open. To be called in a transaction.
pub(crate) fn of_query(
    connection: &Connection,
    query: QueryId,
    now: UtcMillis,
) -> Result<Option<Kept>, StoreError> {
    let mut open = all(connection, now)?.into_iter();
    Ok(open.find(|Kept { draft, .. }| {
        draft.query == query && draft.amends.is_none() && !draft.afterwards
    }))
}

/// The open amendment of a stop, if there is one. To be called in a transaction.
pub(crate) fn of_stop(
    connection: &Connection,
    stop: StopId,
    now: UtcMillis,
) -> Result<Option<Kept>, StoreError> {
    let mut open = all(connection, now)?.into_iter();
    Ok(open.find(|kept| kept.draft.amends.is_some_and(|amends| amends.stop == stop)))
}

fn read(connection: &Connection, id: DraftId) -> Result<Option<Kept>, StoreError> {
    let row: Option<(String, u32, Begun, bool, Option<Id>)> = connection
        .prepare_cached(
            "SELECT body, revision, stretch, parked, joins, entered_at, given_at, given_on FROM drafts WHERE draft_id = ?1",
        )?
        .query_row([Id(id.0)], |row| {
            let begun = Begun {
                stretch: row.get(2)?,
                entered: Entered::read(row, 5)?,
            };
            Ok((
                row.get(0)?,
                row.get(1)?,
                begun,
                row.get(3)?,
                row.get(4)?,
            ))
        })
        .optional()?;
    row.map(|(body, revision, begun, parked, joins)| {
        Ok(Kept {
            draft: read_draft(&body)?,
            revision,
            begun,
            parked,
            joins: joins.map(|Id(id)| DraftId(id)),
        })
    })
    .transpose()
}

/// Sets a draft aside. Its look-up stays undecided while it is the newest, so that the officer comes back to
/// it.
fn set_aside(connection: &Connection, id: DraftId, now: UtcMillis) -> Result<(), StoreError> {
    let left: Option<Id> = connection
        .prepare_cached(include_str!("sql/draft_left_undecided.sql"))?
        .query_row([Id(id.0)], |row| row.get(0))
        .optional()?;
    connection
        .prepare_cached(include_str!("sql/draft_set_aside.sql"))?
        .execute((At(now), Id(id.0)))?;
    remove(connection, id)?;
    joined::set_free(connection, id)?;
    if let Some(Id(query)) = left {
        queries::decide(
            connection,
            QueryId(query),
            LedTo::Nothing,
            DecidedBy::Itself,
        )?;
    }
    Ok(())
}

/// Parks the draft on the screen: it waits with its answers.
pub(crate) fn park(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE drafts SET parked = 1 WHERE parked = 0")?
        .execute([])?;
    Ok(())
}

/// Brings a draft to the screen; the one that was there is parked.
pub(crate) fn bring_to_screen(connection: &Connection, id: DraftId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE drafts SET parked = 1 WHERE parked = 0 AND draft_id <> ?1")?
        .execute([Id(id.0)])?;
    connection
        .prepare_cached("UPDATE drafts SET parked = 0 WHERE draft_id = ?1 AND parked = 1")?
        .execute([Id(id.0)])?;
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

/// Keeps a new draft, which is on the screen from now on.
pub(crate) fn begin(
    connection: &Connection,
    draft: &StopDraft,
    begun: Begun,
    now: UtcMillis,
) -> Result<(), StoreError> {
    park(connection)?;
    put(connection, draft, FIRST, begun, now)
}

/// Keeps an open draft as it now is.
pub(crate) fn save(connection: &Connection, kept: &Kept, now: UtcMillis) -> Result<(), StoreError> {
    put(connection, &kept.draft, kept.revision, kept.begun, now)
}

/// A draft as it was when it was removed.
#[derive(Clone)]
pub(crate) struct Removed {
    draft: StopDraft,
    revision: u32,
    begun: Begun,
    /// The correction of its stretch of the clock at the time.
    correction: i64,
    /// The draft of the check, where this was a further subject of it.
    joins: Option<DraftId>,
}

impl Removed {
    /// Notes the check to which it comes back, because another subject took its place.
    pub(crate) fn joins_from_now(&mut self, check: DraftId) {
        self.joins = Some(check);
    }
}

/// Notes an open draft before it is removed, so that it can be put back.
pub(crate) fn before_removal(connection: &Connection, kept: &Kept) -> Result<Removed, StoreError> {
    Ok(Removed {
        draft: kept.draft.clone(),
        revision: kept.revision,
        begun: kept.begun,
        correction: stretches::correction(connection, kept.begun.stretch)?.unwrap_or(0),
        joins: kept.joins,
    })
}

/// Puts back a draft that was removed, on the screen, or to the check that it belonged to. The correction of its
/// stretch may have changed since. Its revision is a new one, for a window that had gone on with it meanwhile.
pub(crate) fn restore(
    connection: &Connection,
    removed: &Removed,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let mut draft = removed.draft.clone();
    let mut begun = removed.begun;
    let correction = stretches::correction(connection, begun.stretch)?;
    if draft.amends.is_none() {
        let by = correction.unwrap_or(0) - removed.correction;
        draft.started_at = begun.corrected(draft.started_at, by);
    }
    let revision = removed.revision + 1;
    if let Some(check) = removed.joins {
        return joined::add(connection, &draft, revision, check, begun, now);
    }
    park(connection)?;
    put(connection, &draft, revision, begun, now)
}

/// Writes a draft. When it was begun stays when the draft changes.
fn put(
    connection: &Connection,
    draft: &StopDraft,
    revision: u32,
    begun: Begun,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let [entered_at, given_at, given_on] = Entered::columns(begun.entered);
    connection
        .prepare_cached(include_str!("sql/draft_save.sql"))?
        .execute((
            Id(draft.id.0),
            Id(draft.query.0),
            write_draft(draft),
            At(now),
            begun.stretch,
            revision,
            entered_at,
            given_at,
            given_on,
        ))?;
    Ok(())
}

/// Corrects the moment at which each draft was begun in this stretch of the clock. For an amendment it is the
/// moment of its stop, and stays.
pub(crate) fn move_begun(connection: &Connection, number: i64, by: i64) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT draft_id FROM drafts WHERE stretch = ?1")?;
    for id in ids(&mut statement, [number])? {
        // A draft that cannot be read is set aside, and not corrected.
        let Ok(Some(Kept {
            mut draft,
            mut begun,
            ..
        })) = read(connection, id)
        else {
            continue;
        };
        if draft.amends.is_none() {
            draft.started_at = begun.corrected(draft.started_at, by);
            let entered_at = begun.entered.map(|entered| At(entered.at));
            connection
                .prepare_cached("UPDATE drafts SET body = ?1, entered_at = ?2 WHERE draft_id = ?3")?
                .execute((write_draft(&draft), entered_at, Id(id.0)))?;
        }
    }
    Ok(())
}

/// Counts each draft as changed now, because the clock that dated its last change was wrong.
pub(crate) fn touch(connection: &Connection, now: UtcMillis) -> Result<(), StoreError> {
    for sql in [
        "UPDATE drafts SET touched_at = ?1",
        "UPDATE drafts_set_aside SET aside_at = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([At(now)])?;
    }
    Ok(())
}

/// Closes each draft that was not changed after a moment, readable or not, and notes that for the officer. Its
/// look-up led to nothing, unless something was decided about it before.
pub(crate) fn close_untouched(connection: &Connection, since: UtcMillis) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/draft_close.sql"))?;
    let closed = statement.query_map([At(since)], |row| row.get(0))?;
    for Id(query) in closed.collect::<Result<Vec<Id>, _>>()? {
        sync_state::set_draft_closed(connection, true)?;
        match queries::led_to(connection, QueryId(query))? {
            Some(None) => queries::decide(
                connection,
                QueryId(query),
                LedTo::Nothing,
                DecidedBy::Itself,
            )?,
            Some(Some(LedTo::Stop | LedTo::LeftIt | LedTo::Nothing)) | None => {}
        }
    }
    Ok(())
}

/// Dates changes that lie in the future as made now; otherwise a draft would stay for as long as the clock was
/// ahead. To be called once central has agreed with the clock.
pub(crate) fn date_future_changes_now(
    connection: &Connection,
    now: UtcMillis,
) -> Result<(), StoreError> {
    for sql in [
        "UPDATE drafts SET touched_at = ?1 WHERE touched_at > ?1",
        "UPDATE drafts_set_aside SET aside_at = ?1 WHERE aside_at > ?1",
    ] {
        connection.prepare_cached(sql)?.execute([At(now)])?;
    }
    Ok(())
}

/// Removes a draft, because it became a stop or was discarded.
pub(crate) fn remove(connection: &Connection, id: DraftId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM drafts WHERE draft_id = ?1")?
        .execute([Id(id.0)])?;
    Ok(())
}
