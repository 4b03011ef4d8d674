//! The devices that asked more than their look-ups explain, in SQLite.

use proco_access::DeviceId;
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

use crate::asked::Day;
use crate::store::StoreError;

/// Keeps these for today, and forgets those that were found before the oldest day.
pub(super) fn keep(
    transaction: &Transaction<'_>,
    devices: &[DeviceId],
    today: Day,
    oldest: Day,
) -> Result<(), StoreError> {
    let mut keep = transaction.prepare_cached(
        "INSERT INTO unexplained (device, day) VALUES (?1, ?2)
         ON CONFLICT (device) DO UPDATE SET day = excluded.day WHERE day <> excluded.day",
    )?;
    for device in devices {
        keep.execute(params![device.0.as_bytes().as_slice(), today.0])?;
    }
    transaction.execute("DELETE FROM unexplained WHERE day < ?1", [oldest.0])?;
    Ok(())
}

pub(super) fn all(connection: &Connection) -> Result<Vec<(DeviceId, Day)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT device, day FROM unexplained ORDER BY day DESC, device")?;
    let rows = statement.query_map([], |row| {
        Ok((DeviceId(Uuid::from_bytes(row.get(0)?)), Day(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, rusqlite::Error>>()?)
}
