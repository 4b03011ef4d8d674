//! What can be read of a damaged database: into a new file, which can then be restored.

use std::fs;
use std::path::Path;

use proco_database::rescue::Rescued;
use proco_database::{WorkFolder, working_copy};
use proco_host::private;

use crate::error::CentralError;
use crate::folder::failed;
use crate::store::sqlite::SqliteStore;

/// Copies each row that can be read, also behind a damaged place in the log, or of a log whose database
/// is gone, into a new file that only its owner may read. Database and log are left as they are.
///
/// # Errors
/// [`CentralError::Exists`] when the new file is there; [`CentralError::NotRescued`] when not even
/// the list of tables can be read; [`CentralError::File`]. A row that cannot be read is no error: it
/// is counted. After an error there is no new file.
pub fn rescue(from: &Path, to: &Path) -> Result<Vec<Rescued>, CentralError> {
    if to.exists() {
        return Err(CentralError::Exists(to.to_owned()));
    }
    let work = WorkFolder::beside(to).map_err(failed(to))?;
    let copy = working_copy(from, work.path()).map_err(failed(from))?;
    let file = private::options()
        .create_new(true)
        .open(to)
        .map_err(failed(to))?;
    let rescued = SqliteStore::rescue(&copy, to)
        .map_err(CentralError::from)
        .and_then(|rescued| file.sync_all().map_err(failed(to)).map(|()| rescued));
    if rescued.is_err() {
        // Nothing was rescued into it.
        let _ = fs::remove_file(to);
    }
    rescued
}
