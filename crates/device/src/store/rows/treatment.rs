//! The treatment, in a draft and in a stop. A row from before a field existed lacks it.

use std::collections::BTreeSet;

use proco_domain::coercion::{Forces, Searches};
use proco_domain::explanation::Answer;
use proco_domain::treatment::{Calming, Duration, Escalation, Rating, Ratings, Treatment};
use serde::{Deserialize, Serialize};

use super::coercion::{ForcedRow, Kinds, SearchedRow};

#[derive(Serialize, Deserialize)]
#[serde(default = "Treatment::default", remote = "Treatment")]
pub(super) struct TreatmentRow {
    #[serde(with = "RatingsRow")]
    ratings: Ratings,
    duration: Option<Duration>,
    #[serde(with = "Kinds::<SearchedRow>")]
    search: Option<Searches>,
    #[serde(with = "Kinds::<ForcedRow>")]
    force: Option<Forces>,
    escalation: Option<Escalation>,
    calming: BTreeSet<Calming>,
    complaint_offered: Option<Answer>,
}

#[derive(Serialize, Deserialize)]
#[serde(default = "Ratings::default", remote = "Ratings")]
struct RatingsRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    neutral: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    respect: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Rating>,
}

/// Ratings as a field of another row.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct KeptRatings(#[serde(with = "RatingsRow")] pub(super) Ratings);
