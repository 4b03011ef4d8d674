//! Who may read the files of a server: the user that it runs as, and nobody else.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// What others may do with a file or a folder, if anything: its mode.
///
/// # Errors
/// When it cannot be told. A file that is not there is nobody's.
pub fn open_to_others(path: &Path) -> io::Result<Option<u32>> {
    match fs::metadata(path) {
        Ok(found) => Ok(mode(&found).filter(|mode| mode & 0o077 != 0)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")]
fn mode(found: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(found.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> Option<u32> {
    None
}

/// Takes from others what they may do with a file or a folder, and says so in the log.
///
/// # Errors
/// When that cannot be done: it is another user's.
pub fn make_private(path: &Path) -> io::Result<()> {
    let Some(mode) = open_to_others(path)? else {
        return Ok(());
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))?;
    }
    tracing::warn!(
        path = %path.display(),
        mode = %format!("{mode:o}"),
        "others could read this: it is its owner's alone from now on"
    );
    Ok(())
}

/// The same for a folder and each file in it whose name begins so.
///
/// # Errors
/// As [`make_private`].
pub fn make_folder_private(folder: &Path, beginning: &str) -> io::Result<()> {
    make_private(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_own = entry.file_name().to_string_lossy().starts_with(beginning);
        if is_own && entry.file_type()?.is_file() {
            make_private(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_others_may_read_becomes_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        let [own, foreign] = ["own.db", "else"].map(|name| folder.path().join(name));
        for (path, mode) in [(&own, 0o644), (&foreign, 0o644)] {
            fs::write(path, "").unwrap();
            set(path, mode);
        }
        set(folder.path(), 0o755);
        assert_eq!(open_to_others(&own).unwrap(), Some(0o644));
        make_folder_private(folder.path(), "own.").unwrap();
        assert_eq!(open_to_others(folder.path()).unwrap(), None);
        assert_eq!(open_to_others(&own).unwrap(), None);
        assert_eq!(open_to_others(&foreign).unwrap(), Some(0o644));
        assert_eq!(open_to_others(&folder.path().join("none")).unwrap(), None);
    }
}
