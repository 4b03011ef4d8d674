//! Local time of the Netherlands, by the rules of the time-zone database. The screens get the changes of the clocks
//! from here as a list, and write and read local times by that list; `tests/clocks.json` has moments on which both agree.
//!
//! In spring the clocks skip an hour, in autumn they repeat one. Counting and comparing use UTC, which does
//! neither; local time is for what people read and type.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _};
use chrono_tz::Europe::Amsterdam;

use crate::time::{Epoch, Hour, UtcMillis};

/// A moment from which the clocks are so far ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockChange {
    /// The first hour of that period.
    pub from: Hour,
    /// How far ahead, in whole hours.
    pub ahead_hours: i32,
}

impl UtcMillis {
    /// The date in the Netherlands.
    #[must_use]
    pub fn local_date(self) -> NaiveDate {
        let hour = self.hour();
        Hour(hour.0.saturating_add_signed(ahead_hours(hour))).date()
    }

    /// The same time of day in the Netherlands, so many days later.
    #[must_use]
    pub fn same_local_time(self, days: i64) -> Self {
        let there = self.plus_millis(days * 24 * 3_600_000);
        let apart = ahead_hours(self.hour()) - ahead_hours(there.hour());
        there.plus_millis(i64::from(apart) * 3_600_000)
    }

    /// The first moment at which the clocks in the Netherlands show this. What they skip in spring is taken an hour later.
    #[must_use]
    pub(crate) fn of_local(shown: NaiveDateTime) -> Option<Self> {
        let at = |shown: NaiveDateTime| Amsterdam.from_local_datetime(&shown).earliest();
        let later = || at(shown.checked_add_signed(TimeDelta::hours(1))?);
        at(shown)
            .or_else(later)
            .map(|at| Self(at.timestamp_millis()))
    }
}

/// The state of the clocks at the beginning of these years, and each change in them. Empty if there is no such
/// year.
#[must_use]
pub fn clock_changes(years: RangeInclusive<u16>) -> Vec<ClockChange> {
    let first_hour = |year| Epoch::new(year, 1).map(|epoch| Hour::of(epoch.first_day()).0);
    let (Some(from), Some(to)) = (first_hour(*years.start()), first_hour(years.end() + 1)) else {
        return Vec::new();
    };
    let mut changes: Vec<ClockChange> = Vec::new();
    for hour in (from..to).map(Hour) {
        let ahead_hours = ahead_hours(hour);
        if changes
            .last()
            .is_none_or(|last| last.ahead_hours != ahead_hours)
        {
            changes.push(ClockChange {
                from: hour,
                ahead_hours,
            });
        }
    }
    changes
}

/// How far the clocks are ahead of UTC in an hour. Since 1940 that is a whole number of hours.
fn ahead_hours(hour: Hour) -> i32 {
    let seconds = i64::from(hour.0.min(Hour::LAST.0)) * 3600;
    let utc = DateTime::from_timestamp(seconds, 0)
        .expect("the calendar goes on after the year 9999")
        .naive_utc();
    let offset = Amsterdam.offset_from_utc_datetime(&utc).fix();
    offset.local_minus_utc() / 3600
}

#[cfg(test)]
mod tests {
    use chrono::{LocalResult, Utc};
    use serde::Deserialize;

    use super::*;

    /// What the screens are tested with (`ui/tests/local-time.test.ts`).
    #[derive(Deserialize)]
    struct Clocks {
        /// A moment, what the clocks say then, and which of the two it is in the hour that comes twice.
        moments: Vec<(String, String, Option<String>)>,
        /// A local time as it is typed, the latest moment that it can be, and the moment for which it is taken.
        typed: Vec<(String, Option<String>, String)>,
    }

    fn clocks() -> Clocks {
        serde_json::from_str(include_str!("../tests/clocks.json")).unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        let read = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%MZ");
        read.unwrap().and_utc()
    }

