//! Rescue of all readable rows of a store that was moved aside, or whose log was cut, into a new file.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use proco_database::{RescueFault, Rescued, WorkFolder, rescue_file, working_copy_with_key};
use rusqlite::Connection;
use rusqlite::types::Value;
use serde_json::{Map, json};

use super::StoreError;
use super::files::{beside, kept_salt};
use super::lock::Lock;
use super::open::{bring_up_to_date, give_key, has_all_tables};
use crate::keys::{DatabaseKey, KeyError, KeyStore};

/// The form of the new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RescueForm {
    /// A store with the same key, which the app can open.
    Store,
    /// Text, with readable marks in it: for the officer whose records they are.
    Json,
}

/// Why nothing was rescued. The damaged store was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRescued {
    /// The new file exists already, or cannot be made.
    #[error("the new file cannot be made: {0}")]
    Target(std::io::ErrorKind),
    /// The damaged or the new store failed, or a file beside one.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No row can be read.
    #[error(transparent)]
    Rows(#[from] RescueFault),
}

impl From<rusqlite::Error> for NotRescued {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// Reads every row of a damaged store that can be read, with its log where there is one, and writes them to a
/// new file that only its owner may read. The damaged store is not changed.
///
/// # Errors
/// [`NotRescued`].
pub fn rescue_store(
    damaged: &Path,
    keys: &dyn KeyStore,
    new: &Path,
    form: RescueForm,
) -> Result<Vec<Rescued>, NotRescued> {
    // A store that is written to meanwhile would be copied between two moments.
    let _lock = Lock::take_if_there(damaged)?;
    let secrets = keys.load().map_err(StoreError::from)?;
    let secrets = secrets.ok_or(StoreError::from(KeyError::Missing))?;
    let key = secrets.database();
    let target = |error: std::io::Error| NotRescued::Target(error.kind());
    if new.exists() {
        return Err(NotRescued::Target(ErrorKind::AlreadyExists));
    }
    // Written under another name first: a rescue that is killed leaves no incomplete store under the new name.
    let unfinished = beside(new, "-unfinished");
    for suffix in ["", "-journal"] {
        let _ = fs::remove_file(beside(&unfinished, suffix));
    }
    // Made first with its rights, so that nobody else may read it at any moment.
    let mut file = private(&unfinished).map_err(target)?;
    let written = match form {
        RescueForm::Store => into_store(damaged, key, &unfinished),
        RescueForm::Json => into_json(damaged, key, &unfinished, &mut file),
    };
    let written = written.and_then(|rescued| {
        fs::rename(&unfinished, new).map_err(target)?;
        Ok(rescued)
    });
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn into_store(damaged: &Path, key: &DatabaseKey, new: &Path) -> Result<Vec<Rescued>, NotRescued> {
    let mut into = proco_database::open(new)?;
    give_key(&into, key)?;
    into.execute_batch("PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")?;
    let rescued = read_into(damaged, key, new, &into)?;
    // A store of a schema that no version of this program had is written as it was read.
    if bring_up_to_date(&mut into).is_ok() {
        into.execute_batch(include_str!("sql/rescue_mend.sql"))?;
    }
    Ok(rescued)
}

fn into_json(
    damaged: &Path,
    key: &DatabaseKey,
    new: &Path,
    file: &mut fs::File,
) -> Result<Vec<Rescued>, NotRescued> {
    let into = proco_database::open_in_memory()?;
    let rescued = read_into(damaged, key, new, &into)?;
    let mut tables = Map::new();
    for found in &rescued {
        let quoted = found.table.replace('"', "\"\"");
        let mut statement = into.prepare(&format!("SELECT * FROM \"{quoted}\""))?;
        let names: Vec<String> = statement.column_names().map(Into::into).collect();
        let rows = statement.query_map([], |row| {
            let fields = names.iter().enumerate();
            fields
                .map(|(at, name)| Ok((name.clone(), shown(row.get(at)?))))
                .collect::<rusqlite::Result<Map<_, _>>>()
        })?;
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        tables.insert(found.table.clone(), json!(rows));
    }
    let text = serde_json::to_vec_pretty(&tables).expect("texts and numbers can be written");
    file.write_all(&text)
        .and_then(|()| file.sync_all())
        .map_err(|error| NotRescued::Target(error.kind()))?;
    Ok(rescued)
}

fn shown(value: Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Blob(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!(digits)
        }
    }
}

/// Works on a copy beside the new file, because opening a store may change it.
fn read_into(
    damaged: &Path,
    key: &DatabaseKey,
    new: &Path,
    into: &Connection,
) -> Result<Vec<Rescued>, NotRescued> {
    let folder = WorkFolder::beside(new).map_err(StoreError::from)?;
    let salt = kept_salt(damaged);
    let copy = working_copy_with_key(damaged, folder.path(), key.expose(), salt.as_ref())
        .map_err(StoreError::from)?;
    let open = |file: &Path| {
        let connection = proco_database::open(file)?;
        give_key(&connection, key)?;
        Ok(connection)
    };
    Ok(rescue_file(&copy, &open, into, &has_all_tables)?)
}

fn private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
