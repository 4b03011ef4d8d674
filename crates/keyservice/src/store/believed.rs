//! The last moment at which the clock of this machine was believed.

use proco_exchange::UtcMillis;
use rusqlite::OptionalExtension as _;

use super::Store;
use crate::error::Error;

impl Store {
    /// The last believed moment; nothing before the first.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn believed_until(&self) -> Result<Option<UtcMillis>, Error> {
        self.read(|db| {
            db.query_row("SELECT until FROM belief WHERE one = 1", [], |row| {
                Ok(UtcMillis(row.get(0)?))
            })
            .optional()
        })
    }

    /// Keeps the last believed moment.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn believe_until(&self, until: UtcMillis) -> Result<(), Error> {
        self.write(|db| {
            db.execute(
                "INSERT INTO belief (one, until) VALUES (1, ?1)
                 ON CONFLICT (one) DO UPDATE SET until = excluded.until",
                [until.0],
            )
        })?;
        Ok(())
    }
}
