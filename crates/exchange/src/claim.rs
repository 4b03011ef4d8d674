//! The rule for a clock that jumps (a debounce): a reading far from what was believed so far is only a claim. It is
//! believed once the clock has kept telling it for a time of grace, in which somebody can put the clock right.
//!
//! [`Believed`] is the rule for whatever only grows with time, such as the first open week or the oldest live
//! epoch. [`crate::belief`] is the rule for the moment itself, which may lie behind as well.
//!
//! Pure: the time is handed in, and what has to outlast a restart is for the caller to keep.

use crate::UtcMillis;

/// The usual time of grace, in milliseconds: a day.
pub const STANDS_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Something that a clock says and that is not acted on yet, with the moment, by that same clock,
/// since which it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim(pub UtcMillis);

/// The state of a claim after a look at the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighed {
    /// The clock has kept telling it for the time of grace, since this moment: it is believed.
    Stood(UtcMillis),
    /// The time of grace is not over.
    Waits(Claim),
}

impl Claim {
    /// The claim at a later look. A claim made at a moment that is still to come was made by a clock
    /// that was put back since: its time begins anew.
    #[must_use]
    pub fn at(self, now: UtcMillis) -> Self {
        if self.is_to_come(now) {
            Self(now)
        } else {
            self
        }
    }

    /// Whether it was made at a moment that is still to come: by a clock that ran ahead.
    #[must_use]
    pub fn is_to_come(self, now: UtcMillis) -> bool {
        self.0 > now
    }

    /// Whether the clock has kept telling it for a day.
    #[must_use]
    pub fn has_stood(self, now: UtcMillis) -> bool {
        self.has_stood_for(STANDS_MILLIS, now)
    }

    /// Whether the clock has kept telling it for this many milliseconds.
    #[must_use]
    pub fn has_stood_for(self, millis: i64, now: UtcMillis) -> bool {
        now.0.saturating_sub(self.0.0) >= millis
    }

    /// Weighs what the clock claimed before, where it says something far away still. Nothing before
    /// makes this look the first.
    #[must_use]
    pub fn weigh(before: Option<Self>, now: UtcMillis, grace_millis: i64) -> Weighed {
        let claim = before.map_or(Self(now), |before| before.at(now));
        if claim.has_stood_for(grace_millis, now) {
            Weighed::Stood(claim.0)
        } else {
            Weighed::Waits(claim)
        }
    }
}

/// A value that only grows with time, as far as the clock that tells it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Believed<T> {
    /// The value that was last believed.
    pub value: T,
    /// Since when the clock tells of more than can be believed at once.
    pub ahead_since: Option<Claim>,
}

impl<T: Copy + Ord> Believed<T> {
    /// A value that is believed, with no claim beyond it.
    #[must_use]
    pub fn of(value: T) -> Self {
        Self {
            value,
            ahead_since: None,
        }
    }

    /// What is believed after a look at the clock. `told` is the value at a moment, and `near` the last one
    /// that is believed at once after another.
    ///
    /// After the time of grace no more is believed than the clock said at its beginning: it may have
    /// jumped once more meanwhile.
    #[must_use]
    pub fn observe(
        self,
        now: UtcMillis,
        grace_millis: i64,
        told: impl Fn(UtcMillis) -> T,
        near: impl Fn(T) -> T,
    ) -> Self {
        let says = told(now);
        if says <= near(self.value) {
            return Self::of(self.value.max(says));
        }
        match Claim::weigh(self.ahead_since, now, grace_millis) {
            Weighed::Stood(since) => {
                let stood = Self::of(self.value.max(told(since)));
                stood.observe(now, grace_millis, told, near)
            }
            Weighed::Waits(claim) => Self {
                ahead_since: Some(claim),
                ..self
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR_MILLIS: i64 = 60 * 60 * 1000;
    /// 2026-11-22, 10:00 UTC: a moment on the hour.
    const NOW: UtcMillis = UtcMillis(1_795_341_600_000);

    fn moment(hours: i64) -> UtcMillis {
        NOW.plus_millis(hours * HOUR_MILLIS)
    }

    /// The number of the day, as that which grows.
    fn day(at: UtcMillis) -> i64 {
        at.0.div_euclid(24 * HOUR_MILLIS)
    }

    /// A look that believes so many days at once.
    fn observe(believed: Believed<i64>, hour: i64, grace: i64, days: i64) -> Believed<i64> {
        believed.observe(moment(hour), grace * HOUR_MILLIS, day, |value| value + days)
    }

    #[test]
    fn nothing_is_believed_at_once_where_nothing_is_near() {
        let mut believed = Believed::of(day(NOW));
        for (hour, days) in [(24, 0), (47, 0), (48, 1), (71, 1), (72, 2)] {
            believed = observe(believed, hour, 24, 0);
            assert_eq!(believed.value, day(NOW) + days, "hour {hour}");
        }
    }

    proptest! {
        /// However a clock jumps, what is believed only grows, and by no more than is near to what was
        /// believed or was told a time of grace ago.
        #[test]
        fn no_more_is_believed_than_the_clock_stood_by(
            hours in prop::collection::vec(-2_000_i64..2_000, 1..40),
            grace in 1_i64..80,
            days in 0_i64..9,
        ) {
            let mut believed = Believed::of(day(NOW));
            for (place, hour) in hours.iter().enumerate() {
                let before = believed;
                believed = observe(before, *hour, grace, days);
                prop_assert!(believed.value >= before.value);
                let long_ago = hours[..place].iter().filter(|said| **said <= hour - grace);
                let stood = long_ago.map(|said| day(moment(*said))).max();
                let most = stood.unwrap_or(before.value).max(before.value) + days;
                prop_assert!(believed.value <= most);
            }
        }

        /// A clock that is put right within the time of grace leaves nothing behind, however often it jumped.
        #[test]
        fn a_jump_that_is_put_right_in_time_changes_nothing(
            far in 500_i64..2_000,
            looks in prop::collection::vec(0_i64..24, 1..9),
            times in 1_usize..4,
        ) {
            let right = observe(Believed::of(day(NOW)), 1, 24, 1);
            let mut believed = right;
            for _ in 0..times {
                for hours in &looks {
                    believed = observe(believed, far + hours, 24, 1);
                    prop_assert_eq!(believed.value, right.value);
                }
                believed = observe(believed, 1, 24, 1);
                prop_assert_eq!(believed, right);
            }
        }

        /// A clock that goes on as it is, is believed after the time of grace, wherever it was before.
        #[test]
        fn a_clock_that_stands_by_it_is_believed(
            hours in prop::collection::vec(-2_000_i64..2_000, 1..40),
            grace in 1_i64..80,
            days in 0_i64..9,
        ) {
            let mut believed = Believed::of(day(NOW));
            for hour in &hours {
                believed = observe(believed, *hour, grace, days);
            }
            let last = hours[hours.len() - 1];
            for hour in last..=last + grace {
                believed = observe(believed, hour, grace, days);
            }
            prop_assert!(believed.value >= day(moment(last)));
        }
    }
}
