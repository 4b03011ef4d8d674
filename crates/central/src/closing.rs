//! Which weeks are closed: by the clock, as far as it can be believed.
//!
//! A closed week stays closed, and what is published of it stays published. So a clock that jumps
//! ahead must not close the weeks to come. A running server sees each week end, so one more week is
//! believed at once. If the clock tells of several at once, it has jumped, or central did not run for weeks: nothing
//! is closed until the clock has said so for a day, in which somebody can put it right. Meanwhile
//! reports count in the weeks that stayed open, where they belong. Since when the clock says so is
//! kept over a restart, so central need not run for a whole day to believe it.
//!
//! It is the rule of [`proco_exchange::claim`]: a central that runs on Mondays alone shall close its weeks.

use proco_exchange::UtcMillis;
use proco_exchange::claim::{Believed, Claim, STANDS_MILLIS};
use proco_exchange::period::Week;

/// The first open week, as far as the clock is believed. Nothing before the first look at a store in which
/// none was ever closed: there is nothing to compare the clock with.
#[derive(Debug, Default)]
pub struct Closing(Option<Believed<Week>>);

impl Closing {
    /// Remembers what was believed before the last stop, and since when the clock was not.
    pub fn resume(&mut self, open: Week, ahead_since: Option<UtcMillis>) {
        let known = self.0.unwrap_or(Believed::of(open));
        self.0 = Some(Believed {
            value: known.value.max(open),
            ahead_since: known.ahead_since.or(ahead_since.map(Claim)),
        });
    }

    /// Whether there is anything to compare the clock with.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the clock is ahead and not believed yet.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.ahead_since().is_some()
    }

    /// Since when, by its own time, the clock is ahead and not believed.
    #[must_use]
    pub fn ahead_since(&self) -> Option<UtcMillis> {
        Some(self.0?.ahead_since?.0)
    }

    /// The first open week, after a look at the clock; `by_clock` is the one at any moment.
    pub fn observe(&mut self, now: UtcMillis, by_clock: impl Fn(UtcMillis) -> Week) -> Week {
        let before = self.0.unwrap_or_else(|| Believed::of(by_clock(now)));
        let believed = before.observe(now, STANDS_MILLIS, by_clock, Week::next);
        self.0 = Some(believed);
        believed.value
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

    fn observe(closing: &mut Closing, days: i64) -> Week {
        closing.observe(moment(days), |now| Week::of(now.hour()))
    }

    #[test]
    fn week_after_week_is_closed_as_it_turns() {
        let mut closing = Closing::default();
        for days in 0..60 {
            assert_eq!(observe(&mut closing, days), week(days));
        }
        assert_eq!(observe(&mut closing, 3), week(59), "and stays closed");
    }

    #[test]
    fn a_jump_that_is_put_right_within_a_day_closes_nothing() {
        let mut closing = Closing::default();
        observe(&mut closing, 0);
        for _ in 0..2 {
            assert_eq!(observe(&mut closing, 700), week(0));
            assert!(closing.is_held());
            assert_eq!(observe(&mut closing, 1), week(0));
            assert!(!closing.is_held(), "and the next one begins its own day");
        }
        assert_eq!(observe(&mut closing, 7), week(7));
    }

    #[test]
    fn a_clock_that_stands_by_it_for_a_day_is_believed() {
        let mut closing = Closing::default();
        closing.resume(week(0), None);
        for days in [60, 61, 62] {
            let expected = if days == 60 { week(0) } else { week(days) };
            assert_eq!(observe(&mut closing, days), expected);
        }
        assert!(!closing.is_held());
    }

    #[test]
    fn a_clock_that_jumps_once_more_is_believed_as_far_as_it_stood_by_it() {
        let mut closing = Closing::default();
        closing.resume(week(0), Some(moment(15)));
        assert_eq!(observe(&mut closing, 700), week(15));
        assert!(closing.is_held(), "the rest begins its own day");
        assert_eq!(observe(&mut closing, 16), week(16));
    }

    #[test]
    fn a_central_that_is_away_for_weeks_each_time_closes_what_it_saw_the_time_before() {
        let mut closing = Closing::default();
        let (mut open, mut ahead) = (week(0), None);
        for (days, expected) in [(21, 0), (42, 21), (63, 42)] {
            closing = Closing::default();
            closing.resume(open, ahead);
            open = observe(&mut closing, days);
            ahead = closing.ahead_since();
            assert_eq!(open, week(expected));
        }
        assert!(closing.is_held());
    }
}
