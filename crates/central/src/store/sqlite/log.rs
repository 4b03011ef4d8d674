//! Checkpointing and truncating the write-ahead log of SQLite. Until then it holds older states of pages, with rows that
//! were deleted since.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use proco_host::files::beside;
use rusqlite::Connection;

use super::{Connections, OTHER_WRITERS, SqliteStore, as_found, blocking, lock};
use crate::store::StoreError;

/// The busy timeout of a truncating checkpoint: it waits for readers, and changes wait for it.
const READERS: Duration = Duration::from_millis(100);

/// Cuts the log off beside those who use the database; false where somebody reads it.
pub(super) async fn purge(store: &SqliteStore) -> Result<bool, StoreError> {
    let path = store.0.path.clone();
    // Most of the log goes into the file while others write. What is busy is left to the rest.
    blocking(move || {
        let fold = "PRAGMA wal_checkpoint(PASSIVE)";
        Ok(as_found(&path)?.query_row(fold, [], |_| Ok(()))?)
    })
    .await?;
    let rest = move |all: &Connections| {
        let writer = lock(&all.writer);
        if all.closed.load(Ordering::Relaxed) {
            return Err(StoreError::Gone);
        }
        writer.busy_timeout(READERS)?;
        let cut_off = cut_off(&writer);
        writer.busy_timeout(OTHER_WRITERS)?;
        cut_off
    };
    store.1.run(rest).await
}

/// Brings the log into the file and cuts it off. False where another program reads it or writes.
pub(super) fn cut_off(writer: &Connection) -> Result<bool, StoreError> {
    let fold = "PRAGMA wal_checkpoint(TRUNCATE)";
    let held: bool = writer.query_row(fold, [], |row| row.get(0))?;
    Ok(!held)
}

/// Whether a log with something in it lies beside this database.
pub(super) fn is_begun(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}
