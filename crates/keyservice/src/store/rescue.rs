//! What can be read of a damaged store, into a new file that can be restored.

use std::path::{Path, PathBuf};

use proco_access::ServerFolders;
use proco_database::{Rescued, WorkFolder, working_copy_with_key};
use rusqlite::Connection;

use super::folder::Folders;
use super::key_file::Key;
use super::{bring_up_to_date, copies, give_key, open_file};
use crate::error::Error;

/// Copies each row that can be read of a damaged store, and of its log, into a new file. That is a
/// backup which lacks what could not be read. The damaged store is only read. `key` is as for
/// [`copies::restore`].
///
/// # Errors
/// [`Error::Rescue`] when not even the list of tables can be read; [`Error`] of either file.
pub fn rescue(
    place: impl Into<ServerFolders>,
    from: &Path,
    to: &Path,
    key: Option<&Path>,
) -> Result<Vec<Rescued>, Error> {
    let (key, _) = copies::key_for(&Folders::of(place.into()).keys, key)?;
    if !from.try_exists()? && !log_of(from).try_exists()? {
        return Err(Error::NoFile(from.to_owned()));
    }
    let mut rescued = Vec::new();
    copies::whole(to, |draft| {
        let work = WorkFolder::beside(draft)?;
        let copy = working_copy_with_key(from, work.path(), &key.expose_bytes(), None)?;
        let into = open_file(draft, &key)?;
        rescued = proco_database::rescue(&|| open(&copy, &key), &into)?;
        drop(into);
        bring_up_to_date(&mut open_file(draft, &key)?)?;
        copies::check_copy(draft, &key, "backup")
    })?;
    Ok(rescued)
}

fn open(file: &Path, key: &Key) -> rusqlite::Result<Connection> {
    let db = proco_database::open(file)?;
    give_key(&db, key)?;
    Ok(db)
}

/// The log of a store; it may be all that is left.
fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}
