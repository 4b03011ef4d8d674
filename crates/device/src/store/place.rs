//! Whether the files that are written to still stand where they were opened. A file that was
//! deleted under a running program can be written to as before, and is gone at its end.

use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::UNIX_EPOCH;

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

/// Whether the store is another file than the one that this phone last wrote to: its folder was put
/// back from a copy, with all that tells how far it had come. Remembered for the next start.
#[cfg(unix)]
pub(super) fn was_put_back(path: &Path) -> bool {
    let Some((_, number)) = identity(path) else {
        return false;
    };
    // The number of a file that is gone is given to another soon; not so the moment it was made.
    let made = std::fs::metadata(path).and_then(|file| file.created());
    let made = made
        .ok()
        .and_then(|made| made.duration_since(UNIX_EPOCH).ok());
    let made = made.map_or(0, |made| made.as_nanos());
    let place = format!("{number} {made}").into_bytes();
    let remembered = beside(path, ".place");
    let before = std::fs::read(&remembered).ok();
    let before = before.filter(|before| !before.is_empty());
    if before.as_ref() != Some(&place) {
        // Where it cannot be written, the next start asks again.
        let _ = std::fs::write(&remembered, &place);
    }
    before.is_some_and(|before| before != place)
}

#[cfg(not(unix))]
pub(super) fn was_put_back(_: &Path) -> bool {
    false
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
