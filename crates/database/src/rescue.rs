//! What can be read of a damaged database: every row of every table, into a new one.
//!
//! A page that cannot be read costs its own rows and no others: rows are selected by ranges of their rowid or,
//! in a table without rowid, from both ends and by keys that stand in other tables.

mod keyed;
mod numbered;
mod source;

use std::path::Path;

use rusqlite::{Connection, Error};

use crate::fault::SchemaFault;
use crate::first_page::{Opener, mend_first_page};
use crate::history;
use source::{Source, Table};

/// What was rescued of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescued {
    /// The name of the table.
    pub table: String,
    /// Rows that stand in the new database.
    pub read: u64,
    /// Rows that could not be read, as far as an index or the numbers of the rows tell.
    pub unreadable: u64,
}

/// Why nothing can be rescued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RescueFault {
    /// The list of tables cannot be read: it begins on the first page of the file and goes on on
    /// others. Or the key is another.
    #[error(
        "the list of tables, on the first page of the file and others, cannot be read, or the key is not \
         that of this file"
    )]
    NoTables,
    /// There is no room on the disk for the new database.
    #[error("the disk is full: make room and try again")]
    DiskFull,
    /// The new database cannot be written.
    #[error("the new file cannot be written: SQLite failed with code {0}")]
    Target(i32),
}

/// Copies every row that can be read of every table into a new, empty database.
///
/// `open` opens the damaged one, with its key given where it has one; it is called again after each
/// page that cannot be read, because SQLCipher does not go on after one.
///
/// # Errors
/// [`RescueFault`]; that rows cannot be read is no error.
pub fn rescue(
    open: &dyn Fn() -> Result<Connection, Error>,
    into: &Connection,
) -> Result<Vec<Rescued>, RescueFault> {
    let mut source = Source::new(open);
    let (tables, rest) = source.tables().ok_or(RescueFault::NoTables)?;
    into.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")
        .map_err(target)?;
    for table in &tables {
        into.execute_batch(&table.sql).map_err(target)?;
    }
    let mut rescued = Vec::new();
    // Numbered ones first: they know the keys of the others.
    for table in tables.iter().filter(|table| table.numbered) {
        rescued.push(numbered::copy(&mut source, into, table).map_err(target)?);
    }
    for table in tables.iter().filter(|table| !table.numbered) {
        rescued.push(keyed::copy(&mut source, into, table, &tables).map_err(target)?);
    }
    for sql in rest {
        // An index that does not fit what was left of its table is made by the next migration or
        // not at all; the rows count.
        let _ = into.execute_batch(&sql);
    }
    into.execute_batch("COMMIT").map_err(target)?;
    rescued.retain(|found| found.table != history::TABLE);
    rescued.sort_by(|one, other| one.table.cmp(&other.table));
    Ok(rescued)
}

/// As [`rescue`], of a file, also where only its first page is damaged. Then `whole` says whether all tables are
/// there: half a list of tables would leave some out without a word.
///
/// To be called on a copy.
///
/// # Errors
/// [`RescueFault`]; that rows cannot be read is no error.
pub fn rescue_file(
    file: &Path,
    open: Opener<'_>,
    into: &Connection,
    whole: &dyn Fn(&Connection) -> bool,
) -> Result<Vec<Rescued>, RescueFault> {
    let read = || rescue(&|| open(file), into);
    match read() {
        Err(RescueFault::NoTables) if mend_first_page(file, open)? => {
            let rescued = read()?;
            if whole(into) {
                Ok(rescued)
            } else {
                Err(RescueFault::NoTables)
            }
        }
        other => other,
    }
}

/// Why the new database cannot be written.
#[must_use]
pub fn target(error: Error) -> RescueFault {
    let code = error.sqlite_error().map_or(0, |fault| fault.extended_code);
    match SchemaFault::from(error) {
        SchemaFault::DiskFull => RescueFault::DiskFull,
        SchemaFault::Damaged
        | SchemaFault::Newer { .. }
        | SchemaFault::Unknown { .. }
        | SchemaFault::Changed { .. }
        | SchemaFault::InUse
        | SchemaFault::Sqlite(_)
        | SchemaFault::History => RescueFault::Target(code),
    }
}

/// Inserts a row; false where it breaks a constraint of its table, and so is damaged.
fn put(into: &Connection, table: &Table, row: &source::Row) -> Result<bool, Error> {
    let mut statement = into.prepare_cached(&table.insert)?;
    let inserted = statement.execute(rusqlite::params_from_iter(row.iter()));
    match inserted {
        Ok(rows) => Ok(rows > 0),
        Err(error) if is_of_the_row(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_of_the_row(error: &Error) -> bool {
    error.sqlite_error().is_some_and(|fault| {
        matches!(
            fault.code,
            rusqlite::ErrorCode::ConstraintViolation | rusqlite::ErrorCode::TypeMismatch
        )
    })
}
