//! Backup and restore: copying the database while the server runs, putting a copy back, beginning without one.
//!
//! The keys are no part of a copy. They hardly ever change, so they are copied apart and kept offline; a
//! copy of the database without them opens nothing.

use std::fs;
use std::path::{Path, PathBuf};

use proco_access::ServerFolders;
use proco_exchange::UtcMillis;
use proco_exchange::belief::Belief;
use proco_host::files::{DRAFT, beside, write_whole};
use proco_host::private;
use rand::RngCore as _;
use rand::rngs::OsRng;

use crate::central::Central;
use crate::clock::Clock;
use crate::error::CentralError;
use crate::folder::{Folder, failed, remove_if_there};
use crate::key_file::{self, own_keys_of_copy};
use crate::opening::{database_of, is_damage, settle_loss};
use crate::running::RunLock;
use crate::store::sqlite::SqliteStore;
use crate::store::{Restored, StoreError, Upkeep as _};
use crate::sums::Compared;

/// What is done with a database that stands where another is to be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is put there.
    Keep,
    /// It is moved aside, whole, under another name.
    MoveAside,
}

impl Central {
    /// Writes a copy of the database into a new file that only its owner may read. The server may
    /// run meanwhile; the copy is of one moment, and sound.
    ///
    /// # Errors
    /// [`CentralError::DatabaseDamaged`] when there is nothing sound to be copied,
    /// [`CentralError::Exists`] when the file is there, [`CentralError::File`],
    /// [`CentralError::Store`].
    pub async fn backup(&self, to: &Path) -> Result<(), CentralError> {
        if to.exists() {
            return Err(CentralError::Exists(to.to_owned()));
        }
        if !self.check().await? {
            return Err(CentralError::DatabaseDamaged(self.folder.named()));
        }
        let draft = beside(to, DRAFT);
        if let Err(error) = self.copied_to(&draft) {
            // What cannot be removed is removed the next time.
            let _ = remove_with_log(&draft);
            return Err(error);
        }
        fs::rename(&draft, to).map_err(failed(to))?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(failed(folder))
    }

    fn copied_to(&self, draft: &Path) -> Result<(), CentralError> {
        empty_draft(draft)?;
        SqliteStore::copy_out(&self.folder.database(), draft)?;
        let copied = fs::OpenOptions::new().write(true).open(draft);
        copied
            .and_then(|file| file.sync_all())
            .map_err(failed(draft))
    }
}

/// Puts a copy back in this folder, beside the keys that it was made with. Phones learn that it was,
/// and send again what central lost.
///
/// # Errors
/// [`CentralError::Running`] while a server runs, [`CentralError::Exists`] when a database stands
/// there, [`CentralError::OwnDatabase`] when the copy is that database, [`CentralError::CopyDamaged`]
/// when it is not sound, [`CentralError::OtherKey`] when it was made under another `central.key`; nothing
/// was put in place then.
pub async fn restore(
    place: impl Into<ServerFolders>,
    from: &Path,
    existing: Existing,
    clock: &dyn Clock,
) -> Result<(), CentralError> {
    let place = place.into();
    Folder::make_room_beside_keys(&place)?;
    replaced(place, existing, async |folder, draft| {
        if is_one_of(from, &[&folder.database()]) {
            return Err(CentralError::OwnDatabase(from.to_owned()));
        }
        // Copied by SQLite and not as a file, because its write-ahead log is a part of it too.
        fs::metadata(from).map_err(failed(from))?;
        SqliteStore::copy(from, draft).map_err(|error| match error {
            StoreError::Full | StoreError::Unwritable(_) | StoreError::Gone => {
                CentralError::Store(error)
            }
            // Also where rows contradict a rule of their table.
            StoreError::Database(_)
            | StoreError::Corrupt(_)
            | StoreError::Schema(_)
            | StoreError::Damaged(_) => CentralError::CopyDamaged(from.to_owned()),
        })?;
        put_in_place(folder, draft, from, clock).await
    })
    .await
}

/// Begins anew in this folder, under the keys that stand there, without the records that were.
///
/// # Errors
/// As [`restore`].
pub async fn begin_anew(
    place: impl Into<ServerFolders>,
    existing: Existing,
    clock: &dyn Clock,
) -> Result<(), CentralError> {
    replaced(place, existing, async |folder, draft| {
        put_in_place(folder, draft, draft, clock).await
    })
    .await
}

