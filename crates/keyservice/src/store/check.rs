//! Whether the file is whole and can be written, and folding its log into it.

use std::time::Duration;

use proco_exchange::UtcMillis;
use rusqlite::Connection;

use super::{FILE, PATIENCE, Store, identities, open_file};
use crate::error::Error;

/// The busy timeout of a truncating checkpoint: it waits for readers.
const READERS: Duration = Duration::from_millis(100);

impl Store {
    /// Whether the store answers and was not found damaged or unwritable.
    ///
    /// A write is tried now and then, however many ask: nobody learns of a full disk by reading.
    ///
    /// # Errors
    /// [`Error`] when it does not.
    pub fn answers(&self, now: UtcMillis) -> Result<(), Error> {
        self.is_in_place()?;
        if self.condition.probe_is_due(now) {
            // The header's own value is written again: nothing changes, but the page is written all the
            // same. What goes wrong is heard.
            self.write(|db| {
                let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
                db.pragma_update(None, "user_version", version)
            })
            .ok();
        }
        self.read(|db| db.query_row("SELECT count(*) FROM epochs", [], |_| Ok(())))?;
        self.condition.fault()
    }

    /// Whether key file and store still have the names that they were opened by.
    ///
    /// # Errors
    /// [`Error::Gone`] when they have not.
    pub fn is_in_place(&self) -> Result<(), Error> {
        if identities(&self.folders) == self.opened {
            Ok(())
        } else {
            Err(Error::Gone)
        }
    }

    /// Reads each page of the file and checks it, the free ones too.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the HMAC of one does not fit; [`Error`] of the store.
    pub fn check(&self) -> Result<(), Error> {
        // On a connection of its own: one that met a damaged page reads no other any more. Under the
        // lock, so that no page is half written meanwhile.
        let _still = self.db.lock().map_err(|_| Error::Lock)?;
        let check = || check_file(&self.folders.data().join(FILE), &self.key);
        // Another program may fold the log into the file meanwhile, and a page was read half old.
        let checked = check().or_else(|_| check());
        checked.inspect_err(|error| self.condition.note_fault(error))
    }

    /// Folds the log into the file and lets others use it alone: nothing more is asked of this store.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn end(&self) -> Result<(), Error> {
        let folded = self.fold();
        drop(self.in_use.lock().map_err(|_| Error::Lock)?.take());
        folded.map(|_| ())
    }

    /// Truncates the write-ahead log, so that destroyed keys are gone from the disk there too, unless another program reads
    /// it. Requests wait for this for less than a second.
    pub(crate) fn purge(&self) {
        // Rows of a damaged store may be rescued from its log.
        if self.condition.fault().is_err() {
            return;
        }
        let fold = |db: &mut Connection| {
            db.busy_timeout(READERS)?;
            let held = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
            db.busy_timeout(PATIENCE)?;
            held
        };
        match self.read(fold) {
            Ok(false) => {}
            Ok(true) => tracing::info!("another program reads the log: it is cut off in an hour"),
            Err(error) => tracing::warn!(%error, "the log could not be folded"),
        }
    }

    /// Folds the log into the file; `false` when another program still reads from the log.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn fold(&self) -> Result<bool, Error> {
        let held: bool =
            self.write(|db| db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)))?;
        Ok(!held)
    }
}

/// Checks a file that nobody writes to meanwhile.
pub(super) fn check_file(file: &std::path::Path, key: &super::key_file::Key) -> Result<(), Error> {
    let db = open_file(file, key)?;
    if damaged_pages(&db)? > 0 {
        return Err(Error::Damaged);
    }
    // What stands in the log is read in its place.
    let told: String = db
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(super::while_running)?;
    if told == "ok" {
        Ok(())
    } else {
        Err(Error::Damaged)
    }
}

/// How many pages of the file have an HMAC that does not fit.
fn damaged_pages(db: &Connection) -> rusqlite::Result<usize> {
    let mut each = db.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = each.query([])?;
    let mut damaged = 0;
    while rows.next()?.is_some() {
        damaged += 1;
    }
    Ok(damaged)
}
