//! What can go wrong in central, and the little of it that a caller is told.

use std::path::PathBuf;

use proco_access::{Code, Problem};
use proco_database::rescue::RescueFault;
use proco_exchange::Epoch;

use crate::enrolment::place::NotReplaced;
use crate::standings::NotTaken;
use crate::store::StoreError;

/// Why central cannot start or do what it was told. It holds no record and no key.
#[derive(Debug, thiserror::Error)]
pub enum CentralError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder in which no central was begun.
    #[error(
        "no central was begun in {0}, or its first start has not ended; nothing was made there. Is it \
         the right folder? A new central is begun by `proco-central serve` alone"
    )]
    NoCentral(PathBuf),
    /// A file or a socket.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A key file that holds no key of the right length.
    #[error(
        "{0} does not hold a key of 32 bytes; put back the right file, a new key opens nothing"
    )]
    KeyFile(PathBuf),
    /// There is a database, and the key that it was made with is not beside it.
    #[error("{0} is missing; put it back, a new key opens nothing of the database beside it")]
    KeyMissing(PathBuf),
    /// There is a database, and it was made with another key.
    #[error(
        "{0} is not the key that the database beside it was made with; put back the right file, \
         this one opens nothing of it"
    )]
    OtherKey(PathBuf),
    /// There was a database, and it is not there or empty.
    #[error(
        "{0} is missing or empty, and what a central keeps beside it stands there: nothing was begun in its place. \
         Put a copy back with `proco-central restore --data … --from FILE`, or begin without its \
         records with `proco-central begin-anew --data …`"
    )]
    DatabaseGone(PathBuf),
    /// The database is damaged, or a copy of it.
    #[error(
        "{0} is damaged, or no database of central. Put a copy back with `proco-central restore \
         --data … --from FILE --move-aside`, or save what can be read with `proco-central rescue`"
    )]
    DatabaseDamaged(PathBuf),
    /// The key service was not told which devices are in and out.
    #[error("the key service was not told which devices are in and out: {0}")]
    NotTold(#[source] NotTaken),
    /// Nothing can be read of a damaged database.
    #[error("nothing was rescued: {0}")]
    NotRescued(#[from] RescueFault),
    /// Something stands where a file was to be written.
    #[error("{0} is there already; it is left alone")]
    Exists(PathBuf),
    /// A server runs on the folder.
    #[error("{0} is held: a central runs on this folder; stop it first")]
    Running(PathBuf),
    /// A phone cannot be enrolled in place of another.
    #[error("not replaced: {0}")]
    NotReplaced(#[from] NotReplaced),
    /// A key cannot be accepted for an epoch that no phone asks for.
    #[error("{0} is not live, and not the next one: no phone needs a key of it")]
    EpochNotLive(Epoch),
    /// The listener.
    #[error("the server stopped: {0}")]
    Serve(std::io::Error),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        // The text names statements and files, never a value.
        tracing::error!(%error, "store");
        Self::new(Code::Unavailable)
    }
}
