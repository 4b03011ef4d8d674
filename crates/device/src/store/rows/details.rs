//! The answers of a stop.

use std::collections::BTreeSet;

use proco_domain::explanation::Explanation;
use proco_domain::ground::{Description, DescriptionSource, GroundCode, Grounds, GroundsRefused};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::selection::Selection;
use proco_domain::stop::{Details, SpareDays};
use proco_domain::time::UtcMillis;
use proco_domain::treatment::Treatment;
use serde::{Deserialize, Serialize};

use super::explanation::ExplanationRow;
use super::outcome::OutcomeRow;
use super::reflection::ReflectionRow;
use super::selection::SelectionRow;
use super::treatment::TreatmentRow;

#[derive(Serialize, Deserialize)]
pub(super) struct DetailsRow {
    #[serde(flatten, with = "SelectionRow")]
    selection: Selection,
    grounds: GroundsRow,
    legal_basis: LegalBasis,
    #[serde(with = "ExplanationRow")]
    explanation: Explanation,
    #[serde(with = "TreatmentRow")]
    treatment: Treatment,
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

impl From<&Details> for DetailsRow {
    fn from(details: &Details) -> Self {
        let Details {
            selection,
            grounds,
            legal_basis,
            explanation,
            treatment,
            outcome,
            spare,
            reflection,
        } = details;
        Self {
            selection: selection.clone(),
            grounds: grounds.into(),
            legal_basis: *legal_basis,
            explanation: *explanation,
            treatment: treatment.clone(),
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
            selection: row.selection,
            grounds: row.grounds.try_into()?,
            legal_basis: row.legal_basis,
            explanation: row.explanation,
            treatment: row.treatment,
            outcome: row.outcome.into(),
            spare: row.spare,
            reflection: row.reflection.map(Into::into),
        })
    }
}
