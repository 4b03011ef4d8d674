//! Whether a clock can be believed: one rule for phone, central and key service, in both directions.
//!
//! What is destroyed, closed or misdated on the word of a wrong clock does not come back. So each program remembers the
//! last moment that it believed. A clock that is far ahead of that moment has jumped, or the program did not run; a clock
//! that is before it is behind. Neither is believed until it has told the same for a day, in which somebody can put it
//! right. A clock that was put right is believed at once. This is the rule of [`crate::claim`], for the moment itself.
//!
//! Pure: the time is handed in, and what has to outlast a restart ([`Belief::until`],
//! [`Belief::doubt`]) is for the caller to keep.

pub use crate::claim::Claim;
use crate::claim::{STANDS_MILLIS, Weighed};
use crate::{UtcMillis, code_list};

const HOUR_MILLIS: i64 = 60 * 60 * 1000;

/// How far ahead of the last believed moment a clock counts as jumped, in milliseconds: 48 hours, so that a phone that
/// was off for a day or two is believed.
pub const AHEAD_MILLIS: i64 = 48 * HOUR_MILLIS;

/// How far before the last believed moment a clock counts as behind, in milliseconds: an hour, as a clock that is set by
/// hand may be off by that.
pub const BEHIND_MILLIS: i64 = HOUR_MILLIS;

code_list! {
    []
    /// On which side of the last believed moment a clock is too far away from it.
    pub enum Side {
        /// More than [`AHEAD_MILLIS`] after it.
        Ahead = "ahead",
        /// More than [`BEHIND_MILLIS`] before it.
        Behind = "behind",
    }
}

/// Why a clock is not believed, and since when it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Whether it is ahead or behind.
    pub side: Side,
    /// Since when it is, by that clock.
    pub claim: Claim,
}

/// Whether the clock is believed, after a look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The clock is believed.
    Believed,
    /// The clock is far ahead: nothing may be destroyed on its word.
    Ahead,
    /// The clock is behind: nothing may be dated by it.
    Behind,
}

/// What is believed of a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belief {
    /// The last moment that was believed. It is rounded to the hour, so that it is rarely written to disk.
    /// Nothing before the first look: there is nothing to compare the clock with, and nothing old.
    pub until: Option<UtcMillis>,
    /// Why the clock is not believed for now.
    pub doubt: Option<Doubt>,
}

impl Belief {
    /// What is believed of a clock that somebody trustworthy agreed with at this moment.
    #[must_use]
    pub fn agreed(now: UtcMillis) -> Self {
        Self {
            until: Some(now.hour().start()),
            doubt: None,
        }
    }

    /// What is believed after a look at the clock.
    ///
    /// A clock that has stood by it for a day is believed as far as it stood by it, and compared
    /// with that moment: it may have jumped once more meanwhile.
    #[must_use]
    pub fn observe(self, now: UtcMillis) -> Self {
        let Some(until) = self.until else {
            return Self::agreed(now);
        };
        let Some(side) = side(until, now) else {
            return Self {
                until: Some(until.max(now.hour().start())),
                doubt: None,
            };
        };
        // A clock that was behind and is ahead now has begun another claim.
        let before = self.doubt.filter(|doubt| doubt.side == side);
        match Claim::weigh(before.map(|doubt| doubt.claim), now, STANDS_MILLIS) {
            Weighed::Stood(since) => Self::agreed(since).observe(now),
            Weighed::Waits(claim) => Self {
                until: Some(until),
                doubt: Some(Doubt { side, claim }),
            },
        }
    }

    /// From which moment on, by its own telling, the clock may have run ahead, as a later belief shows; `None` where it shows
    /// nothing of the kind. Either the clock stood by an earlier time for a day; or it went back just now by no more than a
    /// clock that is believed can be ahead, and then it was ahead for at least as long as it was ahead by.
    #[must_use]
    pub fn ran_ahead_from(self, later: Self) -> Option<UtcMillis> {
        let (believed, until) = (self.until?, later.until?);
        if believed > until {
            return Some(until);
        }
        let behind = |belief: Self| belief.doubt.filter(|doubt| doubt.side == Side::Behind);
        let claim = behind(later)?.claim.0;
        let ahead = until.0 - claim.0;
        let is_new = behind(self).is_none();
        (is_new && ahead <= AHEAD_MILLIS).then(|| claim.plus_millis(-ahead))
    }

    /// Whether the clock is believed, as of the last look.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self.doubt.map(|doubt| doubt.side) {
            None => Verdict::Believed,
            Some(Side::Ahead) => Verdict::Ahead,
            Some(Side::Behind) => Verdict::Behind,
        }
    }

    /// Whether the clock is believed, as of the last look.
    #[must_use]
    pub fn is_believed(self) -> bool {
        self.doubt.is_none()
    }
}

