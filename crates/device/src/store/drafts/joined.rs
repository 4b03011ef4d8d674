//! Further subjects of a check. Each is a draft of its own that joins the draft of the check and takes over its
//! answers when the check is finished.

use proco_domain::draft::StopDraft;
use proco_domain::ids::DraftId;
use proco_domain::time::UtcMillis;
use rusqlite::Connection;

use super::{Kept, bring_to_screen, get, ids, park, put, read_all, save};
use crate::store::StoreError;
use crate::store::row::Id;
use crate::store::stretches::Begun;

/// The further subjects of a check, in the order in which they were added. To be called in a transaction.
pub(crate) fn of(
    connection: &Connection,
    check: DraftId,
    now: UtcMillis,
) -> Result<Vec<Kept>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT draft_id FROM drafts WHERE joins = ?1 ORDER BY id")?;
    read_all(connection, ids(&mut statement, [Id(check.0)])?, now)
}

/// Adds a subject to a check, which comes to the screen. If that check is no longer open, the draft stands by
/// itself.
pub(crate) fn add(
    connection: &Connection,
    draft: &StopDraft,
    revision: u32,
    check: DraftId,
    begun: Begun,
    now: UtcMillis,
) -> Result<(), StoreError> {
    park(connection)?;
    put(connection, draft, revision, begun, now)?;
    if let Some(mut open) = get(connection, check, now)? {
        connection
            .prepare_cached("UPDATE drafts SET joins = ?2, parked = 1 WHERE draft_id = ?1")?
            .execute((Id(draft.id.0), Id(check.0)))?;
        bring_to_screen(connection, check)?;
        open.revision += 1;
        save(connection, &open, now)?;
    }
    Ok(())
}

/// Notes that a check has a subject less than it had.
pub(crate) fn lost_one(
    connection: &Connection,
    check: DraftId,
    now: UtcMillis,
) -> Result<(), StoreError> {
    if let Some(mut open) = get(connection, check, now)? {
        open.revision += 1;
        save(connection, &open, now)?;
    }
    Ok(())
}

/// Hands a check over to the first of its further subjects, because its own subject goes. Gives the draft that is
/// now that of the check; `None` when there was no further subject.
pub(crate) fn hand_over(
    connection: &Connection,
    check: &Kept,
    now: UtcMillis,
) -> Result<Option<DraftId>, StoreError> {
    let Some(next) = of(connection, check.draft.id, now)?.into_iter().next() else {
        return Ok(None);
    };
    let id = next.draft.id;
    connection
        .prepare_cached("UPDATE drafts SET joins = ?2 WHERE joins = ?1")?
        .execute((Id(check.draft.id.0), Id(id.0)))?;
    connection
        .prepare_cached("UPDATE drafts SET joins = NULL WHERE draft_id = ?1")?
        .execute([Id(id.0)])?;
    let check = Kept {
        draft: StopDraft {
            step: check.draft.step,
            answers: check.draft.answers.clone(),
            ..next.draft
        },
        revision: check.revision + 1,
        ..next
    };
    save(connection, &check, now)?;
    Ok(Some(id))
}

/// Lets the further subjects of a check stand by themselves, because its draft cannot be read.
pub(super) fn set_free(connection: &Connection, check: DraftId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE drafts SET joins = NULL WHERE joins = ?1")?
        .execute([Id(check.0)])?;
    Ok(())
}
