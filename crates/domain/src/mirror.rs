//! The mirror: what an officer's own records of a year say, for that officer alone.
//!
//! [`Counting`] takes the records one by one, in any order, and holds a bounded number of counters and texts however
//! many there are. It gives counts and how much they say, and nothing that ranks: no mean, no target, no streak.
//!
//! The unit is a stop, as in the figures of a team: a check of two persons is two stops, and its reflection counts
//! for both.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::Serialize;

use crate::explanation::ReasonTold;
use crate::ground::GroundCode;
use crate::ids::StopId;
use crate::outcome::Link;
use crate::reflection::{DoAgain, Reflection, Theme};
use crate::text::FreeText;
use crate::time::{Hour, UtcMillis};
use crate::treatment::{Rating, Ratings};

mod share;

pub use share::{Certainty, Share, Spread};

/// How many weeks the mirror looks back, that of today among them. The phone keeps a record for a year.
pub const WEEKS: usize = 53;

/// How many of the own words about a next time are shown: the newest.
pub const NEXT_TIMES: usize = 20;

/// Within how many days before it the same subject was stopped, where a stop counts as a repeated one. Central counts so
/// too.
pub const REPEATED_WITHIN_DAYS: u32 = 30;

/// What the own records say.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Mirror {
    /// The weeks from the first that has a record until today's, oldest first.
    pub weeks: Vec<MirrorWeek>,
    /// How many stops were made in them and stand.
    pub stops: u32,
    /// How many look-ups in them were left alone.
    pub left: u32,
    /// Stops that found something.
    pub found: Share,
    /// The grounds that were used, in the order of their list.
    pub grounds: Vec<GroundYield>,
    /// Stops of a subject that this officer had stopped in the 30 days before.
    pub repeats: Share,
    /// Stops of which the reason was told before anybody asked.
    pub told_unasked: Share,
    /// Stops by whether the reason was told, each answer once.
    pub reason_told: Vec<Times<ReasonTold>>,
    /// The own ratings by month, newest first; months without any are left out.
    pub ratings: Vec<RatedMonth>,
    /// Stops with a reflection.
    pub reflected: Share,
    /// Reflections by whether the officer would do the same again, each answer once.
    pub do_again: Vec<Times<DoAgain>>,
    /// The themes that were named, in the order of their list; a reflection may name several.
    pub themes: Vec<Times<Theme>>,
    /// What the officer wrote in the newest reflections, newest first.
    pub next_time: Vec<NextTime>,
    /// Stops that could not be read and are in no figure.
    pub unreadable: u32,
}

/// One week by the clocks here, Monday to Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MirrorWeek {
    /// The first moment of its Monday in UTC: it names the day, for showing only.
    pub monday: UtcMillis,
    /// Stops of the week that stand.
    pub stops: u32,
    /// Look-ups of the week that were left alone.
    pub left: u32,
}

/// What the stops on one ground found. A stop may have several grounds, and counts for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GroundYield {
    /// The ground on which these stops were made, alone or with others.
    pub code: GroundCode,
    /// Stops that found something, of all on this ground.
    pub found: Share,
    /// Of those, the ones that found what their grounds pointed to.
    pub linked: u32,
}

/// How often one answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Times<T> {
    /// The answer that is counted, one of its closed list.
    pub code: T,
    /// On how many stops it was given.
    pub times: u32,
}

/// The own ratings of a month: of each aspect how often a 1, 2, 3, 4 and 5 were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RatedMonth {
    /// The year of the calendar.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// The statement "I let the other person speak".
    pub voice: [u32; 5],
    /// The statement "I was neutral".
    pub neutral: [u32; 5],
    /// The statement "I was respectful".
    pub respect: [u32; 5],
    /// The statement "I was trustworthy".
    pub trust: [u32; 5],
}

/// What a reflection said of a next time. It is shown to its officer and never sent.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NextTime {
    /// The stop that was looked back on.
    pub stop: StopId,
    /// When that stop was made.
    pub at: UtcMillis,
    /// Whether the officer would do the same again.
    pub do_again: DoAgain,
    /// The officer's own words.
    pub note: FreeText,
}

