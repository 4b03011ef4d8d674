//! The answers of a draft. One that is absent was not given.

use std::collections::BTreeSet;

use proco_domain::draft::{Answers, ResultChoice};
use proco_domain::explanation::{Answer, ReasonTold, Understood};
use proco_domain::ground::{DescriptionSource, GroundCode};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::{Finding, Link};
use proco_domain::place::PlaceKind;
use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::stop::SpareDays;
use proco_domain::time::UtcMillis;
use proco_domain::treatment::{Calming, Duration, Escalation, Force, Search};
use serde::{Deserialize, Serialize};

use super::details::RatingsRow;
use super::text::TextRow;

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct AnswersRow {
    place: Option<PlaceKind>,
    grounds: BTreeSet<GroundCode>,
    description_source: Option<DescriptionSource>,
    description_given_at: Option<UtcMillis>,
    ground_note: Option<TextRow>,
    legal_basis: Option<LegalBasis>,
    reason_told: Option<ReasonTold>,
    understood: Option<Understood>,
    language_barrier: Option<Answer>,
    slip_offered: Option<Answer>,
    ratings: RatingsRow,
    duration: Option<Duration>,
    search: Option<Search>,
    force: Option<Force>,
    escalation: Option<Escalation>,
    calming: BTreeSet<Calming>,
    complaint_offered: Option<Answer>,
    result: Option<ResultChoice>,
    findings: BTreeSet<Finding>,
    link: Option<Link>,
    spare: Option<SpareDays>,
    do_again: Option<DoAgain>,
    themes: BTreeSet<Theme>,
    reflection_note: Option<TextRow>,
    amend_reason: Option<TextRow>,
}

impl From<&Answers> for AnswersRow {
    fn from(answers: &Answers) -> Self {
        let Answers {
            place,
            grounds,
            description_source,
            description_given_at,
            ground_note,
            legal_basis,
            reason_told,
            understood,
            language_barrier,
            slip_offered,
            ratings,
            duration,
            search,
            force,
            escalation,
            calming,
            complaint_offered,
            result,
            findings,
            link,
            spare,
            do_again,
            themes,
            reflection_note,
            amend_reason,
        } = answers;
        Self {
            place: *place,
            grounds: grounds.clone(),
            description_source: *description_source,
            description_given_at: *description_given_at,
            ground_note: TextRow::of(ground_note.as_ref()),
            legal_basis: *legal_basis,
            reason_told: *reason_told,
            understood: *understood,
            language_barrier: *language_barrier,
            slip_offered: *slip_offered,
            ratings: ratings.into(),
            duration: *duration,
            search: *search,
            force: *force,
            escalation: *escalation,
            calming: calming.clone(),
            complaint_offered: *complaint_offered,
            result: *result,
            findings: findings.clone(),
            link: *link,
            spare: *spare,
            do_again: *do_again,
            themes: themes.clone(),
            reflection_note: TextRow::of(reflection_note.as_ref()),
            amend_reason: TextRow::of(amend_reason.as_ref()),
        }
    }
}

impl From<AnswersRow> for Answers {
    fn from(row: AnswersRow) -> Self {
        Self {
            place: row.place,
            grounds: row.grounds,
            description_source: row.description_source,
            description_given_at: row.description_given_at,
            ground_note: TextRow::read(row.ground_note),
            legal_basis: row.legal_basis,
            reason_told: row.reason_told,
            understood: row.understood,
            language_barrier: row.language_barrier,
            slip_offered: row.slip_offered,
            ratings: row.ratings.into(),
            duration: row.duration,
            search: row.search,
            force: row.force,
            escalation: row.escalation,
            calming: row.calming,
            complaint_offered: row.complaint_offered,
            result: row.result,
            findings: row.findings,
            link: row.link,
            spare: row.spare,
            do_again: row.do_again,
            themes: row.themes,
            reflection_note: TextRow::read(row.reflection_note),
            amend_reason: TextRow::read(row.amend_reason),
        }
    }
}
