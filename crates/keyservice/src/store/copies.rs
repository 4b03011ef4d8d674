//! Copies of the whole store: made while it serves, and put back in place of a lost one.
//!
//! A copy opens with the key file of the store that it was made of, and is as private.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use proco_access::ServerFolders;
use proco_database::WorkFolder;
use proco_exchange::{Epoch, UtcMillis};
use proco_host::files::{Identity, folder_of, remove_if_there, sync_folder};
use proco_host::private;
use rusqlite::{Connection, OptionalExtension as _};

use super::folder::Folders;
use super::key_file::{self, Key, Use};
use super::working::copy_of;
use super::{
    FILE, LOG, Store, bring_up_to_date, check, epochs, folder, open_file, refuse_unknown,
    while_running,
};
use crate::error::Error;

/// What a restored store lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The last moment that the store believed when it was copied: about when that was.
    pub copied_about: Option<UtcMillis>,
    /// Live epochs of which the copy holds no key.
    pub lacks: Vec<Epoch>,
}

impl Store {
    /// Copies the whole store into a new file, while it serves. The copy is on disk, was read once
    /// and holds together when this returns.
    ///
    /// # Errors
    /// [`Error::CopyExists`] when there is a file of that name; [`Error`] of either file.
    pub fn back_up(&self, to: &Path, now: UtcMillis) -> Result<(), Error> {
        // A connection of its own reads one state of the store while others write.
        let db = open_file(&self.folders.data().join(FILE), &self.key)?;
        whole(to, |draft| {
            copy_all(&db, draft)?;
            check_copy(draft, &self.key, "backup")
        })?;
        self.copied_out(now);
        Ok(())
    }

    /// Remembers that the keys of all epochs were copied out. When that cannot be written, the copy
    /// is as good.
    pub(super) fn copied_out(&self, now: UtcMillis) {
        let kept = self.durably(|db| {
            db.execute(
                "UPDATE epochs SET copied_at = ?1 WHERE secret_key IS NOT NULL",
                [now.0],
            )
        });
        if let Err(error) = kept {
            tracing::warn!(%error, "it was not noted that the keys were copied out");
        }
    }
}

/// A store that stands in the place of the one that is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is left, and nothing is done.
    Keep,
    /// It is moved aside.
    MoveAside,
}

/// Puts a backup back in place of a store that is gone. With `key`, the key file is put back too. The
/// backup is only read, and may stand where nothing can be written.
///
/// # Errors
/// [`Error::Occupied`] and [`Error::InUse`] when there is a store; [`Error::OwnStore`] when the backup is
/// that store; [`Error::NotACopy`] when the file is no whole backup of the store with this key. Nothing
/// is changed then, nor when there is no room.
pub fn restore(
    place: impl Into<ServerFolders>,
    from: &Path,
    key: Option<&Path>,
    existing: Existing,
    now: UtcMillis,
) -> Result<Restored, Error> {
    let folders = Folders::of(place.into());
    let (data, keys) = (folders.data(), &folders.keys);
    let file = data.join(FILE);
    let own = [&file, &draft_of(&file, "")].map(|own| Identity::of(own));
    if Identity::of(from).is_some_and(|from| own.contains(&Some(from))) {
        return Err(Error::OwnStore);
    }
    let (key, place) = key_for(keys, key)?;
    leave_what_stands(data, existing)?;
    folders.make_private()?;
    let _alone = match place {
        KeyPlace::InFolder | KeyPlace::InPlaceOfDamaged => Some(Use::alone(keys)?),
        KeyPlace::Apart => None,
    };
    let mut restored = None;
    let make = |draft: &Path| {
        let work = WorkFolder::beside(draft)?;
        let copy = copy_of(from, &work)?;
        check_copy(&copy, &key, "backup")?;
        copy_all(&open_file(&copy, &key)?, draft)?;
        restored = Some(take_over(draft, &key, now)?);
        check_copy(draft, &key, "backup")
    };
    let make_place = || {
        folder::has_begun(&folders)?;
        folder::forget_anew(data)?;
        match place {
            KeyPlace::InFolder => {}
            KeyPlace::InPlaceOfDamaged => {
                set_aside(keys, &[key_file::FILE])?;
                key_file::keep(keys, &key)?;
            }
            KeyPlace::Apart => key_file::keep(keys, &key)?,
        }
        set_aside(data, &STORE)
    };
    put(&file, make, make_place)?;
    Ok(restored.expect("the file is only put in place after this was told"))
}

/// Where the key of a copy was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyPlace {
    /// The key stands in the folder itself.
    InFolder,
    /// In a file apart; the folder has none.
    Apart,
    /// In a file apart; the one in the folder holds no key.
    InPlaceOfDamaged,
}

/// The key of a folder, or else the one in a file that was kept apart.
pub(super) fn key_for(keys: &Path, key: Option<&Path>) -> Result<(Key, KeyPlace), Error> {
    let given = match key {
        Some(file) => {
            let given = key_file::read_from(file)?;
            Some(given.ok_or_else(|| Error::NoFile(file.to_owned()))?)
        }
        None => None,
    };
    match (key_file::read(keys), given) {
        (Ok(Some(there)), Some(given)) if !there.is(&given) => Err(Error::OtherKey),
        (Ok(Some(there)), _) => Ok((there, KeyPlace::InFolder)),
        (Ok(None), Some(given)) => Ok((given, KeyPlace::Apart)),
        (Ok(None), None) => Err(Error::NoKeyForCopy),
        (Err(Error::KeyFileDamaged), Some(given)) => Ok((given, KeyPlace::InPlaceOfDamaged)),
        (Err(error), _) => Err(error),
    }
}

