//! A check that is entered afterwards: how long ago it may have been.

use crate::time::UtcMillis;

/// For how many hours after it a check can still be entered.
pub const ENTERED_WITHIN_HOURS: u32 = 24;

/// Whether a check that is entered now can have been at a moment: not in the future, and not more than a day ago.
#[must_use]
pub fn may_be_entered(at: UtcMillis, now: UtcMillis) -> bool {
    (now.minus_hours(ENTERED_WITHIN_HOURS)..=now).contains(&at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Sunday evening: 2026-11-22, 21:47 UTC.
    const NOW: UtcMillis = UtcMillis(1_795_384_020_000);

    #[test]
    fn a_check_can_be_entered_for_a_day_and_never_before_it_was() {
        let ago = |millis: i64| may_be_entered(NOW.plus_millis(-millis), NOW);
        let day = 24 * 3_600_000;
        assert!(ago(0) && ago(900_000) && ago(day));
        assert!(!ago(-1) && !ago(day + 1));
    }
}
