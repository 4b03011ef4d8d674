//! What a shift lead sees: figures of the own team over a closed period, never of a person.

use serde::{Deserialize, Serialize};

use crate::Hour;
use crate::codes::{DoAgain, Finding, GroundCode, ReasonTold, Theme};
use crate::period::{Period, PeriodKind};

/// The fewest officers behind a figure that is shown.
pub const MIN_OFFICERS: u32 = 5;
/// The fewest records behind a figure that is shown.
pub const MIN_RECORDS: u32 = 5;

/// A figure, or `null` where it is too small to be shown or would give away one that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number | null"))]
#[serde(transparent)]
pub struct Figure(pub Option<u32>);

/// A period as the screen names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PeriodName {
    /// Week, month or quarter.
    pub kind: PeriodKind,
    /// `2026-W47`, `2026-11` or `2026-Q4`.
    pub code: String,
    /// Its first hour.
    pub from: Hour,
    /// The first hour after it.
    pub to: Hour,
}

impl From<Period> for PeriodName {
    fn from(period: Period) -> Self {
        Self {
            kind: period.kind(),
            code: period.to_string(),
            from: period.from(),
            to: period.to(),
        }
    }
}

/// `GET /v1/teams/{team}/summaries`: the closed periods, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TeamPeriods {
    /// The team.
    pub team: String,
    /// Closed periods in which the team has records.
    pub periods: Vec<PeriodName>,
}

/// One code with its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Coded<T> {
    /// The code.
    pub code: T,
    /// How many stops.
    pub figure: Figure,
}

/// One ground, and how often a stop on it found nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GroundFigures {
    /// The ground.
    pub code: GroundCode,
    /// Stops with this ground; a stop may have several.
    pub stops: Figure,
    /// Of these, stops that found nothing. The share follows from the two.
    pub found_nothing: Figure,
}

/// The four aspects of treatment that officers rate themselves on.
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
pub enum Aspect {
    /// Let the other person speak.
    Voice,
    /// Was neutral.
    Neutral,
    /// Was respectful.
    Respect,
    /// Was trustworthy.
    Trust,
}

/// Self-ratings of one aspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RatingFigures {
    /// The aspect.
    pub aspect: Aspect,
    /// How many stops were rated.
    pub rated: Figure,
    /// The mean in tenths, 11 to 49; hidden whenever `rated` is, and at the ends of the scale, where
    /// it would tell everybody's answer.
    pub mean_tenths: Figure,
}

/// `GET /v1/teams/{team}/summaries/{period}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TeamSummary {
    /// The team.
    pub team: String,
    /// The period.
    pub period: PeriodName,
    /// Look-ups.
    pub queries: Figure,
    /// Look-ups after which the officer decided to leave it.
    pub left_it: Figure,
    /// Stops.
    pub stops: Figure,
    /// Stops that found nothing.
    pub found_nothing: Figure,
    /// Stops of a subject that had been stopped in the 30 days before, by anyone. Central cannot
    /// link over the border of two epochs, so it counts too few in the first month of a quarter.
    pub repeat_stops: Figure,
    /// Stops in spite of an advisory.
    pub despite_advisory: Figure,
    /// Stops per ground, each ground of the list once.
    pub grounds: Vec<GroundFigures>,
    /// Was the reason told?
    pub reason_told: Vec<Coded<ReasonTold>>,
    /// What was found; a stop may have several.
    pub findings: Vec<Coded<Finding>>,
    /// Self-ratings.
    pub ratings: Vec<RatingFigures>,
    /// Would do again.
    pub do_again: Vec<Coded<DoAgain>>,
    /// Reflection themes; a stop may have several.
    pub themes: Vec<Coded<Theme>>,
}
