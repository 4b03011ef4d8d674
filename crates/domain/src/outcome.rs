//! What a check yielded.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Something that was found or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// A warning was given.
    Warning,
    /// A fine was given.
    Fine,
    /// A vehicle was taken off the road or ordered to be repaired.
    VehicleOrder,
    /// Goods were seized.
    Seizure,
    /// Somebody was arrested.
    Arrest,
    /// A wanted person was found.
    WantedFound,
    /// Help or care was given.
    Help,
    /// Information was recorded elsewhere.
    Information,
}

impl Finding {
    /// All of them, in the order of the screens.
    pub const ALL: [Self; 8] = [
        Self::Warning,
        Self::Fine,
        Self::VehicleOrder,
        Self::Seizure,
        Self::Arrest,
        Self::WantedFound,
        Self::Help,
        Self::Information,
    ];
}

/// Whether what was found is what the ground pointed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// What the ground pointed to.
    Linked,
    /// Something else.
    Unlinked,
}

/// The outcome of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum Outcome {
    /// Nothing was found. The cheapest thing to record.
    Nothing,
    /// Something was found.
    Found {
        /// What: at least one.
        findings: BTreeSet<Finding>,
        /// Whether the ground pointed to it.
        link: Link,
    },
}

impl Outcome {
    /// Whether the check found nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Found { .. } => false,
        }
    }
}
