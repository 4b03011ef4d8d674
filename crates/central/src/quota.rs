//! The upload quota of an officer: two token buckets, one for reports and one for the advisories among them.
//!
//! What central has already costs nothing, so a phone that lost an answer, or that was put back from a
//! copy, is not held up by what it sends again. The buckets are kept under the officer's tag in the epoch of the upload,
//! and their time is rounded to the hour, so they reveal nothing that the records do not.

use proco_access::limit::{Bucket, Decision, Limit, Millis};
use proco_access::{Caller, Code, Problem};
use proco_exchange::receipt::Receipt;
use proco_exchange::{Hour, UtcMillis};

use crate::keys::{CentralKey, OfficerTag};

/// How many reports an officer's phones may bring at once, by default. Assumed: a month off the network
/// is 1,500.
pub const REPORT_BURST: u32 = 2_000;

/// How many reports they may bring in a day, by default. The key service lets one phone name 300.
pub const REPORTS_PER_DAY: u32 = 1_000;

/// How many of these may spare a subject at once, by default. Assumed: six in each shift of a month off
/// the network.
pub const ADVISORY_BURST: u32 = 120;

/// How many advisories they may bring in a day, by default.
pub const ADVISORIES_PER_DAY: u32 = 30;

const HOUR: i64 = 3_600_000;

/// The limits of an officer's two token buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Of reports that are new, or that change what is kept.
    pub reports: Limit,
    /// Of those among them that spare a subject.
    pub advisories: Limit,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            reports: Limit {
                burst: REPORT_BURST,
                per_day: REPORTS_PER_DAY,
            },
            advisories: Limit {
                burst: ADVISORY_BURST,
                per_day: ADVISORIES_PER_DAY,
            },
        }
    }
}

/// What an upload costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// How many reports are new, or change what is kept.
    pub reports: u32,
    /// How many of them spare a subject.
    pub advisories: u32,
}

impl std::ops::AddAssign for Price {
    fn add_assign(&mut self, more: Self) {
        self.reports += more.reports;
        self.advisories += more.advisories;
    }
}

/// What an officer has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Of reports, in parts of a bucket.
    pub reports: u64,
    /// Of advisories, in parts of a bucket.
    pub advisories: u64,
    /// The hour at whose start that much was left.
    pub hour: Hour,
}

/// Why the token buckets of an officer do not allow an upload, or not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverQuota {
    /// After so many seconds the same is taken.
    Later {
        /// Whole seconds, at least 1.
        seconds: u64,
        /// What is left until then. It differs from before only when the clock went back.
        left: Balance,
    },
    /// It is more than a full bucket holds: it has to come in smaller parts.
    TooMuch,
}

/// The officer whose token buckets an upload is taken from, and the time at which it is.
#[derive(Clone, Copy, Debug)]
pub struct Uploader {
    /// The officer, in the epoch of the upload.
    pub officer: OfficerTag,
    quota: Quota,
    now: UtcMillis,
}

impl Uploader {
    /// The uploader that this caller counts as.
    #[must_use]
    pub fn of(key: &CentralKey, caller: &Caller, quota: Quota, now: UtcMillis) -> Self {
        Self::known(
            key.officer(now.hour().epoch(), caller.counts_as),
            quota,
            now,
        )
    }

    /// The uploader with this tag.
    #[must_use]
    pub fn known(officer: OfficerTag, quota: Quota, now: UtcMillis) -> Self {
        Self {
            officer,
            quota,
            now,
        }
    }

    /// Full buckets, as an officer has them who uploaded nothing for long.
    #[must_use]
    pub fn full(&self) -> Balance {
        let now = Millis(self.now.0);
        Balance {
            reports: self.quota.reports.full(now).level,
            advisories: self.quota.advisories.full(now).level,
            hour: self.now.hour(),
        }
    }

    /// What is left in the buckets after this price is taken from them.
    ///
    /// # Errors
    /// [`OverQuota`] when there is not enough.
    pub fn spend(&self, left: Balance, price: Price) -> Result<Balance, OverQuota> {
        let start = |hour: Hour| Millis(hour.start().0);
        let (then, now) = (start(left.hour), start(self.now.hour()));
        let decide =
            |limit: Limit, level, cost| limit.decide(Bucket { level, at: then }, cost, now);
        let reports = decide(self.quota.reports, left.reports, price.reports);
        let advisories = decide(self.quota.advisories, left.advisories, price.advisories);
        match (reports, advisories) {
            (Decision::Allowed(reports), Decision::Allowed(advisories)) => Ok(Balance {
                reports: reports.level,
                advisories: advisories.level,
                hour: self.now.hour(),
            }),
            (Decision::TooMuch, _) | (_, Decision::TooMuch) => Err(OverQuota::TooMuch),
            (reports, advisories) => Err(OverQuota::Later {
                seconds: self.until(now, wait(reports).max(wait(advisories))),
                left: Balance {
                    hour: left.hour.min(self.now.hour()),
                    ..left
                },
            }),
        }
    }

    /// The seconds from now until `seconds` have passed since the start of this hour, rounded up to a whole hour: the
    /// buckets refill by whole hours.
    fn until(&self, start: Millis, seconds: u64) -> u64 {
        let wait = i64::try_from(seconds)
            .unwrap_or(i64::MAX / HOUR)
            .saturating_mul(1000);
        let hours = wait.saturating_add(HOUR - 1) / HOUR;
        let due = start.0.saturating_add(hours.saturating_mul(HOUR));
        let millis = due.saturating_sub(self.now.0).max(1);
        u64::try_from(millis).unwrap_or(1).div_ceil(1000)
    }
}

