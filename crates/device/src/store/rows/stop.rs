//! One revision of a stop, without its subject.

use proco_domain::ids::{QueryId, Revision, StopId};
use proco_domain::query::Initiative;
use proco_domain::stop::{StopBody, StopParts};
use proco_domain::time::UtcMillis;
use serde::{Deserialize, Serialize};

use super::details::DetailsRow;
use super::text::TextRow;
use super::{is_false, wrong};
use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct StopRow {
    id: StopId,
    revision: Revision,
    query: QueryId,
    initiative: Initiative,
    at: UtcMillis,
    #[serde(default, skip_serializing_if = "is_false")]
    afterwards: bool,
    finished_at: UtcMillis,
    despite_advisory: bool,
    amend_reason: Option<TextRow>,
    details: DetailsRow,
}

/// The column `body` of a revision.
pub(in crate::store) fn write_stop(stop: &StopBody) -> String {
    let StopParts {
        id,
        revision,
        query,
        initiative,
        at,
        afterwards,
        finished_at,
        despite_advisory,
        amend_reason,
        details,
    } = stop.clone().into();
    super::write(StopRow {
        id,
        revision,
        query,
        initiative,
        at,
        afterwards,
        finished_at,
        despite_advisory,
        amend_reason: TextRow::of(amend_reason.as_ref()),
        details: DetailsRow::from(&details),
    })
}

/// Reads the stop from that column. It began at the moment that is known now, and was finished at the one that
/// was written, plus the correction of the clock that was found since.
pub(in crate::store) fn read_stop(
    json: &str,
    at: UtcMillis,
    moved: i64,
) -> Result<StopBody, StoreError> {
    let row: StopRow = super::read(json)?;
    let parts = StopParts {
        id: row.id,
        revision: row.revision,
        query: row.query,
        initiative: row.initiative,
        at,
        afterwards: row.afterwards,
        finished_at: row.finished_at.plus_millis(moved),
        despite_advisory: row.despite_advisory,
        amend_reason: TextRow::read(row.amend_reason),
        details: row.details.try_into().map_err(|_| wrong::<StopRow>())?,
    };
    parts.whole().map_err(|_| wrong::<StopRow>())
}