/// Makes another database for this folder under another name. What does not get to its place is removed.
async fn replaced<T>(
    place: impl Into<ServerFolders>,
    existing: Existing,
    make: impl AsyncFnOnce(&Folder, &Path) -> Result<T, CentralError>,
) -> Result<T, CentralError> {
    let folder = Folder::existing(&place.into())?;
    let lock = RunLock::begin(&folder)?;
    let draft = draft_of(&folder);
    let begun = may_be_replaced(&folder, existing).and_then(|()| empty_draft(&draft));
    let made = match begun {
        Ok(()) => make(&folder, &draft).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => {
            lock.end()?;
            Ok(made)
        }
        Err(error) => {
            // What cannot be removed is removed the next time.
            let _ = remove_with_log(&draft);
            if !lock.after_unclean_exit() {
                lock.end()?;
            }
            Err(error)
        }
    }
}

/// Makes an empty file under this name that its owner alone may read: SQLite gives its logs the same mode. What a
/// killed command left there is removed.
fn empty_draft(draft: &Path) -> Result<(), CentralError> {
    remove_with_log(draft)?;
    let made = private::options().create_new(true).open(draft);
    made.map(drop).map_err(failed(draft))
}

/// Under which name another database is made.
fn draft_of(folder: &Folder) -> PathBuf {
    folder.file("central.db.new")
}

/// Removes the copy of records that a killed command left.
pub(crate) fn remove_draft(folder: &Folder) -> Result<(), CentralError> {
    remove_with_log(&draft_of(folder))
}

/// Begins anew in this folder where a key is gone for good: each that is missing or holds no key is made
/// anew. Gives which these are.
///
/// # Errors
/// As [`restore`].
pub async fn begin_anew_with_new_keys(
    place: impl Into<ServerFolders>,
    existing: Existing,
    clock: &dyn Clock,
) -> Result<Vec<&'static str>, CentralError> {
    replaced(place, existing, async |folder, draft| {
        let made = key_file::replace_lost(folder, minutes(clock.now()))?;
        put_in_place(folder, draft, draft, clock).await?;
        Ok(made)
    })
    .await
}

/// Makes another issuer key under the same database, or for one that is to be put back.
///
/// # Errors
/// [`CentralError::Running`] while a server runs, [`CentralError::Exists`] when a key file stands there;
/// as [`key_file::replace_issuer`].
pub async fn replace_issuer_key(
    place: impl Into<ServerFolders>,
    existing: Existing,
    clock: &dyn Clock,
) -> Result<(), CentralError> {
    let folder = Folder::existing(&place.into())?;
    let lock = RunLock::begin(&folder)?;
    let path = folder.key(key_file::ISSUER);
    if existing == Existing::Keep && path.exists() {
        return Err(CentralError::Exists(path));
    }
    let now = clock.now();
    let minute = minutes(now);
    if folder.has_database() {
        let store = database_of(&folder)?;
        key_file::is_of(&folder, &store)?;
        // Before anything is written: a write adds to the count of commits, and would hide that some are lost.
        settle_loss(&folder, &store, Compared::Unknown, now)?;
        key_file::replace_issuer(&folder, Some(&store), minute)?;
        store.close().await?;
        // The database is not as central left it, and yet sound.
        folder.forget_sums()?;
    } else {
        key_file::replace_issuer(&folder, None, minute)?;
    }
    lock.end()
}

/// Whether a file is one of these, under whichever name.
fn is_one_of(file: &Path, these: &[&Path]) -> bool {
    #[cfg(unix)]
    let which = proco_host::files::Identity::of;
    #[cfg(not(unix))]
    let which = |file: &Path| fs::canonicalize(file).ok();
    let it = which(file);
    it.is_some() && these.iter().any(|other| which(other) == it)
}

