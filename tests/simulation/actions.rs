//! What an officer does on a phone, step by step, each of which the model follows.

use std::collections::BTreeSet;

use proco_device::view::{DraftView, LookUpView};
use proco_device::{Change, Device, DeviceError, StoreError};
use proco_domain::draft::ResultChoice;
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::ids::QueryId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::{Finding, Link};
use proco_domain::query::LeaveReason;
use proco_domain::reflection::DoAgain;
use proco_domain::stop::SpareDays;
use proco_domain::text::FreeText;
use uuid::Uuid;

use crate::model::{Draft, Led, Stop};
use crate::phone::{self, Phone, Step, Wrong};

const DAY: i64 = 24 * 3_600_000;

/// What became of an act: told in the log of the history.
pub type Told = Result<&'static str, Wrong>;

/// Goes on only when a step was acknowledged.
macro_rules! done {
    ($step:expr) => {
        match $step? {
            Step::Done(answer) => answer,
            Step::Killed => return Ok("killed"),
            Step::Refused(error) => return refused(&error),
        }
    };
}

mod entered;
mod open;
mod stops;
mod undone;
pub use entered::enter;
pub use open::{begin, discard, go_on, join};
pub use stops::{amend, reflect, withdraw};
pub use undone::{Decision, decide, take_back};

/// A refusal that can be right; any other is wrong.
fn refused(error: &DeviceError) -> Told {
    let right = [
        (DeviceError::DraftOpen, "refused: a draft is open"),
        (DeviceError::TooOld, "refused: too old"),
        (StoreError::DiskFull.into(), "refused: the disk is full"),
    ];
    let told = right.into_iter().find(|(right, _)| right == error);
    told.map(|(_, told)| told)
        .ok_or_else(|| format!("refused without a reason: {error:?}"))
}

/// Looks a subject up; the counts of this phone have to be right.
pub fn look_up(phone: &mut Phone, subject: usize, truth: i64) -> Result<Step<LookUpView>, Wrong> {
    let step = phone.step(
        |device| phone::look_up(device, subject),
        |model, view| phone::acknowledge_look_up(model, view, subject, truth),
    )?;
    if let Step::Done(view) = &step {
        if phone.model.clock_was_wrong || !phone.model.pending.is_empty() {
            phone.check()?;
        }
        for count in &view.local.windows {
            let after = view.local.as_of.0 - i64::from(count.window.hours()) * 3_600_000;
            let counted = [count.queries, count.stops, count.found_nothing];
            let model = &phone.model;
            let counts = |id, at| at > after && id != view.query.0 && !model.gone.contains(&id);
            let expected = model.count(subject, counts);
            if counted != expected {
                let window = count.window;
                return Err(format!(
                    "the phone counts {counted:?} in {window:?}, not {expected:?}"
                ));
            }
        }
    }
    Ok(step)
}

pub fn just_look_up(phone: &mut Phone, subject: usize, truth: i64) -> Told {
    done!(look_up(phone, subject, truth));
    Ok("looked up")
}

pub fn leave_it(phone: &mut Phone, subject: usize, reason: bool, truth: i64) -> Told {
    let view = done!(look_up(phone, subject, truth));
    if !view.recorded {
        return Ok("not recorded: the disk is full");
    }
    leave(phone, view.query.0, reason)
}

fn leave(phone: &mut Phone, query: Uuid, reason: bool) -> Told {
    let reason = reason.then_some(LeaveReason::NoGround);
    let step = decide(
        phone,
        true,
        |device| device.leave_it(QueryId(query), reason),
        |model, ()| {
            for query in [vec![query], model.let_go_of(query)].concat() {
                if let Some(query) = model.queries.get_mut(&query) {
                    query.led = Led::LeftIt;
                }
            }
        },
    )?;
    // Without its mark it cannot be sent again; whether that went too early, the check says.
    if matches!(step, Step::Refused(DeviceError::Gone)) && phone.has_no_mark(query) {
        phone.check()?;
        return Ok("refused: gone");
    }
    done!(Ok::<_, Wrong>(step));
    Ok("left it")
}

pub fn leave_after_all(phone: &mut Phone, pick: u32, truth: i64) -> Told {
    let open = phone.model.queries.iter().filter(|(_, query)| {
        matches!(query.led, Led::Open | Led::Freed) && query.truth > truth - 6 * DAY
    });
    let mut open: Vec<_> = open.map(|(id, query)| (query.truth, *id)).collect();
    open.sort_unstable();
    if open.is_empty() {
        return Ok("nothing to leave");
    }
    leave(phone, open[pick as usize % open.len()].1, false)
}

/// The first further subject of the open check that came from a look-up.
fn next_in_check(device: &Device, query: Uuid) -> Result<Option<Uuid>, DeviceError> {
    let open = device.open_drafts()?.into_iter();
    let mut checks = open.filter(|draft| draft.amends.is_none() && draft.query.0 == query);
    let next = checks
        .next()
        .and_then(|check| check.others.into_iter().next());
    Ok(next.map(|other| other.query.0))
}

