//! Errors of the store. None of them carries a value of a row or a statement.

use proco_database::SchemaFault;
use rusqlite::ErrorCode;

use crate::keys::KeyError;

/// Why the store refuses or fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Its key cannot be had, or is not the one it was made with.
    #[error("the store stays closed: {0}")]
    Locked(#[from] KeyError),
    /// It was made by a newer program.
    #[error("the store has schema {found}, this program knows {known}")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// Another core has it open: the app was started twice, or a command runs beside it.
    #[error("the store is in use by another program")]
    InUse,
    /// There is no room on the disk. Nothing was lost: the transaction was rolled back.
    #[error("the disk is full")]
    DiskFull,
    /// The file is damaged. It is moved aside at the next start.
    #[error("the store is damaged")]
    Damaged,
    /// The file was deleted or replaced while the app runs, so what is saved now would be lost.
    #[error("the file of the store is gone from its place")]
    Vanished,
    /// A row cannot be read. Other rows are not affected.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// The schema cannot be brought up to date. The file is as it was.
    #[error("the store cannot be brought up to date: {0}")]
    Schema(SchemaFault),
    /// A file beside the store cannot be read or written.
    #[error("a file beside the store failed: {0}")]
    File(std::io::ErrorKind),
    /// It was closed, because the app ends.
    #[error("the store was closed: the app ends")]
    Closed,
    /// Any other error of SQLite, by its extended code.
    #[error("SQLite failed with code {0}")]
    Sqlite(i32),
}

/// Why a row cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// It lacks what it has to hold.
    #[error("a row does not hold {0}")]
    Content(&'static str),
    /// It was written by a program that keeps this shape in another version.
    #[error("a row holds {what} in version {version}, which this program does not know")]
    Version {
        /// What the row holds.
        what: &'static str,
        /// The version in the row.
        version: u32,
    },
}

/// An error that may wrap one of the store.
pub(crate) trait OfStore: From<StoreError> {
    /// The error of the store in it, if there is one.
    fn of_store(&self) -> Option<StoreError>;
}

impl OfStore for StoreError {
    fn of_store(&self) -> Option<StoreError> {
        Some(*self)
    }
}

/// The content of a row; `None` where it cannot be read, so that one such row does not hide the others.
pub(crate) fn if_readable<T>(read: Result<Option<T>, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Err(StoreError::Row(_)) => Ok(None),
        read => read,
    }
}

/// Whether an operation failed because the disk is full.
pub(crate) fn no_room<T, E: OfStore>(answer: &Result<T, E>) -> bool {
    matches!(answer, Err(error) if error.of_store() == Some(StoreError::DiskFull))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // Only the number is kept: a message may repeat a statement or a value.
        match error.sqlite_error() {
            // The shared memory of connections is a file too, so it can find the disk full as well.
            Some(fault)
                if fault.code == ErrorCode::DiskFull
                    || fault.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE =>
            {
                Self::DiskFull
            }
            Some(fault)
                if matches!(
                    fault.code,
                    ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase
                ) =>
            {
                Self::Damaged
            }
            Some(fault) => Self::Sqlite(fault.extended_code),
            None => Self::Row(RowFault::Content("a value of the wanted type")),
        }
    }
}

impl From<SchemaFault> for StoreError {
    fn from(fault: SchemaFault) -> Self {
        match fault {
            SchemaFault::Damaged => Self::Damaged,
            SchemaFault::DiskFull => Self::DiskFull,
            SchemaFault::Newer { found, known } => Self::Newer { found, known },
            SchemaFault::InUse => Self::Sqlite(rusqlite::ffi::SQLITE_BUSY),
            SchemaFault::Unknown { .. }
            | SchemaFault::Changed { .. }
            | SchemaFault::History
            | SchemaFault::Sqlite(_) => Self::Schema(fault),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            Self::DiskFull
        } else {
            Self::File(error.kind())
        }
    }
}
