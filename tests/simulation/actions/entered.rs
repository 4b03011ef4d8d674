//! What an officer enters afterwards: a check with its own time, of which there was no look-up.

use proco_device::DeviceError;
use proco_domain::draft::may_be_entered;
use proco_domain::time::UtcMillis;

use super::{Told, answer, finish, grounds, outcome, refused};
use crate::model::Draft;
use crate::phone::{self, Phone, Step, Wrong};

const DAY: i64 = 24 * 3_600_000;

/// The one of the 24 hours before what the phone shows that has the time of day of the check. An officer whose phone is
/// some hours ahead does not take the time of today for that of yesterday.
fn offered(really: UtcMillis, truth: UtcMillis, shown: UtcMillis) -> Option<UtcMillis> {
    let days = (shown.0 - really.0).div_euclid(DAY);
    let at = [days + 1, days, days - 1]
        .map(|days| really.same_local_time(days))
        .into_iter()
        .find(|at| may_be_entered(*at, shown))?;
    let off = (shown.0 - truth.0 + DAY / 2).div_euclid(DAY);
    (at.same_local_time(-off) <= truth).then_some(at)
}

pub fn enter(phone: &mut Phone, subject: usize, minutes: u32, found: bool, truth: i64) -> Told {
    let really = truth - i64::from(minutes) * 60_000;
    let shown = phone.step(|device| Ok(device.now()), |_, _| {})?;
    let shown = done!(Ok::<_, Wrong>(shown));
    let Some(at) = offered(UtcMillis(really), UtcMillis(truth), shown) else {
        return Ok("refused: its list has not that time of that day");
    };
    let step = phone.step(
        |device| phone::enter(device, subject, at),
        |model, view| {
            let draft = Draft {
                query: view.query.0,
                subject,
                at: at.0,
                truth: really,
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