/// Takes a look-up back that was typed wrong: one that was not decided, or left, in the last days.
pub fn mistype(phone: &mut Phone, pick: u32, truth: i64) -> Told {
    let some = phone.model.queries.iter().filter(|(_, query)| {
        let no_stop = matches!(query.led, Led::Open | Led::LeftIt | Led::Freed);
        no_stop && query.truth > truth - 10 * DAY
    });
    let mut some: Vec<_> = some.map(|(id, query)| (query.truth, *id)).collect();
    some.sort_unstable();
    if some.is_empty() {
        return Ok("nothing to take back");
    }
    let query = some[pick as usize % some.len()].1;
    phone.mistyped.insert(query);
    let freed = phone.model.queries[&query].led == Led::Freed;
    let step = decide(
        phone,
        true,
        |device| {
            let next = next_in_check(device, query)?;
            device.typed_wrong(QueryId(query)).map(|()| next)
        },
        |model, next| {
            if let Some(query) = model.queries.get_mut(&query) {
                query.led = Led::Mistyped;
            }
            model.take_out(query, *next);
        },
    )?;
    // Without its mark it still stands as what led to the stop that was withdrawn.
    if matches!(step, Step::Refused(DeviceError::Gone)) && freed && phone.has_no_mark(query) {
        return Ok("refused: gone");
    }
    done!(Ok::<_, Wrong>(step));
    Ok("taken back as typed wrong")
}

/// Begins a check, or goes on with the one of this subject that is open.
fn start(
    phone: &mut Phone,
    query: Uuid,
    subject: usize,
    truth: i64,
) -> Result<Step<DraftView>, Wrong> {
    phone.step(
        |device| device.start_check(QueryId(query)),
        |model, view| {
            if model.key_of(view).is_some() {
                // This look-up led to nothing of its own.
                return;
            }
            let draft = Draft {
                query,
                subject,
                at: view.started_at.0,
                truth,
                entered: false,
                touched: truth,
                amends: None,
                joins: None,
            };
            model.drafts.insert(view.id.0, draft);
        },
    )
}

fn answer(
    phone: &mut Phone,
    draft: &DraftView,
    change: Change,
    truth: i64,
) -> Result<Step<()>, Wrong> {
    phone.step(
        |device| device.save_field(draft.id, change).map(|_| ()),
        |model, ()| {
            let key = model.key_of(draft);
            if let Some(draft) = key.and_then(|key| model.drafts.get_mut(&key)) {
                draft.touched = truth;
            }
        },
    )
}

/// The answers of an outcome.
fn outcome(found: bool, spare: bool) -> Vec<Change> {
    if found {
        vec![
            Change::Spare(None),
            Change::Result(Some(ResultChoice::Found)),
            Change::Findings(BTreeSet::from([Finding::Warning])),
            Change::Link(Some(Link::Linked)),
        ]
    } else {
        let mut changes = vec![Change::Result(Some(ResultChoice::Nothing))];
        if spare {
            changes.push(Change::Spare(SpareDays::try_from(30).ok()));
        }
        changes
    }
}

fn grounds() -> [Change; 3] {
    [
        Change::Grounds(BTreeSet::from([GroundCode::VehicleDefect])),
        Change::LegalBasis(Some(LegalBasis::Wvw160)),
        Change::ReasonTold(Some(ReasonTold::Unasked)),
    ]
}

fn finish(phone: &mut Phone, draft: &DraftView, found: bool) -> Told {
    done!(decide(
        phone,
        true,
        |device| {
            let card = device.finish(draft.id, None)?;
            Ok((device.stop(card.id)?.others, card))
        },
        |model, (others, card)| {
            let Some(key) = model.key_of(draft) else {
                return;
            };
            let Some(own) = model.drafts.remove(&key) else {
                return;
            };
            if own.amends.is_some() {
                if let Some(stop) = model.stops.get_mut(&card.id.0) {
                    stop.revision += 1;
                    stop.found = found;
                    stop.reflected = !card.awaits_reflection;
                }
                return;
            }
            let check = (!draft.others.is_empty()).then_some(own.query);
            let joined = draft.others.iter().zip(others);
            let joined: Vec<_> = joined
                .filter_map(|(other, stop)| Some((stop.id.0, model.drafts.remove(&other.query.0)?)))
                .collect();
            for (id, draft) in [vec![(card.id.0, own)], joined].concat() {
                let stop = Stop {
                    query: draft.query,
                    subject: draft.subject,
                    at: draft.at,
                    truth: draft.truth,
                    entered: draft.entered,
                    revision: 1,
                    found,
                    withdrawn: false,
                    reflected: !card.awaits_reflection,
                    check,
                };
                model.stops.insert(id, stop);
                if let Some(query) = model.queries.get_mut(&draft.query) {
                    query.led = Led::Stop;
                }
            }
        },
    ));
    Ok("finished")
}

/// What of a check is to be answered.
#[derive(Clone, Copy)]
pub struct Answers {
    pub found: bool,
    pub spare: bool,
    pub reflect: bool,
}

pub fn check(phone: &mut Phone, subject: usize, answers: Answers, truth: i64) -> Told {
    let view = done!(look_up(phone, subject, truth));
    let draft = done!(start(phone, view.query.0, subject, truth));
    for change in grounds() {
        done!(answer(phone, &draft, change, truth));
    }
    for change in outcome(answers.found, answers.spare) {
        done!(answer(phone, &draft, change, truth));
    }
    if answers.reflect {
        done!(answer(
            phone,
            &draft,
            Change::DoAgain(Some(DoAgain::Yes)),
            truth
        ));
    }
    finish(phone, &draft, answers.found)
}

fn why() -> Change {
    let reason = FreeText::new("anders dan ik dacht").expect("a good text");
    Change::AmendReason(reason)
}
