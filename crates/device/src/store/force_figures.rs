//! The figures of the whole force as central told them last.

use proco_domain::time::UtcMillis;
use proco_exchange::force::ForceSummary;
use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::row::At;
use super::rows::{read_force_figures, write_force_figures};

/// The figures, and when they were fetched.
#[derive(Clone)]
pub(crate) struct Fetched {
    pub(crate) at: UtcMillis,
    pub(crate) summary: ForceSummary,
}

/// What is kept; `None` where nothing is, or where this version cannot read it: it is asked for again.
pub(crate) fn kept(connection: &Connection) -> Result<Option<Fetched>, StoreError> {
    let row: Option<(String, At)> = connection
        .prepare_cached("SELECT summary, fetched_at FROM force_figures")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.and_then(|(summary, At(at))| {
        let summary = read_force_figures(&summary).ok()?;
        Some(Fetched { at, summary })
    }))
}

/// Keeps these in the place of those before.
pub(crate) fn keep(connection: &Connection, fetched: &Fetched) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO force_figures (one, summary, fetched_at) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET summary = excluded.summary, fetched_at = excluded.fetched_at",
        )?
        .execute((write_force_figures(&fetched.summary), At(fetched.at)))?;
    Ok(())
}
