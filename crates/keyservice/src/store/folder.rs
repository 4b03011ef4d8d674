//! The state of the folder: empty, in its first start, or with a store and its key.
//!
//! A key without its store is refused, because new keys in place of lost ones would be believed by
//! no phone. Yet a first start that is killed after its key was written leaves just that. So a first
//! start puts a marker down before its key and takes it away when the store is there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use proco_access::ServerFolders;
use proco_host::files::{remove_if_there, sync_folder, write_whole};
use proco_host::private::{self, make_folder_private, make_private};

use super::key_file::{self, Key};
use super::{FILE, LOG};
use crate::error::Error;

/// Says that the first start in this folder has not ended.
const MARKER: &str = "keyservice.first-start";

/// Says that keys were put aside on purpose, and that nobody was told yet how central accepts the new ones.
const ANEW: &str = "keyservice.begun-anew";

/// The folders of a store: of its data, and of its key.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    place: ServerFolders,
    pub(super) keys: PathBuf,
}

impl Folders {
    pub(super) fn of(place: ServerFolders) -> Self {
        Self {
            keys: place.keys(&[key_file::FILE]),
            place,
        }
    }

    /// How they are named to a command.
    pub(crate) fn place(&self) -> &ServerFolders {
        &self.place
    }

    /// The folder of the data.
    pub(super) fn data(&self) -> &Path {
        self.place.data()
    }

    /// Makes both, if need be, and takes from others what they may do with what stands there. A key that
    /// they could read is no secret any more, and is refused when it is read.
    pub(super) fn make_private(&self) -> Result<(), Error> {
        private::folder(self.data())?;
        make_folder_private(self.data(), "keyservice.db")?;
        private::folder(&self.keys)?;
        // Also a key that was moved aside.
        make_folder_private(&self.keys, &format!("{}.aside", key_file::FILE))?;
        Ok(make_private(&self.keys)?)
    }
}

/// The key to the store in a folder; drawn and written when this is its first start.
pub(super) fn key_of(folders: &Folders) -> Result<Key, Error> {
    let (folder, keys) = (folders.data(), &folders.keys);
    let under_way = folder.join(MARKER).try_exists()?;
    let key = match key_file::read(keys) {
        // Earlier programs made the file before they wrote to it, and were killed in between.
        Err(Error::KeyFileDamaged)
            if under_way && length(&keys.join(key_file::FILE))? == Some(0) =>
        {
            None
        }
        read => read?,
    };
    let store = length(&folder.join(FILE))?;
    let log = length(&folder.join(LOG))?.unwrap_or(0);
    match (key, store) {
        (Some(key), _) if under_way => Ok(key),
        (None, _) if under_way => key_file::create(keys),
        (Some(key), Some(1..)) => Ok(key),
        (Some(_), None | Some(0)) => Err(Error::StoreMissing),
        (None, Some(_)) => Err(Error::KeyFileMissing),
        (None, None) if log > 0 => Err(Error::KeyFileMissing),
        (None, None) => {
            begin(folder)?;
            key_file::create(keys)
        }
    }
}

/// Whether there is a store, or was one: a file, its key, or the log of a file that is gone.
pub(super) fn has_store(folders: &Folders) -> Result<bool, Error> {
    let (folder, keys) = (folders.data(), &folders.keys);
    let log = length(&folder.join(LOG))?.unwrap_or(0);
    Ok(length(&folder.join(FILE))?.is_some() || key_file::is_there(keys)? || log > 0)
}

/// Whether the first start has not ended.
pub(super) fn is_beginning(folder: &Path) -> Result<bool, Error> {
    Ok(folder.join(MARKER).try_exists()?)
}

fn begin(folder: &Path) -> Result<(), Error> {
    mark(folder, MARKER)
}

fn mark(folder: &Path, name: &str) -> Result<(), Error> {
    Ok(write_whole(&folder.join(name), &[])?)
}

fn unmark(folder: &Path, name: &str) -> Result<(), Error> {
    remove_if_there(&folder.join(name))?;
    Ok(sync_folder(folder)?)
}

/// Whether keys were put aside on purpose, and nobody was told yet how central accepts the new ones.
pub(super) fn is_anew(folder: &Path) -> Result<bool, Error> {
    Ok(folder.join(ANEW).try_exists()?)
}

/// Marks that keys are put aside on purpose.
pub(super) fn begins_anew(folder: &Path) -> Result<(), Error> {
    mark(folder, ANEW)
}

/// Removes that mark: the administrator was told, or the old keys are back.
pub(super) fn forget_anew(folder: &Path) -> Result<(), Error> {
    unmark(folder, ANEW)
}

/// The first start has ended: from now on a key without its store is a loss.
pub(super) fn has_begun(folders: &Folders) -> Result<(), Error> {
    let folder = folders.data();
    // Earlier programs wrote it among the data.
    key_file::remove_draft(folder)?;
    key_file::remove_draft(&folders.keys)?;
    unmark(folder, MARKER)
}

/// How long a file is; nothing when there is none.
pub(super) fn length(file: &Path) -> Result<Option<u64>, Error> {
    match fs::metadata(file) {
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
