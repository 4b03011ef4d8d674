//! Whether the open files of the store are still those at its path. A file that was deleted under a running
//! program can still be written to, and is lost when the program ends.

use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::UNIX_EPOCH;

use super::StoreError;
use super::files::beside;

/// The file that keeps where the store was when it was last opened.
const KEPT: &str = ".place";
/// A file that is written when the store is begun, and never again.
const UNCHANGED: &str = ".key-check";

/// The identity of the store and of its log when they were opened.
pub(super) struct OpenFiles {
    files: Vec<(PathBuf, Identity)>,
}

impl OpenFiles {
    /// The identity of the files at this path. The log exists from the first read of the store on.
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

/// Which file the store is (its inode and time of creation), and when the file that never changes was last written
/// to. Both differ after the folder was put back from a copy, the second also where the copy was written over the
/// old files. Kept in a file beside them, which is copied along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity(Vec<String>);

impl FileIdentity {
    /// The present values; `None` where the platform does not tell.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let (_, number) = identity(path)?;
        // The inode of a deleted file is soon used again; its time of creation is not.
        let made = std::fs::metadata(path).and_then(|file| file.created());
        let made = made
            .ok()
            .and_then(|made| made.duration_since(UNIX_EPOCH).ok());
        let made = made.map_or(0, |made| made.as_nanos());
        let mut parts = vec![number.to_string(), made.to_string()];
        if let Ok(unchanged) = std::fs::metadata(beside(path, UNCHANGED)) {
            parts.push(format!("{}.{}", unchanged.ctime(), unchanged.ctime_nsec()));
        }
        Some(Self(parts))
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Option<Self> {
        None
    }

    /// The values that were last kept. Earlier programs kept fewer of them.
    pub(super) fn kept(path: &Path) -> Option<Self> {
        let kept = std::fs::read_to_string(beside(path, KEPT)).ok()?;
        let parts: Vec<_> = kept.split_whitespace().map(str::to_owned).collect();
        (!parts.is_empty()).then_some(Self(parts))
    }

    /// Whether this is the same place, as far as both hold the same values.
    pub(super) fn is_that_of(&self, before: &Self) -> bool {
        self.0.iter().zip(&before.0).all(|(is, was)| is == was)
    }

    /// Keeps them for the next start. If the write fails, the next start compares with the former values.
    pub(super) fn keep(&self, path: &Path) {
        let _ = std::fs::write(beside(path, KEPT), self.0.join(" "));
    }
}

/// The identity of a file, whatever its name. It is read from the folder, because opening and closing the file
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
