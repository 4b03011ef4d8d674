//! Being reminded of looking back, at times that the officer chose. What is said then is a number.

use proco_domain::reminder::{MOST_REMINDERS, next};
use proco_domain::time::UtcMillis;

use super::Device;
use crate::error::DeviceError;
use crate::store::reminders;
use crate::view::{Language, Reminder, Reminders};

impl Device {
    /// When the officer is reminded. Until the officer chooses a time there is none.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn reminders(&self) -> Result<Reminders, DeviceError> {
        let kept = self.read(|c| Ok(reminders::all(c)?))?;
        Ok(Reminders {
            language: kept
                .first()
                .map_or(Language::Dutch, |(_, language)| *language),
            times: kept.into_iter().map(|(time, _)| time).collect(),
        })
    }

    /// Puts these times in the place of those before; the same time twice is one. It is on disk when this returns.
    ///
    /// # Errors
    /// [`DeviceError::Value`] for more than three times; [`DeviceError::Store`].
    pub fn set_reminders(&self, wanted: &Reminders) -> Result<Reminders, DeviceError> {
        if wanted.times.len() > MOST_REMINDERS {
            return Err(DeviceError::Value);
        }
        self.write(|t| Ok(reminders::set(t, &wanted.times, wanted.language)?))?;
        self.reminders()
    }

    /// The first reminder after a moment, with the number of checks that wait now.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn next_reminder(&self, after: UtcMillis) -> Result<Option<Reminder>, DeviceError> {
        let Reminders { times, language } = self.reminders()?;
        let Some(at) = next(&times, after) else {
            return Ok(None);
        };
        let waiting = self.read(|c| Ok(reminders::awaiting(c)?))?;
        Ok(Some(Reminder {
            at,
            waiting,
            language,
        }))
    }
}
