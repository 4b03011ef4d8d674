//! Opening the store: key first, then the file, then its schema. What cannot be read is moved
//! aside; what must not be read is left as it is.

use std::path::Path;
use std::sync::Mutex;

use proco_domain::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::files::{self, KeyCheck};
use super::{Store, StoreError};
use crate::keys::{DatabaseKey, KeyError, KeyStore, Secrets};

#[allow(missing_docs, reason = "the macro writes a function without any")]
mod migrations {
    refinery::embed_migrations!("../../migrations/device");
}

/// Up to this size every page is looked at when the store is opened: some tens of milliseconds.
const CHECKED_WHOLE: u64 = 32 * 1024 * 1024;

impl Store {
    /// Opens the store, or begins one.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when its key cannot be had, [`StoreError::Newer`] when a newer
    /// program made it. In both cases the file is left as it is.
    pub(crate) fn open(
        path: &Path,
        keys: &dyn KeyStore,
        now: UtcMillis,
    ) -> Result<(Self, Secrets), StoreError> {
        let exists = files::store_exists(path)?;
        let secrets = match keys.load()? {
            Some(secrets) => secrets,
            None if exists => return Err(KeyError::Missing.into()),
            None => keys.create()?,
        };
        let key = secrets.database();
        let check = files::check_key(path, key)?;
        if exists && check == KeyCheck::Other {
            return Err(KeyError::Other.into());
        }
        if check != KeyCheck::Same && !exists {
            files::keep_check(path, key)?;
        }
        let connection = match ready(path, key) {
            Ok(connection) => connection,
            // Without a check value a wrong key cannot be told from damage: leave it as it is.
            Err(StoreError::Damaged) if exists && check == KeyCheck::Unknown => {
                return Err(KeyError::Other.into());
            }
            Err(StoreError::Damaged) => {
                tracing::error!("the store is damaged and is moved aside");
                files::move_aside(path, now)?;
                files::clear_suspicion(path);
                ready(path, key)?
            }
            Err(other) => return Err(other),
        };
        if check == KeyCheck::Unknown && exists {
            files::keep_check(path, key)?;
        }
        let store = Self {
            connection: Mutex::new(Some(connection)),
            path: path.to_owned(),
        };
        Ok((store, secrets))
    }
}

fn ready(path: &Path, key: &DatabaseKey) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path)?;
    unlock(&connection, key)?;
    proco_database::refuse_unknown(&connection, &migrations::migrations::runner())?;
    let size = std::fs::metadata(path)?.len();
    if size > 0 && (size <= CHECKED_WHOLE || files::is_suspect(path)) {
        check_whole(&connection)?;
        files::clear_suspicion(path);
    }
    configure(&connection)?;
    proco_database::bring_up_to_date(&mut connection, &migrations::migrations::runner())?;
    Ok(connection)
}

/// Gives the key and reads the first page with it.
fn unlock(connection: &Connection, key: &DatabaseKey) -> Result<(), StoreError> {
    use std::fmt::Write as _;

    // Exposed to SQLCipher: a raw key, so that no time is spent on deriving one.
    let mut pragma = Zeroizing::new(String::with_capacity(96));
    pragma.push_str("PRAGMA key = \"x'");
    for byte in key.expose() {
        write!(pragma, "{byte:02x}").expect("a text grows as long as there is memory");
    }
    pragma.push_str("'\"");
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&pragma)?;
    let cipher: Option<String> = connection
        .query_row("PRAGMA cipher_version", [], |row| row.get(0))
        .optional()?;
    if cipher.is_none() {
        // Plain SQLite takes the key pragma in silence and would write a readable file.
        return Err(KeyError::Unreachable.into());
    }
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
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
