//! What was answered in a stop.

use std::collections::BTreeSet;

use proco_domain::explanation::{Answer, Explanation, ReasonTold, Understood};
use proco_domain::ground::{Description, DescriptionSource, GroundCode, Grounds, GroundsRefused};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::place::PlaceKind;
use proco_domain::stop::{Details, SpareDays};
use proco_domain::time::UtcMillis;
use proco_domain::treatment::{
    Calming, Duration, Escalation, Force, Rating, Ratings, Search, Treatment,
};
use serde::{Deserialize, Serialize};

use super::outcome::OutcomeRow;
use super::reflection::ReflectionRow;
use super::text::TextRow;

#[derive(Serialize, Deserialize)]
pub(super) struct DetailsRow {
    place: Option<PlaceKind>,
    grounds: GroundsRow,
    ground_note: Option<TextRow>,
    legal_basis: LegalBasis,
    explanation: ExplanationRow,
    treatment: TreatmentRow,
    outcome: OutcomeRow,
    spare: Option<SpareDays>,
    reflection: Option<ReflectionRow>,
}

#[derive(Serialize, Deserialize)]
struct GroundsRow {
    codes: BTreeSet<GroundCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<DescriptionRow>,
}

#[derive(Serialize, Deserialize)]
struct DescriptionRow {
    source: DescriptionSource,
    given_at: UtcMillis,
}

#[derive(Serialize, Deserialize)]
struct ExplanationRow {
    reason_told: ReasonTold,
    understood: Option<Understood>,
    language_barrier: Option<Answer>,
    slip_offered: Option<Answer>,
}

#[derive(Serialize, Deserialize)]
struct TreatmentRow {
    ratings: RatingsRow,
    duration: Option<Duration>,
    search: Option<Search>,
    force: Option<Force>,
    escalation: Option<Escalation>,
    calming: BTreeSet<Calming>,
    complaint_offered: Option<Answer>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct RatingsRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    neutral: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    respect: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trust: Option<Rating>,
}

impl From<&Ratings> for RatingsRow {
    fn from(ratings: &Ratings) -> Self {
        let Ratings {
            voice,
            neutral,
            respect,
            trust,
        } = *ratings;
        Self {
            voice,
            neutral,
            respect,
            trust,
        }
    }
}

impl From<RatingsRow> for Ratings {
    fn from(row: RatingsRow) -> Self {
        Self {
            voice: row.voice,
            neutral: row.neutral,
            respect: row.respect,
            trust: row.trust,
        }
    }
}

impl From<&Grounds> for GroundsRow {
    fn from(grounds: &Grounds) -> Self {
        let describe = |description: Description| {
            let Description { source, given_at } = description;
            DescriptionRow { source, given_at }
        };
        Self {
            codes: grounds.codes().clone(),
            description: grounds.description().map(describe),
        }
    }
}

impl TryFrom<GroundsRow> for Grounds {
    type Error = GroundsRefused;

    fn try_from(row: GroundsRow) -> Result<Self, GroundsRefused> {
        let description = row.description.map(|row| Description {
            source: row.source,
            given_at: row.given_at,
        });
        Self::new(row.codes, description)
    }
}

impl From<&Explanation> for ExplanationRow {
    fn from(explanation: &Explanation) -> Self {
        let Explanation {
            reason_told,
            understood,
            language_barrier,
            slip_offered,
        } = *explanation;
        Self {
            reason_told,
            understood,
            language_barrier,
            slip_offered,
        }
    }
}

impl From<ExplanationRow> for Explanation {
    fn from(row: ExplanationRow) -> Self {
        Self {
            reason_told: row.reason_told,
            understood: row.understood,
            language_barrier: row.language_barrier,
            slip_offered: row.slip_offered,
        }
    }
}

impl From<&Treatment> for TreatmentRow {
    fn from(treatment: &Treatment) -> Self {
        let Treatment {
            ratings,
            duration,
            search,
            force,
            escalation,
            calming,
            complaint_offered,
        } = treatment;
        Self {
            ratings: ratings.into(),
            duration: *duration,
            search: *search,
            force: *force,
            escalation: *escalation,
            calming: calming.clone(),
            complaint_offered: *complaint_offered,
        }
    }
}

impl From<TreatmentRow> for Treatment {
    fn from(row: TreatmentRow) -> Self {
        Self {
            ratings: row.ratings.into(),
            duration: row.duration,
            search: row.search,
            force: row.force,
            escalation: row.escalation,
            calming: row.calming,
            complaint_offered: row.complaint_offered,
        }
    }
}

impl From<&Details> for DetailsRow {
    fn from(details: &Details) -> Self {
        let Details {
            place,
            grounds,
            ground_note,
            legal_basis,
            explanation,
            treatment,
            outcome,
            spare,
            reflection,
        } = details;
        Self {
            place: *place,
            grounds: grounds.into(),
            ground_note: TextRow::of(ground_note.as_ref()),
            legal_basis: *legal_basis,
            explanation: explanation.into(),
            treatment: treatment.into(),
            outcome: outcome.into(),
            spare: *spare,
            reflection: reflection.as_ref().map(Into::into),
        }
    }
}

impl TryFrom<DetailsRow> for Details {
    type Error = GroundsRefused;

    fn try_from(row: DetailsRow) -> Result<Self, GroundsRefused> {
        Ok(Self {
            place: row.place,
            grounds: row.grounds.try_into()?,
            ground_note: TextRow::read(row.ground_note),
            legal_basis: row.legal_basis,
            explanation: row.explanation.into(),
            treatment: row.treatment.into(),
            outcome: row.outcome.into(),
            spare: row.spare,
            reflection: row.reflection.map(Into::into),
        })
    }
}
