//! The shift of an officer, by what was looked up and checked: nobody says when one begins.
//!
//! Between two shifts lie eight hours at least (Arbeidstijdenwet, article 5:3: eleven hours of rest, once in
//! seven days eight), so the first look-up or check after eight hours without one begins a shift.

use crate::time::UtcMillis;

const HOUR: i64 = 60 * 60 * 1000;

/// The shortest rest between two shifts, in milliseconds.
pub const REST: i64 = 8 * HOUR;

/// How far back a shift is looked for, in milliseconds: a shift of twelve hours (Arbeidstijdenwet, article 5:7) that
/// ran late.
pub const LONGEST: i64 = 16 * HOUR;

/// The earliest moment that may belong to the present shift.
#[must_use]
pub fn earliest(now: UtcMillis) -> UtcMillis {
    UtcMillis(now.0.saturating_sub(LONGEST))
}

/// How many of these look-ups and checks, newest first, are of the present shift: all since the last rest.
#[must_use]
pub fn of_this_shift(now: UtcMillis, newest_first: &[UtcMillis]) -> usize {
    let earliest = earliest(now);
    let mut later = now;
    for (number, at) in newest_first.iter().enumerate() {
        if later.0.saturating_sub(at.0) >= REST || *at < earliest {
            return number;
        }
        later = *at;
    }
    newest_first.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours_ago(hours: &[i64]) -> Vec<UtcMillis> {
        hours.iter().map(|each| UtcMillis(-each * HOUR)).collect()
    }

    fn count(hours: &[i64]) -> usize {
        of_this_shift(UtcMillis(0), &hours_ago(hours))
    }

    #[test]
    fn a_rest_of_eight_hours_ends_a_shift() {
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[0, 1, 2]), 3);
        assert_eq!(count(&[1, 2, 10, 11]), 2, "eight hours between 2 and 10");
        assert_eq!(count(&[1, 2, 9, 10]), 4, "seven hours are a quiet night");
        assert_eq!(count(&[8, 9]), 0, "the last shift is over");
        assert_eq!(count(&[7, 9]), 2);
    }

    #[test]
    fn a_shift_lasts_sixteen_hours_at_most() {
        assert_eq!(count(&[1, 5, 10, 15, 16, 17]), 5);
    }

    #[test]
    fn a_look_up_in_the_future_of_a_clock_that_was_put_back_belongs_to_it() {
        assert_eq!(count(&[-2, 1]), 2);
    }
}
