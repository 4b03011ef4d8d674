//! What can go wrong, and the one place where it becomes an answer.

use std::io;

use proco_access::problem::{Code, Problem};
use proco_database::RescueFault;
use proco_exchange::Epoch;
use proco_exchange::pseudonym::PseudonymError;

use crate::store::StoreFault;

/// A fault of the service or of its surroundings; never one of a caller.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is a store, but the key to it is gone. Nothing is begun anew.
    #[error(
        "the store is there, but its key file keyservice.key is not: put back the copy of the key \
         file that was kept apart"
    )]
    KeyFileMissing,
    /// There is a key, but the store to it is gone or empty. Nothing is begun anew.
    #[error(
        "the key file is there, but its store keyservice.db is missing or empty. Put a backup \
         back: `proco-keyservice restore --data FOLDER --from FILE`. To begin anew on purpose: \
         `proco-keyservice begin-anew --data FOLDER`, which says what that costs"
    )]
    StoreMissing,
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
    #[error(
        "the store does not open with the key in the key file: the key is that of another store, \
         or the first page of the store is damaged. Put the right key file back, or a backup: \
         `proco-keyservice restore --move-aside`"
    )]
    WrongKey,
    /// The store was written by a newer program.
    #[error("the store has version {found}, this program knows {known}: update the program")]
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
    /// No epoch is live here: an empty answer would read as one.
    #[error("no live epoch has a key here: see `proco-keyservice epochs list`")]
    NoLiveEpoch,
    /// A key service is begun under a clock that is certainly wrong.
    #[error(
        "the clock of this machine stands before the year 2026: set it right before the first \
         keys are made"
    )]
    ClockBeforeAll,
    /// Another program uses the store.
    #[error("another program uses this store: stop it first")]
    InUse,
    /// There is a store already.
    #[error(
        "there is a store in this folder already, which may hold keys that the copy lacks. It is \
         moved aside with --move-aside"
    )]
    Occupied,
    /// The folder has another key than the one that was given.
    #[error("the folder has another key file already: move keyservice.key away first")]
    OtherKey,
    /// There is no key to open the copy with.
    #[error(
        "there is no keyservice.key in the folder: copies open with the key file of the store that \
         they were made of. Name it with --key FILE"
    )]
    NoKeyForCopy,
    /// A copy is never written over.
    #[error("there is a file of that name already; nothing is written over")]
    CopyExists,
    /// The copy does not hold what it should.
    #[error("the file is no {0} of a key service, or it is damaged, or its key is another")]
    NotACopy(&'static str),
    /// A page is damaged.
    #[error(
        "the store is damaged: a page does not carry its check. What can be read goes on \
         answering; stop the service and put a backup back: `proco-keyservice restore --move-aside`"
    )]
    Damaged,
    /// There is no room on the disk.
    #[error("the disk is full: make room, and the service goes on by itself")]
    DiskFull,
    /// The disk fails, or cannot be written.
    #[error("the disk cannot be read or written (SQLite {0})")]
    Disk(i32),
    /// Key file or store is not where it was opened.
    #[error(
        "keyservice.key or keyservice.db was moved, replaced or deleted while the service runs: what \
         is written now is gone at its end. Put the file back, or stop the service and restore a \
         backup"
    )]
    Gone,
    /// The last write failed.
    #[error("nothing can be written to the store: the disk is full, read-only or failing")]
    Unwritable,
    /// Another program holds the store for too long.
    #[error("another program holds the store")]
    Held,
    /// Nothing can be read of a damaged store.
    #[error(transparent)]
    Rescue(#[from] RescueFault),
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

impl Error {
    /// The code of the answer to whoever asked: whether it can be otherwise in a while.
    fn code(&self) -> Code {
        match self {
            Self::Damaged
            | Self::DiskFull
            | Self::Disk(_)
            | Self::Unwritable
            | Self::Gone
            | Self::Held
            | Self::LogHeld
            | Self::NoLiveEpoch => Code::Unavailable,
            Self::KeyFileMissing
            | Self::StoreMissing
            | Self::NoStore
            | Self::KeyFileOpen(_)
            | Self::KeyFileDamaged
            | Self::WrongKey
            | Self::SchemaNewer { .. }
            | Self::StoredKey { .. }
            | Self::Evaluation(_)
            | Self::ClockBeforeAll
            | Self::InUse
            | Self::Occupied
            | Self::OtherKey
            | Self::NoKeyForCopy
            | Self::CopyExists
            | Self::NotACopy(_)
            | Self::Rescue(_)
            | Self::Lock
            | Self::Store(_)
            | Self::Io(_) => Code::Internal,
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        // The text names files, versions and epochs, and nothing of a request.
        tracing::error!(%error, "fault");
        Problem::new(error.code())
    }
}
