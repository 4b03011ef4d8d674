//! What an officer enters afterwards: a check with its own time, of which there was no look-up.

use proco_device::DeviceError;
use proco_domain::time::UtcMillis;

use super::{Told, answer, finish, grounds, outcome, refused};
use crate::model::Draft;
use crate::phone::{self, Phone, Step, Wrong};

pub fn enter(phone: &mut Phone, subject: usize, minutes: u32, found: bool, truth: i64) -> Told {
    let at = truth - i64::from(minutes) * 60_000;
    let step = phone.step(
        |device| phone::enter(device, subject, UtcMillis(at)),
        |model, view| {
            let draft = Draft {
                query: view.query.0,
                subject,
                at,
                truth: at,
                entered: true,
                touched: truth,
                amends: None,
                joins: None,
            };
            model.drafts.insert(view.id.0, draft);
        },
    )?;
    // A clock that was ever set may say that it is yet to come, or was too long ago.
    if matches!(step, Step::Refused(DeviceError::Moment)) && phone.clock_was_set {
        return Ok("refused: not at that moment");
    }
    let draft = done!(Ok::<_, Wrong>(step));
    for change in grounds().into_iter().chain(outcome(found, false)) {
        done!(answer(phone, &draft, change, truth));
    }
    finish(phone, &draft, found)
}
