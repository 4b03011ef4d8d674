//! The commits of the store, counted twice: in the store, and in a small file beside it.
//!
//! The file is written after each commit, without fsync. It may therefore be behind the store after a kill or a
//! power cut, which is harmless. It is ahead of the store only when commits that were on disk are lost: the log
//! was cut, emptied, deleted or damaged, or an older copy of the store was put back.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proco_database::Counted;
use proco_domain::time::UtcMillis;
use proco_host::files::{folder_of, sync_folder, write_at_start};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::StoreError;
use super::files::beside;
use super::row::{At, moment};

const ID: usize = 16;
const SEAL: usize = 8;
const RECORD: usize = ID + 8 + SEAL;

/// The number of commits of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    store: [u8; ID],
    number: u64,
}

impl Count {
    fn record(&self) -> [u8; RECORD] {
        let mut record = [0; RECORD];
        record[..ID].copy_from_slice(&self.store);
        record[ID..ID + 8].copy_from_slice(&self.number.to_le_bytes());
        let seal = Sha256::digest(&record[..ID + 8]);
        record[ID + 8..].copy_from_slice(&seal[..SEAL]);
        record
    }

    /// A power cut may leave anything in the file, so a record whose checksum does not fit is ignored.
    fn from_record(record: &[u8]) -> Option<Self> {
        let count = Self {
            store: record.get(..ID)?.try_into().ok()?,
            number: u64::from_le_bytes(record.get(ID..ID + 8)?.try_into().ok()?),
        };
        (record == count.record()).then_some(count)
    }

    pub(super) fn of(Counted { store, number, .. }: Counted<[u8; ID]>) -> Self {
        Self { store, number }
    }

    /// How many commits `store` lacks that this count has; zero for another store.
    pub(super) fn missing_in(self, store: Self) -> u64 {
        if self.store == store.store {
            self.number.saturating_sub(store.number)
        } else {
            0
        }
    }
}

/// The count in the file beside the store, if it can be read.
pub(super) fn outside(path: &Path) -> Option<Count> {
    Count::from_record(&std::fs::read(beside(path, ".commits")).ok()?)
}

/// Whether the file beside a store that has counted commits is missing. The log may have been lost with it.
pub(super) fn outside_is_gone(path: &Path, inside: Count) -> bool {
    inside.number > 0 && is_not_there(path)
}

fn is_not_there(path: &Path) -> bool {
    matches!(beside(path, ".commits").try_exists(), Ok(false))
}

/// The count in the store; `None` in a schema from before there was one.
pub(super) fn inside(connection: &Connection) -> Result<Option<Counted<[u8; ID]>>, StoreError> {
    let known: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'commits')",
        [],
        |row| row.get(0),
    )?;
    if !known {
        return Ok(None);
    }
    let count = connection
        .query_row("SELECT store_id, number, lost FROM commits", [], |row| {
            Ok(Counted {
                store: row.get(0)?,
                number: row.get::<_, i64>(1)?.unsigned_abs(),
                lost: row.get::<_, i64>(2)?.unsigned_abs(),
            })
        })
        .optional()?;
    count.map_or(Err(StoreError::Damaged), |count| Ok(Some(count)))
}

/// Adds one to the count in the store, in the transaction that is under way.
pub(super) fn count_one(connection: &Connection) -> Result<u64, StoreError> {
    let number: i64 = connection
        .prepare_cached("UPDATE commits SET number = number + 1 RETURNING number")?
        .query_row([], |row| row.get(0))?;
    Ok(number.unsigned_abs())
}

/// Records how many of the newest commits are lost (0 if unknown) and continues from the count in the file beside the
/// store, so that the loss is reported only once.
pub(crate) fn keep_lost(
    connection: &Connection,
    missing: u64,
    now: UtcMillis,
) -> Result<(), StoreError> {
    let missing = i64::try_from(missing).unwrap_or(i64::MAX);
    connection.execute(
        "UPDATE commits SET number = number + ?1, lost = lost + ?1, lost_at = ?2",
        (missing, At(now)),
    )?;
    Ok(())
}

/// How many commits were found lost in all, and when that was last found.
pub(crate) fn lost(connection: &Connection) -> Result<Option<(u64, UtcMillis)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT lost, lost_at FROM commits")?;
    let (lost, at): (i64, Option<At>) =
        statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(moment(at).map(|at| (lost.unsigned_abs(), at)))
}

/// The file of the count beside the store, open as long as the store is.
pub(super) struct Outside {
    path: PathBuf,
    file: OnceLock<Option<File>>,
    store: [u8; ID],
}

impl Outside {
    /// A phone whose disk is full works without the file, and then cannot prove a loss. If the store lacks commits,
    /// or may lack them, the file stays as it is until the loss is [recorded](Self::go_on).
    pub(super) fn of(path: &Path, now: Count, may_lack: bool) -> Self {
        let outside = Self {
            path: path.to_owned(),
            file: OnceLock::new(),
            store: now.store,
        };
        if !may_lack {
            outside.go_on();
            outside.tell(now.number);
        }
        outside
    }

    /// Opens the file, so that the next commits are written to it.
    pub(super) fn go_on(&self) {
        self.file.get_or_init(|| Self::make(&self.path).ok());
    }

    /// Opens the file. When it is new, its folder is synced to disk, so that a power cut cannot lose the file while
    /// later saves of the store survive.
    pub(super) fn make(path: &Path) -> io::Result<File> {
        let is_new = is_not_there(path);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(beside(path, ".commits"))?;
        if is_new {
            sync_folder(folder_of(path))?;
        }
        Ok(file)
    }

    /// Writes the number of a commit that is on disk, without fsync.
    pub(super) fn tell(&self, number: u64) {
        let record = Count {
            store: self.store,
            number,
        }
        .record();
        if let Some(Some(file)) = self.file.get() {
            // A write that fails leaves the file behind the store, which is harmless.
            let _ = write_at_start(file, &record);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(store: u8, number: u64) -> Count {
        Count {
            store: [store; ID],
            number,
        }
    }

    #[test]
    fn only_a_whole_record_of_the_same_store_says_that_something_is_missing() {
        let record = count(1, 40).record();
        let read = Count::from_record(&record).unwrap();
        assert_eq!(read.missing_in(count(1, 37)), 3);
        assert_eq!(read.missing_in(count(1, 41)), 0, "it may be behind");
        assert_eq!(read.missing_in(count(2, 0)), 0, "another store");
        assert_eq!(Count::from_record(&[0; RECORD]), None);
        assert_eq!(Count::from_record(&record[..RECORD - 1]), None);
        for bit in 0..RECORD * 8 {
            let mut flipped = record;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Count::from_record(&flipped), None, "bit {bit}");
        }
    }
}
