//! Who may read the files of a program: the user that it runs as, and nobody else. And who may change a file that
//! everybody may read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Sets the umask to 077, so that this process makes each file and folder for its owner alone, also where a library
/// makes it. A program that keeps secrets calls it first.
pub fn make_all_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Options for writing a file that only its owner may read, where it is made.
#[must_use]
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates the file if it is missing and makes it private to its owner. The files that SQLite makes beside it get the
/// same mode.
///
/// # Errors
/// When it cannot be made, or is another user's.
pub fn file(path: &Path) -> io::Result<File> {
    let file = options().append(true).create(true).open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

/// Makes a folder that only its owner may look into, where it is missing.
///
/// # Errors
/// When it cannot be made.
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// What others may do with a file or a folder, if anything: its mode.
///
/// # Errors
/// When it cannot be told. A file that is not there is nobody's.
pub fn open_to_others(path: &Path) -> io::Result<Option<u32>> {
    match fs::metadata(path) {
        Ok(found) => Ok(others_may(&found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The mode, where others may do anything; none on a platform without modes.
pub(crate) fn others_may(found: &fs::Metadata) -> Option<u32> {
    let mode = whole_mode(found) & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Removes all rights of group and others on a file or folder, and logs that.
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

/// As [`make_private`], for a folder and each file in it whose name starts with `beginning`.
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

/// Writes a file that everybody may read and its owner alone write, whatever the umask.
///
/// # Errors
/// When it cannot be written.
pub fn write_public(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

/// Why somebody else than its owner could change what a file says, if so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Changeable {
    /// Group or others may write it.
    #[error("others can write it: chmod go-w")]
    Itself,
    /// Everybody may put another file in its place.
    #[error("everybody can put another file in its place: chmod o-w on its folder")]
    ItsFolder,
}

/// Whether another user than the owner could change the content of a file. Only its parent folder is checked; a
/// sticky bit on that folder prevents other users from replacing the file.
///
/// # Errors
/// When that cannot be told.
pub fn changeable_by_others(path: &Path) -> io::Result<Option<Changeable>> {
    let path = fs::canonicalize(path)?;
    let whole_mode = |path: &Path| -> io::Result<u32> { Ok(whole_mode(&fs::metadata(path)?)) };
    if whole_mode(&path)? & 0o022 != 0 {
        return Ok(Some(Changeable::Itself));
    }
    let folder = path.parent().map_or(Ok(0), whole_mode)?;
    let everybody = folder & 0o002 != 0 && folder & 0o1000 == 0;
    Ok(everybody.then_some(Changeable::ItsFolder))
}

#[cfg(unix)]
fn whole_mode(found: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode()
}

#[cfg(not(unix))]
fn whole_mode(_: &fs::Metadata) -> u32 {
    0
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

    #[test]
    fn a_public_file_can_be_changed_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let [file, link] = ["file", "link"].map(|name| inner.join(name));
        fs::write(&file, "").unwrap();
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        set(&file, 0o666);
        write_public(&file, "{}").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let (itself, its_folder) = (Some(Changeable::Itself), Some(Changeable::ItsFolder));
        for (mode, of_folder, changeable) in [
            (0o644, 0o755, None),
            (0o600, 0o775, None),
            (0o664, 0o700, itself),
            (0o646, 0o700, itself),
            (0o644, 0o777, its_folder),
            (0o644, 0o1777, None),
        ] {
            set(&file, mode);
            set(&inner, of_folder);
            for path in [&file, &link] {
                assert_eq!(changeable_by_others(path).unwrap(), changeable, "{mode:o}");
            }
        }
        assert!(changeable_by_others(&inner.join("none")).is_err());
    }
}
