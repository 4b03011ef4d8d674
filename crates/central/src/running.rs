//! The lock file of a running server. The file is locked while it runs, and removed at an orderly end; so one that
//! is there and not locked was left by a server that was killed.

use std::fs::{self, File, TryLockError};

use proco_host::private;

use crate::error::CentralError;
use crate::folder::{Folder, failed};

const NAME: &str = "central.running";

/// The exclusive lock. A server holds it, or a command that puts another database in place.
#[derive(Debug)]
pub struct RunLock {
    folder: Folder,
    _held: File,
    unclean: bool,
}

impl RunLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`CentralError::Running`] when another server has it; [`CentralError::File`].
    pub fn begin(folder: &Folder) -> Result<Self, CentralError> {
        let path = folder.file(NAME);
        let unclean = path.exists();
        let held = private::options()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed(&path))?;
        match held.try_lock() {
            Ok(()) => Ok(Self {
                folder: folder.clone(),
                _held: held,
                unclean,
            }),
            Err(TryLockError::WouldBlock) => Err(CentralError::Running(path)),
            Err(TryLockError::Error(error)) => Err(failed(&path)(error)),
        }
    }

    /// Whether the server before this one was killed, or could not end in order.
    #[must_use]
    pub fn after_unclean_exit(&self) -> bool {
        self.unclean
    }

    /// Ends in order.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn end(self) -> Result<(), CentralError> {
        let path = self.folder.file(NAME);
        fs::remove_file(&path).map_err(failed(&path))?;
        self.folder.sync()
    }
}

/// A shared lock that says that a process has the database of this folder open: the server, or a command beside it.
#[derive(Debug)]
pub struct Opened(File);

impl Opened {
    /// To be taken before the check sums of the folder are read, and held as long as the database is open.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn share(folder: &Folder) -> Result<Self, CentralError> {
        let path = folder.file("central.opened");
        let held = private::options()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed(&path))?;
        held.lock_shared().map_err(failed(&path))?;
        Ok(Self(held))
    }

    /// Whether no other process has the database open. If so, the lock is now exclusive, and none can open it until
    /// [`Self::unlock`]. Otherwise check sums of the file could be wrong a moment later.
    pub fn is_alone(&self) -> bool {
        self.0.try_lock().is_ok()
    }

    /// Gives the lock back, so that others may open the database.
    pub fn unlock(&self) {
        let _ = self.0.unlock();
    }
}
