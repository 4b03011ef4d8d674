//! The one open draft. Every change of it is on disk before the screen goes on.

use proco_domain::draft::StopDraft;
use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::row::{Id, from_json, to_json};

/// The open draft, if there is one.
pub(crate) fn open(connection: &Connection) -> Result<Option<StopDraft>, StoreError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM drafts WHERE slot = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    body.map(|json| from_json(&json, "a draft")).transpose()
}

/// Keeps the draft as it now is.
pub(crate) fn save(connection: &Connection, draft: &StopDraft) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO drafts (slot, draft_id, query_id, body) VALUES (1, ?1, ?2, ?3)",
        )?
        .execute((Id(draft.id.0), Id(draft.query.0), to_json(draft)))?;
    Ok(())
}

/// Removes the draft, because it became a stop or was discarded.
pub(crate) fn remove(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM drafts WHERE slot = 1")?
        .execute([])?;
    Ok(())
}
