//! Of a stop what the mirror counts, read from the column `body` without the rest: it is read for each stop of a year.

use std::collections::BTreeSet;

use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::ids::StopId;
use proco_domain::mirror::SeenStop;
use proco_domain::outcome::Outcome;
use proco_domain::reflection::{DoAgain, LookingBack, Reflection, Theme};
use proco_domain::time::UtcMillis;
use serde::Deserialize;

use super::outcome::OutcomeRow;
use super::stop::StopRow;
use super::text::TextRow;
use super::treatment::KeptRatings;
use super::{from_json, of_version};
use crate::store::StoreError;

#[derive(Deserialize)]
struct SeenRow {
    id: StopId,
    details: DetailsSeen,
}

#[derive(Deserialize)]
struct DetailsSeen {
    grounds: GroundsSeen,
    explanation: ExplanationSeen,
    treatment: TreatmentSeen,
    outcome: OutcomeRow,
    reflection: Option<ReflectionSeen>,
}

#[derive(Deserialize)]
struct ReflectionSeen {
    do_again: DoAgain,
    themes: BTreeSet<Theme>,
    #[serde(default)]
    note: Option<TextRow>,
}

#[derive(Deserialize)]
struct GroundsSeen {
    codes: BTreeSet<GroundCode>,
}

#[derive(Deserialize)]
struct ExplanationSeen {
    reason_told: ReasonTold,
}

#[derive(Deserialize)]
struct TreatmentSeen {
    #[serde(default)]
    ratings: Option<KeptRatings>,
}

/// Reads it from that column. The stop was made at the moment that is known now.
pub(in crate::store) fn read_counted(json: &str, at: UtcMillis) -> Result<SeenStop, StoreError> {
    of_version::<StopRow>(json)?;
    let SeenRow { id, details } = from_json(json, "a stop")?;
    let outcome: Outcome = details.outcome.into();
    let ratings = details.treatment.ratings;
    Ok(SeenStop {
        id,
        at,
        grounds: details.grounds.codes,
        reason_told: details.explanation.reason_told,
        ratings: ratings
            .map(|KeptRatings(ratings)| ratings)
            .unwrap_or_default(),
        found: match outcome {
            Outcome::Nothing => None,
            Outcome::Found { link, .. } => Some(link),
        },
        reflection: details.reflection.map(|seen| Reflection {
            do_again: seen.do_again,
            themes: seen.themes,
            note: TextRow::read(seen.note),
            looking_back: LookingBack::default(),
        }),
    })
}
