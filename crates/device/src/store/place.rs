//! Whether the files that are written to still stand where they were opened. A file that was
//! deleted under a running program can be written to as before, and is gone at its end.

use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::UNIX_EPOCH;

use super::StoreError;
use super::files::beside;

/// Where the store was, when it was last opened.
const KEPT: &str = ".place";
/// Written when the store is begun, and not again.
const UNCHANGED: &str = ".key-check";

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

/// Which file the store is, and when the file beside it that nobody changes was last written to. Both are
/// others where the folder was put back from a copy, the second also where the copy was written over
/// what stood there. Kept in a file beside them, which is a part of the copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Whereabouts(Vec<String>);

impl Whereabouts {
    /// As they are now; nothing where the platform does not tell.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let (_, number) = identity(path)?;
        // The number of a file that is gone is given to another soon; not so the moment it was made.
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

    /// As they were when they were last kept. An earlier program kept less of them.
    pub(super) fn kept(path: &Path) -> Option<Self> {
        let kept = std::fs::read_to_string(beside(path, KEPT)).ok()?;
        let parts: Vec<_> = kept.split_whitespace().map(str::to_owned).collect();
        (!parts.is_empty()).then_some(Self(parts))
    }

    /// Whether this is the same place, as far as both tell.
    pub(super) fn is_that_of(&self, before: &Self) -> bool {
        self.0.iter().zip(&before.0).all(|(is, was)| is == was)
    }

    /// Keeps them for the next start. Where they cannot be written, that asks again.
    pub(super) fn keep(&self, path: &Path) {
        let _ = std::fs::write(beside(path, KEPT), self.0.join(" "));
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
