//! Which weeks are closed: by the clock, as far as it can be believed.
//!
//! A closed week stays closed, and what is published of it stays published. So a clock that jumps
//! ahead must not close the weeks to come. A running server sees each week turn: one week more is
//! believed at once. More than that is a jump, or a centre that was away for weeks; then nothing is
//! closed before the clock has said so for a day, in which somebody can put it right. Meanwhile
//! reports count in the weeks that stayed open, where they belong. Since when the clock says so is
//! kept over a restart, so a centre need not run for a whole day to believe it.
//!
//! It is the rule of [`proco_exchange::belief`], with weeks in the place of hours: a centre that runs
//! on Mondays alone shall close its weeks.

use proco_exchange::UtcMillis;
use proco_exchange::belief::Claim;
use proco_exchange::period::Week;

/// What was believed so far.
#[derive(Debug, Default)]
pub struct Closing {
    /// The first open week. Nothing before the first look at a store in which none was ever closed:
    /// there is nothing to compare the clock with.
    open: Option<Week>,
    /// Since when the clock has been more than a week ahead of it.
    ahead_since: Option<UtcMillis>,
}

impl Closing {
    /// Remembers what was believed before the last stop, and since when the clock was not.
    pub fn resume(&mut self, open: Week, ahead_since: Option<UtcMillis>) {
        self.open = self.open.max(Some(open));
        self.ahead_since = self.ahead_since.or(ahead_since);
    }

    /// Whether there is anything to compare the clock with.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.open.is_some()
    }

    /// Whether the clock is not believed for now.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.ahead_since.is_some()
    }

    /// Since when the clock is not believed, by that clock.
    #[must_use]
    pub fn ahead_since(&self) -> Option<UtcMillis> {
        self.ahead_since
    }

    /// The first open week, after a look at the clock; `by_clock` is the one at any moment.
    pub fn look(&mut self, now: UtcMillis, by_clock: impl Fn(UtcMillis) -> Week) -> Week {
        let mut open = self.open.unwrap_or_else(|| by_clock(now));
        // What it says since a day is what it said then: it may have jumped once more meanwhile.
        let since = self.ahead_since.filter(|since| *since <= now);
        let stood = since.filter(|since| Claim(*since).has_stood(now));
        if let Some(since) = stood {
            open = open.max(by_clock(since));
        }
        let believed = if by_clock(now) <= open.next() {
            self.ahead_since = None;
            open.max(by_clock(now))
        } else {
            let still = if stood.is_some() { None } else { since };
            self.ahead_since = still.or(Some(now));
            open
        };
        self.open = Some(believed);
        believed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday 2 November 2026, 10:00 UTC.
    const MONDAY: UtcMillis = UtcMillis(1_793_613_600_000);

    fn moment(days: i64) -> UtcMillis {
        MONDAY.plus_millis(days * 24 * 3_600_000)
    }

    fn week(days: i64) -> Week {
        Week::of(moment(days).hour())
    }

    fn look(closing: &mut Closing, days: i64) -> Week {
        closing.look(moment(days), |now| Week::of(now.hour()))
    }

    #[test]
    fn week_after_week_is_closed_as_it_turns() {
        let mut closing = Closing::default();
        for days in 0..60 {
            assert_eq!(look(&mut closing, days), week(days));
        }
        assert_eq!(look(&mut closing, 3), week(59), "and stays closed");
    }

    #[test]
    fn a_jump_that_is_put_right_within_a_day_closes_nothing() {
        let mut closing = Closing::default();
        look(&mut closing, 0);
        for _ in 0..2 {
            assert_eq!(look(&mut closing, 700), week(0));
            assert!(closing.is_held());
            assert_eq!(look(&mut closing, 1), week(0));
            assert!(!closing.is_held(), "and the next one begins its own day");
        }
        assert_eq!(look(&mut closing, 7), week(7));
    }

    #[test]
    fn a_clock_that_stands_by_it_for_a_day_is_believed() {
        let mut closing = Closing::default();
        closing.resume(week(0), None);
        for days in [60, 61, 62] {
            let expected = if days == 60 { week(0) } else { week(days) };
            assert_eq!(look(&mut closing, days), expected);
        }
        assert!(!closing.is_held());
    }

    #[test]
    fn a_clock_that_jumps_once_more_is_believed_as_far_as_it_stood_by_it() {
        let mut closing = Closing::default();
        closing.resume(week(0), Some(moment(15)));
        assert_eq!(look(&mut closing, 700), week(15));
        assert!(closing.is_held(), "the rest begins its own day");
        assert_eq!(look(&mut closing, 16), week(16));
    }

    #[test]
    fn a_centre_that_is_away_for_weeks_each_time_closes_what_it_saw_the_time_before() {
        let mut closing = Closing::default();
        let (mut open, mut ahead) = (week(0), None);
        for (days, expected) in [(21, 0), (42, 21), (63, 42)] {
            closing = Closing::default();
            closing.resume(open, ahead);
            open = look(&mut closing, days);
            ahead = closing.ahead_since();
            assert_eq!(open, week(expected));
        }
        assert!(closing.is_held());
    }
}
