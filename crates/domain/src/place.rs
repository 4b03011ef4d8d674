//! The kind of place: besides the team's area, all that is kept about where a stop was.

use crate::codes::codes;

codes! {
    /// What a place is like, as the officer chose it.
    pub enum PlaceKind {
        /// A motorway or through road.
        MainRoad = "main_road",
        /// A street where people live.
        Residential = "residential",
        /// Shops or the town centre.
        Centre = "centre",
        /// A street of bars and clubs.
        Nightlife = "nightlife",
        /// A station or stop of public transport.
        Transport = "transport",
        /// A car park or petrol station.
        Parking = "parking",
        Industrial = "industrial",
        /// A park, wood, beach or water.
        Outdoors = "outdoors",
    }
}
