//! When the officer is reminded of looking back, and of how many checks.

use proco_domain::reminder::{Language, TimeOfDay};
use rusqlite::Connection;

use super::StoreError;
use super::row::from_code;

/// The times, the earliest first, each with the language of its words. A row that this version cannot read is left out.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(TimeOfDay, Language)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT minute, language FROM reminders ORDER BY minute")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<(u16, String)>, _>>()?;
    let read = |(minute, language): (u16, String)| {
        Some((
            TimeOfDay::of_minute(minute).ok()?,
            from_code(&language, "language").ok()?,
        ))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Puts these times in the place of those before.
pub(crate) fn set(
    connection: &Connection,
    times: &[TimeOfDay],
    language: Language,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM reminders")?
        .execute([])?;
    let mut put = connection.prepare_cached(
        "INSERT INTO reminders (minute, language) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    for time in times {
        put.execute((time.minute(), language.name()))?;
    }
    Ok(())
}

/// How many stops wait for their reflection.
pub(crate) fn awaiting(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection
        .prepare_cached(include_str!("sql/awaiting_reflection.sql"))?
        .query_row([], |row| row.get(0))?)
}
