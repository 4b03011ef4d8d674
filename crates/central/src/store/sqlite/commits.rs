//! The commits of the database, counted twice: in the database, and in a small file beside it. So a log
//! that was lost, cut or damaged, or an older copy that somebody put in place by hand, is noticed.
//!
//! The file is written after each commit and not forced to the disk, which would cost each upload as
//! much as its commit does. Where the machine loses its power the file may be behind, and then tells
//! nothing. It is never ahead of what was on the disk: a commit ends when its log is (`synchronous` is
//! FULL).

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use proco_database::Counted;
use proco_exchange::UtcMillis;
use proco_host::files::{Identity, beside, folder_of, sync_folder, write_at_start};
use proco_host::private;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::lock;
use crate::store::{Count, StoreError};

const RECORD: usize = 20;

impl Count {
    fn record(self) -> [u8; RECORD] {
        let mut record = [0; RECORD];
        record[..8].copy_from_slice(&self.store.to_be_bytes());
        record[8..16].copy_from_slice(&self.number.to_be_bytes());
        let sum = crc32fast::hash(&record[..16]);
        record[16..].copy_from_slice(&sum.to_be_bytes());
        record
    }

    /// A power cut may leave anything in the file: what does not fit its sum says nothing.
    fn of_record(record: &[u8]) -> Option<Self> {
        let (store, rest) = record.split_first_chunk()?;
        let number = rest.first_chunk()?;
        let count = Self {
            store: i64::from_be_bytes(*store),
            number: i64::from_be_bytes(*number),
        };
        (record == count.record()).then_some(count)
    }
}

/// What is missing in a database that was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingCommits {
    /// This many of its newest commits.
    Commits(i64),
    /// It is another database than the one that was written last.
    Another,
    /// The file beside it is gone, and would have told.
    Uncertain,
}

/// What was found missing, over the life of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// How many commits, as far as that can be told.
    pub commits: i64,
    /// When that was last found.
    pub at: UtcMillis,
}

/// Whether the schema of a database counts its commits.
pub(super) fn are_counted(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'commits')",
        [],
        |row| row.get(0),
    )
}

/// What the database says; nothing before its schema counts.
pub(super) fn inside(connection: &Connection) -> Result<Option<Count>, StoreError> {
    if !are_counted(connection)? {
        return Ok(None);
    }
    let row = connection
        .query_row("SELECT store, number, total FROM commits", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?))
        })
        .optional()?;
    match row {
        Some((store, number, total)) if i64::checked_add(store, number) == Some(total) => {
            Ok(Some(Count { store, number }))
        }
        Some(_) | None => Err(StoreError::Damaged("count of commits")),
    }
}

/// The same with what was found lost, to compare database and log.
pub(super) fn counted(connection: &Connection) -> Result<Option<Counted<i64>>, StoreError> {
    let Some(Count { store, number }) = inside(connection)? else {
        return Ok(None);
    };
    let lost: i64 = connection.query_row("SELECT lost FROM commits", [], |row| row.get(0))?;
    Ok(Some(Counted {
        store,
        number: number.unsigned_abs(),
        lost: lost.unsigned_abs(),
    }))
}

/// What is missing in a database, going by what the file beside it said a moment before.
pub(super) fn lack(outside: Option<Count>, inside: Option<Count>) -> Option<MissingCommits> {
    let acknowledged = outside?;
    match inside {
        Some(inside) if inside.store == acknowledged.store => {
            let missing = acknowledged.number - inside.number;
            (missing > 0).then_some(MissingCommits::Commits(missing))
        }
        // A database without a count is of before the upgrade that added it, and that upgrade was acknowledged.
        Some(_) | None => Some(MissingCommits::Another),
    }
}

/// Adds one to the count within the transaction that is under way, unless nothing changed since `total_changes` was
/// this number.
pub(super) fn count(
    transaction: &Transaction<'_>,
    changes: u64,
) -> Result<Option<Count>, StoreError> {
    if transaction.total_changes() == changes {
        return Ok(None);
    }
    let count = transaction
        .prepare_cached(
            "UPDATE commits SET number = number + 1, total = total + 1 RETURNING store, number",
        )?
        .query_row([], |row| {
            Ok(Count {
                store: row.get(0)?,
                number: row.get(1)?,
            })
        })
        .optional()?;
    count
        .map(Some)
        .ok_or(StoreError::Damaged("count of commits"))
}

/// Begins to count, as another database than the one that this is a copy of.
pub(super) fn begin(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "BEGIN IMMEDIATE;
         DELETE FROM commits;
         WITH chance (store) AS MATERIALIZED (SELECT random() >> 8)
         INSERT INTO commits (only_row, store, number, total) SELECT 1, store, 0, store FROM chance;
         COMMIT;",
    )
}

