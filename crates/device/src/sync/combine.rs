//! The sum of central's counts and of the records that central cannot have yet.

use proco_domain::time::{Hour, UtcMillis};
use proco_exchange::frequency::{FrequencyAnswer, MOST, Window, WindowCount};

use crate::answer::{AdvisoryView, CentralAnswer, Counts, Seen};
use crate::store::counts::OwnCounts;
use crate::store::queries::Counted;

/// Adds the phone's own rows that are not uploaded to what central answered, and leaves the look-up itself out where central
/// counts it by now.
#[must_use]
pub(super) fn combine(
    central: &FrequencyAnswer,
    own: &OwnCounts,
    itself: Option<&Counted>,
    now: UtcMillis,
    incomplete: bool,
) -> CentralAnswer {
    let windows = Window::ALL
        .into_iter()
        .map(|window| {
            let (there, here) = (
                find(&central.windows, window),
                find(&own.counts.windows, window),
            );
            let start = central.as_of.minus_hours(window.hours()).hour();
            let is_in = itself.is_some_and(|itself| itself.hour >= start);
            let itself = u32::from(is_in && there.queries < MOST);
            WindowCount {
                window,
                queries: sum(there.queries.saturating_sub(itself), here.queries),
                stops: sum(there.stops, here.stops),
                found_nothing: sum(there.found_nothing, here.found_nothing),
            }
        })
        .collect::<Vec<_>>();
    let told = central.spare_until.map(|until| AdvisoryView {
        until: end(until),
        on: central.spared_on.map(Seen::Day),
    });
    // Of the stop on which it rests central tells the day, so only a find of a later day is surely a later one.
    let found = own.linked.filter(|found| {
        let day = Hour::of(found.local_date());
        central.spared_on.is_some_and(|on| on < day)
    });
    let told = told.filter(|_| found.is_none());
    // Records before the longest window are in no count, and would contradict the windows.
    let oldest = central.as_of.minus_hours(Window::Year.hours()).hour();
    let last = |hour: Option<Hour>| {
        let hour = hour.filter(|hour| *hour >= oldest);
        hour.map(|hour| Seen::by_central(hour, central.as_of))
    };
    let last_query = match itself {
        // The window of 24 hours holds no other look-up, so the last one that central tells of is this one.
        Some(itself) if windows[0].queries == 0 && central.last_query == Some(itself.hour) => {
            itself.last_before
        }
        Some(_) | None => last(central.last_query),
    };
    let advisory = AdvisoryView::longer(own.advisory, told).filter(|advisory| advisory.until > now);
    let ended = Seen::later(found.map(Seen::Moment), central.spare_ended.map(Seen::Day));
    CentralAnswer::Known {
        counts: Counts {
            windows,
            last_query: Seen::later(own.counts.last_query, last_query),
            last_stop: Seen::later(own.counts.last_stop, last(central.last_stop)),
            as_of: central.as_of,
            incomplete,
        },
        advisory,
        advisory_ended: ended.filter(|_| advisory.is_none()),
    }
}

/// The sum, capped as central's counts are: one at the cap may stand for more.
fn sum(there: u32, here: u32) -> u32 {
    there.saturating_add(here).min(MOST)
}

/// The last moment of an hour.
fn end(hour: Hour) -> UtcMillis {
    Hour(hour.0.saturating_add(1)).start().plus_millis(-1)
}

