//! The officer's mirror. It is made anew each time from the own records; nothing of it is kept or sent.

use proco_domain::mirror::Mirror;

use super::Device;
use crate::error::DeviceError;
use crate::store::mirror::of_own_records;

impl Device {
    /// What the own records of the last year say, for their officer alone.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn mirror(&self) -> Result<Mirror, DeviceError> {
        self.record_waiting_if_room()?;
        let now = self.now();
        self.read(|c| Ok(of_own_records(c, now)?))
    }
}
