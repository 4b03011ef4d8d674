//! What SQLite, a migration or the file system says, in the words of the store.

use std::sync::Arc;

use proco_database::SchemaFault;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use rusqlite::{Error, ErrorCode};

use crate::store::StoreError;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        // A value that is no text, or no number of its kind, is the fault of its row and not of the database.
        if let Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::InvalidColumnType(..)
        | Error::Utf8Error(..) = error
        {
            return Self::Damaged("value");
        }
        let fault = error.sqlite_error().copied();
        let error = Arc::new(error);
        match fault.map(|fault| fault.code) {
            Some(ErrorCode::DiskFull) => Self::Full,
            // The memory that connections share is a file too, and can find no room.
            Some(ErrorCode::SystemIoFailure)
                if fault.is_some_and(|fault| fault.extended_code == SQLITE_IOERR_SHMSIZE) =>
            {
                Self::Full
            }
            Some(ErrorCode::ReadOnly | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => {
                Self::Unwritable(error)
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error),
            Some(_) | None => Self::Database(error),
        }
    }
}

impl From<SchemaFault> for StoreError {
    fn from(fault: SchemaFault) -> Self {
        match fault {
            SchemaFault::DiskFull => Self::Full,
            SchemaFault::Damaged
            | SchemaFault::Newer { .. }
            | SchemaFault::Unknown { .. }
            | SchemaFault::Changed { .. }
            | SchemaFault::InUse
            | SchemaFault::Sqlite(_)
            | SchemaFault::History => Self::Schema(fault),
        }
    }
}

/// Why a file beside the database could not be written.
pub(super) fn of_file(error: std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        StoreError::Full
    } else {
        StoreError::Unwritable(Arc::new(error))
    }
}
