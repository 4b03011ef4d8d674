//! What can go wrong in central, and the little of it that a caller is told.

use std::path::{Path, PathBuf};

use proco_access::command::printed;
use proco_access::serve::address::Exposed;
use proco_access::{Code, Problem};
use proco_database::rescue::RescueFault;
use proco_exchange::Epoch;

use crate::enrolment::place::NotReplaced;
use crate::folder::Named;
use crate::key_file::ISSUER;
use crate::renewal::RENEWAL;
use crate::standings::NotTaken;
use crate::store::StoreError;

/// Why central cannot start or do what it was told. It holds no record and no key.
#[derive(Debug, thiserror::Error)]
pub enum CentralError {
    /// The database failed, or refused to.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A folder in which no central was begun.
    #[error(
        "no central was begun in {0}, or its first start has not ended; nothing was made there. Is it \
         the right folder? Nothing but `serve` begins a new one"
    )]
    NoCentral(PathBuf),
    /// A file or a socket.
    #[error("{path}: {source}")]
    File {
        /// The file or folder in question.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A key file that holds no key of the right length.
    #[error(
        "{0} does not hold a key of 32 bytes; put back the right file, none is made in its place. Where no \
         copy of it is left, see {way}",
        way = without(.0)
    )]
    KeyFile(PathBuf),
    /// There is a database, and the key that it was made with is not beside it.
    #[error(
        "{0} is missing; put it back, none is made in its place. Where no copy of it is left, see {way}",
        way = without(.0)
    )]
    KeyMissing(PathBuf),
    /// There is a database, and it was made with another key.
    #[error(
        "{0} is not the key that the database was made with; put back the right file. Where no copy of \
         it is left, see {way}",
        way = without(.0)
    )]
    OtherKey(PathBuf),
    /// The file of a renewal that holds none.
    #[error(
        "{0} does not hold a renewal of the issuer's key; put back the right file. Where no copy of it is left, \
         see {way}",
        way = without(.0)
    )]
    RenewalDamaged(PathBuf),
    /// The issuer's key is to be renewed while that goes on already.
    #[error(
        "the issuer's key is being renewed already: `proco-central issuer-keys {place}` says how far that is",
        place = .0
    )]
    RenewalGoesOn(String),
    /// The key service does not know the new key of the issuer yet.
    #[error(
        "the old key goes on signing, because the key service does not take what the new one signed: {0}. Lay \
         issuer.jwks.json in the place of the one that it reads"
    )]
    RenewalWaits(#[source] NotTaken),
    /// A key file that others may read.
    #[error(
        "{path} can be read by others (mode {mode:o}). Where nobody can have seen it, make it its owner's \
         alone: `chmod 600 {printed}`. Otherwise it is no secret any more: see {way}",
        printed = printed(.path),
        way = without(.path)
    )]
    KeyOpen {
        /// The path of that key file.
        path: PathBuf,
        /// The permission bits that were found.
        mode: u32,
    },
    /// There was a database, and it is not there or empty.
    #[error(
        "{0} is missing or empty, and what a central keeps beside it, or its keys, stand there: nothing was \
         begun in its place. Put a copy back with `proco-central restore {place} --from FILE`, or begin \
         without its records: see `proco-central begin-anew --help`",
        place = .0.arguments
    )]
    DatabaseGone(Named),
    /// The database is damaged.
    #[error("{0} is damaged, or no database of central. {advice}", advice = against_damage(.0))]
    DatabaseDamaged(Named),
    /// The key service was not told which devices are in and out.
    #[error("the key service was not told which devices are in and out: {0}")]
    NotTold(#[source] NotTaken),
    /// It is not known which epoch keys the key service serves.
    #[error("the epoch keys were not compared with those of the key service: {0}")]
    NotCompared(#[source] NotTaken),
    /// A copy of a database is damaged.
    #[error("{0} is damaged, or no database of central: nothing was put in place")]
    CopyDamaged(PathBuf),
    /// A database is to be restored from itself.
    #[error(
        "{0} is the database of the folder itself, under whichever name: nothing was done. Name a copy of it"
    )]
    OwnDatabase(PathBuf),
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
    #[error("{0} is not live, and is not the next epoch: phones need no key of it")]
    EpochNotLive(Epoch),
    /// It would be reached from elsewhere without TLS.
    #[error(transparent)]
    Exposed(#[from] Exposed),
    /// The server could not listen on its address.
    #[error("the server stopped: {0}")]
    Serve(std::io::Error),
}

/// The way out where this key file is gone for good.
fn without(key: &Path) -> &'static str {
    if key.ends_with(ISSUER) || key.ends_with(RENEWAL) {
        "`proco-central replace-issuer-key --help`"
    } else {
        "`proco-central begin-anew --help`"
    }
}

/// What is to be done about damage of this database, as commands that run as they are printed.
pub(crate) fn against_damage(database: &Named) -> String {
    let place = &database.arguments;
    format!(
        "Put a copy back with `proco-central restore {place} --from FILE --move-aside`, or save what can be \
         read with `proco-central rescue {place} --to NEW-FILE`"
    )
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        // The text names statements and files, never a value.
        tracing::error!(%error, "store");
        Self::new(Code::Unavailable)
    }
}
