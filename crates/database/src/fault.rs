//! Why a schema cannot be brought up to date. No fault carries a statement or a value of a row.

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

/// Why a schema cannot be brought up to date. In every case the file is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaFault {
    /// A page of the file is damaged, or the key is another.
    #[error("the file is damaged, or it is no database")]
    Damaged,
    /// There is no room on the disk.
    #[error("the disk is full: make room and start again")]
    DiskFull,
    /// A newer program made or upgraded the file.
    #[error("the file has schema {found}, this program knows {known}: update the program")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The tables are not those of any version that can follow what the history says.
    #[error(
        "the history says schema {recorded}, but the tables are those of none of the versions \
         {recorded} to {known}; nothing was changed. Copy the file, then put a backup back or ask \
         who maintains this program"
    )]
    Unknown {
        /// What the history says; 0 when it says nothing.
        recorded: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// A migration was applied in another form than the one in this program.
    #[error(
        "migration {version} was applied in another form than this program holds; nothing was \
         changed. Start the program that last opened the file, and ask who maintains this one"
    )]
    Changed {
        /// The number of the migration.
        version: i64,
    },
    /// Another program holds the file.
    #[error("another program holds the file: end it and start again")]
    InUse,
    /// Another fault of SQLite, by its extended code.
    #[error("SQLite failed with code {0} while the schema was brought up to date")]
    Sqlite(i32),
    /// The history holds something else than text and numbers.
    #[error("the history of the schema cannot be read; nothing was changed")]
    History,
}

impl From<rusqlite::Error> for SchemaFault {
    fn from(error: rusqlite::Error) -> Self {
        // Only the code is kept: a message may repeat a statement or a value.
        let Some(fault) = error.sqlite_error() else {
            return Self::History;
        };
        // The memory that connections share is a file too, and can find no room.
        if fault.code == ErrorCode::DiskFull || fault.extended_code == SQLITE_IOERR_SHMSIZE {
            Self::DiskFull
        } else if matches!(
            fault.code,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase
        ) {
            Self::Damaged
        } else if matches!(
            fault.code,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked
        ) {
            Self::InUse
        } else {
            Self::Sqlite(fault.extended_code)
        }
    }
}
