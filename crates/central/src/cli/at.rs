//! Where central keeps its things, as the command line names it.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use proco_access::ServerFolders;
use proco_central::{Central, CentralError, Config, SystemClock};

/// Where central keeps its things.
#[derive(Clone, Debug, Args)]
pub(super) struct At {
    /// The folder with the database.
    #[arg(long)]
    pub(super) data: PathBuf,
    /// The folder with the keys. Keep it where no backup of the database takes it along. By default `keys`
    /// in the folder with the database.
    #[arg(long)]
    pub(super) keys: Option<PathBuf>,
}

impl At {
    pub(super) fn place(&self) -> ServerFolders {
        ServerFolders::new(self.data.clone(), self.keys.clone())
    }
}

/// Opens the central that stands there.
pub(super) fn open(at: At) -> Result<Central, CentralError> {
    Central::open_existing(Config::at(at.data, at.keys), Arc::new(SystemClock))
}

/// Opens central for a command, and leaves it in order whatever comes of that.
pub(super) async fn with<T>(
    at: At,
    command: impl AsyncFnOnce(&Central) -> Result<T, CentralError>,
) -> Result<T, CentralError> {
    let central = open(at)?;
    let done = command(&central).await;
    central.close_after_command().await;
    done
}
