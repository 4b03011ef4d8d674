//! The devices that are out.

use proco_access::DeviceId;
use proco_access::revocation::Revocation;
use proco_exchange::UtcMillis;
use rusqlite::types::Type;

use super::Store;
use crate::error::Error;

impl Store {
    /// Keeps a revocation; the first statement about a device stays.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn revoke(&self, revocation: Revocation, now: UtcMillis) -> Result<(), Error> {
        let stated_at = i64::try_from(revocation.stated_at.0).unwrap_or(i64::MAX);
        self.durably(|db| {
            db.execute(
                "INSERT INTO revocations (device, stated_at, received_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (device) DO NOTHING",
                (revocation.device.to_string(), stated_at, now.0),
            )
        })?;
        Ok(())
    }

    /// All revoked devices.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn revoked(&self) -> Result<Vec<DeviceId>, Error> {
        self.read(|db| {
            let mut all = db.prepare("SELECT device FROM revocations")?;
            let devices = all.query_map([], |row| {
                row.get_ref(0)?
                    .as_str()?
                    .parse()
                    .map_err(|_| rusqlite::Error::InvalidColumnType(0, String::new(), Type::Text))
            })?;
            devices.collect()
        })
    }
}
