//! When something last happened, as finely as it is known.

use proco_domain::time::{Hour, UtcMillis};
use proco_exchange::report::AMENDABLE_DAYS;
use serde::Serialize;

/// When something last happened. A screen must not show an hour as if it were a moment, nor a day as an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "grain", content = "at")]
pub enum Seen {
    /// At this moment: this phone recorded it.
    Moment(UtcMillis),
    /// In the course of this hour: central knows no finer.
    Hour(Hour),
    /// In the course of the day (UTC) that begins with this hour: of what is old central knows no finer.
    Day(Hour),
}

impl Seen {
    /// The hour that central gives, or its day if it is so old that central keeps no hours of it.
    #[must_use]
    pub(crate) fn by_central(hour: Hour, as_of: UtcMillis) -> Self {
        let to_the_hour_since = as_of.minus_hours(u32::from(AMENDABLE_DAYS) * 24).hour();
        if hour < to_the_hour_since {
            Self::Day(Hour(hour.0 - hour.0 % 24))
        } else {
            Self::Hour(hour)
        }
    }

    /// The later of two times, with its precision. If they cannot be ordered, the time that this phone recorded
    /// is taken, because it is the more precise one.
    #[must_use]
    pub(crate) fn later(here: Option<Self>, there: Option<Self>) -> Option<Self> {
        let begins = |seen: Self| match seen {
            Self::Moment(at) => at.hour(),
            Self::Hour(hour) | Self::Day(hour) => hour,
        };
        match (here, there) {
            (Some(Self::Moment(here)), Some(Self::Moment(then))) if here < then => there,
            (Some(here), Some(there)) if begins(here) < begins(there) => Some(there),
            (None, there) => there,
            (here, _) => here,
        }
    }
}
