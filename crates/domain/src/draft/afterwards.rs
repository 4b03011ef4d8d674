//! A check that is entered afterwards: how long ago it may have been.

use crate::time::UtcMillis;

/// For how many hours after it a check can still be entered.
pub const ENTERED_WITHIN_HOURS: u32 = 24;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Whether a check that is entered now can have been at a moment: not in the future, and not more than a day ago.
#[must_use]
pub fn may_be_entered(at: UtcMillis, now: UtcMillis) -> bool {
    (now.minus_hours(ENTERED_WITHIN_HOURS)..=now).contains(&at)
}

/// The moment of a check that was entered afterwards, once the clock of the phone was corrected by `by`. `entered` is the
/// corrected moment of entering, `at` the moment that was chosen before.
///
/// The officer chose a time of day among those of 24 hours, so the day follows from the moment of entering: the clock is
/// corrected by whole days, and what is left of the correction leaves the time of day as it is, by her own watch. Only if
/// the check would be later than its entering, she has read the time from the phone, and all of the correction counts.
#[must_use]
pub fn moment_given(at: UtcMillis, entered: UtcMillis, by: i64) -> UtcMillis {
    let days = (by + DAY / 2).div_euclid(DAY);
    let rest = by - days * DAY;
    let given = at.same_local_time(days);
    let earliest = entered.minus_hours(ENTERED_WITHIN_HOURS);
    if (earliest..=entered).contains(&given) {
        given
    } else if given > entered || rest.abs() <= HOUR {
        given.plus_millis(rest).clamp(earliest, entered)
    } else {
        given.same_local_time(1).clamp(earliest, entered)
    }
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

    #[test]
    fn a_clock_that_was_days_off_leaves_the_time_of_day() {
        for days in [-400, -31, -1, 0, 1, 31, 400] {
            for minutes in [-40, 0, 40] {
                let by = days * DAY + minutes * 60_000;
                let clock = NOW.plus_millis(-by);
                for hours in [1, 8, 23] {
                    let at = clock.plus_millis(-hours * HOUR);
                    let given = moment_given(at, NOW, by);
                    assert!(may_be_entered(given, NOW), "{by} {hours}");
                    let really = NOW.plus_millis(-hours * HOUR);
                    // 400 days away the clocks of summer and winter may lie between.
                    assert!((given.0 - really.0).abs() <= 2 * HOUR, "{by} {hours}");
                }
            }
        }
    }

    #[test]
    fn a_clock_that_was_hours_off_leaves_what_her_watch_said() {
        for off in [-5, 5] {
            let by = -off * HOUR;
            let at = NOW.plus_millis(-8 * HOUR);
            assert_eq!(moment_given(at, NOW, by), at);
        }
        // A quarter ago, as the phone said, which was five hours ahead.
        let at = NOW.plus_millis(5 * HOUR - 900_000);
        let quarter_ago = NOW.plus_millis(-900_000);
        assert_eq!(moment_given(at, NOW, -5 * HOUR), quarter_ago);
        // Two hours ago by her watch, on a phone that was eight hours behind: it lay before the list began.
        let at = NOW.plus_millis(-2 * HOUR - DAY);
        assert_eq!(moment_given(at, NOW, 8 * HOUR), NOW.plus_millis(-2 * HOUR));
    }

    #[test]
    fn in_another_season_the_time_of_day_is_the_local_one() {
        // 14 July 2026, 10:00 UTC, is noon; the clock stood there on 22 November, at 22:47.
        let noon = UtcMillis(1_784_023_200_000);
        let by = NOW.0 - (noon.0 + 10 * HOUR + 47 * 60_000);
        let given = moment_given(noon, NOW, by);
        assert_eq!(
            given,
            UtcMillis(1_795_345_200_000),
            "noon of the 22nd, 11:00 UTC"
        );
    }
}
