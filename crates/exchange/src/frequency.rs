//! How often a subject was queried and stopped, as phone and central tell each other.
//!
//! Queries and stops are two counters and are never added up.

use serde::{Deserialize, Serialize};

use crate::Epoch;
use crate::Hour;
use crate::LIVE_EPOCHS;
use crate::list::codes;
use crate::object;
use crate::pseudonym::Pseudonym;

codes! {
    /// The windows over which is counted, back from now.
    pub enum Window {
        /// The last 24 hours.
        Day = "day",
        /// The last 7 days.
        Week = "week",
        /// The last 30 days.
        Month = "month",
        /// The last 365 days.
        Year = "year",
    }
}

impl Window {
    /// Its length in hours.
    #[must_use]
    pub fn hours(self) -> u32 {
        match self {
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
            Self::Year => 365 * 24,
        }
    }
}

/// How often a device may ask about the same subject in an hour of the clock. An officer's phone asks up
/// to three times for a look-up, and once more for the stop; a look-up that stays on its screen asks again as often as
/// this allows.
pub const SAME_SUBJECT_PER_HOUR: u8 = 6;

/// The cap of every count in central's answer: 1,000 stands for 1,000 or more. Nobody decides differently beyond
/// that, so central need not count further.
pub const MOST: u32 = 1_000;

/// The counts of one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WindowCount {
    /// The time back from now that is counted.
    pub window: Window,
    /// How often the subject was looked up.
    pub queries: u32,
    /// How often the subject was stopped.
    pub stops: u32,
    /// How many of the stops found nothing.
    pub found_nothing: u32,
}

/// The pseudonym of a subject in one epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EpochPseudonym {
    /// The epoch in which the pseudonym stands for the subject.
    pub epoch: Epoch,
    /// The pseudonym under that epoch's key.
    pub pseudonym: Pseudonym,
}

/// The most spellings under which one subject is asked for: documents of other countries print a name
/// otherwise.
pub const MOST_SPELLINGS: usize = proco_domain::subject::MOST_MARKS;

/// `POST /v1/frequencies`: one subject under the keys of at most five live epochs, in at most four
/// spellings. A record stands under one of them, so their counts are added up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FrequencyQuestion {
    /// One to four pseudonyms for each of one to five epochs: the same number for each epoch, and none twice.
    #[serde(deserialize_with = "object::each")]
    pub subject: Vec<EpochPseudonym>,
}

impl FrequencyQuestion {
    /// The number of spellings in the question; `None` if its pseudonyms cannot be of one subject.
    #[must_use]
    pub fn spellings(&self) -> Option<usize> {
        let mut asked: Vec<_> = self.subject.iter().collect();
        asked.sort_unstable_by_key(|one| (one.epoch, one.pseudonym));
        let is_twice = asked.windows(2).any(|pair| pair[0] == pair[1]);
        let epochs: Vec<_> = asked
            .chunk_by(|one, next| one.epoch == next.epoch)
            .collect();
        let spellings = epochs.first()?.len();
        let is_whole = epochs.iter().all(|epoch| epoch.len() == spellings);
        let is_one = spellings <= MOST_SPELLINGS && epochs.len() <= LIVE_EPOCHS;
        (is_one && is_whole && !is_twice).then_some(spellings)
    }
}

/// The answer of central.
///
/// Of a record whose event lies more than 28 days back ([`AMENDABLE_DAYS`](crate::report::AMENDABLE_DAYS))
/// central knows the day, in UTC, and counts it from the first hour of that day: it leaves the windows of 30
/// and 365 days up to 23 hours early.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FrequencyAnswer {
    /// One for each [`Window`], shortest first. 1,000 stands for 1,000 or more; where there are more,
    /// the newest 1,000 are counted.
    pub windows: Vec<WindowCount>,
    /// The hour of the last look-up; where it lies more than 28 days back, the first hour of its day in UTC.
    pub last_query: Option<Hour>,
    /// The hour of the last stop; where it lies more than 28 days back, the first hour of its day in UTC.
    pub last_stop: Option<Hour>,
    /// The subject is to be spared until the end of this hour; where the stop lies more than 28 days back,
    /// until the end of that day in UTC.
    pub spare_until: Option<Hour>,
    /// The day of the stop on which that rests: the first hour, in UTC, of its date in the Netherlands. A central of
    /// before this field does not tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spared_on: Option<Hour>,
    /// Nothing spares the subject any more, because a later stop found what its ground pointed to: the day of that stop,
    /// in the same form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spare_ended: Option<Hour>,
    /// The moment of central's clock at which this was true, in milliseconds since 1970 UTC.
    pub as_of: crate::UtcMillis,
}

