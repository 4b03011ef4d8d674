//! The practice scenarios. That one was done is all that is kept of it.

use proco_practice::scenario;

use super::Device;
use crate::error::DeviceError;
use crate::store::scenarios_done;

impl Device {
    /// The names of the practice scenarios that were done on this phone.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn practised(&self) -> Result<Vec<String>, DeviceError> {
        self.read(|c| Ok(scenarios_done::all(c)?))
    }

    /// Keeps that a practice scenario was done; once is enough.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such scenario; [`DeviceError::Store`].
    pub fn practise(&self, scenario: &str) -> Result<(), DeviceError> {
        let scenario = scenario::named(scenario).ok_or(DeviceError::Gone)?;
        self.write(|t| Ok(scenarios_done::add(t, scenario)?))
    }
}
