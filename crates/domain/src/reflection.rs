//! The fourth step: looking back. It may wait until the end of the shift.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::text::FreeText;

/// Would the officer make this check again?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DoAgain {
    /// Yes, like this.
    Yes,
    /// Yes, but otherwise.
    Differently,
    /// No.
    No,
}

/// What may have played along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// A first impression.
    FirstImpression,
    /// Somebody's looks or age.
    Appearance,
    /// The name of the neighbourhood or of the place.
    Neighbourhood,
    /// The kind of vehicle.
    VehicleType,
    /// An earlier experience.
    EarlierExperience,
    /// What a colleague thought.
    Colleague,
    /// Time pressure, boredom or tiredness.
    Workload,
    /// The counts on the screen.
    Counts,
}

impl Theme {
    /// All of them, in the order of the screens.
    pub const ALL: [Self; 8] = [
        Self::FirstImpression,
        Self::Appearance,
        Self::Neighbourhood,
        Self::VehicleType,
        Self::EarlierExperience,
        Self::Colleague,
        Self::Workload,
        Self::Counts,
    ];
}

/// A reflection. The codes go with the report; the note stays on the phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Reflection {
    /// Would I do it again?
    pub do_again: DoAgain,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// For the officer alone.
    #[serde(default)]
    pub note: Option<FreeText>,
}
