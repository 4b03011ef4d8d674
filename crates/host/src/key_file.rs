//! A file with a secret: made whole and once, and refused when others may read it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::files;
use crate::private::others_may;

/// The most bytes that a key file has.
const LONGEST: u64 = 64 * 1024;

/// Why a key file is not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// Group or others may read or write it: what it holds is no secret.
    #[error("others may read or write it (mode {mode:o})")]
    Open {
        /// The permission bits that were found.
        mode: u32,
    },
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What a key file holds; nothing where there is none. The bytes may be none at all: earlier programs
/// made the file before they wrote to it, so one that was killed in between left it empty.
///
/// # Errors
/// [`NotRead`].
pub fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, NotRead> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    // The mode of the open file, and not of the path, which may have been replaced meanwhile.
    let found = file.metadata()?;
    // An empty one holds no secret that others could have read.
    if let Some(mode) = others_may(&found).filter(|_| found.len() > 0) {
        return Err(NotRead::Open { mode });
    }
    // Room for all of it at once: a buffer that grows would leave unwiped copies in memory.
    let room = usize::try_from(found.len().min(LONGEST)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room + 1));
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Makes a key file. It is whole from the moment it has its name, private, and on disk when this
/// returns. An empty file gives way: it holds no secret.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] when one that is not empty stands there; when it cannot be written.
pub fn make(path: &Path, secret: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == 0) {
        files::remove_if_there(path)?;
    }
    files::write_new(path, secret)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_an_empty_file_holds_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        assert!(read(&path).unwrap().is_none());
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(**read(&path).unwrap().unwrap(), *b"");
        make(&path, b"secret").unwrap();
        assert_eq!(**read(&path).unwrap().unwrap(), *b"secret");
        let refused = make(&path, b"another").unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
        assert_eq!(**read(&path).unwrap().unwrap(), *b"secret");
    }

    #[test]
    fn what_others_may_read_or_write_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        make(&path, b"secret").unwrap();
        for mode in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let refused = read(&path).unwrap_err();
            assert!(matches!(refused, NotRead::Open { mode: is } if is == mode));
        }
    }
}
