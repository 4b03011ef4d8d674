//! Opening the store: key first, then the file, then its schema. A damaged store is moved aside; one that must
//! not be opened is left unchanged.

use std::path::Path;
use std::sync::Mutex;

use proco_database::{Ends, SchemaFault};
use proco_domain::time::UtcMillis;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::commits::{self, Count, Outside};
use super::key_checks::{self, KeyCheck};
use super::lock::Lock;
use super::place::{FileIdentity, OpenFiles};
use super::{Beside, Open, Store, StoreError, files, housekeeping, stops};
use crate::keys::{DatabaseKey, KeyError, KeyStore, Secrets};

#[allow(missing_docs, reason = "the macro writes a function without any")]
mod migrations {
    refinery::embed_migrations!("../../migrations/device");
}

/// Up to this size every page is checked when the store is opened: some tens of milliseconds.
const CHECKED_WHOLE: u64 = 32 * 1024 * 1024;

impl Store {
    /// Opens the store, or begins one.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when its keys cannot be had, [`StoreError::Newer`] when a newer program made it.
    /// In both cases the file is left unchanged.
    pub(crate) fn open(
        path: &Path,
        keys: &dyn KeyStore,
        now: UtcMillis,
    ) -> Result<(Self, Secrets), StoreError> {
        let lock = Lock::take(path)?;
        let exists = files::store_exists(path)?;
        let secrets = match keys.load()? {
            Some(secrets) => secrets,
            None if exists => return Err(KeyError::Missing.into()),
            None => {
                // Keys and store may be gone together.
                if files::any_trace(path) {
                    note_missing(path, now)?;
                }
                files::mark_first_start(path)?;
                keys.create()?
            }
        };
        let mut known = key_checks::compare(path, &secrets)?;
        if known == KeyCheck::Other(KeyError::Other)
            && exists
            && unlocked(path, secrets.database()).is_ok()
        {
            // The key opens the store, so the wrong bit is in the check value.
            key_checks::keep_that_of_the_store(path, &secrets)?;
            known = key_checks::compare(path, &secrets)?;
        }
        match known {
            KeyCheck::Other(which) if exists => return Err(which.into()),
            KeyCheck::Same if exists => {}
            KeyCheck::Unknown if exists => recognise_keys(path, &secrets)?,
            KeyCheck::Same | KeyCheck::Other(_) | KeyCheck::Unknown => {
                begin(path, &secrets, now)?;
            }
        }
        let ready = match ready(path, secrets.database(), now, false) {
            Err(StoreError::Damaged) if is_sound_alone(path, secrets.database()) => {
                tracing::error!("the log is not that of the store; it is kept aside");
                files::move_log_aside(path, now)?;
                ready(path, secrets.database(), now, true)?
            }
            Err(StoreError::Damaged) => {
                tracing::error!("the store is damaged and is moved aside");
                files::move_aside(path, now)?;
                files::clear_suspicion(path);
                files::mark_first_start(path)?;
                ready(path, secrets.database(), now, false)?
            }
            // There are keys and an empty file, so the content was lost.
            Err(StoreError::Vanished) => {
                begin(path, &secrets, now)?;
                ready(path, secrets.database(), now, false)?
            }
            other => other?,
        };
        files::begun(path);
        files::keep_salt(path);
        let store = Self {
            open: Mutex::new(Some(Open {
                connection: ready.connection,
                files: Some(Beside {
                    place: ready.place,
                    outside: ready.outside,
                    _lock: lock,
                }),
            })),
            path: Some(path.to_owned()),
            missing: ready.missing,
            count_is_gone: ready.count_is_gone,
            put_back: was_put_back(path),
        };
        if !store.is_older() {
            store.keep_place();
        }
        Ok((store, secrets))
    }
}

impl Store {
    /// An empty store that is never on disk: for what is practised. Without a file there is nothing to encrypt.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        let mut connection = proco_database::open_in_memory()?;
        configure(&connection)?;
        bring_up_to_date(&mut connection)?;
        Ok(Self {
            open: Mutex::new(Some(Open {
                connection,
                files: None,
            })),
            path: None,
            missing: 0,
            count_is_gone: false,
            put_back: false,
        })
    }
}

/// Whether the file is not the one that was last written to, or was overwritten.
fn was_put_back(path: &Path) -> bool {
    let (now, before) = (FileIdentity::of(path), FileIdentity::kept(path));
    now.zip(before)
        .is_some_and(|(now, before)| !now.is_that_of(&before))
}

/// Creates a store where none exists. If its keys are older than this start, an earlier store is missing, and that is
/// noted.
fn begin(path: &Path, secrets: &Secrets, now: UtcMillis) -> Result<(), StoreError> {
    note_missing(path, now)?;
    files::mark_first_start(path)?;
    key_checks::keep(path, secrets)
}

/// Notes that a store that was here before is missing, unless it was still being begun.
fn note_missing(path: &Path, now: UtcMillis) -> Result<(), StoreError> {
    if !files::is_first_start(path) {
        tracing::error!("the store is gone; a new one is begun");
        files::note_vanished(path, now)?;
    }
    Ok(())
}

