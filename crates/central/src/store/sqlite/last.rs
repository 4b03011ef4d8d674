//! The number of the last record that was acknowledged, outside the database: so a log that was lost
//! or cut, or an older copy that somebody put in its place by hand, is noticed.
//!
//! It is not forced to the disk, which would cost each upload as much as its commit does. So where the
//! machine loses its power it may be behind, and then tells nothing; it is never ahead.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::lock;
use crate::folder::private;

/// The number, and the file it is written to.
pub(super) struct Last {
    path: PathBuf,
    written: Mutex<Written>,
}

#[derive(Default)]
struct Written {
    number: i64,
    file: Option<File>,
}

impl Last {
    /// Of the database in this file.
    pub(super) fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(".last");
        Self {
            path: path.into(),
            written: Mutex::default(),
        }
    }

    /// What was written before the start; 0 where nothing can be read.
    pub(super) fn kept(&self) -> i64 {
        fs::read(&self.path).map_or(0, |bytes| read(&bytes).unwrap_or(0))
    }

    /// A later record is acknowledged.
    pub(super) fn note(&self, number: i64) {
        let mut written = lock(&self.written);
        if number > written.number && self.write(&mut written, number).is_err() {
            // What is not written down is not missed: the next one tries again.
            written.file = None;
        }
    }

    /// From now on this is the last one.
    pub(super) fn reset(&self, number: i64) {
        let mut written = lock(&self.written);
        if self.write(&mut written, number).is_err() {
            written.file = None;
        }
    }

    fn write(&self, written: &mut Written, number: i64) -> io::Result<()> {
        if written.file.is_none() {
            written.file = Some(private().create(true).truncate(false).open(&self.path)?);
        }
        if let Some(file) = &mut written.file {
            let mut bytes = number.to_be_bytes().to_vec();
            bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&bytes)?;
        }
        written.number = number;
        Ok(())
    }
}

/// `None` for what was torn.
fn read(bytes: &[u8]) -> Option<i64> {
    let (number, sum) = bytes.split_first_chunk::<8>()?;
    (crc32fast::hash(number).to_be_bytes() == *sum).then_some(i64::from_be_bytes(*number))
}
