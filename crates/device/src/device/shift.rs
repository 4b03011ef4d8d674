//! The officer's own shift. Nothing of it is sent, or kept anywhere but in the look-ups themselves.

use proco_domain::query::LedTo;
use proco_domain::shift;
use proco_domain::time::UtcMillis;

use super::Device;
use crate::error::DeviceError;
use crate::store::shift::{Recent, since};
use crate::view::{ShiftLookUp, ShiftView, SubjectView};

impl Device {
    /// What was looked up in this shift, and what it led to.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub fn my_shift(&self) -> Result<ShiftView, DeviceError> {
        self.record_waiting_if_room()?;
        let now = self.now();
        let mut recent = self.read(|c| Ok(since(c, shift::earliest(now))?))?;
        let times: Vec<UtcMillis> = recent.iter().map(|each| each.at).collect();
        recent.truncate(shift::of_this_shift(now, &times));
        let count = |counts: fn(&Recent) -> bool| {
            let counted = recent.iter().filter(|each| counts(each)).count();
            u32::try_from(counted).unwrap_or(u32::MAX)
        };
        Ok(ShiftView {
            since: recent.last().map(|first| first.at),
            looked_up: count(|_| true),
            left: count(|each| each.led_to == Some(LedTo::LeftIt)),
            checked: count(|each| each.stop.is_some()),
            found_nothing: count(|each| each.found_nothing),
            look_ups: recent.iter().map(shown).collect(),
        })
    }
}

fn shown(recent: &Recent) -> ShiftLookUp {
    ShiftLookUp {
        query: recent.query,
        at: recent.at,
        subject: SubjectView::of(&recent.subject),
        led_to: recent.led_to,
        stop: recent.stop,
    }
}
