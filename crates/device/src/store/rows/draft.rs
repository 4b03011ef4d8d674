//! How an open draft stands in its column, as JSON.

use proco_domain::draft::{Amends, Answers, Step, StopDraft};
use proco_domain::ids::{DraftId, QueryId, Revision, StopId};
use proco_domain::query::Initiative;
use proco_domain::time::UtcMillis;
use serde::{Deserialize, Serialize};

use super::answers::AnswersRow;
use super::subject::SubjectRow;
use super::{is_false, wrong};
use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct DraftRow {
    id: DraftId,
    query: QueryId,
    subject: SubjectRow,
    initiative: Initiative,
    started_at: UtcMillis,
    #[serde(default, skip_serializing_if = "is_false")]
    afterwards: bool,
    despite_advisory: bool,
    amends: Option<AmendsRow>,
    step: Step,
    #[serde(with = "AnswersRow")]
    answers: Answers,
}

#[derive(Serialize, Deserialize)]
struct AmendsRow {
    stop: StopId,
    revision: Revision,
}

/// The column `body` of the draft.
pub(in crate::store) fn write_draft(draft: &StopDraft) -> String {
    let StopDraft {
        id,
        query,
        subject,
        initiative,
        started_at,
        afterwards,
        despite_advisory,
        amends,
        step,
        answers,
    } = draft;
    super::write(DraftRow {
        id: *id,
        query: *query,
        subject: subject.into(),
        initiative: *initiative,
        started_at: *started_at,
        afterwards: *afterwards,
        despite_advisory: *despite_advisory,
        amends: amends.map(|Amends { stop, revision }| AmendsRow { stop, revision }),
        step: *step,
        answers: answers.clone(),
    })
}

/// Reads the draft from that column.
pub(in crate::store) fn read_draft(json: &str) -> Result<StopDraft, StoreError> {
    let row: DraftRow = super::read(json)?;
    Ok(StopDraft {
        id: row.id,
        query: row.query,
        subject: row.subject.subject().ok_or_else(wrong::<DraftRow>)?,
        initiative: row.initiative,
        started_at: row.started_at,
        afterwards: row.afterwards,
        despite_advisory: row.despite_advisory,
        amends: row.amends.map(|row| Amends {
            stop: row.stop,
            revision: row.revision,
        }),
        step: row.step,
        answers: row.answers,
    })
}
