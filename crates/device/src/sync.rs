//! The road to key service and central.

mod base_url;
mod fault;
mod retry;

pub use base_url::{BaseUrl, NotABaseUrl};
pub use fault::CallFault;
pub use retry::RetryConfig;

use crate::device::{Device, DeviceConfig};
use crate::error::DeviceError;

/// stub
pub(crate) struct Network;
impl Network {
    pub(crate) fn new(_: &DeviceConfig) -> Result<Self, DeviceError> {
        Ok(Self)
    }
}
impl Device {
    /// Something was recorded.
    pub(crate) fn recorded(&self) -> Result<(), DeviceError> {
        self.refresh_status()
    }
}
