//! What a check yielded.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    /// Something that was found or done.
    pub enum Finding {
        /// A warning was given.
        Warning = "warning",
        /// A fine was given.
        Fine = "fine",
        /// A vehicle was taken off the road or ordered to be repaired.
        VehicleOrder = "vehicle_order",
        Seizure = "seizure",
        Arrest = "arrest",
        /// A wanted person was found.
        WantedFound = "wanted_found",
        /// Help or care was given.
        Help = "help",
        /// Information was recorded elsewhere.
        Information = "information",
    }
}

codes! {
    /// Whether what was found is what the ground pointed to.
    pub enum Link {
        /// What the ground pointed to.
        Linked = "linked",
        /// Something that the ground did not point to.
        Unlinked = "unlinked",
    }
}

/// The outcome of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum Outcome {
    /// Nothing was found. The cheapest thing to record.
    Nothing,
    /// At least one thing was found.
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
