//! The practice scenarios that were done.

use rusqlite::Connection;

use super::StoreError;

/// The names of the scenarios in `crates/practice/data` that were done, in no order.
pub(crate) fn all(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT scenario FROM scenarios_done")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps that one was done.
pub(crate) fn add(connection: &Connection, scenario: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO scenarios_done (scenario) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([scenario])?;
    Ok(())
}
