//! The keys under which subjects are counted on this phone, made anew when the form of marks changes.

use proco_domain::subject::MARK_VERSION;
use rusqlite::Connection;

use super::StoreError;
use super::rows::read_subject;
use crate::keys::OwnCountsKey;

/// Whether the keys were made from marks of an earlier version.
pub(crate) fn are_old(connection: &Connection) -> Result<bool, StoreError> {
    let version: u32 =
        connection.query_row("SELECT mark_version FROM sync_state", [], |row| row.get(0))?;
    Ok(version < MARK_VERSION)
}

/// Makes the keys of all readable subjects from marks of the present version. A record whose readable mark is
/// gone, or cannot be read, keeps its key: new look-ups do not find it, and its subject can no longer be told.
pub(crate) fn renew(connection: &Connection, keys: &OwnCountsKey) -> Result<(), StoreError> {
    for table in ["queries", "stops"] {
        let select = format!("SELECT id, subject FROM {table} WHERE subject IS NOT NULL");
        let mut select = connection.prepare(&select)?;
        let update = format!("UPDATE {table} SET own_key = ?2 WHERE id = ?1");
        let mut update = connection.prepare(&update)?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows = rows.collect::<Result<Vec<(i64, String)>, _>>()?;
        for (id, subject) in rows {
            if let Ok(subject) = read_subject(&subject) {
                update.execute((id, keys.of(&subject.mark())))?;
            }
        }
    }
    connection.execute("UPDATE sync_state SET mark_version = ?1", [MARK_VERSION])?;
    Ok(())
}
