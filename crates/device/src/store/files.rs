//! The files beside the store: the check value of its key, and stores that were moved aside.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use proco_domain::time::UtcMillis;

use super::StoreError;
use crate::keys::DatabaseKey;

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether there is a store; an empty file is what a crash leaves before the first page.
pub(super) fn store_exists(path: &Path) -> Result<bool, StoreError> {
    match fs::metadata(path) {
        Ok(file) => Ok(file.len() > 0),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What is known of the key that a store was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyCheck {
    /// This key.
    Same,
    /// Another key.
    Other,
    /// Nothing.
    Unknown,
}

/// Compares a key with the check value beside the store. SQLCipher gives the same answer for a
/// wrong key and a damaged first page; this tells them apart.
pub(super) fn check_key(path: &Path, key: &DatabaseKey) -> Result<KeyCheck, StoreError> {
    match fs::read(beside(path, ".key-check")) {
        Ok(kept) if kept == key.check_value() => Ok(KeyCheck::Same),
        Ok(_) => Ok(KeyCheck::Other),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(KeyCheck::Unknown),
        Err(error) => Err(error.into()),
    }
}

/// Puts the check value beside the store.
pub(super) fn keep_check(path: &Path, key: &DatabaseKey) -> Result<(), StoreError> {
    let unfinished = beside(path, ".key-check-unfinished");
    let mut file = File::create(&unfinished)?;
    file.write_all(&key.check_value())?;
    file.sync_all()?;
    fs::rename(&unfinished, beside(path, ".key-check"))?;
    sync_folder(path)
}

/// Moves a damaged store aside, whole. It is never deleted.
///
/// The file itself goes last: if this is cut off, the next start finds it damaged still.
pub(super) fn move_aside(path: &Path, now: UtcMillis) -> Result<(), StoreError> {
    let mut aside = beside(path, &format!(".damaged-{}", now.0));
    for again in 1.. {
        if !aside.exists() {
            break;
        }
        aside = beside(path, &format!(".damaged-{}-{again}", now.0));
    }
    for suffix in ["-wal", "-shm", ""] {
        match fs::rename(beside(path, suffix), beside(&aside, suffix)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    sync_folder(path)
}

/// Whether a store that was moved aside still stands beside this one.
pub(super) fn moved_aside(path: &Path) -> Result<bool, StoreError> {
    let Some(name) = path.file_name() else {
        return Ok(false);
    };
    let start = format!("{}.damaged-", name.to_string_lossy());
    for entry in fs::read_dir(folder_of(path))? {
        if entry?.file_name().to_string_lossy().starts_with(&start) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Remembers that damage was met, so that the next start looks at every page.
pub(super) fn suspect(path: &Path) {
    // When even this cannot be written, the damage will be met again.
    let _ = File::create(beside(path, ".suspect"));
}

/// Whether damage was met before.
pub(super) fn is_suspect(path: &Path) -> bool {
    beside(path, ".suspect").exists()
}

/// Forgets the suspicion.
pub(super) fn clear_suspicion(path: &Path) {
    let _ = fs::remove_file(beside(path, ".suspect"));
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    Ok(File::open(folder_of(path))?.sync_all()?)
}
