//! Whether the files that are written to still stand where they were opened. A file that was
//! deleted under a running program can be written to as before, and is gone at its end.

use std::path::{Path, PathBuf};

use super::StoreError;
use super::files::beside;

/// The store and its log, as they were opened.
pub(super) struct Place {
    files: Vec<(PathBuf, Identity)>,
}

impl Place {
    /// The files as they stand there now. The log is there from the first look at the store.
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let mut files = Vec::new();
        for file in [path.to_owned(), beside(path, "-wal")] {
            let identity = identity(&file).ok_or(StoreError::Vanished)?;
            files.push((file, identity));
        }
        Ok(Self { files })
    }

    /// # Errors
    /// [`StoreError::Vanished`] when one of them is gone, or another stands in its place.
    pub(super) fn still_holds(&self) -> Result<(), StoreError> {
        let same = self
            .files
            .iter()
            .all(|(file, was)| identity(file).is_some_and(|is| is == *was));
        if same {
            Ok(())
        } else {
            Err(StoreError::Vanished)
        }
    }
}

/// Which file it is, whatever its name. Asked of the folder: opening the file and closing it again
/// would drop SQLite's locks on it.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(file: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::metadata(file).ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
type Identity = ();

#[cfg(not(unix))]
fn identity(file: &Path) -> Option<Identity> {
    std::fs::metadata(file).ok().map(|_| ())
}
