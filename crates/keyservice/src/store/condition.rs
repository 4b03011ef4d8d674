//! The condition of the store, by the results of its statements. It is kept in memory, because anybody may ask.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use proco_access::ServerFolders;
use proco_exchange::UtcMillis;

use super::folder::Folders;
use crate::error::Error;

/// How often at most a write is tried only to see whether one is possible, in milliseconds.
const PROBE_EVERY: u64 = 10_000;

/// Whether the store was found damaged, and whether it could not be written.
#[derive(Debug)]
pub(super) struct Condition {
    place: ServerFolders,
    damaged: AtomicBool,
    unwritable: AtomicBool,
    probed_at: Mutex<Option<UtcMillis>>,
}

impl Condition {
    /// The condition of a store that was not used yet.
    pub(super) fn of(folders: &Folders) -> Self {
        Self {
            place: folders.place().clone(),
            damaged: AtomicBool::new(false),
            unwritable: AtomicBool::new(false),
            probed_at: Mutex::new(None),
        }
    }

    /// Keeps what a fault tells about the store, and says it once.
    pub(super) fn note_fault(&self, error: &Error) {
        match error {
            Error::Damaged | Error::WrongKey => {
                if !self.damaged.swap(true, Ordering::SeqCst) {
                    let advice = Error::Damaged.advice(&self.place).unwrap_or_default();
                    tracing::error!(error = %Error::Damaged, "{advice}");
                }
            }
            Error::DiskFull | Error::Disk(_) => {
                if !self.unwritable.swap(true, Ordering::SeqCst) {
                    tracing::error!(%error, "nothing can be written");
                }
            }
            Error::KeyFileMissing
            | Error::StoreMissing
            | Error::NoStore
            | Error::KeyFileOpen { .. }
            | Error::KeyFileDamaged
            | Error::SchemaNewer { .. }
            | Error::StoredKey { .. }
            | Error::Evaluation(_)
            | Error::LogHeld
            | Error::NoLiveEpoch
            | Error::ClockBeforeAll
            | Error::InUse
            | Error::Running
            | Error::OwnStore
            | Error::NoFile(_)
            | Error::Occupied
            | Error::OtherKey
            | Error::NoKeyForCopy
            | Error::CopyExists
            | Error::NotACopy(_)
            | Error::Rescue(_)
            | Error::Locked
            | Error::Unwritable
            | Error::Gone
            | Error::Lock
            | Error::Store(_)
            | Error::Io(_) => {}
        }
    }

    /// A write went well.
    pub(super) fn wrote(&self) {
        if self.unwritable.swap(false, Ordering::SeqCst) {
            tracing::info!("the store can be written again");
        }
    }

    /// The last fault, until a statement shows that it has passed.
    pub(super) fn fault(&self) -> Result<(), Error> {
        if self.damaged.load(Ordering::SeqCst) {
            Err(Error::Damaged)
        } else if self.unwritable.load(Ordering::SeqCst) {
            Err(Error::Unwritable)
        } else {
            Ok(())
        }
    }

    /// Whether it is time to try a write. Says so once in [`PROBE_EVERY`], however many ask.
    pub(super) fn probe_is_due(&self, now: UtcMillis) -> bool {
        let mut probed = self
            .probed_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let due = probed.is_none_or(|at| now.0.abs_diff(at.0) >= PROBE_EVERY);
        if due {
            *probed = Some(now);
        }
        due
    }
}
