//! When something last happened, as finely as it is known.

use proco_domain::time::{Hour, UtcMillis};
use serde::{Deserialize, Serialize};

/// When something last happened. A screen must not show an hour as if it were a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "grain", content = "at")]
pub enum Seen {
    /// At this moment: this phone recorded it.
    Moment(UtcMillis),
    /// In the course of this hour: central knows no finer.
    Hour(Hour),
}

impl Seen {
    /// The later of what this phone and what central saw. In one and the same hour that of this
    /// phone: it says more.
    #[must_use]
    pub(crate) fn later(here: Option<Self>, there: Option<Hour>) -> Option<Self> {
        let hour = |seen: Self| match seen {
            Self::Moment(at) => at.hour(),
            Self::Hour(hour) => hour,
        };
        match (here, there) {
            (Some(here), Some(there)) if hour(here) < there => Some(Self::Hour(there)),
            (None, Some(there)) => Some(Self::Hour(there)),
            (here, _) => here,
        }
    }
}
