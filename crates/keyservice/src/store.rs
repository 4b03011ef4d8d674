//! The encrypted store (SQLCipher): opening it, and the lock around its one connection.

mod believed;
mod check;
mod condition;
pub mod copies;
pub mod devices;
mod epochs;
pub mod exports;
mod folder;
mod key_file;
pub mod quota;
pub mod rescue;
pub(crate) mod serving;
mod working;

use std::fmt;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use proco_access::ServerFolders;
use proco_database::SchemaFault;
use proco_exchange::{Epoch, UtcMillis};
use proco_host::files::{Identity, sync_folder};
use proco_host::private;
use rusqlite::ffi::{
    SQLITE_BUSY, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_FULL, SQLITE_IOERR,
    SQLITE_IOERR_SHMSIZE, SQLITE_LOCKED, SQLITE_NOTADB, SQLITE_READONLY,
};
use rusqlite::{Connection, ErrorCode};
use zeroize::Zeroizing;

pub use believed::BeliefRow;
pub use epochs::{EpochRow, State};
pub(crate) use key_file::FILE as KEY_FILE;

use condition::Condition;
use folder::Folders;
use key_file::{Key, Use};

use crate::epochs::accept_command;
use crate::error::Error;

/// The name of the file.
pub const FILE: &str = "keyservice.db";

/// The name of its log, which is part of it while the service runs.
const LOG: &str = "keyservice.db-wal";

/// How long to wait for another program that holds the file, such as the one for the epochs.
const PATIENCE: Duration = Duration::from_secs(5);

mod embedded {
    //! The migrations, built into the program.
    #![allow(missing_docs, reason = "the macro writes items without comments")]
    refinery::embed_migrations!("../../migrations/keyservice");
}

/// A fault of the store. It holds no values, only what SQLite says of itself.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// SQLite, or SQLCipher in it.
    #[error("the store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Its schema cannot be brought up to date. The file is as it was.
    #[error("the store cannot be brought up to date: {0}")]
    Schema(#[from] SchemaFault),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let Some(fault) = error.sqlite_error() else {
            return Self::Store(error.into());
        };
        match fault.extended_code & 0xff {
            SQLITE_CORRUPT | SQLITE_NOTADB => Self::Damaged,
            SQLITE_FULL => Self::DiskFull,
            // The memory that connections share is a file too, and can find no room.
            SQLITE_IOERR if fault.extended_code == SQLITE_IOERR_SHMSIZE => Self::DiskFull,
            SQLITE_IOERR | SQLITE_READONLY | SQLITE_CANTOPEN => Self::Disk(fault.extended_code),
            SQLITE_BUSY | SQLITE_LOCKED => Self::Locked,
            _ => Self::Store(error.into()),
        }
    }
}

impl From<SchemaFault> for Error {
    fn from(fault: SchemaFault) -> Self {
        match fault {
            SchemaFault::Newer { found, known } => Self::SchemaNewer { found, known },
            SchemaFault::Damaged => Self::Damaged,
            SchemaFault::DiskFull => Self::DiskFull,
            SchemaFault::InUse => Self::Locked,
            SchemaFault::Unknown { .. }
            | SchemaFault::Changed { .. }
            | SchemaFault::Sqlite(_)
            | SchemaFault::History => Self::Store(fault.into()),
        }
    }
}

/// The store: one connection, used by one at a time. No curve arithmetic happens under its lock.
pub struct Store {
    db: Mutex<Connection>,
    condition: Condition,
    key: Key,
    folders: Folders,
    /// Key file and store, as they were opened.
    opened: [Option<Identity>; 2],
    in_use: Mutex<Option<Use>>,
}

impl Store {
    /// Opens the store in a folder; makes folder, key and store when there are none.
    ///
    /// # Errors
    /// [`Error`] when key or store is missing beside the other, the key is open to others or wrong,
    /// or the store is newer than this program.
    pub fn open(place: impl Into<ServerFolders>) -> Result<Self, Error> {
        let folders = Folders::of(place.into());
        folders.make_private()?;
        let key = folder::key_of(&folders)?;
        let in_use = Use::shared(&folders.keys)?;
        let folder = folders.data();
        let file = folder.join(FILE);
        copies::remove_draft(&file)?;
        private::file(&file)?;
        let mut db = open_file(&file, &key)?;
        // A damaged page makes statements fail in many ways; all are reported as damage.
        prepare(&mut db).map_err(|error| match check::check_file(&file, &key) {
            Err(Error::Damaged) => Error::Damaged,
            Ok(()) | Err(_) => error,
        })?;
        if folder::is_beginning(folder)? {
            // The schema is on disk before the key: from then on a key without a store is called a loss.
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            sync_folder(folder)?;
            folder::has_begun(&folders)?;
        }
        Ok(Self {
            db: Mutex::new(db),
            condition: Condition::of(&folders),
            key,
            opened: identities(&folders),
            folders,
            in_use: Mutex::new(Some(in_use)),
        })
    }

