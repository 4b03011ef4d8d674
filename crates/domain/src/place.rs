//! The kind of place: all that is kept of where a stop was, apart from the team's area.

use serde::{Deserialize, Serialize};

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A motorway or through road.
    MainRoad,
    /// A street where people live.
    Residential,
    /// Shops or the town centre.
    Centre,
    /// Bars and clubs.
    Nightlife,
    /// A station or stop of public transport.
    Transport,
    /// A car park or petrol station.
    Parking,
    /// A business park.
    Industrial,
    /// A park, wood, beach or water.
    Outdoors,
}

impl PlaceKind {
    /// All of them, in the order of the screens.
    pub const ALL: [Self; 8] = [
        Self::MainRoad,
        Self::Residential,
        Self::Centre,
        Self::Nightlife,
        Self::Transport,
        Self::Parking,
        Self::Industrial,
        Self::Outdoors,
    ];
}
