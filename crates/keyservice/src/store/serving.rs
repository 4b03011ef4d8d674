//! That a key service runs on a folder: it holds the folder itself, and the operating system lets go of
//! it however the service ends.

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
        // Closing is not enough: a program that is just being started holds the same open folder.
        let _ = self.folder.unlock();
    }
}
