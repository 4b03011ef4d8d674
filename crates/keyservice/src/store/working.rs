//! A copy of a file to work on: what is read may stand where nothing can be written, and a database that
//! is opened may be changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use proco_database::WorkFolder;

use crate::error::Error;

/// Copies a database into a folder to work in, with its log where it has one.
///
/// # Errors
/// [`Error::NoFile`]; [`Error`] of either disk.
pub(super) fn copy_of(file: &Path, work: &WorkFolder) -> Result<PathBuf, Error> {
    let copy = work.path().join("copy.db");
    for end in ["", "-wal"] {
        let [from, to] = [file, &copy].map(|file| {
            let mut name = file.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        });
        match fs::copy(&from, &to) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && end.is_empty() => {
                return Err(Error::NoFile(from));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(copy)
}
