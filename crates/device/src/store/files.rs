//! The files beside the store: stores that were moved aside or vanished, and marker files.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use proco_domain::time::UtcMillis;
pub(super) use proco_host::files::beside;
use proco_host::files::folder_of;
use sha2::{Digest, Sha256};

use super::StoreError;

/// The suffix of a store that was moved aside, followed by the moment.
const DAMAGED: &str = ".damaged-";
/// The suffix of a store whose key is gone, followed by the moment.
const LOCKED: &str = ".locked-";
/// The suffix of a store that vanished, followed by the moment.
const VANISHED: &str = ".vanished-";
const FIRST_START: &str = ".first-start";
/// What stands beside a store for as long as it has the same keys.
const KEPT_BESIDE: [&str; 4] = [".key-check", ".secrets-check", ".commits", ".place"];
/// The copy of the salt of the store, and a checksum over it.
const SALT: &str = ".salt";
const SALT_BYTES: usize = 16;

/// Whether there is a store; an empty file is what a crash leaves before the first page.
pub(super) fn store_exists(path: &Path) -> Result<bool, StoreError> {
    match fs::metadata(path) {
        Ok(file) => Ok(file.len() > 0),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether there is a log with anything in it.
pub(super) fn has_log(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// Whether a store is being begun here. Between this marker and [`begun`], a start that is killed leaves keys
/// without a store.
pub(super) fn is_first_start(path: &Path) -> bool {
    beside(path, FIRST_START).exists()
}

/// Leaves the marker that a store is being begun. It is on disk when this returns.
pub(super) fn mark_first_start(path: &Path) -> Result<(), StoreError> {
    File::create(beside(path, FIRST_START))?;
    sync_folder(path)
}

/// Removes the marker, because the store is complete: if it is gone later, that is noticed.
pub(super) fn begun(path: &Path) {
    // A marker that stays hides only that the store vanished, and the next start removes it.
    let _ = fs::remove_file(beside(path, FIRST_START));
}

/// Whether any file stands here that only a store has beside it.
pub(super) fn any_trace(path: &Path) -> bool {
    let mut suffixes = KEPT_BESIDE.iter().chain(&["-wal", SALT]);
    suffixes.any(|suffix| beside(path, suffix).exists())
}

/// Notes that the store is gone while its keys are there, and keeps the files that are left of it.
pub(super) fn note_vanished(path: &Path, now: UtcMillis) -> Result<(), StoreError> {
    let gone = free_name(path, &format!("{VANISHED}{}", now.0));
    File::create(beside(&gone, ".note"))?;
    set_aside(path, &gone)
}

/// Whether a store that vanished is noted beside this one.
pub(super) fn vanished(path: &Path) -> Result<bool, StoreError> {
    any_beside(path, VANISHED)
}

/// Copies store and log as they are now to another name. To be called while no connection of this process is
/// open, because closing a copied file would drop its locks.
pub(super) fn copy_aside(path: &Path, now: UtcMillis) {
    let aside = free_name(path, &format!(".cut-{}", now.0));
    copy_to(path, &aside, &["-wal", SALT, ""]);
}

/// Moves the log to such a name, which needs no room on the disk, and copies the store to it. To be called as
/// [`copy_aside`].
pub(super) fn move_log_aside(path: &Path, now: UtcMillis) -> Result<(), StoreError> {
    let aside = free_name(path, &format!(".cut-{}", now.0));
    fs::rename(beside(path, "-wal"), beside(&aside, "-wal"))?;
    // It describes that log.
    let _ = fs::remove_file(beside(path, "-shm"));
    copy_to(path, &aside, &[SALT, ""]);
    sync_folder(path)
}

fn copy_to(path: &Path, aside: &Path, suffixes: &[&str]) {
    for suffix in suffixes {
        if let Err(error) = fs::copy(beside(path, suffix), beside(aside, suffix))
            && error.kind() != ErrorKind::NotFound
        {
            tracing::error!(%error, "what is left of a cut log could not be kept");
        }
    }
}

/// Keeps a copy of the salt, the first 16 bytes of the store. No page can be read without it, and nothing else tells
/// it. It is no secret.
pub(super) fn keep_salt(path: &Path) {
    let keep = || -> Result<(), StoreError> {
        if let Some(salt) = proco_database::salt_of(path)?
            && kept_salt(path) != Some(salt)
        {
            let sum = Sha256::digest(salt);
            write_whole(path, SALT, &[&salt[..], &sum[..]].concat())?;
        }
        Ok(())
    };
    if let Err(error) = keep() {
        // The store itself is sound: the next start tries again.
        tracing::warn!(%error, "the copy of the salt could not be written");
    }
}

/// The copy of the salt beside this store; none where there is none, or its checksum does not fit.
pub(super) fn kept_salt(path: &Path) -> Option<[u8; SALT_BYTES]> {
    let kept = fs::read(beside(path, SALT)).ok()?;
    let (salt, sum) = kept.split_first_chunk::<SALT_BYTES>()?;
    (Sha256::digest(salt)[..] == *sum).then_some(*salt)
}

/// Writes a file beside the store atomically.
pub(super) fn write_whole(path: &Path, suffix: &str, bytes: &[u8]) -> Result<(), StoreError> {
    Ok(proco_host::files::write_whole(
        &beside(path, suffix),
        bytes,
    )?)
}

/// Moves a damaged store aside with all its files. It is never deleted.
///
/// The main file is moved last: if this is interrupted, the next start still finds it damaged.
pub(super) fn move_aside(path: &Path, now: UtcMillis) -> Result<(), StoreError> {
    set_aside(path, &free_name(path, &format!("{DAMAGED}{}", now.0)))
}

/// Whether a store that was moved aside still stands beside this one.
pub(super) fn moved_aside(path: &Path) -> Result<bool, StoreError> {
    any_beside(path, DAMAGED)
}

/// Moves a store aside whose key is gone, and what stands beside it for that key. The store goes first: if this is
/// interrupted, what is left says that the store is gone.
pub(super) fn set_locked_aside(path: &Path, now: UtcMillis) -> Result<(), StoreError> {
    let aside = free_name(path, &format!("{LOCKED}{}", now.0));
    set_aside(path, &aside)?;
    moved(path, &aside, &KEPT_BESIDE)?;
    // The keys may stay, and the next start begins a store with them.
    mark_first_start(path)
}

/// Whether a store whose key is gone still stands beside this one.
pub(super) fn locked_aside(path: &Path) -> Result<bool, StoreError> {
    any_beside(path, LOCKED)
}

fn set_aside(path: &Path, aside: &Path) -> Result<(), StoreError> {
    copy_salt(path, aside)?;
    moved(path, aside, &["-wal", "-shm", ""])
}

/// Copies the copy of the salt first: if this is interrupted, the next start does it again.
fn copy_salt(path: &Path, aside: &Path) -> Result<(), StoreError> {
    match fs::copy(beside(path, SALT), beside(aside, SALT)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn moved(path: &Path, aside: &Path, suffixes: &[&str]) -> Result<(), StoreError> {
    for suffix in suffixes {
        match fs::rename(beside(path, suffix), beside(aside, suffix)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    sync_folder(path)
}

fn free_name(path: &Path, suffix: &str) -> PathBuf {
    let mut name = beside(path, suffix);
    for again in 1.. {
        if !name.exists() {
            break;
        }
        name = beside(path, &format!("{suffix}-{again}"));
    }
    name
}

fn any_beside(path: &Path, suffix: &str) -> Result<bool, StoreError> {
    let Some(name) = path.file_name() else {
        return Ok(false);
    };
    let start = format!("{}{suffix}", name.to_string_lossy());
    for entry in fs::read_dir(folder_of(path))? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        // A copy of a salt is no store.
        if name.starts_with(&start) && !name.ends_with(SALT) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Leaves the marker that damage was met, so that the next start checks every page.
pub(super) fn suspect(path: &Path) {
    // Without the marker, the same damage will be met again.
    let _ = File::create(beside(path, ".suspect"));
}

/// Whether the marker of damage is there.
pub(super) fn is_suspect(path: &Path) -> bool {
    beside(path, ".suspect").exists()
}

/// Removes the marker of damage.
pub(super) fn clear_suspicion(path: &Path) {
    let _ = fs::remove_file(beside(path, ".suspect"));
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    Ok(proco_host::files::sync_folder(folder_of(path))?)
}