/// Checks the keys of a store that lacks some or all check values. If its key opens it, the key is right. Without a
/// check value, damage to the first page looks the same as a wrong key, so the file is left unchanged.
fn recognise_keys(path: &Path, secrets: &Secrets) -> Result<(), StoreError> {
    match unlocked(path, secrets.database()) {
        Ok(_) => key_checks::keep(path, secrets),
        Err(StoreError::Damaged) if !key_checks::are_there(path) => Err(KeyError::Other.into()),
        // The check value says that the key is right, so this is damage, which is handled below.
        Err(StoreError::Damaged) => Ok(()),
        Err(other) => Err(other),
    }
}

/// An open store, and how many of its newest commits are gone, or whether that cannot be told.
struct Ready {
    connection: Connection,
    place: OpenFiles,
    outside: Outside,
    missing: u64,
    count_is_gone: bool,
}

fn ready(
    path: &Path,
    key: &DatabaseKey,
    now: UtcMillis,
    is_kept_aside: bool,
) -> Result<Ready, StoreError> {
    let ends = Ends::of(path, |connection| {
        give_key(connection, key).ok()?;
        commits::inside(connection).ok()?
    });
    let mut connection = unlocked(path, key)?;
    let first = files::is_first_start(path);
    if !first && is_empty(&connection)? {
        return Err(StoreError::Vanished);
    }
    proco_database::refuse_unknown(&connection, &migrations::migrations::runner())?;
    if let Some(ends) = ends
        && let Some(last) = commits::inside(&connection)?
        && (!ends.are_of(&last) || ends.are_of_two_moments(&last))
    {
        return Err(StoreError::Damaged);
    }
    let inside = commits::inside(&connection)?.map(Count::of);
    let missing = missing(inside, path);
    let count_is_gone = inside.is_some_and(|inside| commits::outside_is_gone(path, inside));
    if (missing > 0 || count_is_gone) && !is_kept_aside {
        tracing::error!(
            missing,
            count_is_gone,
            "the newest saves are gone, as far as can be told; what is left is kept aside"
        );
        drop(connection);
        files::copy_aside(path, now);
        connection = unlocked(path, key)?;
    }
    let size = std::fs::metadata(path)?.len();
    if size > 0 && (size <= CHECKED_WHOLE || files::is_suspect(path)) {
        check_whole(&connection)?;
        files::clear_suspicion(path);
    }
    if inside.is_none() {
        // Killed after its upgrade, it has the file all the same.
        let _ = Outside::make(path);
    }
    configure(&connection)?;
    bring_up_to_date(&mut connection)?;
    if first {
        // Without a checkpoint, a store that is in the log alone would be lost with it. What was counted shows that there
        // was a file of the count.
        commits::count_one(&connection)?;
        housekeeping::checkpoint(&connection)?;
    }
    let count = commits::inside(&connection)?.ok_or(StoreError::Damaged)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(Ready {
        place: OpenFiles::of(path)?,
        outside: Outside::of(path, Count::of(count), missing > 0 || count_is_gone),
        connection,
        missing,
        count_is_gone,
    })
}

/// Whether a store that has a log is sound without that log.
fn is_sound_alone(path: &Path, key: &DatabaseKey) -> bool {
    let look = || -> Result<bool, StoreError> {
        let alone = proco_database::open_alone(path)?;
        unlock(&alone, key)?;
        check_whole(&alone)?;
        Ok(!is_empty(&alone)? && !stops::is_one_without_answers(&alone)?)
    };
    files::has_log(path) && look().unwrap_or(false)
}

fn missing(inside: Option<Count>, path: &Path) -> u64 {
    match (commits::outside(path), inside) {
        (Some(outside), Some(inside)) => outside.missing_in(inside),
        (Some(_), None) | (None, _) => 0,
    }
}

fn is_empty(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Opens the file and gives its key. Until the file is known to be sound, closing it makes no checkpoint.
fn unlocked(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    let connection = proco_database::open(path)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    unlock(&connection, key)?;
    Ok(connection)
}

/// Brings the schema of a store up to date, in one transaction.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<(), SchemaFault> {
    proco_database::bring_up_to_date(connection, &migrations::migrations::runner())
}

/// Whether a store has all tables of a version that this program knows.
pub(super) fn has_all_tables(connection: &Connection) -> bool {
    proco_database::has_all_tables(connection, &migrations::migrations::runner())
}

/// Gives the key and reads the first page with it, to prove that it fits.
fn unlock(connection: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    give_key(connection, key)?;
    let cipher: Option<String> = connection
        .query_row("PRAGMA cipher_version", [], |row| row.get(0))
        .optional()?;
    if cipher.is_none() {
        // SQLite without SQLCipher ignores the key pragma and would write a readable file.
        return Err(KeyError::Unreachable.into());
    }
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
}

/// Gives the key without reading anything yet.
pub(super) fn give_key(connection: &Connection, key: &DatabaseKey) -> rusqlite::Result<()> {
    use std::fmt::Write as _;

    // Exposed to SQLCipher as a raw key, so that no time is spent on key derivation.
    let mut pragma = Zeroizing::new(String::with_capacity(96));
    pragma.push_str("PRAGMA key = \"x'");
    for byte in key.expose() {
        write!(pragma, "{byte:02x}").expect("a text grows as long as there is memory");
    }
    pragma.push_str("'\"");
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&pragma)
}

fn check_whole(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::Damaged)
    }
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(include_str!("sql/configure.sql"))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
