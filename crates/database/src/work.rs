//! A temporary folder for a working copy, because opening a database may change it.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The folder. Only its owner may read it; it is removed when dropped.
#[derive(Debug)]
pub struct WorkFolder(PathBuf);

impl WorkFolder {
    /// Makes it beside the file that is to be made, so that it is on the same disk and as well guarded.
    /// What a program left there that was killed is removed.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be made.
    pub fn beside(new: &Path) -> io::Result<Self> {
        Self::remove_beside(new)?;
        let folder = Self(name_of(new));
        let mut options = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut options, 0o700);
        options.create(&folder.0)?;
        Ok(folder)
    }

    /// Removes what a program left there that was killed.
    ///
    /// # Errors
    /// [`io::Error`] when it is there and cannot be removed.
    pub fn remove_beside(new: &Path) -> io::Result<()> {
        match fs::remove_dir_all(name_of(new)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

fn name_of(new: &Path) -> PathBuf {
    let mut name = new.as_os_str().to_owned();
    name.push(".work");
    name.into()
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // If it cannot be removed, only its owner can read what is left.
        let _ = fs::remove_dir_all(&self.0);
    }
}
