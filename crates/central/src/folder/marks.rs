//! The marks in the folder of central: small files that say what happened there.

use proco_host::files::write_whole;

use super::{Folder, failed, remove_if_there};
use crate::error::CentralError;
use crate::key_file::FILES;

/// Is there from before the first key is made until the database exists.
const FIRST_START: &str = "central.first-start";

impl Folder {
    /// Whether there was a database once.
    #[must_use]
    pub fn was_begun(&self) -> bool {
        self.file("central.begun").exists()
    }

    /// Whether the first start has not ended.
    #[must_use]
    pub fn is_beginning(&self) -> bool {
        self.file(FIRST_START).exists() && !self.was_begun()
    }

    /// Whether anything of a central stands here: keys, marks, a database, or the log of one.
    pub(super) fn holds_anything(&self) -> bool {
        let keys = FILES.iter().any(|name| self.key(name).exists());
        keys || self.was_begun() || self.database().exists() || self.has_log()
    }

    /// Marks a first start where nothing of a central stands here. To be done before the first key is
    /// made: a key without a database is a loss, unless this mark stands beside it.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn begin_first_start(&self) -> Result<(), CentralError> {
        if self.is_beginning() || self.holds_anything() {
            return Ok(());
        }
        tracing::info!(folder = %self.path().display(), "nothing stands here: a new central is begun");
        self.mark(FIRST_START, "The first start has not ended.\n")
    }

    /// Refuses a folder from which the database has vanished. During the first start there is none yet.
    ///
    /// # Errors
    /// [`CentralError::DatabaseGone`].
    pub fn must_hold_database(&self) -> Result<(), CentralError> {
        if self.is_beginning() || self.has_database() {
            return Ok(());
        }
        Err(CentralError::DatabaseGone(self.named()))
    }

    /// Marks that there is a database: the first start has ended. To be done once its first rows are
    /// on disk.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn begin(&self) -> Result<(), CentralError> {
        if !self.was_begun() {
            self.mark("central.begun", "There was a database in this folder.\n")?;
        }
        remove_if_there(&self.file(FIRST_START))
    }

    /// Whether damage was found.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.file("central.damaged").exists()
    }

    /// Marks that damage was found.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn damaged(&self) -> Result<(), CentralError> {
        self.mark("central.damaged", "The database is damaged.\n")
    }

    /// Forgets that damage was found: another database is in place.
    ///
    /// # Errors
    /// [`CentralError::File`].
    pub fn forget_damage(&self) -> Result<(), CentralError> {
        remove_if_there(&self.file("central.damaged"))?;
        self.sync()
    }

    fn mark(&self, name: &str, words: &str) -> Result<(), CentralError> {
        let path = self.file(name);
        write_whole(&path, words.as_bytes()).map_err(failed(&path))
    }
}
