//! Tells whether a write-ahead log was begun on the database file beside it.
//!
//! A log holds the pages that were changed since it was begun, and nothing tells SQLite whether the file beside it is the
//! one that it was begun on. Beside an older or a newer file it gives a mixture of two moments, which may pass every
//! check of the format. A database that counts its own commits can tell: the file has each commit of before the
//! log, and of the later ones only those that the log has too.

use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Result};

use crate::log::{FRAME, HEADER, page_size, word};
use crate::{WorkFolder, open_with_flags};

/// What is added to the name of a database for the folder in which the beginning of its log is read.
const BEGUN: &str = ".begun";
/// A larger database is linked and not copied. SQLite takes a link for the same database, so it may not be open in this
/// process; the phone's and those of the tests are copied.
const LINKED_FROM: u64 = 64 * 1024 * 1024;

/// The commits of a database as it counts them itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<S> {
    /// Tells it from another database.
    pub store: S,
    /// The number of the last one.
    pub number: u64,
    /// How many of the numbers stand for commits that were found lost.
    pub lost: u64,
}

impl<S> Counted<S> {
    fn made(&self) -> u64 {
        self.number.saturating_sub(self.lost)
    }
}

/// The counts of a database without its log, and with the first transaction of it.
#[derive(Debug)]
pub struct Ends<S> {
    file: Counted<S>,
    first: Option<Counted<S>>,
}

impl<S: PartialEq> Ends<S> {
    /// Reads them with `count`. `None` without a log, and where it cannot be told: of a database that is new, damaged, or
    /// on a full disk. To be called before a connection of this process has it open.
    pub fn of(database: &Path, count: impl Fn(&Connection) -> Option<Counted<S>>) -> Option<Self> {
        // The copy of a program that was killed here: it may hold what was deleted since.
        let _ = WorkFolder::remove_beside(&with_ending(database, BEGUN));
        let log = with_ending(database, "-wal");
        if fs::metadata(&log).ok()?.len() == 0 {
            return None;
        }
        // Before the file: a log that another process begins anew meanwhile has brought all of before it into the file.
        let first = first(database, &count);
        let file = count(&open_alone(database).ok()?)?;
        Some(Self { file, first })
    }

    /// Whether the file is of the database that the log is of, which was read through both.
    pub fn are_of(&self, last: &Counted<S>) -> bool {
        self.file.store == last.store
    }

    /// Whether the log was begun on another file than this one, or ends before it.
    pub fn are_of_two_moments(&self, last: &Counted<S>) -> bool {
        let begun_later = |first: &Counted<S>| first.made() > self.file.made() + 1;
        self.file.number > last.number || self.first.as_ref().is_some_and(begun_later)
    }
}

/// The count after the first transaction of the log.
fn first<S>(
    database: &Path,
    count: impl Fn(&Connection) -> Option<Counted<S>>,
) -> Option<Counted<S>> {
    let folder = WorkFolder::beside(&with_ending(database, BEGUN)).ok()?;
    let begun = with_first_transaction(database, folder.path()).ok()??;
    count(&open_with_flags(&begun, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?)
}

fn with_ending(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Opens a database as it is in its file, as if there were no log. For reading, and while nobody writes.
///
/// # Errors
/// As [`Connection::open_with_flags`].
pub fn open_alone(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open_with_flags(Path::new(&immutable(path)), flags)
}

/// The path as an [SQLite URI](https://sqlite.org/uri.html) of a file that does not change.
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                uri.push(char::from(*byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// Puts the database into a folder, with the first transaction of its log and no more, to be opened for reading. `None`
/// where the log has no whole transaction.
fn with_first_transaction(database: &Path, folder: &Path) -> io::Result<Option<PathBuf>> {
    let log = match File::open(with_ending(database, "-wal")) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        log => log?,
    };
    let Some(first) = first_transaction(BufReader::new(log))? else {
        return Ok(None);
    };
    let begun = folder.join("begun.db");
    if fs::metadata(database)?.len() < LINKED_FROM || fs::hard_link(database, &begun).is_err() {
        fs::copy(database, &begun)?;
    }
    File::create(folder.join("begun.db-wal"))?.write_all(&first)?;
    Ok(Some(begun))
}

/// The beginning of a log, up to its first commit ([file format, 4.1](https://sqlite.org/fileformat2.html#wal_file_format)).
fn first_transaction(mut log: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut read = vec![0; HEADER];
    if !fills(&mut log, &mut read)? {
        return Ok(None);
    }
    let Some(size) = page_size(&read) else {
        return Ok(None);
    };
    let mut frame = vec![0; FRAME + size];
    while fills(&mut log, &mut frame)? {
        read.extend_from_slice(&frame);
        if word(&frame[4..8]) != 0 {
            return Ok(Some(read));
        }
    }
    Ok(None)
}

fn fills(log: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match log.read_exact(buffer) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::config::DbConfig;

    use super::*;

    fn count(connection: &Connection) -> Option<Counted<()>> {
        let number = "SELECT count(*) FROM saves";
        let number = connection.query_row(number, [], |row| row.get::<_, u32>(0));
        Some(Counted {
            store: (),
            number: number.ok()?.into(),
            lost: 0,
        })
    }

    /// Adds rows to a database, and ends as a kill would.
    fn save(file: &Path, times: u32) {
        let db = crate::open(file).unwrap();
        let no_checkpoint = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        db.set_db_config(no_checkpoint, true).unwrap();
        for _ in 0..times {
            db.execute("INSERT INTO saves DEFAULT VALUES", []).unwrap();
        }
    }

    #[test]
    fn the_file_alone_and_the_first_transaction_are_seen_and_nothing_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a ?#%7 name.db");
        let db = crate::open(&file).unwrap();
        db.execute_batch(
            "PRAGMA journal_mode = WAL; CREATE TABLE saves (id INTEGER PRIMARY KEY);
             INSERT INTO saves DEFAULT VALUES; INSERT INTO saves DEFAULT VALUES;",
        )
        .unwrap();
        drop(db);
        assert!(Ends::of(&file, count).is_none(), "there is no log");
        save(&file, 3);
        let before = fs::read(&file).unwrap();
        let ends = Ends::of(&file, count).unwrap();
        assert_eq!(fs::read(&file).unwrap(), before);
        assert_eq!((ends.file.number, ends.first.unwrap().number), (2, 3));
        let last = count(&crate::open(&file).unwrap()).unwrap();
        assert_eq!(last.number, 5);
    }

    #[test]
    fn a_log_fits_the_files_since_it_was_begun_and_no_other() {
        let counted = |number, lost| Counted {
            store: (),
            number,
            lost,
        };
        let two_moments = |file, first, last| {
            let ends = Ends {
                file,
                first: Some(first),
            };
            ends.are_of_two_moments(&last)
        };
        // Begun on 5, ended with 9: a checkpoint may have brought any of them into the file.
        for file in 5..=9 {
            assert!(!two_moments(counted(file, 0), counted(6, 0), counted(9, 0)));
        }
        assert!(two_moments(counted(4, 0), counted(6, 0), counted(9, 0)));
        assert!(two_moments(counted(10, 0), counted(6, 0), counted(9, 0)));
        // The first commit of the log notes that three were lost.
        assert!(!two_moments(counted(5, 0), counted(9, 3), counted(9, 3)));
    }
}
