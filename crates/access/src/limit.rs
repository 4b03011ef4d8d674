//! The token bucket: a pure decision from state, cost and time.

mod buckets;
mod lanes;
mod turns;

pub use buckets::Buckets;
pub use lanes::{Lanes, Permit};
pub use turns::Turns;

/// How much a device may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The most at once: what a full bucket holds.
    pub burst: u32,
    /// How much the bucket refills in a day.
    pub per_day: u32,
}

/// Milliseconds in a day.
const DAY: u64 = 24 * 3600 * 1000;

/// A moment in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub i64);

/// The state of a token bucket.
///
/// The level is stored in units of 1/86,400,000 of a permit, so that the refill per millisecond is an
/// integer and nothing is lost by rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// What is left, in units of 1/86,400,000 of a permit.
    pub level: u64,
    /// The moment at which that much was left.
    pub at: Millis,
}

/// The outcome of asking a bucket for permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The permits were there; this is the bucket without them.
    Allowed(Bucket),
    /// Refused for now: the same request is allowed after `seconds`, provided no other permit is taken meanwhile.
    Wait {
        /// Whole seconds to wait, at least 1.
        seconds: u64,
        /// The bucket to keep meanwhile. It differs from the one given only when the clock went back.
        left: Bucket,
    },
    /// Refused for good: the cost exceeds a full bucket, or the bucket is not refilled and holds too little.
    TooMuch,
}

impl Limit {
    /// The bucket of a caller of whom nothing is kept: full.
    #[must_use]
    pub fn full(self, now: Millis) -> Bucket {
        Bucket {
            level: self.capacity(),
            at: now,
        }
    }

    /// Whether the bucket would be full by now, so that it need not be kept.
    #[must_use]
    pub fn is_full(self, bucket: Bucket, now: Millis) -> bool {
        self.level_at(bucket, now) == self.capacity()
    }

    /// Takes `cost` permits from the bucket, if they are there now.
    ///
    /// If the clock goes back, refilling restarts from the earlier time. Store the returned bucket for
    /// `Allowed` and for `Wait`; otherwise a bucket emptied under a fast clock stays empty until real time
    /// catches up.
    #[must_use]
    pub fn decide(self, bucket: Bucket, cost: u32, now: Millis) -> Decision {
        let cost = u64::from(cost) * DAY;
        if cost > self.capacity() {
            return Decision::TooMuch;
        }
        let level = self.level_at(bucket, now);
        match level.checked_sub(cost) {
            Some(level) => Decision::Allowed(Bucket { level, at: now }),
            None if self.per_day == 0 => Decision::TooMuch,
            None => {
                let millis = (cost - level).div_ceil(u64::from(self.per_day));
                Decision::Wait {
                    seconds: millis.div_ceil(1000).max(1),
                    left: Bucket {
                        at: bucket.at.min(now),
                        ..bucket
                    },
                }
            }
        }
    }

    fn capacity(self) -> u64 {
        u64::from(self.burst) * DAY
    }

    fn level_at(self, bucket: Bucket, now: Millis) -> u64 {
        let elapsed = u64::try_from(now.0.saturating_sub(bucket.at.0)).unwrap_or(0);
        let flowed = elapsed.saturating_mul(u64::from(self.per_day));
        bucket.level.saturating_add(flowed).min(self.capacity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        burst: 60,
        per_day: 300,
    };
    const START: Millis = Millis(1_800_000_000_000);

    fn later(seconds: i64) -> Millis {
        Millis(START.0 + seconds * 1000)
    }

    fn after(decision: Decision) -> Bucket {
        match decision {
            Decision::Allowed(bucket) => bucket,
            Decision::Wait { seconds, .. } => panic!("has to wait {seconds} s"),
            Decision::TooMuch => panic!("is too much"),
        }
    }

    fn seconds(decision: Decision) -> Option<u64> {
        match decision {
            Decision::Wait { seconds, .. } => Some(seconds),
            Decision::Allowed(_) | Decision::TooMuch => None,
        }
    }

    #[test]
    fn sixty_at_once_and_then_one_in_288_seconds() {
        let empty = after(LIMIT.decide(LIMIT.full(START), 60, START));
        assert_eq!(seconds(LIMIT.decide(empty, 1, START)), Some(288));
        assert_eq!(seconds(LIMIT.decide(empty, 1, later(287))), Some(1));
        let empty = after(LIMIT.decide(empty, 1, later(288)));
        assert_eq!(seconds(LIMIT.decide(empty, 1, later(288))), Some(288));
    }

    #[test]
    fn asking_often_does_not_slow_the_flow() {
        let mut bucket = after(LIMIT.decide(LIMIT.full(START), 60, START));
        for second in 1..288 {
            bucket = after(LIMIT.decide(bucket, 0, later(second)));
        }
        assert!(matches!(
            LIMIT.decide(bucket, 1, later(288)),
            Decision::Allowed(_)
        ));
    }

    #[test]
    fn a_night_off_fills_the_bucket_and_no_more() {
        let empty = after(LIMIT.decide(LIMIT.full(START), 60, START));
        let morning = later(7 * 24 * 3600);
        assert!(LIMIT.is_full(empty, morning));
        assert_eq!(after(LIMIT.decide(empty, 60, morning)).level, 0);
    }

    #[test]
    fn what_no_bucket_holds_is_never_allowed() {
        assert_eq!(
            LIMIT.decide(LIMIT.full(START), 61, START),
            Decision::TooMuch
        );
        let nothing_flows = Limit {
            burst: 1,
            per_day: 0,
        };
        let empty = after(nothing_flows.decide(nothing_flows.full(START), 1, START));
        assert_eq!(
            nothing_flows.decide(empty, 1, later(1_000_000)),
            Decision::TooMuch
        );
    }

    #[test]
    fn a_clock_that_is_put_right_does_not_stop_the_flow() {
        let year = later(365 * 24 * 3600);
        let emptied_ahead = after(LIMIT.decide(LIMIT.full(START), 60, year));
        let Decision::Wait { seconds: 288, left } = LIMIT.decide(emptied_ahead, 1, START) else {
            panic!("it is as empty as it was");
        };
        let empty = after(LIMIT.decide(left, 1, later(288)));
        assert_eq!(seconds(LIMIT.decide(empty, 1, later(288))), Some(288));
    }

    #[test]
    fn whoever_has_to_wait_gains_and_loses_nothing_by_asking() {
        let empty = after(LIMIT.decide(LIMIT.full(START), 60, START));
        let Decision::Wait { left, .. } = LIMIT.decide(empty, 1, later(287)) else {
            panic!("one flows back in 288 seconds");
        };
        assert_eq!(left, empty, "so that nothing has to be written");
    }

    #[test]
    fn a_clock_that_jumps_gives_at_most_a_full_bucket() {
        let empty = after(LIMIT.decide(LIMIT.full(START), 60, START));
        assert_eq!(seconds(LIMIT.decide(empty, 1, later(-3600))), Some(288));
        let far = Millis(i64::MAX);
        assert_eq!(
            after(LIMIT.decide(empty, 0, far)).level,
            LIMIT.full(far).level
        );
        let generous = Limit {
            burst: u32::MAX,
            per_day: u32::MAX,
        };
        assert!(matches!(
            generous.decide(generous.full(Millis(i64::MIN)), u32::MAX, far),
            Decision::Allowed(_)
        ));
    }
}
