//! Reading row by row what SQLite would not read as a whole.

use std::path::Path;

use proco_database::rescue::{self, RescueFault, Rescued};

use rusqlite::Connection;

use super::{SqliteStore, commits, embedded};

impl SqliteStore {
    /// Copies each row that can be read of one file into another, which is empty or not there. The first
    /// is a working copy: it may be changed.
    ///
    /// # Errors
    /// [`RescueFault`]; that rows cannot be read is no error.
    pub fn rescue(from: &Path, to: &Path) -> Result<Vec<Rescued>, RescueFault> {
        let into = proco_database::open(to).map_err(|_| RescueFault::Target(0))?;
        let whole = |found: &Connection| {
            proco_database::has_all_tables(found, &embedded::migrations::runner())
        };
        let rescued = rescue::rescue_file(from, &proco_database::open, &into, &whole)?;
        // The one row of the count may be what was not read; what was saved is another database anyway.
        if commits::are_counted(&into).map_err(rescue::target)? {
            commits::begin(&into).map_err(rescue::target)?;
        }
        Ok(rescued)
    }
}
