//! What an officer does with a stop that is finished.

use std::collections::BTreeSet;

use proco_device::DeviceError;
use proco_domain::ids::StopId;
use proco_domain::reflection::{DoAgain, Reflection, Theme};
use proco_domain::stop::WithdrawReason;
use uuid::Uuid;

use super::{DAY, Told, answer, finish, outcome, refused, why};
use crate::model::{Draft, Led, PhoneModel, Stop};
use crate::phone::{Phone, Step, Wrong};

/// One of the stops that stand.
fn stop(phone: &Phone, pick: u32) -> Option<Uuid> {
    let standing = phone.model.standing();
    (!standing.is_empty()).then(|| standing[pick as usize % standing.len()])
}

/// Whether a mark must be there still.
fn too_old(model: &PhoneModel, stop: Uuid, truth: i64) -> bool {
    model.stops[&stop].truth <= truth - 7 * DAY || model.let_go.contains(&stop)
}

pub fn amend(phone: &mut Phone, pick: u32, found: bool, truth: i64) -> Told {
    let Some(stop) = stop(phone, pick) else {
        return Ok("no stop");
    };
    let step = phone.step(
        |device| device.amend(StopId(stop)),
        |model, view| {
            let Stop {
                query,
                subject,
                at,
                entered,
                ..
            } = model.stops[&stop].clone();
            // One that was begun before goes on.
            model.drafts.entry(view.id.0).or_insert(Draft {
                query,
                subject,
                at,
                truth,
                entered,
                touched: truth,
                amends: Some(stop),
                joins: None,
            });
        },
    )?;
    let draft = match step {
        Step::Refused(DeviceError::TooOld) if !too_old(&phone.model, stop, truth) => {
            return Err("a stop of this week is too old to amend".to_owned());
        }
        Step::Refused(DeviceError::Gone) if too_old(&phone.model, stop, truth) => {
            return Ok("refused: gone");
        }
        step @ (Step::Done(_) | Step::Refused(_) | Step::Killed) => done!(Ok::<_, Wrong>(step)),
    };
    for change in outcome(found, false).into_iter().chain([why()]) {
        done!(answer(phone, &draft, change, truth));
    }
    finish(phone, &draft, found)
}

pub fn reflect(phone: &mut Phone, pick: u32, truth: i64) -> Told {
    let Some(stop) = stop(phone, pick) else {
        return Ok("no stop");
    };
    let reflection = Reflection {
        do_again: DoAgain::Differently,
        themes: BTreeSet::from([Theme::Workload]),
        note: None,
        looking_back: Default::default(),
    };
    let step = phone.step(
        |device| {
            // The whole check is looked back on, as far as it can still be changed.
            let others = device.stop(StopId(stop))?.others.into_iter();
            let others = others.filter(|other| other.subject.is_some());
            let others: Vec<Uuid> = others.map(|other| other.id.0).collect();
            device.reflect(StopId(stop), reflection).map(|_| others)
        },
        |model, others| {
            for stop in looks_back_on(model, stop, others) {
                if let Some(stop) = model.stops.get_mut(&stop) {
                    stop.revision += 1;
                    stop.reflected = true;
                }
            }
        },
    )?;
    match step {
        Step::Refused(DeviceError::TooOld) if !too_old(&phone.model, stop, truth) => {
            return Err("a stop of this week is too old to look back on".to_owned());
        }
        Step::Refused(DeviceError::Gone) if too_old(&phone.model, stop, truth) => {
            return Ok("refused: gone");
        }
        step @ (Step::Done(_) | Step::Refused(_) | Step::Killed) => done!(Ok::<_, Wrong>(step)),
    };
    Ok("reflected")
}

/// The stops that a look back on one of them is about: also the others of its check that wait for it.
fn looks_back_on(model: &PhoneModel, stop: Uuid, changeable: &[Uuid]) -> Vec<Uuid> {
    let check = model.stops[&stop].check;
    let amended: BTreeSet<_> = model
        .drafts
        .values()
        .filter_map(|draft| draft.amends)
        .collect();
    let others = model.stops.iter().filter(|(id, other)| {
        let same = check.is_some() && other.check == check && **id != stop;
        let waits = !other.withdrawn && !other.reflected && !amended.contains(id);
        same && waits && changeable.contains(id)
    });
    [vec![stop], others.map(|(id, _)| *id).collect()].concat()
}

pub fn withdraw(phone: &mut Phone, pick: u32, truth: i64) -> Told {
    let Some(stop) = stop(phone, pick) else {
        return Ok("no stop");
    };
    let step = phone.step(
        |device| device.withdraw(StopId(stop), WithdrawReason::WrongSubject),
        |model, _| {
            let Some(withdrawn) = model.stops.get_mut(&stop) else {
                return;
            };
            withdrawn.withdrawn = true;
            if let Some(query) = model.queries.get_mut(&withdrawn.query) {
                query.led = Led::Freed;
            }
            model.drafts.retain(|_, draft| draft.amends != Some(stop));
        },
    )?;
    match step {
        Step::Refused(DeviceError::Gone) if too_old(&phone.model, stop, truth) => {
            return Ok("refused: gone");
        }
        step @ (Step::Done(_) | Step::Refused(_) | Step::Killed) => done!(Ok::<_, Wrong>(step)),
    };
    Ok("withdrawn")
}