impl Quota {
    /// The hour before which a bucket must have been used last to be full again by now.
    #[must_use]
    pub fn full_since(&self, now: UtcMillis) -> Hour {
        let hours = |limit: Limit| {
            let burst = u64::from(limit.burst) * 24;
            burst.div_ceil(u64::from(limit.per_day).max(1))
        };
        let hours = hours(self.reports).max(hours(self.advisories));
        now.minus_hours(u32::try_from(hours).unwrap_or(u32::MAX))
            .hour()
    }
}

fn wait(decision: Decision) -> u64 {
    match decision {
        Decision::Wait { seconds, .. } => seconds,
        Decision::Allowed(_) | Decision::TooMuch => 0,
    }
}

/// What became of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadOutcome {
    /// The upload was taken. The number is by how much the questions that look-ups explain grew; see [`crate::asked`].
    Receipts(Vec<Receipt>, i64),
    /// Nothing of it was: there is not enough left.
    OverQuota(OverQuota),
    /// Nothing of it was: the device was revoked after it was let in.
    Revoked,
}

impl UploadOutcome {
    /// The receipts, and how many questions more look-ups explain.
    ///
    /// # Errors
    /// The refusal of an upload that was not taken.
    pub fn receipts(self) -> Result<(Vec<Receipt>, i64), Problem> {
        match self {
            Self::Receipts(receipts, explained) => Ok((receipts, explained)),
            Self::OverQuota(OverQuota::Later { seconds, .. }) => {
                Err(Problem::new(Code::QuotaExhausted).retry_after(seconds))
            }
            Self::OverQuota(OverQuota::TooMuch) => Err(Problem::new(Code::QuotaExceeded)),
            Self::Revoked => Err(Problem::new(Code::DeviceRevoked)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: UtcMillis = UtcMillis(1_800_000_000_000);

    fn uploader(now: UtcMillis) -> Uploader {
        let quota = Quota {
            reports: Limit {
                burst: 48,
                per_day: 24,
            },
            advisories: Limit {
                burst: 2,
                per_day: 1,
            },
        };
        Uploader::known(OfficerTag([1; 8]), quota, now)
    }

    fn price(reports: u32, advisories: u32) -> Price {
        Price {
            reports,
            advisories,
        }
    }

    fn seconds(paid: Result<Balance, OverQuota>) -> u64 {
        match paid {
            Err(OverQuota::Later { seconds, .. }) => seconds,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn whoever_comes_when_he_was_told_has_enough_and_no_moment_before() {
        let hour = START.hour().start();
        for minutes in [0, 1, 30, 59] {
            let now = hour.plus_millis(minutes * 60_000 + 7);
            let empty = uploader(now)
                .spend(uploader(now).full(), price(48, 0))
                .unwrap();
            for reports in [1, 2, 23, 48] {
                let wait = seconds(uploader(now).spend(empty, price(reports, 0)));
                let then = now.plus_millis(i64::try_from(wait).unwrap() * 1000);
                assert!(uploader(then).spend(empty, price(reports, 0)).is_ok());
                let early = uploader(then.plus_millis(-1001));
                assert!(early.spend(empty, price(reports, 0)).is_err());
            }
        }
    }

    #[test]
    fn coming_often_gives_nothing_and_takes_nothing() {
        let mut left = uploader(START)
            .spend(uploader(START).full(), price(48, 0))
            .unwrap();
        for minute in 1..=24 * 60 {
            let now = START.plus_millis(minute * 60_000);
            left = uploader(now).spend(left, price(0, 0)).unwrap();
        }
        let tomorrow = uploader(START.plus_millis(24 * HOUR));
        assert!(tomorrow.spend(left, price(24, 0)).is_ok());
        assert!(tomorrow.spend(left, price(25, 0)).is_err());
    }

    #[test]
    fn advisories_have_a_limit_of_their_own() {
        let now = uploader(START);
        assert_eq!(now.spend(now.full(), price(3, 3)), Err(OverQuota::TooMuch));
        let left = now.spend(now.full(), price(3, 2)).unwrap();
        assert!(now.spend(left, price(30, 0)).is_ok());
        assert!(seconds(now.spend(left, price(1, 1))) > 23 * 3600);
    }

    #[test]
    fn who_is_forgotten_would_have_everything() {
        let left = uploader(START)
            .spend(uploader(START).full(), price(48, 2))
            .unwrap();
        for hours in 0..100 {
            let now = uploader(START.plus_millis(hours * HOUR));
            if left.hour < now.quota.full_since(now.now) {
                assert_eq!(now.spend(left, price(0, 0)).unwrap(), now.full());
            }
        }
        let later = uploader(START.plus_millis(100 * HOUR));
        assert!(left.hour < later.quota.full_since(later.now));
    }

    #[test]
    fn a_clock_that_was_put_right_does_not_stop_the_flow() {
        let ahead = uploader(START.plus_millis(1000 * HOUR));
        let empty = ahead.spend(ahead.full(), price(48, 0)).unwrap();
        let Err(OverQuota::Later { left, .. }) = uploader(START).spend(empty, price(1, 0)) else {
            panic!("it is as empty as it was");
        };
        let later = uploader(START.plus_millis(HOUR));
        assert!(later.spend(left, price(1, 0)).is_ok());
        assert!(later.spend(left, price(2, 0)).is_err());
    }
}