impl FrequencyAnswer {
    /// Whether the answer is plausible: each window appears once, shortest first; a longer window never counts less
    /// than a shorter one; stops that found nothing never exceed stops; and the time is valid.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        let windows = &self.windows;
        let sound = |count: &WindowCount| count.found_nothing <= count.stops;
        let grow = |pair: &[WindowCount]| {
            pair[0].queries <= pair[1].queries
                && pair[0].stops <= pair[1].stops
                && pair[0].found_nothing <= pair[1].found_nothing
        };
        windows.iter().map(|count| count.window).eq(Window::ALL)
            && windows.iter().all(sound)
            && windows.windows(2).all(grow)
            && (crate::UtcMillis(0)..=Hour::LAST.start()).contains(&self.as_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(stops: [u32; 4], found_nothing: [u32; 4]) -> FrequencyAnswer {
        let window = |at: usize| WindowCount {
            window: Window::ALL[at],
            queries: 9,
            stops: stops[at],
            found_nothing: found_nothing[at],
        };
        FrequencyAnswer {
            windows: (0..4).map(window).collect(),
            last_query: None,
            last_stop: None,
            spare_until: None,
            spared_on: None,
            spare_ended: None,
            as_of: crate::UtcMillis(0),
        }
    }

    #[test]
    fn a_question_is_about_one_subject_in_as_many_spellings_for_each_epoch() {
        let newest = Epoch::new(2026, 4).unwrap();
        let epochs = Epoch::live_at(crate::UtcMillis(1_795_348_800_000));
        let of = |epoch, spelling| EpochPseudonym {
            epoch,
            pseudonym: Pseudonym::from_bytes([spelling; 16]),
        };
        let spellings = |subject: Vec<EpochPseudonym>| FrequencyQuestion { subject }.spellings();
        for count in 1..=4 {
            let all = epochs
                .iter()
                .flat_map(|epoch| (0..count).map(|n| of(*epoch, n)));
            assert_eq!(spellings(all.collect()), Some(usize::from(count)));
        }
        assert_eq!(spellings(Vec::new()), None);
        assert_eq!(spellings(vec![of(newest, 1), of(newest, 1)]), None, "twice");
        assert_eq!(spellings((0..5).map(|n| of(newest, n)).collect()), None);
        let uneven = vec![of(newest, 1), of(newest, 2), of(epochs[1], 1)];
        assert_eq!(spellings(uneven), None, "a second subject in one epoch");
    }

    #[test]
    fn an_empty_or_absurd_answer_is_none() {
        assert!(answer([0; 4], [0; 4]).is_possible());
        assert!(answer([1, 2, 2, 5], [0, 1, 2, 2]).is_possible());
        assert!(
            !answer([1, 2, 1, 5], [0; 4]).is_possible(),
            "a month has less than a week"
        );
        assert!(!answer([1; 4], [0, 0, 0, 2]).is_possible());
        let mut empty = answer([0; 4], [0; 4]);
        empty.windows.clear();
        assert!(
            !empty.is_possible(),
            "nothing would be shown as nothing known"
        );
        let mut twice = answer([0; 4], [0; 4]);
        twice.windows[1] = twice.windows[0];
        assert!(!twice.is_possible());
        for never in [i64::MIN, -1, i64::MAX] {
            let mut of_no_clock = answer([0; 4], [0; 4]);
            of_no_clock.as_of = crate::UtcMillis(never);
            assert!(!of_no_clock.is_possible(), "{never}");
        }
    }
}