    /// Opens the store that was begun in a folder, and begins none.
    ///
    /// # Errors
    /// [`Error::NoStore`] when there is none; otherwise as [`Store::open`].
    pub fn open_existing(place: impl Into<ServerFolders>) -> Result<Self, Error> {
        let folders = Folders::of(place.into());
        let data = folders.data();
        if folder::is_beginning(data)? || !folder::has_store(&folders)? || !data.is_dir() {
            return Err(Error::NoStore);
        }
        Self::open(folders.place().clone())
    }

    /// The commands by which central accepts the new keys of the live epochs, where key and store were put
    /// aside on purpose and nobody was told of these yet; otherwise none.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn accept_commands(&self, now: UtcMillis) -> Result<Vec<String>, Error> {
        if !folder::is_anew(self.folders.data())? {
            return Ok(Vec::new());
        }
        let live = Epoch::live_at(now);
        let rows = self.epochs()?.into_iter();
        let rows = rows.filter(|row| live.contains(&row.epoch));
        Ok(rows
            .map(|row| accept_command(row.epoch, &String::from(row.public_key)))
            .collect())
    }

    /// Remembers that the administrator was told these commands.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn accept_commands_were_told(&self) -> Result<(), Error> {
        folder::forget_anew(self.folders.data())
    }

    /// The folder of the data and the folder of the keys.
    pub(crate) fn place(&self) -> &ServerFolders {
        self.folders.place()
    }

    /// Says that the key lies in the folder of the data, where it does.
    pub(crate) fn tell_of_key(&self) {
        if let Some(advice) = self.place().advice(&[key_file::FILE]) {
            tracing::warn!("{advice}");
        }
    }

    /// Reads; what goes wrong is remembered as the condition of the store.
    fn read<T>(
        &self,
        question: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let mut db = self.db.lock().map_err(|_| Error::Lock)?;
        let answer = question(&mut db).map_err(while_running);
        answer.inspect_err(|error| self.condition.note_fault(error))
    }

    /// Writes; that goes well or wrong is remembered as the condition of the store.
    fn write<T>(
        &self,
        change: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let done = self.read(change)?;
        self.condition.wrote();
        Ok(done)
    }
}

/// Key file and store, as they stand now.
fn identities(folders: &Folders) -> [Option<Identity>; 2] {
    [folders.keys.join(key_file::FILE), folders.data().join(FILE)].map(|file| Identity::of(&file))
}

/// Opens a file with its key.
fn open_file(file: &Path, key: &Key) -> Result<Connection, Error> {
    let db = proco_database::open(file)?;
    db.busy_timeout(PATIENCE)?;
    give_key(&db, key)?;
    // SQLCipher notices a wrong key only when it reads the first page.
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Error::WrongKey,
            Some(_) | None => error.into(),
        })?;
    Ok(db)
}

/// Gives a connection its key.
fn give_key(db: &Connection, key: &Key) -> rusqlite::Result<()> {
    // What goes wrong is told by the service, in a line of its own form.
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", key.expose_hex()));
    db.execute_batch(&pragma)
}

