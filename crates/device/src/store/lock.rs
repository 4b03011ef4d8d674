//! The lock of a store: one core at a time, in this process or another. An advisory lock (`flock`), which the
//! system gives back when the process ends, also when it is killed.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use proco_host::private;

use super::StoreError;
use super::files::beside;

/// The file that is locked. The store itself is not: closing a file of it would drop the locks of SQLite.
const FILE: &str = ".lock";

/// The exclusive lock, held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(File);

/// Closing the file would not do: a program that is being started by this process has it open too, until it runs.
impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Lock {
    /// Takes the lock of a store.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another core has it.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let file = private::options()
            .create(true)
            .truncate(false)
            .open(beside(path, FILE))?;
        Self::of(file)
    }

    /// The same for a store that is only read: nothing is made beside it.
    pub(super) fn take_if_there(path: &Path) -> Result<Option<Self>, StoreError> {
        match File::open(beside(path, FILE)) {
            Ok(file) => Self::of(file).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn of(file: File) -> Result<Self, StoreError> {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) if error.kind() != ErrorKind::Unsupported => {
                Err(error.into())
            }
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self(file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_given_back_though_the_file_is_still_open_in_a_program_that_is_being_started() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("proco.db");
        let lock = Lock::take(&store).unwrap();
        // What fork leaves in the new process until it runs its program.
        let inherited = lock.0.try_clone().unwrap();
        assert!(matches!(Lock::take(&store), Err(StoreError::InUse)));
        drop(lock);
        assert!(Lock::take(&store).is_ok());
        drop(inherited);
    }
}
