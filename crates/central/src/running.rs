//! That a server runs on this folder: a file that it holds, and that it leaves behind when it ends
//! out of order.

use std::fs::{self, File, TryLockError};

use proco_host::private;

use crate::error::CentralError;
use crate::folder::{Folder, failed};

const NAME: &str = "central.running";

/// Held while a server runs, or while a command puts another database in place.
#[derive(Debug)]
pub struct Running {
    folder: Folder,
    _held: File,
    out_of_order: bool,
}

impl Running {
    /// Takes hold of the folder.
    ///
    /// # Errors
    /// [`CentralError::Running`] when another server has it; [`CentralError::File`].
    pub fn begin(folder: &Folder) -> Result<Self, CentralError> {
        let path = folder.file(NAME);
        let out_of_order = path.exists();
        let held = private::options()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed(&path))?;
        match held.try_lock() {
            Ok(()) => Ok(Self {
                folder: folder.clone(),
                _held: held,
                out_of_order,
            }),
            Err(TryLockError::WouldBlock) => Err(CentralError::Running(path)),
            Err(TryLockError::Error(error)) => Err(failed(&path)(error)),
        }
    }

    /// Whether the one before ended out of order.
    #[must_use]
    pub fn after_disorder(&self) -> bool {
        self.out_of_order
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

/// That a central has the database of this folder open: the server, or a command beside it.
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

    /// Whether nobody else has the database open. If so, nobody gets to it until [`Self::let_go`]; where
    /// somebody has, what is written down of it may be wrong a moment later.
    pub fn is_alone(&self) -> bool {
        self.0.try_lock().is_ok()
    }

    /// Who wants to open the database may go on.
    pub fn let_go(&self) {
        let _ = self.0.unlock();
    }
}
