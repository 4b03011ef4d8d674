//! The fourth step: looking back. It may wait until the end of the shift.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::text::FreeText;

codes! {
    /// Would the officer make this check again?
    pub enum DoAgain {
        /// Yes, like this.
        Yes = "yes",
        /// Yes, but otherwise.
        Differently = "differently",
        /// No.
        No = "no",
    }
}

codes! {
    /// What may have played along.
    pub enum Theme {
        /// A first impression.
        FirstImpression = "first_impression",
        /// Somebody's looks or age.
        Appearance = "appearance",
        /// The name of the neighbourhood or of the place.
        Neighbourhood = "neighbourhood",
        /// The kind of vehicle.
        VehicleType = "vehicle_type",
        /// An earlier experience.
        EarlierExperience = "earlier_experience",
        /// What a colleague thought.
        Colleague = "colleague",
        /// Time pressure, boredom or tiredness.
        Workload = "workload",
        /// The counts on the screen.
        Counts = "counts",
    }
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

/// A reflection as far as it has come: it may wait until the end of the shift. It is never sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReflectionDraft {
    /// Would I do it again?
    pub do_again: Option<DoAgain>,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// For the officer alone.
    pub note: Option<FreeText>,
}
