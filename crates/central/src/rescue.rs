//! What can be read of a damaged database: into a new file, which can then be restored.

use std::fs;
use std::path::Path;

use proco_database::rescue::Rescued;

use crate::error::CentralError;
use crate::folder::{failed, private};
use crate::store::sqlite::SqliteStore;

/// Copies each row that can be read into a new file that only its owner may read. The damaged
/// database is left as it is.
///
/// # Errors
/// [`CentralError::Exists`] when the new file is there; [`CentralError::NotRescued`] when not even
/// the list of tables can be read; [`CentralError::File`]. A row that cannot be read is no error: it
/// is counted.
pub fn rescue(from: &Path, to: &Path) -> Result<Vec<Rescued>, CentralError> {
    if to.exists() {
        return Err(CentralError::Exists(to.to_owned()));
    }
    fs::metadata(from).map_err(failed(from))?;
    private().create_new(true).open(to).map_err(failed(to))?;
    let rescued = SqliteStore::rescue(from, to)?;
    let written = fs::OpenOptions::new().write(true).open(to);
    written
        .and_then(|file| file.sync_all())
        .map_err(failed(to))?;
    Ok(rescued)
}