/// A stop as the mirror counts it, in its newest revision.
pub struct SeenStop {
    /// Identifies the stop on this phone, so that the officer can open it from the mirror.
    pub id: StopId,
    /// When it was made.
    pub at: UtcMillis,
    /// The grounds that justified it, each counted once.
    pub grounds: BTreeSet<GroundCode>,
    /// Whether the reason was told.
    pub reason_told: ReasonTold,
    /// How the officer rated the treatment.
    pub ratings: Ratings,
    /// Whether what was found is what the grounds pointed to; `None` where nothing was found.
    pub found: Option<Link>,
    /// The reflection, once there is one.
    pub reflection: Option<Reflection>,
}

#[derive(Clone, Copy, Default)]
struct OfWeek {
    stops: u32,
    left: u32,
}

#[derive(Clone, Copy, Default)]
struct OfGround {
    stops: u32,
    found: u32,
    linked: u32,
}

#[derive(Clone, Copy, Default)]
struct OfMonth {
    voice: [u32; 5],
    neutral: [u32; 5],
    respect: [u32; 5],
    trust: [u32; 5],
}

/// The mirror in the making. Its size is bounded by the closed lists, [`WEEKS`] and [`NEXT_TIMES`].
pub struct Counting {
    /// The Monday of the week of today.
    monday: NaiveDate,
    /// By how many weeks ago.
    weeks: [OfWeek; WEEKS],
    found: u32,
    grounds: BTreeMap<GroundCode, OfGround>,
    repeats: u32,
    reason_told: BTreeMap<ReasonTold, u32>,
    ratings: BTreeMap<(i32, u32), OfMonth>,
    do_again: BTreeMap<DoAgain, u32>,
    themes: BTreeMap<Theme, u32>,
    next_time: BTreeMap<(UtcMillis, StopId), NextTime>,
    unreadable: u32,
}

impl Counting {
    /// Nothing is counted yet; `now` decides which weeks are looked at.
    #[must_use]
    pub fn until(now: UtcMillis) -> Self {
        Self {
            monday: monday_of(now.local_date()),
            weeks: [OfWeek::default(); WEEKS],
            found: 0,
            grounds: BTreeMap::new(),
            repeats: 0,
            reason_told: BTreeMap::new(),
            ratings: BTreeMap::new(),
            do_again: BTreeMap::new(),
            themes: BTreeMap::new(),
            next_time: BTreeMap::new(),
            unreadable: 0,
        }
    }

    /// A moment before which no record counts, for whoever reads them from a store: a day early at most. Which record
    /// counts is decided by its date here.
    #[must_use]
    pub fn earliest(&self) -> UtcMillis {
        Hour::of(self.monday_of_week(WEEKS - 1))
            .start()
            .minus_hours(24)
    }

    /// Counts a stop that stands.
    pub fn stop(&mut self, stop: SeenStop) {
        let date = stop.at.local_date();
        let Some(week) = self.week(date) else {
            return;
        };
        self.weeks[week].stops += 1;
        let (found, linked) = match stop.found {
            None => (0, 0),
            Some(Link::Unlinked) => (1, 0),
            Some(Link::Linked) => (1, 1),
        };
        self.found += found;
        for code in &stop.grounds {
            let of = self.grounds.entry(*code).or_default();
            of.stops += 1;
            of.found += found;
            of.linked += linked;
        }
        *self.reason_told.entry(stop.reason_told).or_default() += 1;
        self.rate(date, &stop.ratings);
        let Some(reflection) = stop.reflection else {
            return;
        };
        *self.do_again.entry(reflection.do_again).or_default() += 1;
        for theme in &reflection.themes {
            *self.themes.entry(*theme).or_default() += 1;
        }
        if let Some(note) = reflection.note {
            self.keep(NextTime {
                stop: stop.id,
                at: stop.at,
                do_again: reflection.do_again,
                note,
            });
        }
    }

    /// Says of a counted stop, made at this moment, that its subject was stopped within [`REPEATED_WITHIN_DAYS`] before.
    pub fn repeated(&mut self, at: UtcMillis) {
        self.repeats += u32::from(self.week(at.local_date()).is_some());
    }

    /// Counts a look-up that was left alone.
    pub fn left(&mut self, at: UtcMillis) {
        if let Some(week) = self.week(at.local_date()) {
            self.weeks[week].left += 1;
        }
    }

    /// Counts a stop of this moment that could not be read.
    pub fn unreadable(&mut self, at: UtcMillis) {
        self.unreadable += u32::from(self.week(at.local_date()).is_some());
    }

