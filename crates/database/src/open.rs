//! Opening a database file. All code of the project opens SQLite here, because the first connection of a process has to
//! be made alone.
//!
//! `sqlite3_initialize` calls SQLCipher's own initialisation (`SQLITE_EXTRA_INIT`) after it has said
//! that SQLite is ready and let go of its lock. A second thread that opens a file just then gets a
//! connection that takes no key. So the first connection of a process is made here, alone, and
//! all others wait for it.

use std::path::Path;
use std::sync::Once;
use std::thread::sleep;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Result};

/// How often, 10 ms apart, a key is tried where another part of the process had begun already.
const ATTEMPTS: u32 = 100;

/// Opens the file, and makes it where it is missing.
///
/// # Errors
/// As [`Connection::open`].
pub fn open(path: &Path) -> Result<Connection> {
    initialise();
    Connection::open(path)
}

/// Opens the file as the flags say.
///
/// # Errors
/// As [`Connection::open_with_flags`].
pub fn open_with_flags(path: &Path, flags: OpenFlags) -> Result<Connection> {
    initialise();
    Connection::open_with_flags(path, flags)
}

/// Opens an empty database in memory.
///
/// # Errors
/// As [`Connection::open_in_memory`].
pub fn open_in_memory() -> Result<Connection> {
    initialise();
    Connection::open_in_memory()
}

/// Where SQLCipher cannot be initialised at all, the connection itself says so when it gets its key.
fn initialise() {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        // Without its handler of exit: it would free what a thread of a pool uses that ends while the process does.
        #[cfg(not(target_os = "android"))]
        openssl_sys::init();
        let mut tried = 0;
        while takes_no_key() && tried < ATTEMPTS {
            sleep(Duration::from_millis(10));
            tried += 1;
        }
    });
}

fn takes_no_key() -> bool {
    let keyed = Connection::open_in_memory().and_then(|memory| {
        // SQLCipher would write to the standard error of the process.
        memory.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA key = 'any'")
    });
    keyed.is_err()
}
