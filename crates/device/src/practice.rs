//! [`Practice`]: what a practice stop has beyond its records, which is nothing that sends.

use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;
use proco_exchange::frequency::{Window, WindowCount};
use proco_practice::invented::{self, Invented};

use crate::answer::{AdvisoryView, CentralAnswer, Counts, Seen};
use crate::beyond::Beyond;
use crate::store::StoreError;

/// Stands where a phone has its courier. It has no field, so that there is nothing in it to send with.
pub struct Practice;

impl Beyond for Practice {
    fn recorded(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn refreshed(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Of a subject that is not invented nothing may be said: zeros would pass for the truth.
    fn may_be_asked(&self, subject: &Subject) -> bool {
        !subject.can_be_found() || invented::found(subject).is_some()
    }
}

impl Practice {
    /// What the data file says of a subject in place of central, with what was practised on it so far.
    pub(crate) fn answer(
        subject: &Subject,
        own: &Counts,
        own_advisory: Option<AdvisoryView>,
        now: UtcMillis,
    ) -> CentralAnswer {
        let Some(known) = invented::found(subject) else {
            return CentralAnswer::Nobody;
        };
        let before = |hours: Option<u32>| {
            hours.map(|hours| Seen::by_central(now.minus_hours(hours).hour(), now))
        };
        let last_stop = before(known.last_stop_hours);
        let advised = known.spared_days.map(|days| AdvisoryView {
            until: now.plus_days(days),
            on: last_stop,
        });
        CentralAnswer::Known {
            counts: Counts {
                windows: windows(known, own),
                last_query: Seen::later(own.last_query, before(known.last_query_hours)),
                last_stop: Seen::later(own.last_stop, last_stop),
                as_of: now,
                incomplete: false,
            },
            advisory: AdvisoryView::longer(own_advisory, advised),
            advisory_ended: None,
        }
    }
}

fn windows(known: &Invented, own: &Counts) -> Vec<WindowCount> {
    let of = |window: Window| {
        let (told, here) = (
            known.windows.of(window),
            own.windows.iter().find(|each| each.window == window),
        );
        let sum = |told: u32, here: fn(&WindowCount) -> u32, own: Option<&WindowCount>| {
            told.saturating_add(own.map_or(0, here))
        };
        WindowCount {
            window,
            queries: sum(told.queries, |own| own.queries, here),
            stops: sum(told.stops, |own| own.stops, here),
            found_nothing: sum(told.found_nothing, |own| own.found_nothing, here),
        }
    };
    Window::ALL.map(of).to_vec()
}
