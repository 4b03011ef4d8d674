//! The core of the phone behind the commands, or the reason why it is closed.

use std::fs::DirBuilder;
use std::path::Path;
use std::sync::Arc;

use proco_device::view::{CommandError, ErrorCode};
use proco_device::{BaseUrl, Clock, Device, DeviceConfig, DeviceError, SystemClock};

use crate::keystore;
use crate::settings::Settings;

/// The core, or why it could not be opened, which is then the answer to every call.
#[derive(Clone)]
pub struct Core(Result<Device, CommandError>);

impl Core {
    /// Opens the store with the key of this platform. Fails closed: without the key there is no
    /// store, and nothing is written anywhere else.
    #[must_use]
    pub fn open(settings: &Settings) -> Self {
        Self::open_at(settings, Arc::new(SystemClock))
    }

    /// The same with an injected clock, for a test bed whose clock is wrong.
    #[must_use]
    pub fn open_at(settings: &Settings, clock: Arc<dyn Clock>) -> Self {
        Self(open(settings, clock))
    }

    /// The core.
    ///
    /// # Errors
    /// Why it could not be opened.
    pub fn device(&self) -> Result<Device, CommandError> {
        self.0.clone()
    }

    /// Calls the core on a thread of its own (`spawn_blocking`), because a slow disk must not block the window
    /// and the network.
    ///
    /// # Errors
    /// What the core answers.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Device) -> Result<T, DeviceError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let device = self.device()?;
        match tauri::async_runtime::spawn_blocking(move || question(&device)).await {
            Ok(answer) => answer.map_err(CommandError::from),
            // The call panicked; the log says where, and its transaction was rolled back.
            Err(_) => Err(fault(ErrorCode::Store)),
        }
    }

    /// Calls a part of the core that uses the network, and so may take a second.
    ///
    /// # Errors
    /// What the core answers.
    pub async fn ask_out<T, F>(&self, question: impl FnOnce(Device) -> F) -> Result<T, CommandError>
    where
        F: Future<Output = Result<T, DeviceError>>,
    {
        question(self.device()?).await.map_err(CommandError::from)
    }

    /// Enrols with the code of the settings, unless this phone is enrolled already. It is for the demo, and
    /// runs before there is a window, so that the first screen is the look-up.
    pub async fn enrol_at_start(&self, code: &str) {
        let Ok(device) = self.device() else { return };
        if device.status().is_ok_and(|status| status.enrolled) {
            return;
        }
        if let Err(error) = device.enrol(code).await {
            tracing::warn!(%error, "not enrolled at the start; the screens ask for a code");
        }
    }
}

fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Device, CommandError> {
    let address = |text: &str| {
        BaseUrl::parse(text).map_err(|error| {
            // The address of a server is no secret, but what was put there by mistake might be.
            tracing::error!(%error, "an address in the settings cannot be used");
            fault(ErrorCode::Value)
        })
    };
    if let Err(error) = make_folder(&settings.data) {
        tracing::error!(%error, "the data folder cannot be made");
        return Err(fault(ErrorCode::Store));
    }
    let config = DeviceConfig::new(
        settings.data.join("proco.db"),
        address(&settings.central)?,
        address(&settings.key_service)?,
    );
    let keys = keystore::of_this_platform(settings);
    Device::open(config, keys.as_ref(), clock).map_err(|error| {
        tracing::error!(%error, "the core stays closed");
        CommandError::from(error)
    })
}

/// Makes the data folder, readable only by this user where the platform has users.
fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

fn fault(code: ErrorCode) -> CommandError {
    CommandError {
        code,
        missing: Vec::new(),
    }
}
