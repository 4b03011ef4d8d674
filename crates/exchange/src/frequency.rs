//! How often a subject was queried and stopped, as phone and central tell each other.
//!
//! Queries and stops are two counters and are never added up.

use serde::{Deserialize, Serialize};

use crate::Epoch;
use crate::Hour;
use crate::pseudonym::Pseudonym;

/// The windows over which is counted, back from now.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// 365 days.
    Year,
}

impl Window {
    /// All of them, shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// Its length in hours.
    #[must_use]
    pub fn hours(self) -> u32 {
        match self {
            Self::Day => 24,
            Self::Week => 7 * 24,
            Self::Month => 30 * 24,
            Self::Year => 365 * 24,
        }
    }
}

/// The counts of one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WindowCount {
    /// Which window.
    pub window: Window,
    /// Look-ups.
    pub queries: u32,
    /// Stops.
    pub stops: u32,
    /// Of these stops, those that found nothing.
    pub found_nothing: u32,
}

/// One subject in one epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EpochPseudonym {
    /// The epoch.
    pub epoch: Epoch,
    /// The pseudonym under that epoch's key.
    pub pseudonym: Pseudonym,
}

/// `POST /v1/frequencies`: one subject under the keys of at most five live epochs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FrequencyQuestion {
    /// One to five, each epoch once.
    pub subject: Vec<EpochPseudonym>,
}

/// The answer of central.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FrequencyAnswer {
    /// One for each [`Window`], shortest first.
    pub windows: Vec<WindowCount>,
    /// The hour of the last look-up.
    pub last_query: Option<Hour>,
    /// The hour of the last stop.
    pub last_stop: Option<Hour>,
    /// The subject is to be spared until the end of this hour.
    pub spare_until: Option<Hour>,
    /// The moment of central's clock at which this was true, in milliseconds since 1970 UTC.
    pub as_of: crate::UtcMillis,
}
