//! The answers about a subject, of this phone and of central, as they are shown and kept to be shown again.

use proco_domain::time::UtcMillis;
use proco_exchange::frequency::WindowCount;
use serde::Serialize;

use crate::problem::SyncProblem;

mod seen;

pub use seen::Seen;

/// How often, per window. Queries and stops are never added up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Counts {
    /// 24 hours, 7, 30 and 365 days.
    pub windows: Vec<WindowCount>,
    /// The last look-up in the longest window.
    pub last_query: Option<Seen>,
    /// The last stop in the longest window.
    pub last_stop: Option<Seen>,
    /// The moment at which this was true.
    pub as_of: UtcMillis,
    /// Whether central could not be asked about each quarter, so that there may be more.
    pub incomplete: bool,
}

/// What this phone recorded of the subject of a stop after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Since {
    /// How often it was looked up.
    pub queries: u32,
    /// How often it was stopped.
    pub stops: u32,
    /// How many of those stops found nothing.
    pub found_nothing: u32,
}

/// An advisory: this subject was checked, nothing was found, and it is to be spared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AdvisoryView {
    /// The moment at which the advisory ends.
    pub until: UtcMillis,
    /// The check on which it rests, as finely as that is known; nothing where only its end is.
    pub on: Option<Seen>,
}

impl AdvisoryView {
    /// The one that stands longer; of two with one end the one of which more is known.
    pub(crate) fn longer(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let rank = |advisory: &Self| (advisory.until, advisory.on.is_some());
        one.into_iter().chain(other).max_by_key(rank)
    }
}

/// What central knows. That it cannot be reached is an answer too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum CentralAnswer {
    /// Central's counts plus what this phone has not yet uploaded.
    Known {
        /// How often the subject was looked up and stopped in the country.
        counts: Counts,
        /// The advisory to leave the subject alone, if one stands.
        advisory: Option<AdvisoryView>,
        /// The later check that ended an advisory, because it found what its ground pointed to; only where none stands.
        advisory_ended: Option<Seen>,
    },
    /// There is no network: only the counts of this phone are known.
    Offline,
    /// Central or the key service would not answer.
    Unavailable {
        /// Why central gave no answer.
        problem: SyncProblem,
    },
    /// There is nobody to ask about: a vehicle without a plate.
    Nobody,
}

impl CentralAnswer {
    /// The end of the advisory in central's answer.
    pub(crate) fn advisory_until(&self) -> Option<UtcMillis> {
        match self {
            Self::Known { advisory, .. } => advisory.map(|advisory| advisory.until),
            Self::Offline | Self::Unavailable { .. } | Self::Nobody => None,
        }
    }
}