/// The fault behind a failed statement that is known to be correct. For a page whose HMAC does not fit, SQLCipher returns
/// a generic error, and reads no page on that connection any more.
fn while_running(error: rusqlite::Error) -> Error {
    match error.sqlite_error().map(|fault| fault.extended_code) {
        Some(SQLITE_ERROR) => Error::Damaged,
        Some(_) | None => error.into(),
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

/// Makes a connection ready for use.
fn prepare(db: &mut Connection) -> Result<(), Error> {
    // The quota is written with each evaluation: without a sync for each, it survives a
    // restart, and a power failure costs no more than a few seconds of it. Keys are written
    // with a sync (see `epochs`).
    db.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = NORMAL;
         PRAGMA secure_delete = ON;",
    )?;
    bring_up_to_date(db)
}

/// Brings the tables up to this program.
fn bring_up_to_date(db: &mut Connection) -> Result<(), Error> {
    proco_database::bring_up_to_date(db, &embedded::migrations::runner())?;
    Ok(())
}

/// Refuses a store that a newer program has written: its rules are unknown here.
fn refuse_unknown(db: &Connection) -> Result<(), Error> {
    proco_database::refuse_unknown(db, &embedded::migrations::runner())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proco_exchange::{Epoch, UtcMillis};
    use proco_oprf::EpochKey;
    use rand::rngs::OsRng;
    use tempfile::TempDir;

    use super::quota::{Budget, QuotaDecision};
    use super::*;

    const NOW: UtcMillis = UtcMillis(1_795_348_800_000);

    fn folder() -> TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn the_file_is_encrypted_and_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder();
        let data = folder.path().join("data");
        let store = Store::open(&data).unwrap();
        let key = EpochKey::generate(&mut OsRng);
        let public = key.public_key();
        store.add_epochs(&[(NOW.epoch(), key)], NOW).unwrap();
        drop(store);
        let bytes = fs::read(data.join(FILE)).unwrap();
        assert!(!bytes.starts_with(b"SQLite format 3"));
        assert!(!bytes.windows(32).any(|window| window == public.as_bytes()));
        for (name, mode) in [
            (FILE, 0o600),
            ("keys/keyservice.key", 0o600),
            ("keys", 0o700),
            ("", 0o700),
        ] {
            let found = fs::metadata(data.join(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!(found, mode, "{name}");
        }
    }

    #[test]
    fn without_its_key_the_store_stays_shut_and_untouched() {
        let folder = folder();
        drop(Store::open(folder.path()).unwrap());
        let before = fs::read(folder.path().join(FILE)).unwrap();
        fs::rename(
            folder.path().join("keys/keyservice.key"),
            folder.path().join("away"),
        )
        .unwrap();
        assert!(matches!(
            Store::open(folder.path()),
            Err(Error::KeyFileMissing)
        ));

        key_file::create(&folder.path().join("keys")).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(Error::WrongKey)));
        assert_eq!(fs::read(folder.path().join(FILE)).unwrap(), before);

        fs::rename(
            folder.path().join("away"),
            folder.path().join("keys/keyservice.key"),
        )
        .unwrap();
        assert!(Store::open(folder.path()).is_ok());
    }

    #[test]
    fn a_store_of_a_newer_program_is_refused() {
        let folder = folder();
        let store = Store::open(folder.path()).unwrap();
        store
            .db
            .lock()
            .unwrap()
            .execute(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                 VALUES (900, 'later', '2030-01-01T00:00:00Z', '0')",
                [],
            )
            .unwrap();
        drop(store);
        assert!(matches!(
            Store::open(folder.path()),
            Err(Error::SchemaNewer {
                found: 900,
                known: 5
            })
        ));
    }

    #[test]
    fn of_a_store_of_before_each_key_counts_as_known_to_phones() {
        let folder = folder();
        let key = key_file::create(folder.path()).unwrap();
        let file = folder.path().join(FILE);
        let mut before = open_file(&file, &key).unwrap();
        embedded::migrations::runner()
            .set_target(refinery::Target::Version(3))
            .run(&mut before)
            .unwrap();
        let secret = EpochKey::generate(&mut OsRng);
        before
            .execute(
                "INSERT INTO epochs (epoch, state, public_key, secret_key, created_at)
                 VALUES (?1, 'live', ?2, ?3, 5)",
                (
                    NOW.epoch().to_string(),
                    secret.public_key().as_bytes(),
                    secret.expose().as_slice(),
                ),
            )
            .unwrap();
        drop(before);
        let store = Store::open(folder.path()).unwrap();
        let rows = store.epochs().unwrap();
        assert_eq!(rows[0].public_key, secret.public_key());
        assert_eq!(rows[0].answered_at, Some(UtcMillis(5)));
        let made = crate::epochs::look_after(&store, NOW, false).unwrap();
        assert_eq!(
            made.create,
            [NOW.epoch().next()],
            "the next one, and no other"
        );
        assert_eq!(made.missing.len(), 4);
    }

    #[test]
    fn there_is_no_store_to_look_after_in_an_empty_folder() {
        let folder = folder();
        assert!(matches!(
            Store::open_existing(folder.path()),
            Err(Error::NoStore)
        ));
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "and none is made"
        );
    }

    #[test]
    fn of_a_destroyed_key_nothing_is_left_in_file_or_log() {
        let folder = folder();
        let store = Store::open(folder.path()).unwrap();
        let epoch = Epoch::new(2026, 4).unwrap();
        store
            .add_epochs(&[(epoch, EpochKey::generate(&mut OsRng))], NOW)
            .unwrap();
        assert!(store.live_key(epoch).unwrap().is_some());
        assert!(store.destroy_epoch(epoch, NOW).unwrap());
        let log = fs::metadata(folder.path().join(format!("{FILE}-wal"))).unwrap();
        assert_eq!(log.len(), 0, "the log, which held the key, is cut off");
        let secrets: i64 = store
            .db
            .lock()
            .unwrap()
            .query_row(
                "SELECT count(*) FROM epochs WHERE secret_key IS NOT NULL",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(secrets, 0);
        let secure: i64 = store
            .db
            .lock()
            .unwrap()
            .query_row("PRAGMA secure_delete", [], |row| row.get(0))
            .unwrap();
        assert_eq!(secure, 1, "SQLite overwrites what it frees");
        assert_eq!(store.epochs().unwrap()[0].state, State::Destroyed);
        let again = EpochKey::generate(&mut OsRng);
        assert!(
            !store.add_epochs(&[(epoch, again)], NOW).unwrap(),
            "nor is it made anew"
        );
    }

    #[test]
    fn of_a_key_that_was_destroyed_before_a_kill_nothing_is_left_after_the_start_nor_an_hour_later()
    {
        use crate::{KeyService, ManualClock, ServiceConfig};
        let issuer = proco_access::Issuer::generate("central", &mut OsRng);
        let folder = folder();
        let store = Store::open(folder.path()).unwrap();
        let epoch = Epoch::new(2020, 4).unwrap();
        let destroy = |store: &Store| {
            let key = EpochKey::generate(&mut OsRng);
            store.add_epochs(&[(epoch, key)], NOW).unwrap();
            let nothing =
                "UPDATE epochs SET state = 'destroyed', secret_key = NULL, destroyed_at = 1";
            store.durably(|db| db.execute(nothing, [])).unwrap();
        };
        destroy(&store);
        let log = |folder: &Path| fs::metadata(folder.join(LOG)).unwrap().len();
        let killed = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, killed.path().join(path.file_name().unwrap())).unwrap();
            }
        }
        let key = killed.path().join("keyservice.key");
        fs::copy(folder.path().join("keys/keyservice.key"), key).unwrap();
        assert!(log(killed.path()) > 0, "the key stands in the log");
        let config = ServiceConfig::new(killed.path(), issuer.jwks());
        let clock = std::sync::Arc::new(ManualClock::at(NOW));
        let service = KeyService::open(&config, clock).unwrap();
        assert_eq!(log(killed.path()), 0, "after the start");

        // As when another program held the log while a key was destroyed.
        let beside = Store::open(killed.path()).unwrap();
        beside.believe(NOW.plus_millis(1), None).unwrap();
        assert!(log(killed.path()) > 0);
        service.rotate_epochs().unwrap();
        assert_eq!(log(killed.path()), 0, "an hour later");
    }

    #[test]
    fn a_bucket_that_is_full_again_is_forgotten() {
        use proco_access::DeviceId;
        use proco_access::limit::{Decision, Limit};
        let folder = folder();
        let store = Store::open(folder.path()).unwrap();
        let limit = Limit {
            burst: 60,
            per_day: 300,
        };
        let jansen = DeviceId(uuid::Uuid::from_u128(1));
        let budget = Budget {
            hour: limit,
            day: limit,
        };
        assert!(matches!(
            store.take(jansen, 1, limit, budget, NOW).unwrap(),
            QuotaDecision::Own(Decision::Allowed(_))
        ));
        assert_eq!(
            store
                .forget_full_buckets(limit, NOW.plus_millis(287_999))
                .unwrap(),
            0
        );
        assert_eq!(
            store
                .forget_full_buckets(limit, NOW.plus_millis(288_000))
                .unwrap(),
            1
        );
    }
}