/// On which side of the last believed moment a clock is too far away, if it is.
fn side(until: UtcMillis, now: UtcMillis) -> Option<Side> {
    if now.0 > until.0.saturating_add(AHEAD_MILLIS) {
        Some(Side::Ahead)
    } else if now.0 < until.0.saturating_sub(BEHIND_MILLIS) {
        Some(Side::Behind)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 2026-11-22, 10:00 UTC: a moment on the hour.
    const NOW: UtcMillis = UtcMillis(1_795_341_600_000);

    fn moment(hours: i64) -> UtcMillis {
        NOW.plus_millis(hours * HOUR_MILLIS)
    }

    /// Looks at these hours from now: `.` where the clock is believed, `>` ahead, `<` behind.
    fn looks(mut belief: Belief, hours: &[i64]) -> String {
        let looks = hours.iter().map(|hours| {
            belief = belief.observe(moment(*hours));
            match belief.verdict() {
                Verdict::Believed => '.',
                Verdict::Ahead => '>',
                Verdict::Behind => '<',
            }
        });
        looks.collect()
    }

    #[test]
    fn a_clock_that_goes_on_is_believed_and_so_is_the_first_look() {
        assert_eq!(looks(Belief::default(), &[0, 1, 47, 95, 94, 142]), "......");
    }

    #[test]
    fn one_that_jumps_ahead_is_believed_after_a_day_in_which_it_stood_by_it() {
        let seen = looks(Belief::agreed(NOW), &[48, 97, 108, 120, 121, 122, 168]);
        assert_eq!(seen, ".>>>...");
    }

    #[test]
    fn one_that_is_behind_is_believed_after_a_day_in_which_it_stood_by_it() {
        let seen = looks(
            Belief::agreed(NOW),
            &[-1, -2, 0, -9000, -8977, -8976, -8975],
        );
        assert_eq!(seen, ".<.<<..");
    }

    #[test]
    fn one_that_creeps_back_by_less_than_an_hour_each_time_is_behind_in_the_end() {
        let mut belief = Belief::agreed(NOW);
        for _ in 0..3 {
            belief = belief.observe(belief.until.unwrap().plus_millis(-BEHIND_MILLIS));
            assert_eq!(
                belief,
                Belief::agreed(NOW),
                "the last believed moment stays"
            );
        }
        assert_eq!(belief.observe(moment(-2)).verdict(), Verdict::Behind);
    }

    #[test]
    fn one_that_is_put_right_is_believed_and_its_next_jump_has_a_day_of_its_own() {
        let seen = looks(Belief::agreed(NOW), &[9000, 1, 9030, 9053, 2]);
        assert_eq!(seen, ">.>>.");
        let seen = looks(Belief::agreed(NOW), &[9000, 4500, 4523, 4524]);
        assert_eq!(seen, ">>>.");
        let seen = looks(Belief::agreed(NOW), &[-9000, 0, -9000, -9010, -8987, -8986]);
        assert_eq!(seen, "<.<<<.");
    }

    #[test]
    fn a_clock_that_jumps_once_more_is_believed_as_far_as_it_stood_by_it() {
        let mut belief = Belief::agreed(NOW)
            .observe(moment(100))
            .observe(moment(9000));
        assert_eq!(belief.verdict(), Verdict::Ahead);
        assert_eq!(belief.until, Some(moment(100)));
        belief = belief.observe(moment(9024));
        assert_eq!(
            (belief.verdict(), belief.until),
            (Verdict::Believed, Some(moment(9024)))
        );
        assert_eq!(looks(Belief::agreed(NOW), &[100, -100, -76, 1]), "><.>");
    }

    #[test]
    fn a_clock_that_ran_ahead_and_was_believed_locks_nobody_out_for_ever() {
        // It ran a year ahead for two days, and is put right.
        let year = 365 * 24;
        let mut belief = Belief::agreed(NOW);
        for hours in [year, year + 24, year + 48] {
            belief = belief.observe(moment(hours));
        }
        assert!(belief.is_believed(), "nobody could know better");
        assert_eq!(looks(belief, &[48, 60, 71, 72, 73]), "<<<..");
    }

    #[test]
    fn a_clock_that_went_back_had_run_ahead_for_as_long_as_by_which_it_was_ahead() {
        let before = Belief::agreed(moment(40));
        assert_eq!(before.ran_ahead_from(before.observe(moment(41))), None);
        assert_eq!(before.ran_ahead_from(before.observe(moment(100))), None);
        let back = before.observe(moment(10));
        let from = moment(10).plus_millis(moment(10).0 - before.until.unwrap().0);
        assert_eq!(before.ran_ahead_from(back), Some(from));
        let later = back.observe(moment(11));
        assert_eq!(back.ran_ahead_from(later), None, "it was told once");
        let stood = back.observe(moment(34));
        assert_eq!(
            back.ran_ahead_from(stood),
            stood.until,
            "an earlier time stood for a day"
        );
        let far = before.observe(moment(-40));
        assert_eq!(
            before.ran_ahead_from(far),
            None,
            "so far ahead none is believed"
        );
        assert_eq!(Belief::default().ran_ahead_from(before), None);
    }

    proptest! {
        /// However a clock jumps: whoever is told that it is believed has a last believed moment
        /// near by, and a clock that then stays right is believed a day later at the latest.
        #[test]
        fn a_belief_is_near_and_never_lost(hours in prop::collection::vec(-20_000_i64..20_000, 1..30)) {
            let mut belief = Belief::default();
            for hours in &hours {
                let now = moment(*hours);
                belief = belief.observe(now);
                if belief.is_believed() {
                    let until = belief.until.unwrap().0;
                    prop_assert!((now.0 - BEHIND_MILLIS..=now.0 + BEHIND_MILLIS).contains(&until));
                }
            }
            let last = hours[hours.len() - 1];
            for hour in 0..=24 {
                belief = belief.observe(moment(last + hour));
            }
            prop_assert!(belief.is_believed());
        }
    }
}
