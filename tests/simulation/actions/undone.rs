//! What an officer decides, and takes back within its ten seconds.

use std::collections::BTreeMap;

use proco_device::{Device, DeviceError};
use uuid::Uuid;

use super::{Told, refused};
use crate::model::{Draft, Led, PhoneModel, Stop};
use crate::phone::{Phone, Step, Wrong};

/// The last decision, and what it changed in the model.
pub struct Decision {
    /// When it was made, by the true time.
    at: i64,
    /// The same by the clock of the phone.
    shown: i64,
    /// What its look-ups had led to.
    led: BTreeMap<Uuid, Led>,
    /// Its stops, as they were before: none that it made.
    stops: BTreeMap<Uuid, Option<Stop>>,
    /// The drafts that it removed.
    drafts: BTreeMap<Uuid, Draft>,
}

impl Decision {
    /// The difference that a decision made.
    fn between(before: &PhoneModel, after: &PhoneModel, shown: i64) -> Self {
        let led = before.queries.iter().filter_map(|(id, query)| {
            let now = after.queries.get(id)?;
            (now.led != query.led).then_some((*id, query.led))
        });
        let stops = after.stops.iter().filter_map(|(id, stop)| {
            let then = before.stops.get(id);
            let same = then.is_some_and(|then| then.revision == stop.revision);
            (!same).then(|| (*id, then.cloned()))
        });
        let removed = before.drafts.iter();
        let removed = removed.filter(|(id, _)| !after.drafts.contains_key(id));
        let drafts = removed.map(|(id, draft)| {
            // Where another subject took its place in the check, it comes back as a further one.
            let mut others = before.drafts.iter();
            let next = others.find(|(id, other)| {
                let now = after.drafts.get(id);
                other.joins == Some(draft.query) && now.is_some_and(|now| now.joins.is_none())
            });
            match next {
                Some((_, next)) => {
                    let joins = Some(next.query);
                    (
                        draft.query,
                        Draft {
                            joins,
                            ..draft.clone()
                        },
                    )
                }
                None => (*id, draft.clone()),
            }
        });
        Self {
            at: after.truth,
            shown,
            led: led.collect(),
            stops: stops.collect(),
            drafts: drafts.collect(),
        }
    }

    /// Whether it is about a record, which must not be sent while it can be taken back.
    pub fn is_about(&self, record: Uuid) -> bool {
        self.led.contains_key(&record) || self.stops.contains_key(&record)
    }

    /// Whether it can still be taken back.
    pub fn is_fresh(&self, truth: i64) -> bool {
        self.at == truth
    }

    /// Whether its ten seconds are not over by the clock of the phone, which may have been set meanwhile.
    pub fn is_fresh_by_clock(&self, now: i64) -> bool {
        (0..10_000).contains(&(now - self.shown))
    }

    fn take_back(&self, model: &mut PhoneModel, truth: i64) {
        for (id, led) in &self.led {
            if let Some(query) = model.queries.get_mut(id) {
                query.led = *led;
            }
        }
        for (id, before) in &self.stops {
            let now = model.stops.remove(id);
            if let (Some(before), Some(now)) = (before, now) {
                let at = now.at;
                model.stops.insert(
                    *id,
                    Stop {
                        at,
                        ..before.clone()
                    },
                );
            }
        }
        for (id, draft) in &self.drafts {
            let touched = truth;
            let draft = draft.clone();
            model.drafts.insert(*id, Draft { touched, ..draft });
        }
    }
}

/// One step that is a decision. Whether the officer can take it back is `undoable`, unless central may have one of its
/// records, or this phone was put back from a copy.
pub fn decide<T>(
    phone: &mut Phone,
    undoable: bool,
    ask: impl FnOnce(&Device) -> Result<T, DeviceError>,
    acknowledge: impl FnOnce(&mut PhoneModel, &T),
) -> Result<Step<T>, Wrong> {
    let before = phone.model.clone();
    let ledger = phone.ledger();
    let last = phone.last.take();
    let step = phone.step(ask, acknowledge)?;
    if matches!(step, Step::Refused(_)) {
        phone.last = last;
    }
    if matches!(step, Step::Done(_)) {
        let decision = Decision::between(&before, &phone.model, phone.now().0);
        let names = ledger.queries.iter();
        let mut named = names.filter(|(_, row)| row.report.is_some());
        let known = ledger.counts_anew || named.any(|(id, _)| decision.is_about(*id));
        let nothing = decision.led.is_empty() && decision.stops.is_empty();
        let nothing = nothing && decision.drafts.is_empty();
        let can = phone.device().can_take_back().is_some();
        if undoable && !can && !known && !nothing {
            return Err("a decision cannot be taken back within its time".to_owned());
        }
        phone.last = (can && !nothing).then_some(decision);
    }
    Ok(step)
}

/// Takes the last decision back.
pub fn take_back(phone: &mut Phone, truth: i64) -> Told {
    let last = phone.last.take();
    let Some(last) = last.filter(|last| last.is_fresh(truth)) else {
        return Ok("nothing to take back");
    };
    done!(phone.step(Device::take_back, |model, ()| last.take_back(model, truth)));
    Ok("taken back")
}
