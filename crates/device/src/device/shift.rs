//! The officer's own shift. Nothing of it is sent, or kept anywhere but in the records themselves.

use proco_domain::query::LedTo;
use proco_domain::shift;
use proco_domain::time::UtcMillis;

use super::Device;
use crate::beyond::Beyond;
use crate::error::DeviceError;
use crate::store::shift::{Kind, Recent, since};
use crate::view::{ShiftRecord, ShiftView, SubjectView};

impl<B: Beyond> Device<B> {
    /// What was looked up in this shift, and what it led to; and what was checked in it and entered afterwards.
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
            looked_up: count(|each| matches!(each.kind, Kind::LookUp { .. })),
            left: count(|each| each.kind.led_to() == Some(LedTo::LeftIt)),
            checked: count(|each| each.checked),
            entered: count(|each| matches!(each.kind, Kind::Entered(_))),
            found_nothing: count(|each| each.found_nothing),
            records: recent.iter().map(shown).collect(),
        })
    }
}

fn shown(recent: &Recent) -> ShiftRecord {
    let (at, subject) = (recent.at, SubjectView::of(&recent.subject));
    match recent.kind {
        Kind::LookUp {
            query,
            led_to,
            stop,
        } => ShiftRecord::LookUp {
            query,
            at,
            subject,
            led_to,
            stop,
        },
        Kind::Entered(stop) => ShiftRecord::Entered { stop, at, subject },
    }
}
