//! The store: one encrypted SQLite file, one writer.
//!
//! The only folder of this crate that knows SQLite. Statements run inside [`Store::read`] and
//! [`Store::write`]; neither is ever held while something is awaited.

pub(crate) mod amended;
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
pub(crate) mod force_figures;
pub(crate) mod housekeeping;
mod key_checks;
pub(crate) mod lessons;
mod lock;
pub(crate) mod mirror;
mod names;
mod open;
pub(crate) mod outbox;
pub(crate) mod own_keys;
pub(crate) mod own_words;
pub(crate) mod pairs;
mod place;
pub(crate) mod put_back;
pub(crate) mod queries;
pub(crate) mod reflections;
pub(crate) mod reminders;
pub(crate) mod requeue;
mod rescue;
mod row;
mod rows;
pub(crate) mod scenarios_done;
pub(crate) mod second_views;
mod set_aside;
pub(crate) mod shift;
pub(crate) mod shift_questions;
pub(crate) mod standing;
pub(crate) mod stops;
pub(crate) mod stretch_records;
pub(crate) mod stretches;
pub(crate) mod sync_state;
pub(crate) mod talks;
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
use lock::Lock;
use place::{FileIdentity, OpenFiles};
pub use rescue::{NotRescued, RescueForm, rescue_store};
pub use set_aside::set_store_aside;

/// The encrypted store, open until it is closed for good.
pub(crate) struct Store {
    open: Mutex<Option<Open>>,
    /// The file; `None` of a store in memory.
    path: Option<PathBuf>,
    missing: u64,
    count_is_gone: bool,
    put_back: bool,
}

/// The connection to the database, and the files that belong to it.
struct Open {
    connection: Connection,
    /// What a store on disk has beside its connection; `None` in memory.
    files: Option<Beside>,
}

/// What proves that the files of a store are still in place.
struct Beside {
    place: OpenFiles,
    outside: Outside,
    /// Given back after the rest is closed.
    _lock: Lock,
}

impl Store {
    /// Closes the store: waits for the operation that is under way, and refuses all later ones.
    pub(crate) fn close(&self) {
        let last = self.opened().take();
        drop(last);
    }

    fn opened(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic in a transaction rolls it back on drop, so the connection is sound.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads from the store. The caller picks the error type, into which one of the store can be converted.
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

    /// Changes the store in one transaction, which costs one fsync and is durable when this returns. On an
    /// error nothing is changed.
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

    /// Notes damage that is met while the app runs, so that the next start checks every page.
    fn looked_at<T, E: OfStore>(&self, answer: Result<T, E>) -> Result<T, E> {
        if let Err(error) = &answer
            && error.of_store() == Some(StoreError::Damaged)
            && let Some(path) = &self.path
        {
            files::suspect(path);
        }
        answer
    }

    /// How many commits this start found missing against the file that counts them: the log was lost, or an
    /// older copy was put back.
    pub(crate) fn missing(&self) -> u64 {
        self.missing
    }

    /// Whether this start found that the newest commits are missing, or that the file is missing that would show it.
    pub(crate) fn may_lack_commits(&self) -> bool {
        self.missing > 0 || self.count_is_gone
    }

    /// Whether this start found, as far as can be told, an older state of the store, or another file than was last
    /// written to, because the folder was restored from a copy. Rows that wait in it may have been sent already.
    pub(crate) fn is_older(&self) -> bool {
        self.may_lack_commits() || self.put_back
    }

    /// Saves the identity of the store file, so that the next start does not mistake it for a restored copy, and
    /// resumes counting commits in the file beside it, so that the next start does not find them missing.
    pub(crate) fn keep_place(&self) {
        let Some(path) = &self.path else { return };
        if let Some(files) = self.opened().as_ref().and_then(|open| open.files.as_ref()) {
            files.outside.go_on();
        }
        let now = FileIdentity::of(path);
        if let Some(now) = now.filter(|now| FileIdentity::kept(path).as_ref() != Some(now)) {
            now.keep(path);
        }
    }

    /// Whether a store once vanished while its keys stayed, and the note of it is still there.
    pub(crate) fn vanished(&self) -> Result<bool, StoreError> {
        self.path.as_deref().map_or(Ok(false), files::vanished)
    }

    /// Whether a store that was set aside because its key is gone is still there.
    pub(crate) fn set_aside(&self) -> Result<bool, StoreError> {
        self.path.as_deref().map_or(Ok(false), files::locked_aside)
    }

    /// Whether a damaged store that was moved aside is still there.
    pub(crate) fn moved_aside(&self) -> Result<bool, StoreError> {
        self.path.as_deref().map_or(Ok(false), files::moved_aside)
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
    if let (Some(number), Some(files)) = (number, &open.files) {
        // A commit into a file that was deleted is not acknowledged.
        files.place.still_holds()?;
        files.outside.tell(number);
    }
    Ok(answer)
}

/// The connection on which statements run, in a transaction or not.
pub(crate) type Session = Connection;
