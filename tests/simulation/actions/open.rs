//! What an officer does with checks that lie open.

use proco_device::DeviceError;
use proco_device::view::DraftView;

use super::{Told, answer, decide, finish, grounds, look_up, outcome, refused, start, why};
use crate::model::Draft;
use crate::phone::{Phone, Step, Wrong};

pub fn begin(phone: &mut Phone, subject: usize, truth: i64) -> Told {
    let view = done!(look_up(phone, subject, truth));
    let draft = done!(start(phone, view.query.0, subject, truth));
    let [grounds, ..] = grounds();
    done!(answer(phone, &draft, grounds, truth));
    Ok("begun")
}

/// Adds a subject to a check that lies open.
pub fn join(phone: &mut Phone, subject: usize, truth: i64) -> Told {
    let open = open(phone, truth)?;
    let Some(check) = open.filter(|draft| draft.amends.is_none() && !draft.afterwards) else {
        return begin(phone, subject, truth);
    };
    let query = done!(look_up(phone, subject, truth)).query;
    let step = phone.step(
        |device| device.join_check(query, check.id),
        |model, view| {
            let same = model.drafts.values();
            if same.into_iter().any(|draft| is_of(draft, subject)) {
                // This look-up led to nothing of its own.
                return;
            }
            let Some(key) = model.key_of(view) else {
                return;
            };
            let Draft {
                at, truth: begun, ..
            } = model.drafts[&key];
            let joined = Draft {
                query: query.0,
                subject,
                at,
                truth: begun,
                entered: false,
                touched: truth,
                amends: None,
                joins: Some(view.query.0),
            };
            model.drafts.insert(query.0, joined);
            if let Some(check) = model.drafts.get_mut(&key) {
                check.touched = truth;
            }
        },
    )?;
    match step {
        // It is in another check, or came to a stop before.
        Step::Refused(DeviceError::DraftOpen | DeviceError::Gone | DeviceError::Value) => {
            Ok("not added")
        }
        step @ (Step::Done(_) | Step::Refused(_) | Step::Killed) => {
            done!(Ok::<_, Wrong>(step));
            Ok("added")
        }
    }
}

/// Whether an open check is of a subject.
fn is_of(draft: &Draft, subject: usize) -> bool {
    draft.amends.is_none() && !draft.entered && draft.subject == subject
}

/// One of the drafts that lie open. One that was acknowledged is there for a week.
fn open(phone: &mut Phone, truth: i64) -> Result<Option<DraftView>, Wrong> {
    phone.check()?;
    let open = phone
        .device()
        .open_drafts()
        .map_err(|error| format!("{error:?}"))?;
    let which = usize::try_from(truth / 60_000).unwrap_or(0) % open.len().max(1);
    Ok(open.into_iter().nth(which))
}

pub fn go_on(phone: &mut Phone, found: bool, truth: i64) -> Told {
    let Some(draft) = open(phone, truth)? else {
        return Ok("no draft");
    };
    done!(phone.step(|device| device.go_on(draft.id), |_, _| ()));
    for change in grounds().into_iter().chain(outcome(found, false)) {
        done!(answer(phone, &draft, change, truth));
    }
    if draft.amends.is_some() {
        done!(answer(phone, &draft, why(), truth));
    }
    finish(phone, &draft, found)
}

pub fn discard(phone: &mut Phone, truth: i64) -> Told {
    let Some(draft) = open(phone, truth)? else {
        return Ok("no draft");
    };
    done!(decide(
        phone,
        draft.amends.is_some() || draft.afterwards,
        |device| device.discard_draft(draft.id),
        |model, ()| match draft.amends {
            Some(_) => {
                model.drafts.remove(&draft.id.0);
            }
            None if draft.afterwards => {
                model.drafts.remove(&draft.id.0);
            }
            None => {
                model.let_go_of(draft.query.0);
            }
        },
    ));
    Ok("thrown away")
}
