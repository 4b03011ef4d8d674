//! Atomic files: written under another name, flushed and renamed, so that after a kill or a power cut a file is there whole
//! or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::private;

/// The suffix of a file while it is written.
pub const DRAFT: &str = ".new";

/// The path of a file beside another: its name with a suffix.
#[must_use]
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Writes over the first bytes of an open file. Nothing is flushed.
///
/// # Errors
/// When the file cannot be written.
#[cfg(unix)]
pub fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, 0)
}

/// Writes over the first bytes of an open file. Nothing is flushed.
///
/// # Errors
/// When the file cannot be written.
#[cfg(not(unix))]
pub fn write_at_start(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    use std::io::Seek as _;
    file.rewind()?;
    file.write_all(bytes)
}

/// The folder in which a file stands.
#[must_use]
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// Flushes a folder, so that files that were made, renamed or removed in it stay so after a power cut.
///
/// # Errors
/// When the folder cannot be opened or written.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let named = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    File::open(named)?.sync_all()
}

/// Writes a private file in place of what stands there, if anything. On disk when this returns.
///
/// # Errors
/// When it cannot be written; what stood there stands there still.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = write_draft(path, bytes)?;
    fs::rename(draft, path)?;
    sync_folder(folder_of(path))
}

/// Writes a private file where none stands yet. On disk when this returns.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] when one stands there, also one that another process has just made;
/// when it cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = write_draft(path, bytes)?;
    // A hard link, unlike a rename, never replaces an existing file.
    let linked = fs::hard_link(&draft, path);
    remove_if_there(&draft)?;
    linked?;
    sync_folder(folder_of(path))
}

/// Writes the bytes to disk under the name of the draft. What a killed program left there is
/// removed first, so the file is always a new one with rights of its own.
fn write_draft(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let draft = beside(path, DRAFT);
    remove_if_there(&draft)?;
    let mut file = private::options().create_new(true).open(&draft)?;
    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
        // On a full disk a half-written draft would take up room.
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    Ok(draft)
}

/// Which file it is, whatever its name: device and inode, which stay when it is renamed. A platform that tells neither tells
/// only whether the file is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    device: u64,
    number: u64,
}

impl Identity {
    /// The file that has this name now; `None` where there is none. It is read from the folder: opening and closing the file
    /// of a database would drop SQLite's locks on it.
    #[must_use]
    pub fn of(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().map(|found| Self::told(&found))
    }

    /// The file that is open, also one that was renamed or removed since.
    #[must_use]
    pub fn of_open(file: &File) -> Option<Self> {
        file.metadata().ok().map(|found| Self::told(&found))
    }

    #[cfg(unix)]
    fn told(found: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self {
            device: found.dev(),
            number: found.ino(),
        }
    }

    #[cfg(not(unix))]
    fn told(found: &fs::Metadata) -> Self {
        Self {
            device: 0,
            number: found.len().min(1),
        }
    }
}

/// Removes a file unless it is gone already.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_takes_the_place_of_another_and_no_draft_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(beside(&path, DRAFT), "of a killed program").unwrap();
        write_new(&path, b"first").unwrap();
        let refused = write_new(&path, b"second").unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        write_whole(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(private::open_to_others(&path).unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_the_same_under_another_name_and_another_one_under_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let (path, moved) = (folder.path().join("a"), folder.path().join("b"));
        let file = File::create(&path).unwrap();
        let identity = Identity::of(&path);
        assert_eq!(Identity::of_open(&file), identity);
        fs::rename(&path, &moved).unwrap();
        assert_eq!(
            (Identity::of(&path), Identity::of(&moved)),
            (None, identity)
        );
        File::create(&path).unwrap();
        assert_ne!(Identity::of(&path), identity);
    }
}
