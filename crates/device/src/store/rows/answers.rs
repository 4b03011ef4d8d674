//! The answers of a draft, as fields of one object. A field that is absent was not answered.

use std::collections::BTreeSet;

use proco_domain::draft::{Answers, ResultChoice};
use proco_domain::explanation::{Explanation, ReasonTold};
use proco_domain::ground::{DescriptionSource, GroundCode};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::{Finding, Link};
use proco_domain::reflection::{DoAgain, LookingBack, Theme};
use proco_domain::selection::Selection;
use proco_domain::stop::SpareDays;
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_domain::treatment::Treatment;
use serde::{Deserialize, Serialize};

use super::explanation::ExplanationRow;
use super::reflection::LookingBackRow;
use super::selection::SelectionRow;
use super::text;
use super::treatment::TreatmentRow;

#[derive(Serialize, Deserialize)]
#[serde(default = "Answers::default", remote = "Answers")]
pub(super) struct AnswersRow {
    #[serde(flatten, with = "SelectionRow")]
    selection: Selection,
    grounds: BTreeSet<GroundCode>,
    description_source: Option<DescriptionSource>,
    description_given_at: Option<UtcMillis>,
    legal_basis: Option<LegalBasis>,
    #[serde(flatten, with = "ExplanationRow")]
    explanation: Explanation<Option<ReasonTold>>,
    #[serde(flatten, with = "TreatmentRow")]
    treatment: Treatment,
    result: Option<ResultChoice>,
    findings: BTreeSet<Finding>,
    link: Option<Link>,
    spare: Option<SpareDays>,
    do_again: Option<DoAgain>,
    themes: BTreeSet<Theme>,
    #[serde(with = "text")]
    reflection_note: Option<FreeText>,
    #[serde(flatten, with = "LookingBackRow")]
    looking_back: LookingBack,
    #[serde(with = "text")]
    amend_reason: Option<FreeText>,
}
