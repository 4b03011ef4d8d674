//! The history of the schema: which migrations a file went through. Refinery made this table, and
//! it is kept in refinery's form, so that an older program goes on understanding it.

use chrono::{DateTime, SecondsFormat};
use refinery::Migration;
use rusqlite::{Connection, Transaction};

use crate::fault::SchemaFault;

/// The table in which refinery notes which migrations were applied.
pub(crate) const TABLE: &str = "refinery_schema_history";

/// A migration that a file went through.
pub(crate) struct Applied {
    version: i64,
    name: String,
    checksum: String,
}

impl Applied {
    fn is(&self, migration: &Migration) -> bool {
        self.version == i64::from(migration.version())
            && self.name == migration.name()
            && self.checksum == migration.checksum().to_string()
    }
}

/// What the history says, oldest first; nothing when there is none.
pub(crate) fn read(connection: &Connection) -> Result<Vec<Applied>, SchemaFault> {
    let begun: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)",
        [TABLE],
        |row| row.get(0),
    )?;
    if !begun {
        return Ok(Vec::new());
    }
    let mut statement = connection
        .prepare("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version")?;
    let rows = statement.query_map([], |row| {
        Ok(Applied {
            version: row.get(0)?,
            name: row.get(1)?,
            checksum: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many of the migrations the file went through, by its history.
///
/// # Errors
/// [`SchemaFault`] if the history has an unknown migration, one with another checksum, or a gap.
pub(crate) fn steps(applied: &[Applied], known: &[Migration]) -> Result<usize, SchemaFault> {
    let newest = known.last().map_or(0, |last| i64::from(last.version()));
    if let Some(last) = applied.last().filter(|last| last.version > newest) {
        return Err(SchemaFault::Newer {
            found: last.version,
            known: newest,
        });
    }
    for (number, step) in applied.iter().enumerate() {
        match known.get(number) {
            Some(migration) if step.is(migration) => {}
            Some(migration) if step.version == i64::from(migration.version()) => {
                return Err(SchemaFault::Changed {
                    version: step.version,
                });
            }
            Some(_) | None => {
                return Err(SchemaFault::Unknown {
                    recorded: applied.last().map_or(0, |last| last.version),
                    known: newest,
                });
            }
        }
    }
    Ok(applied.len())
}

/// Makes the table if it is not there.
pub(crate) fn begin(transaction: &Transaction<'_>) -> Result<(), SchemaFault> {
    // To the letter as refinery makes it.
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));",
    )?;
    Ok(())
}

/// Writes down that the file went through a migration.
pub(crate) fn record(
    transaction: &Transaction<'_>,
    migration: &Migration,
) -> Result<(), SchemaFault> {
    let mut applied = migration.clone();
    applied.set_applied();
    let moment = applied
        .applied_on()
        .and_then(|moment| DateTime::from_timestamp(moment.unix_timestamp(), moment.nanosecond()))
        .expect("an applied migration has a moment")
        .to_rfc3339_opts(SecondsFormat::AutoSi, true);
    transaction.execute(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (?1, ?2, ?3, ?4)",
        (
            applied.version(),
            applied.name(),
            moment,
            applied.checksum().to_string(),
        ),
    )?;
    Ok(())
}
