//! What can go wrong, and the one place where it becomes an answer.

use std::io;
use std::path::PathBuf;

use proco_access::ServerFolders;
use proco_access::command::printed;
use proco_access::problem::{Code, Problem};
use proco_database::RescueFault;
use proco_exchange::Epoch;
use proco_oprf::OprfError;

use crate::store::{KEY_FILE, StoreFault};

/// A fault of the service or of its surroundings; never one of a caller.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is a store, but the key to it is gone. Nothing is begun anew.
    #[error(
        "the store is there, but its key file keyservice.key is not: put back the copy of the key \
         file that was kept apart. Where none is left, nothing opens the store any more: see \
         `proco-keyservice begin-anew --help`"
    )]
    KeyFileMissing,
    /// There is a key, but the store to it is gone or empty. Nothing is begun anew.
    #[error("the key file is there, but its store keyservice.db is missing or empty")]
    StoreMissing,
    /// There is no store.
    #[error(
        "no key service was begun in this folder, or its first start has not ended; nothing was made \
         there. Is it the right folder? Nothing but `serve` begins a new one"
    )]
    NoStore,
    /// The key file can be read by others.
    #[error(
        "{file} can be read by others (mode {mode:o}). Where nobody can have seen it, make it its owner's \
         alone: `chmod 600 {printed}`. Otherwise it is no secret any more: see \
         `proco-keyservice begin-anew --help`",
        printed = printed(.file)
    )]
    KeyFileOpen {
        /// The path of that key file.
        file: PathBuf,
        /// The permission bits that were found.
        mode: u32,
    },
    /// The key file does not hold a key.
    #[error(
        "the key file keyservice.key does not hold 64 hexadecimal digits: put back the copy of it that was \
         kept apart. Where none is left, nothing opens the store any more: see \
         `proco-keyservice begin-anew --help`"
    )]
    KeyFileDamaged,
    /// The store does not open with the key.
    #[error(
        "the store does not open with the key in the key file: the key is that of another store, \
         or the first page of the store is damaged. Put the right key file back, or a backup"
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
        /// The epoch in question.
        epoch: Epoch,
        /// What is wrong with it.
        fault: OprfError,
    },
    /// An evaluation failed in a way that valid input cannot cause.
    #[error("an evaluation failed: {0}")]
    Evaluation(OprfError),
    /// The key is destroyed, but may still stand in the write-ahead log.
    #[error("the key is destroyed, but another program holds the log; destroy it once more")]
    LogHeld,
    /// No epoch is live here. An empty list could be taken for an answer.
    #[error("no live epoch has a key here")]
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
    /// A key service runs on this folder.
    #[error("another key service runs on this folder: stop it first")]
    Running,
    /// A store is to be restored from itself.
    #[error(
        "this file is the store of the folder itself, under whichever name: nothing was done. Name a \
         copy of it"
    )]
    OwnStore,
    /// There is no such file.
    #[error("{0} is not there")]
    NoFile(PathBuf),
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
    #[error("the store is damaged: a page does not carry its check")]
    Damaged,
    /// There is no room on the disk.
    #[error("the disk is full: make room")]
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
    Locked,
    /// Nothing can be read of a damaged store.
    #[error(transparent)]
    Rescue(#[from] RescueFault),
    /// A thread panicked while it held a lock.
    #[error("a lock is broken")]
    Lock,
    /// The encrypted store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// A file or a socket.
    #[error(transparent)]
    Io(io::Error),
}

impl Error {
    /// What is to be done about it with the store at this place, as commands that run as they are
    /// printed.
    #[must_use]
    pub fn advice(&self, at: &ServerFolders) -> Option<String> {
        let place = at.arguments();
        if matches!(self, Self::KeyFileMissing | Self::NoKeyForCopy) {
            let keys = at.keys(&[KEY_FILE]);
            return Some(format!(
                "It was looked for as {}; --keys names another folder",
                printed(&keys.join(KEY_FILE))
            ));
        }
        if matches!(self, Self::StoreMissing) {
            return Some(format!(
                "Put a backup back: `proco-keyservice restore {place} --from FILE`. To begin \
                 anew on purpose, see what that costs: `proco-keyservice begin-anew --help`"
            ));
        }
        if matches!(self, Self::Damaged | Self::WrongKey) {
            let store = printed(&at.data().join(crate::store::FILE));
            return Some(format!(
                "Put a backup back: `proco-keyservice restore {place} --from FILE --move-aside`. \
                 Without one, save what can be read: `proco-keyservice rescue {place} --from \
                 {store} --to NEW-FILE`"
            ));
        }
        None
    }

    /// The code of the answer: it tells the caller whether to try again later.
    fn code(&self) -> Code {
        match self {
            Self::Damaged
            | Self::DiskFull
            | Self::Disk(_)
            | Self::Unwritable
            | Self::Gone
            | Self::Locked
            | Self::LogHeld
            | Self::NoLiveEpoch => Code::Unavailable,
            Self::KeyFileMissing
            | Self::StoreMissing
            | Self::NoStore
            | Self::KeyFileOpen { .. }
            | Self::KeyFileDamaged
            | Self::WrongKey
            | Self::SchemaNewer { .. }
            | Self::StoredKey { .. }
            | Self::Evaluation(_)
            | Self::ClockBeforeAll
            | Self::InUse
            | Self::Running
            | Self::OwnStore
            | Self::NoFile(_)
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

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull {
            Self::DiskFull
        } else {
            Self::Io(error)
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
