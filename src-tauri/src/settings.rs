//! The folder of the data and the addresses of the servers, read once at the start.
//!
//! | variable | meaning | when absent |
//! |---|---|---|
//! | `PROCO_DATA` | folder of the encrypted store | the platform's folder for this app |
//! | `PROCO_CENTRAL` | address of central | `http://127.0.0.1:8481` |
//! | `PROCO_KEYSERVICE` | address of the key service | `http://127.0.0.1:8482` |
//! | `PROCO_ENROL_CODE` | one-time code to enrol with at the first start; for the demo | the officer types one |
//!
//! A phone of a force gets its addresses from the force's device management; that is not made yet.

use std::path::PathBuf;

use tauri::{Manager, Runtime};

/// The settings of one start.
#[derive(Clone)]
pub struct Settings {
    /// Folder of the encrypted store.
    pub data: PathBuf,
    /// Address of central, without a path: `https://…`, or `http://` on this machine.
    pub central: String,
    /// Address of the key service, in the same form.
    pub key_service: String,
    /// One-time code to enrol with, when this phone is not enrolled yet.
    pub enrol_code: Option<String>,
}

impl Settings {
    /// Reads the settings from the environment, with the defaults of the table above.
    ///
    /// # Errors
    /// When the platform names no folder for the app's data.
    pub fn from_environment<R: Runtime>(app: &impl Manager<R>) -> Result<Self, String> {
        let data = match std::env::var_os("PROCO_DATA") {
            Some(folder) => PathBuf::from(folder),
            None => app
                .path()
                .app_data_dir()
                .map_err(|_| "this platform names no folder for the app's data; set PROCO_DATA")?,
        };
        let text = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Ok(Self {
            data,
            central: text("PROCO_CENTRAL").unwrap_or_else(|| "http://127.0.0.1:8481".to_owned()),
            key_service: text("PROCO_KEYSERVICE")
                .unwrap_or_else(|| "http://127.0.0.1:8482".to_owned()),
            enrol_code: text("PROCO_ENROL_CODE"),
        })
    }
}
