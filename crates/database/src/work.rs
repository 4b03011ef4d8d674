//! A folder for a copy to work on: a database that is opened may be changed.

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
        let mut name = new.as_os_str().to_owned();
        name.push(".work");
        let folder = Self(name.into());
        match fs::remove_dir_all(&folder.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut options = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut options, 0o700);
        options.create(&folder.0)?;
        Ok(folder)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // What cannot be removed is still its owner's alone.
        let _ = fs::remove_dir_all(&self.0);
    }
}
