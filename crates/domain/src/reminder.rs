//! When an officer is reminded of looking back: at times of the day that the officer chose.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::codes::codes;
use crate::time::UtcMillis;

/// The most reminders of one day: a phone that rings often is put off altogether.
pub const MOST_REMINDERS: usize = 3;

/// A time of the day to the minute, as the clocks in the Netherlands show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

codes! {
    /// The language of a reminder: it is said outside of the screens.
    pub enum Language {
        /// Dutch.
        Dutch = "nl",
        /// English.
        English = "en",
    }
}

/// It is no time of the day, or is not written as `07:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no time of the day")]
pub struct NotATime;

impl TimeOfDay {
    /// The time so many minutes after midnight.
    ///
    /// # Errors
    /// When the day is over by then.
    pub fn of_minute(minute: u16) -> Result<Self, NotATime> {
        if minute < 24 * 60 {
            Ok(Self(minute))
        } else {
            Err(NotATime)
        }
    }

    /// Minutes after midnight.
    #[must_use]
    pub fn minute(self) -> u16 {
        self.0
    }

    /// The same for a calendar.
    fn naive(self) -> NaiveTime {
        NaiveTime::from_num_seconds_from_midnight_opt(u32::from(self.0) * 60, 0)
            .expect("a time of the day is within the day")
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NotATime;

    fn try_from(text: String) -> Result<Self, NotATime> {
        let (hours, minutes) = text.split_once(':').ok_or(NotATime)?;
        let two_digits = |part: &str, below: u16| {
            let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            let number = part.parse().ok().filter(|number: &u16| *number < below);
            number.filter(|_| digits).ok_or(NotATime)
        };
        Ok(Self(two_digits(hours, 24)? * 60 + two_digits(minutes, 60)?))
    }
}

impl From<TimeOfDay> for String {
    fn from(TimeOfDay(minute): TimeOfDay) -> Self {
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }
}

/// The first moment after `after` at which the clocks show one of these times. A time that the clocks skip in spring is an
/// hour later on that day; of one that they repeat in autumn it is the first.
#[must_use]
pub fn next(times: &[TimeOfDay], after: UtcMillis) -> Option<UtcMillis> {
    let today = after.local_date();
    let days = [Some(today), today.succ_opt()];
    days.into_iter()
        .flatten()
        .flat_map(|day| times.iter().map(move |time| day.and_time(time.naive())))
        .filter_map(UtcMillis::of_local)
        .filter(|at| *at > after)
        .min()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn times(written: &[&str]) -> Vec<TimeOfDay> {
        let read = |text: &&str| TimeOfDay::try_from((*text).to_owned()).unwrap();
        written.iter().map(read).collect()
    }

    fn utc(text: &str) -> UtcMillis {
        UtcMillis(
            DateTime::parse_from_rfc3339(text)
                .unwrap()
                .timestamp_millis(),
        )
    }

    #[test]
    fn a_time_is_written_with_two_digits_each() {
        for text in ["00:00", "07:05", "23:59"] {
            assert_eq!(String::from(times(&[text])[0]), text);
        }
        for text in [
            "",
            "7:05",
            "07:5",
            "24:00",
            "23:60",
            "07:05:00",
            "+7:05",
            "0705",
            "٠٧:٠٥",
        ] {
            assert_eq!(
                TimeOfDay::try_from(text.to_owned()),
                Err(NotATime),
                "{text}"
            );
        }
        assert_eq!(TimeOfDay::of_minute(1440), Err(NotATime));
        assert_eq!(TimeOfDay::of_minute(1439), Ok(times(&["23:59"])[0]));
    }

    #[test]
    fn the_next_one_is_that_of_the_clocks_here() {
        let shifts = times(&["07:00", "15:00", "23:00"]);
        for (after, at) in [
            ("2026-11-28T05:59:59Z", "2026-11-28T06:00:00Z"),
            ("2026-11-28T06:00:00Z", "2026-11-28T14:00:00Z"),
            ("2026-11-28T22:30:00Z", "2026-11-29T06:00:00Z"),
            // After midnight here, before it in UTC.
            ("2026-07-01T22:30:00Z", "2026-07-02T05:00:00Z"),
        ] {
            assert_eq!(next(&shifts, utc(after)), Some(utc(at)), "after {after}");
        }
        assert_eq!(next(&[], utc("2026-11-28T06:00:00Z")), None);
    }

    #[test]
    fn a_skipped_hour_and_a_repeated_one_ring_once() {
        let night = times(&["02:30"]);
        // In spring there is no half past two; in autumn there are two.
        for (after, at, then) in [
            (
                "2026-03-28T12:00:00Z",
                "2026-03-29T01:30:00Z",
                "2026-03-30T00:30:00Z",
            ),
            (
                "2026-10-24T12:00:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-26T01:30:00Z",
            ),
        ] {
            assert_eq!(next(&night, utc(after)), Some(utc(at)));
            assert_eq!(next(&night, utc(at)), Some(utc(then)));
        }
    }
}
