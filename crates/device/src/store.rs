//! The store: one encrypted SQLite file, one writer.
//!
//! The only folder of this crate that knows SQLite. Statements run inside [`Store::read`] and
//! [`Store::write`]; neither is ever held while something is awaited.

pub(crate) mod asking;
mod boots;
pub(crate) mod cards;
pub(crate) mod claim;
pub(crate) mod commits;
pub(crate) mod counts;
pub(crate) mod dating;
pub(crate) mod drafts;
pub(crate) mod enrolment;
pub(crate) mod epochs;
mod error;
mod files;
pub(crate) mod housekeeping;
mod key_checks;
mod names;
mod open;
pub(crate) mod outbox;
pub(crate) mod own_keys;
mod place;
pub(crate) mod put_back;
pub(crate) mod queries;
pub(crate) mod reflections;
pub(crate) mod requeue;
mod rescue;
mod row;
mod rows;
pub(crate) mod standing;
pub(crate) mod stops;
pub(crate) mod stretch_records;
pub(crate) mod stretches;
pub(crate) mod sync_state;
#[cfg(test)]
mod tests;
pub(crate) mod unsent;
pub(crate) mod unsettled;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use commits::Outside;
pub(crate) use error::{OfStore, if_readable, no_room};
pub use error::{RowFault, StoreError};
use place::{Place, Whereabouts};
pub use rescue::{NotRescued, RescueForm, rescue_store};

/// The store, open until it is closed for good.
pub(crate) struct Store {
    open: Mutex<Option<Open>>,
    path: PathBuf,
    missing: u64,
    put_back: bool,
}

/// An open store, and what shows that it still is what was opened.
struct Open {
    connection: Connection,
    place: Place,
    outside: Outside,
}

impl Store {
    /// Closes the store: waits for what is being asked or changed, and lets nothing in after it.
    pub(crate) fn close(&self) {
        let last = self.opened().take();
        drop(last);
    }

    fn opened(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic in a transaction rolls it back when it is dropped, so the connection is sound.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the store. The error is that of the asker, of which one of the store can be made.
    pub(crate) fn read<T, E: OfStore>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let answer = match self.opened().as_ref() {
            Some(open) => ask(&open.connection),
            None => Err(StoreError::Closed.into()),
        };
        self.looked_at(answer)
    }

    /// Changes the store in one transaction, which costs one fsync and is durable when this
    /// returns. On an error nothing was changed.
    pub(crate) fn write<T, E: OfStore>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let answer = match self.opened().as_mut() {
            Some(open) => transact(open, change),
            None => Err(StoreError::Closed.into()),
        };
        self.looked_at(answer)
    }

    /// Damage that is met while running is looked into at the next start.
    fn looked_at<T, E: OfStore>(&self, answer: Result<T, E>) -> Result<T, E> {
        if let Err(error) = &answer
            && error.of_store() == Some(StoreError::Damaged)
        {
            files::suspect(&self.path);
        }
        answer
    }

    /// Whether this start found that the store is older than the file beside it knows of: the log
    /// was lost, or an older copy was put back. The number is that of the commits that are gone.
    pub(crate) fn missing(&self) -> u64 {
        self.missing
    }

    /// Whether this start found the store older than it was, or another file than the one that was last
    /// written to: the folder was put back from a copy. What was sent since may wait to be sent again.
    pub(crate) fn is_older(&self) -> bool {
        self.missing > 0 || self.put_back
    }

    /// Keeps where the store is, so that the next start does not find it put back.
    pub(crate) fn keep_place(&self) {
        let now = Whereabouts::of(&self.path);
        if let Some(now) = now.filter(|now| Whereabouts::kept(&self.path).as_ref() != Some(now)) {
            now.keep(&self.path);
        }
    }

    /// Whether a store was found gone from beside its keys, and that is still noted.
    pub(crate) fn vanished(&self) -> Result<bool, StoreError> {
        files::vanished(&self.path)
    }

    /// Whether a damaged store was moved aside and still stands there.
    pub(crate) fn moved_aside(&self) -> Result<bool, StoreError> {
        files::moved_aside(&self.path)
    }
}

fn transact<T, E: OfStore>(
    open: &mut Open,
    change: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = open
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)?;
    let before = transaction.total_changes();
    let answer = change(&transaction)?;
    let changed = transaction.total_changes() != before;
    let number = match changed {
        true => Some(commits::count_one(&transaction)?),
        false => None,
    };
    transaction.commit().map_err(StoreError::from)?;
    if let Some(number) = number {
        // Nothing is acknowledged that was written into a file without a name.
        open.place.still_holds()?;
        open.outside.tell(number);
    }
    Ok(answer)
}

/// What statements run in: a connection, in a transaction or not.
pub(crate) type Session = Connection;
