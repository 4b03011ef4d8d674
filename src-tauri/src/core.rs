//! The core of the phone behind the commands: open, or the reason why it is not.

use std::sync::Arc;

use proco_device::view::{CommandError, ErrorCode};
use proco_device::{Device, DeviceError};

use crate::settings::Settings;

/// The core, or why it could not be opened; then every question gets that as its answer.
#[derive(Clone)]
pub struct Core(Result<Arc<Device>, CommandError>);

impl Core {
    /// Opens the store with the key of this platform. Fails closed: without the key there is no
    /// store, and nothing is written anywhere else.
    #[must_use]
    pub fn open(settings: &Settings) -> Self {
        let opened = crate::open::open(settings);
        if let Err(error) = &opened {
            tracing::error!(%error, "the core is closed");
        }
        Self(
            opened
                .map(Arc::new)
                .map_err(|error| CommandError::from(&error)),
        )
    }

    /// The core.
    ///
    /// # Errors
    /// Why it could not be opened.
    pub fn device(&self) -> Result<Arc<Device>, CommandError> {
        self.0.clone()
    }

    /// Asks the store. Off the threads that carry the window and the network: a disk may be slow.
    ///
    /// # Errors
    /// What the core answers.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Device) -> Result<T, DeviceError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let device = self.device()?;
        tauri::async_runtime::spawn_blocking(move || question(&device))
            .await
            .map_err(|_| fallen())?
            .map_err(|error| CommandError::from(&error))
    }

    /// Asks what may need the network, and so may take a second.
    ///
    /// # Errors
    /// What the core answers.
    pub async fn ask_out<T: Send + 'static, F>(
        &self,
        question: impl FnOnce(Arc<Device>) -> F,
    ) -> Result<T, CommandError>
    where
        F: Future<Output = Result<T, DeviceError>> + Send,
    {
        question(self.device()?)
            .await
            .map_err(|error| CommandError::from(&error))
    }
}

/// The question panicked; the log tells where, and nothing was kept of it.
fn fallen() -> CommandError {
    CommandError {
        code: ErrorCode::Store,
        missing: Vec::new(),
    }
}
