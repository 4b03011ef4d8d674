//! The store: one encrypted SQLite file, one writer.
//!
//! The only folder of this crate that knows SQLite. Statements run inside [`Store::read`] and
//! [`Store::write`]; neither is ever held while something is awaited.

pub(crate) mod cards;
pub(crate) mod counts;
pub(crate) mod drafts;
pub(crate) mod enrolment;
pub(crate) mod epochs;
mod error;
mod files;
pub(crate) mod heal;
pub(crate) mod housekeeping;
mod open;
pub(crate) mod outbox;
pub(crate) mod queries;
pub(crate) mod reflections;
mod row;
pub(crate) mod stops;
pub(crate) mod stretches;
pub(crate) mod sync_state;
#[cfg(test)]
mod tests;
pub(crate) mod unsent;
pub(crate) mod unsettled;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::DeviceError;
pub use error::StoreError;

/// The store, open until it is closed for good.
pub(crate) struct Store {
    connection: Mutex<Option<Connection>>,
    path: PathBuf,
}

impl Store {
    /// Closes the store: waits for what is being asked or changed, and lets nothing in after it.
    pub(crate) fn close(&self) {
        let last = self.connection().take();
        drop(last);
    }

    fn connection(&self) -> MutexGuard<'_, Option<Connection>> {
        // A panic in a transaction rolls it back when it is dropped, so the connection is sound.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the store.
    pub(crate) fn read<T>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        let answer = match self.connection().as_ref() {
            Some(connection) => ask(connection),
            None => Err(StoreError::Closed.into()),
        };
        self.looked_at(answer)
    }

    /// Changes the store in one transaction, which costs one fsync and is durable when this
    /// returns. On an error nothing was changed.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        let answer = match self.connection().as_mut() {
            Some(connection) => transact(connection, change),
            None => Err(StoreError::Closed.into()),
        };
        self.looked_at(answer)
    }

    /// Damage that is met while running is looked into at the next start.
    fn looked_at<T>(&self, answer: Result<T, DeviceError>) -> Result<T, DeviceError> {
        if let Err(DeviceError::Store(StoreError::Damaged)) = &answer {
            files::suspect(&self.path);
        }
        answer
    }

    /// Whether a damaged store was moved aside and still stands there.
    pub(crate) fn moved_aside(&self) -> Result<bool, StoreError> {
        files::moved_aside(&self.path)
    }
}

fn transact<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> Result<T, DeviceError>,
) -> Result<T, DeviceError> {
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)?;
    let answer = change(&transaction)?;
    transaction.commit().map_err(StoreError::from)?;
    Ok(answer)
}

/// What statements run in: a connection, in a transaction or not.
pub(crate) type Session = Connection;
