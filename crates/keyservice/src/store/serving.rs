//! The lock of a running service on its folder. The operating system frees it however the service ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use proco_host::private;

use crate::error::Error;

/// Held while a key service runs. The commands go on beside it.
pub(crate) struct Serving {
    folder: File,
}

impl Serving {
    /// Takes hold of the folder, made where it is missing.
    ///
    /// # Errors
    /// [`Error::Running`] when another service has it; [`Error::Io`].
    pub(crate) fn begin(folder: &Path) -> Result<Self, Error> {
        private::folder(folder)?;
        let folder = File::open(folder)?;
        match folder.try_lock() {
            Ok(()) => Ok(Self { folder }),
            Err(TryLockError::WouldBlock) => Err(Error::Running),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Unlocked and not only closed: a child process that is just being started shares the open folder.
        let _ = self.folder.unlock();
    }
}
