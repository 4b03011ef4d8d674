//! What every officer may see beside the own figures: those of the whole force, of a closed quarter. Never of a team,
//! because an officer of a small one could take the own records away.
//!
//! Central makes them of the figures that the teams may show, and of nothing else: see `summaries/force.rs` there.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::codes::{GroundCode, ReasonTold, Theme};
use crate::known::{self, OfACode};
use crate::summary::PeriodName;

/// The fewest teams behind a figure of the force. Whoever takes the figure of the own team away is left with four.
pub const MIN_TEAMS: u32 = 5;

/// So many of so many, over the teams that may show both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OfForce {
    /// How many of the whole have the property that the figure is about.
    pub part: u32,
    /// Of how many stops or look-ups.
    pub whole: u32,
}

/// A share for one code of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CodedOfForce<T> {
    /// The answer that is counted.
    pub code: T,
    /// How many of how many.
    pub share: OfForce,
}

/// `GET /v1/force/summary`: the newest closed quarter of which enough teams show something. A share that is `null`, or a
/// code that is not in its list, stands on too few teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ForceSummary {
    /// The closed quarter that is counted: `2026-Q3`.
    pub period: PeriodName,
    /// On how many teams a figure stands at least.
    pub min_teams: u32,
    /// Look-ups that were left alone, of all look-ups.
    pub left_it: Option<OfForce>,
    /// Stops that found something, of all stops.
    pub found: Option<OfForce>,
    /// Stops of a subject that anyone had stopped in the 30 days before, of all stops.
    pub repeat_stops: Option<OfForce>,
    /// Stops by whether the reason was told, of all stops.
    #[serde(deserialize_with = "known::each")]
    pub reason_told: Vec<CodedOfForce<ReasonTold>>,
    /// Of each ground the stops that found something, of all stops on it.
    #[serde(deserialize_with = "known::each")]
    pub grounds: Vec<CodedOfForce<GroundCode>>,
    /// Stops whose reflection names a theme, of all stops.
    #[serde(deserialize_with = "known::each")]
    pub themes: Vec<CodedOfForce<Theme>>,
}

impl<T: DeserializeOwned> OfACode for CodedOfForce<T> {
    type Code = T;
    const FIELD: &str = "code";
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_code_of_a_later_central_costs_its_own_figure_alone() {
        let share = json!({ "part": 40, "whole": 90 });
        let told = json!({
            "period": { "kind": "quarter", "code": "2026-Q4", "from": 1, "to": 2 }, "min_teams": 5,
            "left_it": share, "found": null, "repeat_stops": share, "reason_told": [],
            "grounds": [{ "code": "of_a_later_version", "share": { "of": 3 } }, { "code": "evading", "share": share }],
            "themes": [],
        });
        let read: ForceSummary = serde_json::from_value(told).unwrap();
        assert_eq!(read.found, None);
        let grounds: Vec<_> = read.grounds.iter().map(|of| of.code).collect();
        assert_eq!(grounds, [GroundCode::Evading]);
    }
}
