//! Which weeks are closed: by the clock, as far as it can be believed.
//!
//! A closed week stays closed, and what is published of it stays published. So a clock that jumps
//! ahead must not close the weeks to come. A running server sees each week turn: one week more is
//! believed at once. More than that is a jump, or a centre that was away for weeks; then nothing is
//! closed before the clock has said so for a day, in which somebody can put it right. Meanwhile
//! reports count in the weeks that stayed open, where they belong.

use proco_exchange::UtcMillis;
use proco_exchange::period::Week;

use crate::retention::GRACE;

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
    /// Remembers what was believed before the last stop.
    pub fn resume(&mut self, open: Week) {
        self.open = self.open.max(Some(open));
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

    /// The first open week, after a look at the clock.
    pub fn look(&mut self, by_clock: Week, now: UtcMillis) -> Week {
        let open = self.open.unwrap_or(by_clock);
        let believed = if by_clock <= open.next() {
            self.ahead_since = None;
            open.max(by_clock)
        } else {
            let since = self
                .ahead_since
                .filter(|since| *since <= now)
                .unwrap_or(now);
            let for_a_day = now.0 - since.0 >= GRACE;
            self.ahead_since = (!for_a_day).then_some(since);
            if for_a_day { by_clock } else { open }
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
        closing.look(week(days), moment(days))
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
        closing.resume(week(0));
        for days in [60, 61, 62] {
            let expected = if days == 60 { week(0) } else { week(days) };
            assert_eq!(look(&mut closing, days), expected);
        }
        assert!(!closing.is_held());
    }
}
