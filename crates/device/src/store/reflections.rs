//! A reflection that is being written. It is removed when the stop is reflected on or withdrawn, and when the
//! readable mark goes: after that nothing can be added to the stop.

use proco_domain::draft::Answers;
use proco_domain::ids::StopId;
use proco_domain::reflection::ReflectionDraft;
use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::row::Id;
use super::rows::{read_reflection_draft, write_reflection_draft};

/// The reflection on a stop that is being written, if one is.
pub(crate) fn get(
    connection: &Connection,
    stop: StopId,
) -> Result<Option<ReflectionDraft>, StoreError> {
    let body: Option<Option<String>> = connection
        .prepare_cached("SELECT reflection_draft FROM stops WHERE stop_id = ?1")?
        .query_row([Id(stop.0)], |row| row.get(0))
        .optional()?;
    let body = body.flatten();
    body.as_deref().map(read_reflection_draft).transpose()
}

/// Keeps the reflection as it is now; one without any answer is removed.
pub(crate) fn save(
    connection: &Connection,
    stop: StopId,
    draft: &ReflectionDraft,
) -> Result<(), StoreError> {
    let body = (*draft != ReflectionDraft::default()).then(|| write_reflection_draft(draft));
    connection
        .prepare_cached("UPDATE stops SET reflection_draft = ?2 WHERE stop_id = ?1")?
        .execute((Id(stop.0), body))?;
    Ok(())
}

/// Keeps the incomplete reflection of a finished draft. An answer that was given outside that draft stays.
pub(crate) fn keep_begun(
    connection: &Connection,
    stop: StopId,
    answers: &Answers,
) -> Result<(), StoreError> {
    let begun = ReflectionDraft {
        // The ratings stand in the revision that the draft became.
        ratings: None,
        do_again: get(connection, stop)?.and_then(|kept| kept.do_again),
        themes: answers.themes.clone(),
        note: answers.reflection_note.clone(),
        looking_back: answers.looking_back.clone(),
    };
    save(connection, stop, &begun)
}
