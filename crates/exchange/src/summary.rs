//! What a shift lead sees: figures of the own team over a closed period, never of a person.
//!
//! A figure or period whose code this version does not know is left out by whoever reads it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Hour;
use crate::codes::{DoAgain, Finding, GroundCode, Rating, Ratings, ReasonTold, Theme};
use crate::known::{self, OfACode};
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
    #[serde(deserialize_with = "known::each")]
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
        Neutral = "neutral",
        Respect = "respect",
        Trust = "trust",
    }
}

impl Aspect {
    /// What the officer gave for this aspect; `None` where it was left open.
    #[must_use]
    pub fn rating(self, ratings: &Ratings) -> Option<Rating> {
        match self {
            Self::Voice => ratings.voice,
            Self::Neutral => ratings.neutral,
            Self::Respect => ratings.respect,
            Self::Trust => ratings.trust,
        }
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

/// Signals of how carefully a team writes its checks down, each a number of stops. They invite a question and prove nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Quality {
    /// Stops on one ground alone.
    pub one_ground: Figure,
    /// Stops whose grounds are described in own words too.
    pub own_words: Figure,
    /// Of these, stops with the same words as another stop of the same phone shortly before.
    pub words_repeated: Figure,
    /// Stops on which the officer looked back more than three days later.
    pub reflected_late: Figure,
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
    /// Stops on which two officers looked back together; of a quarter only. A central of before does not tell it.
    #[serde(default)]
    pub together: Figure,
    /// How carefully checks are written down; of a quarter only. A central of before does not tell it.
    #[serde(default)]
    pub quality: Quality,
    /// Stops per ground, each ground of the list once. From a month on.
    #[serde(deserialize_with = "known::each")]
    pub grounds: Vec<GroundFigures>,
    /// Was the reason told? From a month on.
    #[serde(deserialize_with = "known::each")]
    pub reason_told: Vec<Coded<ReasonTold>>,
    /// What was found; a stop may have several. Of a quarter only.
    #[serde(deserialize_with = "known::each")]
    pub findings: Vec<Coded<Finding>>,
    /// Self-ratings. From a month on.
    #[serde(deserialize_with = "known::each")]
    pub ratings: Vec<RatingFigures>,
    /// Would do again. Of a quarter only.
    #[serde(deserialize_with = "known::each")]
    pub do_again: Vec<Coded<DoAgain>>,
    /// Reflection themes; a stop may have several. Of a quarter only.
    #[serde(deserialize_with = "known::each")]
    pub themes: Vec<Coded<Theme>>,
}

impl OfACode for PeriodName {
    type Code = PeriodKind;
    const FIELD: &str = "kind";
}

impl<T: DeserializeOwned> OfACode for Coded<T> {
    type Code = T;
    const FIELD: &str = "code";
}

impl OfACode for GroundFigures {
    type Code = GroundCode;
    const FIELD: &str = "code";
}

impl OfACode for RatingFigures {
    type Code = Aspect;
    const FIELD: &str = "aspect";
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A quarter as central tells it, with one figure in each list.
    fn quarter() -> Value {
        json!({
            "team": "duinwijk",
            "period": {"kind": "quarter", "code": "2026-Q4", "from": 1, "to": 2},
            "min_officers": 5, "min_records": 5, "queries": 40, "left_it": 20, "undecided": 6, "stops": 14,
            "found_nothing": 8, "repeat_stops": null, "despite_advisory": null, "mistyped": null, "together": null,
            "grounds": [{"code": "vehicle_defect", "stops": 9, "found_nothing": 7}],
            "reason_told": [{"code": "unasked", "figure": 9}],
            "findings": [{"code": "fine", "figure": 6}],
            "ratings": [{"aspect": "voice", "rated": 9, "high": 7, "low": null}],
            "do_again": [{"code": "yes", "figure": 9}],
            "themes": [{"code": "first_impression", "figure": 6}],
        })
    }

    const LISTS: [(&str, &str); 6] = [
        ("grounds", "code"),
        ("reason_told", "code"),
        ("findings", "code"),
        ("ratings", "aspect"),
        ("do_again", "code"),
        ("themes", "code"),
    ];

    fn read(told: &Value) -> Result<TeamSummary, serde_json::Error> {
        serde_json::from_str(&told.to_string())
    }

    #[test]
    fn a_code_of_a_later_central_costs_its_own_figure_alone() {
        let whole = read(&quarter()).unwrap();
        for (list, field) in LISTS {
            let mut told = quarter();
            let mut later = told[list][0].clone();
            later[field] = "of_a_later_version".into();
            later["share"] = 3.into();
            told[list].as_array_mut().unwrap().insert(0, later);
            assert_eq!(read(&told).unwrap(), whole, "{list}");
        }
    }

    #[test]
    fn a_figure_of_a_known_code_that_cannot_be_read_is_not_passed_over() {
        for (list, field) in LISTS {
            let figure = ["figure", "stops", "rated"].into_iter();
            let figure = figure.filter(|name| quarter()[list][0].get(name).is_some());
            for name in figure.chain([field]) {
                let mut told = quarter();
                told[list][0][name] = json!({"of": 7});
                assert!(read(&told).is_err(), "{name} of {list}");
            }
        }
    }

    #[test]
    fn a_kind_of_period_of_a_later_central_hides_no_other() {
        let month = json!({"kind": "month", "code": "2026-11", "from": 1, "to": 2});
        let year = json!({"kind": "year", "code": "2026", "from": 1, "to": 2});
        let told = json!({"team": "duinwijk", "periods": [year, month]});
        let TeamPeriods { periods, .. } = serde_json::from_value(told).unwrap();
        assert_eq!(serde_json::to_value(periods).unwrap(), json!([month]));
    }
}