/// Goes on from what the file beside the database said, so that a loss is told once.
pub(super) fn settle(
    transaction: &Transaction<'_>,
    acknowledged: Count,
    lack: MissingCommits,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let missing = match lack {
        MissingCommits::Commits(missing) => missing,
        MissingCommits::Another | MissingCommits::Uncertain => 0,
    };
    transaction.execute(
        "UPDATE commits
         SET store = ?1, number = ?2, total = ?1 + ?2, lost = lost + ?3, lost_at = ?4",
        params![acknowledged.store, acknowledged.number, missing, now.0],
    )?;
    Ok(())
}

/// What was found gone, and when last.
pub(super) fn lost(connection: &Connection) -> Result<Option<Lost>, StoreError> {
    let (commits, at) = connection.query_row("SELECT lost, lost_at FROM commits", [], |row| {
        Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    Ok(at.map(|at| Lost {
        commits,
        at: UtcMillis(at),
    }))
}

/// Keeps database and log aside as they were found, so that what stands behind a damaged place of the
/// log can still be rescued. Once for each loss. To be called while no connection is open.
pub(super) fn keep_aside(database: &Path, acknowledged: Count) -> io::Result<()> {
    let aside = beside(database, &format!(".cut-{}", acknowledged.number));
    if aside.exists() {
        return Ok(());
    }
    // The database is copied last, so that a copy of it means that its log was copied too.
    for end in ["-wal", ""] {
        let draft = beside(&aside, ".new");
        let mut from = File::open(beside(database, end))?;
        let mut to = private::options()
            .create(true)
            .truncate(true)
            .open(&draft)?;
        io::copy(&mut from, &mut to)?;
        to.sync_all()?;
        fs::rename(&draft, beside(&aside, end))?;
    }
    Ok(())
}

fn options() -> OpenOptions {
    let mut options = private::options();
    options.create(true).truncate(false);
    options
}

/// The file beside the database, kept open while the database is.
pub(super) struct Outside {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Outside {
    /// Of the database in this file.
    pub(super) fn beside(database: &Path) -> Self {
        Self {
            path: beside(database, ".commits"),
            file: Mutex::default(),
        }
    }

    /// Reads the number of commits from the file; `None` where the file is gone or no record of a count.
    pub(super) fn count(&self) -> Option<Count> {
        Count::of_record(&fs::read(&self.path).ok()?)
    }

    /// What is missing in a database, going by what this said before it was opened. Where a database has counted and the
    /// file is gone, a log may have gone with it.
    pub(super) fn lacking(
        &self,
        acknowledged: Option<Count>,
        inside: Option<Count>,
    ) -> Option<(Count, MissingCommits)> {
        match inside {
            Some(inside) if inside.number > 0 && self.is_not_there() => {
                Some((inside, MissingCommits::Uncertain))
            }
            Some(_) | None => acknowledged.zip(lack(acknowledged, inside)),
        }
    }

    /// Whether the open file still has this name: it may have been deleted or moved away, and another made.
    fn is_named(&self, file: &File) -> bool {
        #[cfg(unix)]
        {
            Identity::of(&self.path) == Identity::of_open(file)
        }
        #[cfg(not(unix))]
        {
            let _ = file;
            true
        }
    }

    fn is_not_there(&self) -> bool {
        matches!(self.path.try_exists(), Ok(false))
    }

    /// Makes the file where there is none, so that a power cut does not take it and leave what is counted later.
    pub(super) fn make(&self) {
        if self.is_not_there() {
            // On a full disk nothing is counted either.
            let made = options().open(&self.path);
            let _ = made.and_then(|_| sync_folder(folder_of(&self.path)));
        }
    }

    /// Writes down a commit that is on the disk, before anybody hears of it.
    pub(super) fn tell(&self, count: Option<Count>) {
        let Some(count) = count else {
            return;
        };
        let mut file = lock(&self.file);
        if file.as_ref().is_none_or(|file| !self.is_named(file)) {
            *file = options().open(&self.path).ok();
        }
        // A file that could not be written is behind the database, and proves no loss.
        let written = file
            .as_ref()
            .map(|file| write_at_start(file, &count.record()));
        if written.is_none_or(|written| written.is_err()) {
            *file = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_record_says_that_something_is_missing() {
        let count = |store, number| Count { store, number };
        let record = count(1, 40).record();
        let read = Count::of_record(&record);
        assert_eq!(
            lack(read, Some(count(1, 37))),
            Some(MissingCommits::Commits(3))
        );
        assert_eq!(lack(read, Some(count(1, 41))), None, "it may be behind");
        assert_eq!(
            lack(read, Some(count(2, 50))),
            Some(MissingCommits::Another)
        );
        assert_eq!(lack(read, None), Some(MissingCommits::Another));
        assert_eq!(lack(None, Some(count(1, 0))), None, "nothing is known");
        for bit in 0..RECORD * 8 {
            let mut flipped = record;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Count::of_record(&flipped), None, "bit {bit}");
        }
        for length in 0..RECORD {
            assert_eq!(Count::of_record(&record[..length]), None);
        }
    }
}
