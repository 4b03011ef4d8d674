//! The second half of the store's trait: what it keeps of central itself (clock, keys, restores), and its maintenance.

use std::sync::atomic::{AtomicBool, Ordering};

use proco_exchange::belief::Belief;
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::LiveEpoch;
use proco_exchange::{Epoch, UtcMillis};

use super::{Answer, StoreError};

/// Maintenance of the store, and the state of central itself.
pub trait Upkeep: Send + Sync {
    /// What was believed of the clock when it was kept last.
    fn belief(&self) -> Answer<'_, Belief>;

    /// Keeps what is believed of the clock. Where the last believed moment goes back, the clock had
    /// run ahead: it is not known since when devices that were enrolled after it have been in use.
    fn keep_belief(&self, belief: Belief) -> Answer<'_, ()>;

    /// The last time that this database was put back from a copy, or begun anew.
    fn restored(&self) -> Answer<'_, Option<Restored>>;

    /// Keeps that it was put back, or begun anew.
    fn keep_restored(&self, restored: Restored) -> Answer<'_, ()>;

    /// The epoch keys that were accepted in place of others.
    fn accepted_keys(&self) -> Answer<'_, Vec<AcceptedEpochKey>>;

    /// The keys that are known of epochs: accepted, or seen first.
    fn epoch_keys(&self) -> Answer<'_, Vec<LiveEpoch>>;

    /// Keeps the first key that is seen of its epoch. Where one is known it changes nothing.
    fn see_key(&self, seen: LiveEpoch) -> Answer<'_, ()>;

    /// Accepts a key for its epoch, in place of whichever was known before.
    fn accept_key(&self, accepted: AcceptedEpochKey, now: UtcMillis) -> Answer<'_, ()>;

    /// Accepts no other key for this epoch any more; false where none was accepted.
    fn forget_key(&self, epoch: Epoch) -> Answer<'_, bool>;

    /// Binds the database to another `issuer.key`, by its check value.
    fn bind_to_issuer_key(&self, check: [u8; 32]) -> Answer<'_, ()>;

    /// What the store noticed of its own state while it was used.
    fn signs(&self) -> &Signs;

    /// Keeps this belief also where it is kept already, to learn whether anything can be written.
    fn try_writing(&self, belief: Belief) -> Answer<'_, ()>;

    /// Reads all of it and says whether it is sound in itself. Waits for no writer, and no writer
    /// for it.
    fn is_sound(&self) -> Answer<'_, bool>;

    /// Truncates the write-ahead log, so that deleted rows are gone from the disk; false while a reader holds it. A
    /// change waits for this for less than a second.
    fn purge(&self) -> Answer<'_, bool>;

    /// Folds the log into the database, refuses any change after that, and returns the count of commits.
    fn close(&self) -> Answer<'_, Count>;
}

/// What a store noticed of its own state while it was used.
#[derive(Debug, Default)]
pub struct Signs {
    unwritable: AtomicBool,
    suspect: AtomicBool,
    outdated: AtomicBool,
}

impl Signs {
    /// Takes note of the result of a question or a change.
    pub fn note<T>(&self, ended: &Result<T, StoreError>) {
        match ended {
            Err(StoreError::Full | StoreError::Unwritable(_)) => {
                self.unwritable.store(true, Ordering::Relaxed)
            }
            Err(StoreError::Corrupt(_)) => self.suspect(),
            Ok(_)
            | Err(
                StoreError::Database(_)
                | StoreError::Schema(_)
                | StoreError::Damaged(_)
                | StoreError::Gone,
            ) => {}
        }
    }

    /// Something was written, or nothing can be.
    pub fn set_writable(&self, writable: bool) {
        self.unwritable.store(!writable, Ordering::Relaxed);
    }

    /// Whether nothing could be written when it was last tried.
    #[must_use]
    pub fn is_unwritable(&self) -> bool {
        self.unwritable.load(Ordering::Relaxed)
    }

    /// Something that is no longer kept may still be on the disk.
    pub fn outdate(&self) {
        self.outdated.store(true, Ordering::Relaxed);
    }

    /// Whether something that is no longer kept may have been left on the disk since this was last asked.
    #[must_use]
    pub fn take_outdated(&self) -> bool {
        self.outdated.swap(false, Ordering::Relaxed)
    }

    /// Something is to be checked.
    pub fn suspect(&self) {
        self.suspect.store(true, Ordering::Relaxed);
    }

    /// Whether something is to be checked since this was last asked.
    #[must_use]
    pub fn take_suspicion(&self) -> bool {
        self.suspect.swap(false, Ordering::Relaxed)
    }
}

/// How many commits a database has seen: by this a lost log or another database is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Random number that the database was given when it was made.
    pub store: i64,
    /// How many commits it has.
    pub number: i64,
}

/// That the database was put back from a copy, or begun anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How often that happened.
    pub number: u32,
    /// When it was put back, by the clock of central.
    pub at: UtcMillis,
    /// The last moment that central believed when the copy was made; 1970 where there was none.
    pub copied_until: UtcMillis,
}
