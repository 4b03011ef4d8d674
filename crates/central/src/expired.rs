//! Which epochs are over, by the clock, as far as it can be believed.
//!
//! An epoch is dropped only when the clock has said for a day that it is over, even when the quarter has truly
//! ended. Since when it says so is kept over a restart.

use std::collections::BTreeMap;

use proco_exchange::claim::{Believed, Claim, STANDS_MILLIS};
use proco_exchange::{Epoch, UtcMillis};

/// What the clock says of the epochs that are kept.
#[derive(Debug, Default)]
pub struct ExpiredEpochs {
    /// Since when the clock says that some are over.
    since: Option<Claim>,
    /// The epochs that were over at that time.
    epochs: Vec<Epoch>,
}

impl ExpiredEpochs {
    /// Remembers what the clock said before the last stop.
    pub fn resume(&mut self, kept: &BTreeMap<Epoch, UtcMillis>) {
        self.since = self.since.or(kept.values().min().copied().map(Claim));
        self.epochs.extend(kept.keys());
    }

    /// Each epoch that is said to be over, with the moment, by that clock, since which it is.
    #[must_use]
    pub fn since(&self) -> BTreeMap<Epoch, UtcMillis> {
        let since = self.since.into_iter();
        since
            .flat_map(|Claim(at)| self.epochs.iter().map(move |epoch| (*epoch, at)))
            .collect()
    }

    /// Looks at the clock: which of the epochs that are kept are over for a day.
    pub fn observe(&mut self, now: UtcMillis, kept: &[Epoch]) -> Vec<Epoch> {
        let Some(oldest) = kept.iter().min() else {
            *self = Self::default();
            return Vec::new();
        };
        let believed = Believed {
            value: *oldest,
            ahead_since: self.since,
        };
        let believed = believed.observe(now, STANDS_MILLIS, oldest_live, |oldest| oldest);
        let before = |bound: Epoch| kept.iter().copied().filter(move |epoch| *epoch < bound);
        self.since = believed.ahead_since;
        self.epochs = match self.since {
            Some(Claim(since)) => before(oldest_live(since)).collect(),
            None => Vec::new(),
        };
        before(believed.value).collect()
    }
}

fn oldest_live(now: UtcMillis) -> Epoch {
    let [.., oldest] = Epoch::live_at(now);
    oldest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday 2 November 2026, 10:00 UTC.
    const MONDAY: UtcMillis = UtcMillis(1_793_613_600_000);

    fn observe(over: &mut ExpiredEpochs, days: u16, kept: &[&str]) -> Vec<String> {
        let kept: Vec<Epoch> = kept.iter().map(|epoch| epoch.parse().unwrap()).collect();
        let over = over.observe(MONDAY.plus_days(days), &kept);
        over.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_over_for_a_day_goes_and_what_is_live_stays() {
        let mut over = ExpiredEpochs::default();
        let kept = ["2025Q3", "2025Q4", "2026Q4"];
        assert!(observe(&mut over, 0, &kept).is_empty());
        assert_eq!(observe(&mut over, 1, &kept), ["2025Q3"]);
        assert!(observe(&mut over, 2, &kept[1..]).is_empty());
        assert!(over.since().is_empty());
    }

    #[test]
    fn a_clock_that_jumps_once_more_gives_each_epoch_a_day_of_its_own() {
        let mut over = ExpiredEpochs::default();
        let kept = ["2025Q3", "2025Q4", "2026Q4"];
        assert!(observe(&mut over, 0, &kept).is_empty());
        assert_eq!(observe(&mut over, 1_000, &kept), ["2025Q3"]);
        let said: Vec<_> = over.since().keys().map(ToString::to_string).collect();
        assert_eq!(said, kept, "all of them are, by this clock");
        assert!(
            observe(&mut over, 1, &kept[1..]).is_empty(),
            "it was put right"
        );
        assert!(over.since().is_empty());
    }

    #[test]
    fn what_was_said_before_a_stop_counts() {
        let mut over = ExpiredEpochs::default();
        observe(&mut over, 0, &["2025Q3", "2026Q4"]);
        let kept = over.since();
        let mut over = ExpiredEpochs::default();
        over.resume(&kept);
        assert_eq!(observe(&mut over, 1, &["2025Q3", "2026Q4"]), ["2025Q3"]);
    }
}