/// Makes a file under a draft's name, and links it to its own name once it is complete and on disk. A file that exists is
/// never replaced.
pub(super) fn whole(to: &Path, make: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
    if folder::length(to)?.is_some() {
        return Err(Error::CopyExists);
    }
    put(to, make, || Ok(()))
}

/// As [`whole`]; what stands in its place is moved away only once the file is whole and on disk.
fn put(
    to: &Path,
    make: impl FnOnce(&Path) -> Result<(), Error>,
    make_place: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    let draft = draft_of(to, "");
    remove_draft(to)?;
    private::file(&draft)?;
    let made = make(&draft).and_then(|()| {
        File::open(&draft)?.sync_all()?;
        make_place()?;
        match fs::hard_link(&draft, to) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Error::CopyExists),
            // A file system without hard links, such as that of many a USB stick.
            Err(_) => Ok(fs::rename(&draft, to)?),
        }
    });
    remove_draft(to)?;
    made?;
    Ok(sync_folder(folder_of(to))?)
}

/// The name under which a file is made, and those of what SQLite puts beside it.
fn draft_of(to: &Path, suffix: &str) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    name.push(suffix);
    PathBuf::from(name)
}

/// Removes what a program left that was killed while it made a file. A journal of that would be taken
/// for one of the next.
pub(super) fn remove_draft(to: &Path) -> Result<(), Error> {
    ["", "-journal", "-wal", "-shm"]
        .iter()
        .try_for_each(|suffix| Ok(remove_if_there(&draft_of(to, suffix))?))
}

/// Copies all of an open store into a file, under the same key.
fn copy_all(db: &Connection, to: &Path) -> Result<(), Error> {
    // SQLCipher gives the copy the key of the connection, and a salt of its own.
    db.execute("VACUUM INTO ?1", [to.to_string_lossy()])
        .map_err(while_running)?;
    Ok(())
}

/// Whether a file opens with the key, is known to this program and holds together.
pub(super) fn check_copy(file: &Path, key: &Key, what: &'static str) -> Result<(), Error> {
    if folder::length(file)?.unwrap_or(0) == 0 {
        return Err(Error::NotACopy(what));
    }
    check::check_file(file, key).map_err(|error| of_a_copy(error, what))?;
    let db = open_file(file, key)?;
    refuse_unknown(&db)?;
    db.query_row("SELECT count(*) FROM epochs", [], |_| Ok(()))
        .map_err(|_| Error::NotACopy(what))
}

/// Damage of a copy is no damage of the store; a full or failing disk is neither.
pub(super) fn of_a_copy(error: Error, what: &'static str) -> Error {
    if matches!(error, Error::Damaged | Error::WrongKey) {
        Error::NotACopy(what)
    } else {
        error
    }
}

/// Says what a copy lacks. Of epochs that have begun since, its keys may have answered since.
fn take_over(file: &Path, key: &Key, now: UtcMillis) -> Result<Restored, Error> {
    let mut db = open_file(file, key)?;
    bring_up_to_date(&mut db)?;
    let rows = epochs::rows(&db)?;
    for row in rows.iter().filter(|row| row.epoch <= now.epoch()) {
        db.execute(
            "UPDATE epochs SET answered_at = ?2 WHERE epoch = ?1 AND answered_at IS NULL",
            (row.epoch.to_string(), now.0),
        )?;
    }
    let copied_about = db
        .query_row("SELECT until FROM belief WHERE one = 1", [], |row| {
            Ok(UtcMillis(row.get(0)?))
        })
        .optional()?;
    let lacks = Epoch::live_at(now)
        .into_iter()
        .filter(|epoch| rows.iter().all(|row| row.epoch != *epoch))
        .collect();
    Ok(Restored {
        copied_about,
        lacks,
    })
}

/// The files of a store.
const STORE: [&str; 4] = [FILE, LOG, "keyservice.db-shm", "keyservice.db-journal"];

fn leave_what_stands(data: &Path, existing: Existing) -> Result<(), Error> {
    let stands = folder::length(&data.join(FILE))?.unwrap_or(0) > 0;
    match existing {
        Existing::Keep if stands => Err(Error::Occupied),
        Existing::Keep | Existing::MoveAside => Ok(()),
    }
}

/// Moves key and store aside, so that the next start is the very first one. Whoever makes the new keys
/// says how central accepts them: see [`Store::accept_commands`].
///
/// # Errors
/// [`Error::NoStore`] when nothing of one stands there; [`Error::Occupied`] and [`Error::InUse`] when
/// there is a store.
pub fn begin_anew(place: impl Into<ServerFolders>, existing: Existing) -> Result<(), Error> {
    let folders = Folders::of(place.into());
    let (data, keys) = (folders.data(), &folders.keys);
    if !folder::has_store(&folders)? {
        return Err(Error::NoStore);
    }
    leave_what_stands(data, existing)?;
    if key_file::is_there(keys)? {
        let _alone = Use::alone(keys)?;
        set_aside(data, &STORE)?;
        // A key without its store is refused, so that no start makes new keys before this is known.
        folder::begins_anew(data)?;
        set_aside(keys, &[key_file::FILE])?;
    } else {
        folder::begins_anew(data)?;
        set_aside(data, &STORE)?;
    }
    folder::has_begun(&folders)
}

/// Moves files aside. What a lost store left beside itself, its log above all, would be taken for
/// that of the next one.
fn set_aside(data: &Path, names: &[&str]) -> Result<(), Error> {
    for name in names {
        let file = data.join(name);
        match folder::length(&file)? {
            None => {}
            Some(0) => remove_if_there(&file)?,
            Some(1..) => {
                let mut aside = data.join(format!("{name}.aside"));
                while aside.try_exists()? {
                    aside.as_mut_os_string().push("+");
                }
                fs::rename(&file, aside)?;
            }
        }
    }
    Ok(sync_folder(data)?)
}
