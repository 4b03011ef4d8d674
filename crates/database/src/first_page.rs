//! The first page of a database, made anew where it is damaged.
//!
//! The list of tables (`sqlite_schema`) begins there. Where it is longer than a page, the first page holds none of
//! its rows, only the numbers of the pages that do. So a first page is made anew under the same key, with one table
//! in it. That table is said to begin on each page of the file in turn: what can be read through it as a row of the
//! list of tables is one, and is put into the list again.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use rusqlite::{Connection, Error};

use crate::rescue::{RescueFault, target};

const PAGE: usize = 4096;
const PAGE_BYTES: i64 = 4096;
/// SQLCipher's, at the beginning of the file. It goes into the sum of every page.
const SALT: usize = 16;
/// Each fills so much of the file that lends its first page: that tells how long the file is.
const FILLER: i64 = 1 << 20;

/// Opens a file, with its key given where it has one.
pub type Opener<'a> = &'a dyn Fn(&Path) -> Result<Connection, Error>;

/// A row of the list of tables: its number, kind, name, table, first page, and statement.
type Row = (i64, String, String, String, i64, Option<String>);

/// Makes the first page anew. Tells whether any table was found; otherwise the file is as it was.
///
/// To be called on a copy. Of an encrypted file the first 16 bytes have to be what they were.
///
/// # Errors
/// [`RescueFault`] when nothing can be written.
pub(crate) fn mend_first_page(file: &Path, open: Opener<'_>) -> Result<bool, RescueFault> {
    let bytes = fs::metadata(file).map_err(not_written)?.len();
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let mut before = [0; PAGE];
    let mut damaged = File::open(file).map_err(not_written)?;
    damaged.read_exact(&mut before).map_err(not_written)?;
    let new = lent(file, open, &before[..SALT], bytes)?;
    put(file, &new)?;
    let rows = listed(file, open, bytes / PAGE_BYTES);
    if rows.is_empty() {
        put(file, &before)?;
        return Ok(false);
    }
    list(file, open, &rows).map_err(target)?;
    Ok(true)
}

/// The first page of a new file with the same key and salt, and at least as long.
fn lent(file: &Path, open: Opener<'_>, salt: &[u8], bytes: i64) -> Result<[u8; PAGE], RescueFault> {
    let lender = file.with_extension("lender");
    let salt: String = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    let made = || {
        let new = open(&lender)?;
        // Without a key nothing takes the salt.
        new.execute_batch(&format!(
            "PRAGMA cipher_salt = \"x'{salt}'\"; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             CREATE TABLE reader (type, name, tbl_name, rootpage, sql); CREATE TABLE filler (bytes);"
        ))?;
        new.execute(
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO filler SELECT zeroblob(?2) FROM n",
            [bytes / FILLER, FILLER],
        )?;
        Ok(())
    };
    let made = made().map_err(target);
    let mut page = [0; PAGE];
    let read = File::open(&lender).and_then(|mut lender| lender.read_exact(&mut page));
    let _ = fs::remove_file(&lender);
    made?;
    read.map_err(not_written)?;
    Ok(page)
}

/// The rows of the list of tables on all pages but the first.
fn listed(file: &Path, open: Opener<'_>, pages: i64) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut names = BTreeSet::new();
    let mut connection = None;
    for page in 2..=pages {
        let read = match connection.take() {
            Some(connection) => Ok(connection),
            None => writable(file, open),
        }
        .and_then(|connection| {
            let found = read_as_list(&connection, page)?;
            Ok((connection, found))
        });
        // After a page that cannot be read SQLCipher answers nothing more: the file is opened anew.
        if let Ok((still_open, found)) = read {
            connection = Some(still_open);
            rows.extend(found.into_iter().filter(|row| names.insert(row.2.clone())));
        }
    }
    rows.sort_unstable_by_key(|row| row.0);
    rows
}

fn writable(file: &Path, open: Opener<'_>) -> Result<Connection, Error> {
    let connection = open(file)?;
    // First: else SQLite refuses a file that is shorter than its header says.
    connection.execute_batch(
        "PRAGMA writable_schema = ON; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF;
         PRAGMA synchronous = OFF",
    )?;
    Ok(connection)
}

fn read_as_list(connection: &Connection, page: i64) -> Result<Vec<Row>, Error> {
    connection
        .prepare_cached("UPDATE sqlite_schema SET rootpage = ?1 WHERE name = 'reader'")?
        .execute([page])?;
    // Reads the list of tables again.
    connection.execute_batch("PRAGMA writable_schema = RESET; PRAGMA writable_schema = ON")?;
    let mut statement = connection.prepare(
        "SELECT rowid, type, name, tbl_name, rootpage, sql FROM reader
         WHERE type IN ('table', 'index', 'view', 'trigger') AND typeof(rootpage) = 'integer'
             AND typeof(name) = 'text' AND typeof(tbl_name) = 'text'
             AND typeof(sql) IN ('text', 'null')",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        ))
    })?;
    rows.collect()
}

/// Puts these rows in the place of what the lent page lists.
fn list(file: &Path, open: Opener<'_>, rows: &[Row]) -> Result<(), Error> {
    let mut connection = writable(file, open)?;
    let transaction = connection.transaction()?;
    transaction.execute("DELETE FROM sqlite_schema", [])?;
    for row in rows {
        transaction.execute(
            "INSERT INTO sqlite_schema (rowid, type, name, tbl_name, rootpage, sql)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (row.0, &row.1, &row.2, &row.3, row.4, &row.5),
        )?;
    }
    transaction.commit()
}

fn put(file: &Path, page: &[u8; PAGE]) -> Result<(), RescueFault> {
    let mut file = OpenOptions::new()
        .write(true)
        .open(file)
        .map_err(not_written)?;
    file.write_all(page).map_err(not_written)
}

fn not_written(error: io::Error) -> RescueFault {
    if error.kind() == io::ErrorKind::StorageFull {
        RescueFault::DiskFull
    } else {
        RescueFault::Target(0)
    }
}