    fn hour(year: i32, month: u32, day: u32, hour: u32) -> Hour {
        Hour(Hour::of(NaiveDate::from_ymd_opt(year, month, day).unwrap()).0 + hour)
    }

    fn day(at: Hour) -> String {
        at.start().local_date().to_string()
    }

    #[test]
    fn the_clocks_change_at_one_utc_on_the_last_sundays_of_march_and_october() {
        let changes = clock_changes(2026..=2027);
        let told = changes
            .iter()
            .map(|change| (change.from, change.ahead_hours));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                (hour(2026, 1, 1, 0), 1),
                (hour(2026, 3, 29, 1), 2),
                (hour(2026, 10, 25, 1), 1),
                (hour(2027, 3, 28, 1), 2),
                (hour(2027, 10, 31, 1), 1),
            ]
        );
        assert_eq!(clock_changes(2024..=2080).len(), 1 + 2 * 57);
        assert_eq!(clock_changes(1960..=1961), []);
    }

    #[test]
    fn a_day_of_a_change_has_an_hour_less_or_an_hour_more() {
        let hours = |first: Hour| {
            let name = day(first);
            (first.0..).take_while(|at| day(Hour(*at)) == name).count()
        };
        // The first hour of these days is 23:00 UTC in winter and 22:00 in summer.
        assert_eq!(hours(hour(2026, 3, 28, 23)), 23);
        assert_eq!(hours(hour(2026, 10, 24, 22)), 25);
        assert_eq!(hours(hour(2026, 6, 9, 22)), 24);
    }

    #[test]
    fn a_day_and_a_year_turn_at_midnight_here() {
        assert_eq!(day(hour(2026, 6, 30, 21)), "2026-06-30");
        assert_eq!(day(hour(2026, 6, 30, 22)), "2026-07-01");
        assert_eq!(day(hour(2026, 12, 31, 22)), "2026-12-31");
        assert_eq!(day(hour(2026, 12, 31, 23)), "2027-01-01");
        assert_eq!(day(Hour(u32::MAX)), "9999-12-31");
    }

    #[test]
    fn the_moments_that_the_screens_are_tested_with_are_those_of_the_time_zone() {
        let rows = clocks().moments;
        assert!(rows.iter().any(|(_, _, twice)| twice.is_some()));
        for (at, said, twice) in rows {
            let utc = utc(&at);
            let here = utc.with_timezone(&Amsterdam);
            assert_eq!(here.format("%Y-%m-%dT%H:%M").to_string(), said, "{at}");
            let which = match Amsterdam.from_local_datetime(&here.naive_local()) {
                LocalResult::Ambiguous(first, _) if first == here => Some("summer"),
                LocalResult::Ambiguous(..) => Some("winter"),
                LocalResult::Single(_) | LocalResult::None => None,
            };
            assert_eq!(twice.as_deref(), which, "{at}");
            let moment = UtcMillis(utc.timestamp_millis());
            assert_eq!(moment.local_date(), here.date_naive(), "{at}");
        }
    }

    #[test]
    fn what_is_typed_on_the_screens_is_a_moment_by_the_rules_of_the_time_zone() {
        let hour = TimeDelta::hours(1);
        let mut found = [0; 3];
        for (text, latest, expected) in clocks().typed {
            let naive = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").unwrap();
            let (kind, moment) = match Amsterdam.from_local_datetime(&naive) {
                LocalResult::Single(one) => (0, one),
                // The later of two, unless that cannot be.
                LocalResult::Ambiguous(first, second) => {
                    let is_over = latest.is_some_and(|latest| second > utc(&latest));
                    (1, if is_over { first } else { second })
                }
                // The hour that is skipped: as much later.
                LocalResult::None => {
                    let before = Amsterdam.from_local_datetime(&(naive - hour));
                    (2, before.unwrap() + hour)
                }
            };
            found[kind] += 1;
            assert_eq!(moment, utc(&expected), "{text}");
        }
        assert!(found.iter().all(|times| *times > 0), "{found:?}");
    }
}