    /// The mirror over all that was counted so far.
    #[must_use]
    pub fn seen(self) -> Mirror {
        let stops = self.weeks.iter().map(|week| week.stops).sum();
        let first = self
            .weeks
            .iter()
            .rposition(|week| week.stops + week.left > 0)
            .unwrap_or(0);
        let week = |ago: usize| MirrorWeek {
            monday: Hour::of(self.monday_of_week(ago)).start(),
            stops: self.weeks[ago].stops,
            left: self.weeks[ago].left,
        };
        let of_ground = |(code, of): (&GroundCode, &OfGround)| GroundYield {
            code: *code,
            found: Share::of(of.found, of.stops),
            linked: of.linked,
        };
        Mirror {
            weeks: (0..=first).rev().map(week).collect(),
            stops,
            left: self.weeks.iter().map(|week| week.left).sum(),
            found: Share::of(self.found, stops),
            grounds: self.grounds.iter().map(of_ground).collect(),
            repeats: Share::of(self.repeats, stops),
            told_unasked: Share::of(times(&self.reason_told, ReasonTold::Unasked).times, stops),
            reason_told: ReasonTold::ALL
                .map(|code| times(&self.reason_told, code))
                .to_vec(),
            ratings: self.ratings.iter().rev().map(of_month).collect(),
            reflected: Share::of(self.do_again.values().sum(), stops),
            do_again: DoAgain::ALL
                .map(|code| times(&self.do_again, code))
                .to_vec(),
            themes: self
                .themes
                .keys()
                .map(|code| times(&self.themes, *code))
                .collect(),
            next_time: self.next_time.into_values().rev().collect(),
            unreadable: self.unreadable,
        }
    }

    /// How many weeks ago a day was; `None` for one that is too long ago. A day after this week, of a clock that was put
    /// back, counts in it.
    fn week(&self, date: NaiveDate) -> Option<usize> {
        let weeks = (self.monday - monday_of(date)).num_weeks();
        let weeks = usize::try_from(weeks.max(0)).ok()?;
        (weeks < WEEKS).then_some(weeks)
    }

    fn monday_of_week(&self, ago: usize) -> NaiveDate {
        let days = u64::try_from(ago).map_or(0, |ago| 7 * ago);
        self.monday - Days::new(days)
    }

    fn rate(&mut self, date: NaiveDate, ratings: &Ratings) {
        if ratings.is_empty() {
            return;
        }
        let month = self.ratings.entry((date.year(), date.month())).or_default();
        for (counts, rating) in [
            (&mut month.voice, ratings.voice),
            (&mut month.neutral, ratings.neutral),
            (&mut month.respect, ratings.respect),
            (&mut month.trust, ratings.trust),
        ] {
            let at = rating.map(|rating: Rating| usize::from(u8::from(rating)) - 1);
            if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
    }

    /// Keeps the words of a reflection, as long as they are among the newest. The reflection of a check of several
    /// subjects stands with each of its stops, and is shown once.
    fn keep(&mut self, next: NextTime) {
        let newest = self.next_time.len() == NEXT_TIMES;
        let oldest = self.next_time.first_key_value().map(|(key, _)| key.0);
        // Of a year of reflections nearly all are older than those that are kept.
        if newest && oldest.is_some_and(|oldest| next.at < oldest) {
            return;
        }
        let twin = self
            .next_time
            .range((next.at, StopId(uuid::Uuid::nil()))..=(next.at, StopId(uuid::Uuid::max())))
            .find(|(_, kept)| kept.note == next.note && kept.do_again == next.do_again);
        if let Some(key) = twin.map(|(key, _)| *key) {
            // Of such twins the same one is shown in whichever order they come.
            if key.1 <= next.stop {
                return;
            }
            self.next_time.remove(&key);
        }
        self.next_time.insert((next.at, next.stop), next);
        if self.next_time.len() > NEXT_TIMES {
            self.next_time.pop_first();
        }
    }
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    date.week(Weekday::Mon).first_day()
}

fn times<T: Copy + Ord>(counts: &BTreeMap<T, u32>, code: T) -> Times<T> {
    Times {
        code,
        times: counts.get(&code).copied().unwrap_or(0),
    }
}

fn of_month((&(year, month), of): (&(i32, u32), &OfMonth)) -> RatedMonth {
    RatedMonth {
        year,
        month,
        voice: of.voice,
        neutral: of.neutral,
        respect: of.respect,
        trust: of.trust,
    }
}