fn find(windows: &[WindowCount], window: Window) -> WindowCount {
    let found = windows.iter().find(|count| count.window == window);
    found.copied().unwrap_or(WindowCount {
        window,
        queries: 0,
        stops: 0,
        found_nothing: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(queries: u32, stops: u32, found_nothing: u32) -> Vec<WindowCount> {
        Window::ALL
            .into_iter()
            .map(|window| WindowCount {
                window,
                queries,
                stops,
                found_nothing,
            })
            .collect()
    }

    #[test]
    fn what_is_not_uploaded_is_added_and_the_moment_is_that_of_central() {
        let now = UtcMillis(1_795_000_000_000);
        let central = FrequencyAnswer {
            windows: windows(7, 3, 2),
            last_query: Some(now.minus_hours(5).hour()),
            last_stop: None,
            spare_until: Some(now.hour()),
            spared_on: None,
            spare_ended: None,
            as_of: now.plus_millis(-400),
        };
        let own = OwnCounts {
            counts: Counts {
                windows: windows(2, 1, 0),
                last_query: Some(Seen::Moment(now.minus_hours(1))),
                last_stop: Some(Seen::Moment(now.minus_hours(1))),
                as_of: now,
                incomplete: false,
            },
            advisory: None,
            linked: None,
            ended: None,
        };
        let CentralAnswer::Known {
            counts, advisory, ..
        } = combine(&central, &own, None, now, false)
        else {
            panic!("central answered");
        };
        assert_eq!(counts.windows, windows(9, 4, 2));
        assert_eq!(counts.last_query, Some(Seen::Moment(now.minus_hours(1))));
        assert_eq!(counts.as_of, central.as_of);
        let until = advisory.unwrap().until;
        assert_eq!(
            until,
            Hour(now.hour().0 + 1).start().plus_millis(-1),
            "to the end of its hour"
        );
    }

    #[test]
    fn a_sum_says_no_more_than_central_does() {
        assert_eq!(sum(MOST, 3), MOST, "as many or more");
        assert_eq!(sum(MOST - 2, 1), MOST - 1);
        assert_eq!(sum(u32::MAX, 1), MOST);
    }

    #[test]
    fn the_last_one_is_as_fine_as_it_is_known_and_lies_in_the_longest_window() {
        let now = UtcMillis(1_795_000_000_000);
        let last_stop = |here: Option<UtcMillis>, there: Option<Hour>| {
            let central = FrequencyAnswer {
                windows: windows(0, 0, 0),
                last_query: None,
                last_stop: there,
                spare_until: None,
                spared_on: None,
                spare_ended: None,
                as_of: now,
            };
            let own = OwnCounts {
                counts: Counts {
                    windows: windows(0, 0, 0),
                    last_query: None,
                    last_stop: here.map(Seen::Moment),
                    as_of: now,
                    incomplete: false,
                },
                advisory: None,
                linked: None,
                ended: None,
            };
            match combine(&central, &own, None, now, false) {
                CentralAnswer::Known { counts, .. } => counts.last_stop,
                CentralAnswer::Offline
                | CentralAnswer::Unavailable { .. }
                | CentralAnswer::Nobody => None,
            }
        };
        let hour = now.minus_hours(3).hour();
        let (in_it, after) = (hour.start().plus_millis(7), now.minus_hours(1));
        assert_eq!(last_stop(None, Some(hour)), Some(Seen::Hour(hour)));
        let before = now.minus_hours(9);
        assert_eq!(last_stop(Some(before), Some(hour)), Some(Seen::Hour(hour)));
        for here in [in_it, after] {
            assert_eq!(last_stop(Some(here), Some(hour)), Some(Seen::Moment(here)));
        }
        let first = now.minus_hours(365 * 24).hour();
        let day = |hour: Hour| Hour(hour.0 - hour.0 % 24);
        assert_eq!(last_stop(None, Some(first)), Some(Seen::Day(day(first))));
        assert_eq!(last_stop(None, Some(Hour(first.0 - 1))), None);
        // Central knows the day of what lies four weeks back.
        let old = now.minus_hours(28 * 24).hour();
        assert_eq!(last_stop(None, Some(old)), Some(Seen::Hour(old)));
        let older = Hour(old.0 - 1);
        assert_eq!(last_stop(None, Some(older)), Some(Seen::Day(day(older))));
        let that_day = older.start().plus_millis(1);
        let seen = last_stop(Some(that_day), Some(older));
        assert_eq!(seen, Some(Seen::Moment(that_day)), "the phone knows more");
    }
}
