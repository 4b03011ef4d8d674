//! The files of a phone: its encrypted store, the files beside it, and its secrets.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proco_device::{
    BaseUrl, Clock, Device, DeviceConfig, DeviceError, FileKeyStore, KeyStore, ManualClock,
};
use proco_domain::time::UtcMillis;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{App, MORNING, Phone};

/// The name of the file with the secrets.
pub const KEYS: &str = "keys.json";

/// The files of a phone that is off.
pub struct Files {
    pub(super) folder: TempDir,
}

impl Files {
    pub(super) fn none() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self) -> PathBuf {
        self.path().join("proco.db")
    }

    /// The path of a file beside the store, by its suffix.
    pub fn beside(&self, suffix: &str) -> PathBuf {
        self.path().join(format!("proco.db{suffix}"))
    }

    pub fn keys(&self) -> PathBuf {
        self.path().join(KEYS)
    }

    /// A connection to the store without the core, opened with its key.
    pub fn bare(&self) -> Connection {
        bare(self.path(), &self.file())
    }

    /// A copy of the files in another folder.
    pub fn copy(&self) -> Self {
        let copy = Self::none();
        copy_files(self.path(), copy.path());
        copy
    }

    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Writes a file that only its owner may read.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(path, private).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap()
    }

    /// Starts the app on these files.
    pub fn start(self) -> Result<Phone, DeviceError> {
        self.start_at(MORNING)
    }

    pub(super) fn start_at(self, now: UtcMillis) -> Result<Phone, DeviceError> {
        let clock = Arc::new(ManualClock::at(now));
        Ok(Phone {
            device: self.opened(&clock)?,
            clock,
            files: self,
        })
    }

    pub(super) fn opened(&self, clock: &Arc<ManualClock>) -> Result<App, DeviceError> {
        let device = open(self.path(), offline(self.path()), clock.clone())?;
        Ok(App(Some(device)))
    }
}

/// The settings of a phone in this folder that reaches no server.
pub fn offline(folder: &Path) -> DeviceConfig {
    let nowhere = BaseUrl::parse("http://127.0.0.1:9").unwrap();
    let mut config = DeviceConfig::new(folder.join("proco.db"), nowhere.clone(), nowhere);
    // Stories look up the same subject again and again; one about that sets this differently.
    config.one_look_up_within = Duration::ZERO;
    config
}

/// Opens the core on a folder, with the secrets in it, which are made if they are missing.
pub fn open(
    folder: &Path,
    config: DeviceConfig,
    clock: Arc<dyn Clock>,
) -> Result<Device, DeviceError> {
    Device::open(config, &FileKeyStore::at(folder.join(KEYS)), clock)
}

/// A connection to a store in this folder without the core, opened with the key of that phone.
pub fn bare(folder: &Path, file: &Path) -> Connection {
    let keys = FileKeyStore::at(folder.join(KEYS));
    let secrets = keys.load().unwrap().unwrap();
    let key = secrets.database().expose();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let connection = Connection::open(file).unwrap();
    let pragma = format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{hex}'\"");
    connection.execute_batch(&pragma).unwrap();
    connection
}

/// Copies each file of a folder into another.
pub fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