/// Puts a draft in place as the database of this folder, once it is sound, of the newest schema, and made under
/// these keys. Errors name `from`, the file that it was copied from.
async fn put_in_place(
    folder: &Folder,
    draft: &Path,
    from: &Path,
    clock: &dyn Clock,
) -> Result<(), CentralError> {
    let store = SqliteStore::open(draft).map_err(|error| {
        if is_damage(&error) {
            CentralError::CopyDamaged(from.to_owned())
        } else {
            CentralError::Store(error)
        }
    })?;
    if !store.is_sound().await? {
        return Err(CentralError::CopyDamaged(from.to_owned()));
    }
    // Before anything is written, because that is counted.
    store.count_anew()?;
    own_keys_of_copy(folder, &store)?;
    // Phones compare the number of the last restore. Where the old one cannot be read, the minute
    // makes the next one another.
    let before = SqliteStore::restored_in(&folder.database());
    let now = clock.now();
    let last = store.restored().await?.map_or(0, |last| last.number);
    let restored = next_restore(last.max(before), store.belief().await?, now);
    store.keep_restored(restored).await?;
    store.close().await?;
    drop(store);
    let aside = place_aside(folder, minutes(now))?;
    let database = folder.database();
    folder.forget_sums()?;
    move_aside(folder, &aside)?;
    folder.forget_commits()?;
    fs::rename(draft, &database).map_err(failed(&database))?;
    remove_if_there(&beside(draft, ".commits"))?;
    folder.forget_damage()?;
    folder.begin()
}

/// Holds the name under which the database is moved aside, until it is.
const MOVING: &str = "central.moving";

/// Where the database is to be moved. That is written down first, for a log that stays behind when this is
/// killed.
fn place_aside(folder: &Folder, minute: u32) -> Result<PathBuf, CentralError> {
    let database = folder.database();
    let note = folder.file(MOVING);
    let before = fs::read_to_string(&note).map(|name| folder.file(&name));
    let aside = match before {
        Ok(before) if !database.exists() && !beside(&before, "-wal").exists() => before,
        Ok(_) | Err(_) => free_aside(&database, minute),
    };
    let name = aside.file_name().unwrap_or_default();
    if let Err(error) = write_whole(&note, name.as_encoded_bytes()) {
        remove_if_there(&beside(&note, DRAFT))?;
        return Err(failed(&note)(error));
    }
    folder.sync()?;
    Ok(aside)
}

/// Moves the database aside with its log. Nothing is deleted, not even a log without a database: it may hold
/// acknowledged rows. After a kill at any point either the database is still whole here, or there is none, and a
/// start refuses that.
fn move_aside(folder: &Folder, aside: &Path) -> Result<(), CentralError> {
    for end in ["", "-wal", "-shm"] {
        let from = beside(&folder.database(), end);
        if from.exists() {
            let to = beside(aside, end);
            fs::rename(&from, &to).map_err(failed(&to))?;
            folder.sync()?;
        }
    }
    remove_if_there(&folder.file(MOVING))
}

fn may_be_replaced(folder: &Folder, existing: Existing) -> Result<(), CentralError> {
    match existing {
        Existing::Keep if folder.has_database() => Err(CentralError::Exists(folder.database())),
        Existing::Keep | Existing::MoveAside => Ok(()),
    }
}

/// A number for the restore after number `last`. Minute and chance make it differ from every earlier one, even where
/// `last` was lost or the clock was wrong.
pub(crate) fn next_restore(last: u32, belief: Belief, now: UtcMillis) -> Restored {
    Restored {
        number: last.saturating_add(1).max(by_time(now)),
        at: now,
        copied_until: belief.until.unwrap_or(UtcMillis(0)),
    }
}

/// Grows with the time, up to the year 2139; two of one minute differ by chance.
fn by_time(now: UtcMillis) -> u32 {
    const IN_A_MINUTE: u32 = 48;
    minutes(now)
        .saturating_mul(IN_A_MINUTE)
        .saturating_add(OsRng.next_u32() % IN_A_MINUTE)
}

fn minutes(now: UtcMillis) -> u32 {
    u32::try_from(now.0 / 60_000).unwrap_or(0)
}

/// A name beside the database under which nothing stands yet.
pub(crate) fn free_aside(database: &Path, minute: u32) -> PathBuf {
    let mut aside = beside(database, &format!(".moved-aside-{minute}"));
    for again in 1.. {
        let taken = ["", "-wal", "-shm"]
            .iter()
            .any(|end| beside(&aside, end).exists());
        if !taken {
            break;
        }
        aside = beside(database, &format!(".moved-aside-{minute}-{again}"));
    }
    aside
}

fn remove_with_log(path: &Path) -> Result<(), CentralError> {
    for end in ["", "-wal", "-shm", ".commits"] {
        remove_if_there(&beside(path, end))?;
    }
    Ok(())
}
