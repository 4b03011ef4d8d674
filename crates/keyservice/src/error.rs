//! What can go wrong, and the one place where it becomes an answer.

use std::io;

use proco_access::problem::{Code, Problem};
use proco_exchange::Epoch;
use proco_exchange::pseudonym::PseudonymError;

use crate::store::StoreFault;

/// A fault of the service or of its surroundings; never one of a caller.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is a store, but the key to it is gone. Nothing is begun anew.
    #[error("the store is there, but its key file keyservice.key is not")]
    KeyFileMissing,
    /// There is no store.
    #[error("there is no key service in this folder")]
    NoStore,
    /// The key file can be read by others.
    #[error("the key file can be read by others (mode {0:o}); it must be 600")]
    KeyFileOpen(u32),
    /// The key file does not hold a key.
    #[error("the key file does not hold 64 hexadecimal digits")]
    KeyFileDamaged,
    /// The store does not open with the key.
    #[error("the store does not open with the key in the key file")]
    WrongKey,
    /// The store was written by a newer program.
    #[error("the store has version {found}, this program knows {known}")]
    SchemaNewer {
        /// The version of the store.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A stored key is damaged.
    #[error("the stored key of {epoch} is damaged: {fault}")]
    StoredKey {
        /// Of which epoch.
        epoch: Epoch,
        /// What is wrong with it.
        fault: PseudonymError,
    },
    /// The arithmetic failed where it cannot.
    #[error("an evaluation failed: {0}")]
    Evaluation(PseudonymError),
    /// The key is destroyed, but may still stand in the write-ahead log.
    #[error("the key is destroyed, but another program holds the log; destroy it once more")]
    LogHeld,
    /// Another holder of the lock came to a bad end.
    #[error("a lock is broken")]
    Lock,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A file or a socket.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        // The text names files, versions and epochs, and nothing of a request.
        tracing::error!(%error, "fault");
        Problem::new(Code::Internal)
    }
}
