//! What a shift lead sees: figures of the own team over a closed period, never of a person.

use serde::{Deserialize, Serialize};

use crate::Hour;
use crate::codes::{DoAgain, Finding, GroundCode, ReasonTold, Theme};
use crate::list::codes;
use crate::period::{Period, PeriodKind};

/// The fewest officers behind a figure that is shown, shift leads not counted. A force may ask for
/// more.
pub const MIN_OFFICERS: u32 = 5;
/// The fewest records behind a figure that is shown, those of shift leads and of any one officer not
/// counted. A force may ask for more.
pub const MIN_RECORDS: u32 = 5;

/// A figure, or `null` where it is too small to be shown or would give away one that is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// The first hour of the period.
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
    /// The code of the team.
    pub team: String,
    /// Closed periods in which the team has records.
    pub periods: Vec<PeriodName>,
}

/// One code with its figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Coded<T> {
    /// The answer that is counted.
    pub code: T,
    /// How many stops have this answer, or that it is not shown.
    pub figure: Figure,
}

/// One ground, and how often a stop on it found nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GroundFigures {
    /// The ground that is counted.
    pub code: GroundCode,
    /// Stops with this ground; a stop may have several.
    pub stops: Figure,
    /// Of these, stops that found nothing; of a quarter only. The share follows from the two.
    pub found_nothing: Figure,
}

codes! {
    /// The four aspects of treatment that officers rate themselves on.
    pub enum Aspect {
        /// Let the other person speak.
        Voice = "voice",
        /// Was neutral.
        Neutral = "neutral",
        /// Was respectful.
        Respect = "respect",
        /// Was trustworthy.
        Trust = "trust",
    }
}

/// Self-ratings of one aspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RatingFigures {
    /// The aspect of the treatment that is rated.
    pub aspect: Aspect,
    /// How many stops were rated.
    pub rated: Figure,
    /// Of these, rated 4 or 5.
    pub high: Figure,
    /// Of these, rated 1 or 2. What is left was rated 3.
    pub low: Figure,
}

/// `GET /v1/teams/{team}/summaries/{period}`. A week shows the first five figures, a month also
/// grounds, what was told, and ratings, a quarter everything. A list of which a period shows nothing
/// is empty; a figure that is `null` is hidden, or not shown by this kind of period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TeamSummary {
    /// The code of the team.
    pub team: String,
    /// The period that is summed up.
    pub period: PeriodName,
    /// On how many officers a figure of this period stands at least, shift leads not counted.
    pub min_officers: u32,
    /// On how many records a figure of this period stands at least.
    pub min_records: u32,
    /// Look-ups: those that were left, those without a decision, and the stops.
    pub queries: Figure,
    /// Look-ups after which the officer decided to leave it.
    pub left_it: Figure,
    /// Look-ups after which nothing was decided.
    pub undecided: Figure,
    /// How many stops were made.
    pub stops: Figure,
    /// Stops that found nothing.
    pub found_nothing: Figure,
    /// Stops of a subject that had been stopped in the 30 days before, by anyone. Central cannot
    /// link over the border of two epochs, so it counts too few in the first month of a quarter. Of a
    /// quarter only.
    pub repeat_stops: Figure,
    /// Stops in spite of an advisory; of a quarter only.
    pub despite_advisory: Figure,
    /// Look-ups that were typed wrong and taken back, which are in no other figure; of a quarter only. A central
    /// of before does not tell it.
    #[serde(default)]
    pub mistyped: Figure,
    /// Stops per ground, each ground of the list once. From a month on.
    pub grounds: Vec<GroundFigures>,
    /// Was the reason told? From a month on.
    pub reason_told: Vec<Coded<ReasonTold>>,
    /// What was found; a stop may have several. Of a quarter only.
    pub findings: Vec<Coded<Finding>>,
    /// Self-ratings. From a month on.
    pub ratings: Vec<RatingFigures>,
    /// Would do again. Of a quarter only.
    pub do_again: Vec<Coded<DoAgain>>,
    /// Reflection themes; a stop may have several. Of a quarter only.
    pub themes: Vec<Coded<Theme>>,
}
