//! A part of a whole, and how much such a small number says.

use serde::Serialize;

use crate::codes::codes;

/// Below this whole a share says little yet.
const LITTLE_BELOW: u32 = 20;
/// Up to this whole a share is an impression.
const IMPRESSION_UP_TO: u32 = 100;

codes! {
    /// How much a share says, by the size of its whole.
    pub enum Certainty {
        /// It says little yet: fewer than 20.
        Little = "little",
        /// It is an impression: 20 to 100.
        Impression = "impression",
        /// It gives a picture: more than 100.
        Picture = "picture",
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Share {
    /// How many of the whole have the property that is counted.
    pub part: u32,
    /// Of how many stops, look-ups or answers.
    pub whole: u32,
    /// How much that says.
    pub certainty: Certainty,
    /// Between which shares chance alone may have moved it; `None` where the number says little anyway.
    pub spread: Option<Spread>,
}

/// The Wilson interval of 95% around a share, rounded outwards: from `low` to `high` in each `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Spread {
    /// The lowest share that fits, as a number of `of`, rounded down.
    pub low: u32,
    /// The highest share that fits, as a number of `of`, rounded up.
    pub high: u32,
    /// In how many: 10 for an impression, 100 for a picture.
    pub of: u32,
}

impl Share {
    /// `part` of `whole`; a part is never more than its whole.
    #[must_use]
    pub fn of(part: u32, whole: u32) -> Self {
        let part = part.min(whole);
        let certainty = match whole {
            ..LITTLE_BELOW => Certainty::Little,
            LITTLE_BELOW..=IMPRESSION_UP_TO => Certainty::Impression,
            _ => Certainty::Picture,
        };
        let spread = match certainty {
            Certainty::Little => None,
            Certainty::Impression => Some(Spread::around(part, whole, 10)),
            Certainty::Picture => Some(Spread::around(part, whole, 100)),
        };
        Self {
            part,
            whole,
            certainty,
            spread,
        }
    }
}

impl Spread {
    /// The interval in whole numbers of each `of`. It is found without fractions: a share k/of lies within the Wilson
    /// interval of x/n exactly when (x/n − k/of)² ≤ z² · k/of · (1 − k/of) / n (the score test turned round), and both
    /// sides are multiplied by (n · of)². The share itself lies within, also at an end of the scale.
    fn around(part: u32, whole: u32, of: u32) -> Self {
        let [x, n, all] = [part, whole, of].map(u128::from);
        // z² for 95%, in ten-thousandths: 1.959964² = 3.8415.
        let is_inside = |k: u128| {
            let apart = (x * all).abs_diff(k * n);
            apart * apart * 10_000 < 38_415 * k * (all - k) * n
        };
        let below = |k: &u32| u128::from(*k) * n < x * all && !is_inside(u128::from(*k));
        let above = |k: &u32| u128::from(*k) * n > x * all && !is_inside(u128::from(*k));
        Self {
            low: (0..=of).rev().find(below).unwrap_or(0),
            high: (0..=of).find(above).unwrap_or(of),
            of,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The interval by its formula, as fractions.
    fn wilson(x: f64, n: f64) -> (f64, f64) {
        let z = 1.959_963_984_540_054_f64;
        let (p, zz) = (x / n, z * z);
        let centre = p + zz / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
        let by = 1.0 + zz / n;
        ((centre - half) / by, (centre + half) / by)
    }

    #[test]
    fn known_intervals_come_out() {
        let ends = |part, whole| {
            let Spread { low, high, .. } = Spread::around(part, whole, 100);
            (low, high)
        };
        // 7.6 to 47.6, 0 to 43.4, 13.3 to 28.9: rounded outwards.
        assert_eq!(ends(3, 14), (7, 48));
        assert_eq!(ends(0, 5), (0, 44));
        assert_eq!(ends(20, 100), (13, 29));
        assert_eq!(ends(5, 5), (56, 100));
    }

    #[test]
    fn a_small_number_has_words_and_no_interval() {
        for (part, whole, certainty, of) in [
            (0, 0, Certainty::Little, None),
            (3, 19, Certainty::Little, None),
            (3, 20, Certainty::Impression, Some(10)),
            (3, 100, Certainty::Impression, Some(10)),
            (3, 101, Certainty::Picture, Some(100)),
        ] {
            let share = Share::of(part, whole);
            assert_eq!(share.certainty, certainty, "{part} of {whole}");
            assert_eq!(
                share.spread.map(|spread| spread.of),
                of,
                "{part} of {whole}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_interval_is_that_of_the_formula(whole in 1u32..100_000, part in 0.0..=1.0f64, of in prop::sample::select(&[10u32, 100])) {
            let part = (f64::from(whole) * part).floor();
            let (low, high) = wilson(part, f64::from(whole));
            let spread = Spread::around(part as u32, whole, of);
            let of = f64::from(of);
            let [found_low, found_high] = [spread.low, spread.high].map(f64::from);
            // A hair's breadth, because z² stands rounded there.
            prop_assert!((low * of).floor() - found_low <= 1.0 && found_low <= low * of + 1e-3, "{spread:?} {low}");
            prop_assert!(found_high - (high * of).ceil() <= 1.0 && found_high + 1e-3 >= high * of, "{spread:?} {high}");
            prop_assert!(found_low * f64::from(whole) <= part * of && part * of <= found_high * f64::from(whole));
        }
    }
}
