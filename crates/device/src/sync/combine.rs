//! Central's counts and what central cannot know yet, as one.

use proco_domain::time::{Hour, UtcMillis};
use proco_exchange::frequency::{FrequencyAnswer, Window, WindowCount};

use crate::show;
use crate::store::counts::OwnCounts;
use crate::view::{CentreAnswer, Counts};

/// Adds the phone's own rows that are not uploaded to what central answered.
#[must_use]
pub(super) fn combine(central: &FrequencyAnswer, own: &OwnCounts, now: UtcMillis) -> CentreAnswer {
    let windows = Window::ALL
        .into_iter()
        .map(|window| {
            let (there, here) = (
                find(&central.windows, window),
                find(&own.counts.windows, window),
            );
            WindowCount {
                window,
                queries: there.queries.saturating_add(here.queries),
                stops: there.stops.saturating_add(here.stops),
                found_nothing: there.found_nothing.saturating_add(here.found_nothing),
            }
        })
        .collect();
    let told = central.spare_until.map(end);
    let advisory = own.advisory_until.max(told).filter(|until| *until > now);
    CentreAnswer::Known {
        counts: Counts {
            windows,
            last_query: own
                .counts
                .last_query
                .max(central.last_query.map(Hour::start)),
            last_stop: own.counts.last_stop.max(central.last_stop.map(Hour::start)),
            as_of: central.as_of,
        },
        advisory: show::advisory(advisory),
    }
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
            as_of: now.plus_millis(-400),
        };
        let own = OwnCounts {
            counts: Counts {
                windows: windows(2, 1, 0),
                last_query: Some(now.minus_hours(1)),
                last_stop: Some(now.minus_hours(1)),
                as_of: now,
            },
            advisory_until: None,
        };
        let CentreAnswer::Known { counts, advisory } = combine(&central, &own, now) else {
            panic!("central answered");
        };
        assert_eq!(counts.windows, windows(9, 4, 2));
        assert_eq!(counts.last_query, Some(now.minus_hours(1)));
        assert_eq!(counts.as_of, central.as_of);
        let until = advisory.unwrap().until;
        assert_eq!(
            until,
            Hour(now.hour().0 + 1).start().plus_millis(-1),
            "to the end of its hour"
        );
    }
}
