//! Two officers who look back together: what stands in the column `pair` of a stop.

use std::collections::BTreeSet;

use proco_domain::pair::{Pair, PairStage, Partner};
use serde::{Deserialize, Serialize};

use super::reflection::ReflectionDraftRow;
use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct PairRow {
    stage: PairStage,
    colleague: ReflectionDraftRow,
    kept_by: BTreeSet<Partner>,
}

/// The pair as the column keeps it.
pub(in crate::store) fn write_pair(pair: &Pair) -> String {
    super::write(PairRow {
        stage: pair.stage(),
        colleague: pair.colleague().into(),
        kept_by: pair.kept_by().clone(),
    })
}

/// Reads the pair from that column.
pub(in crate::store) fn read_pair(json: &str) -> Result<Pair, StoreError> {
    let row: PairRow = super::read(json)?;
    Ok(Pair::restored(row.stage, row.colleague.into(), row.kept_by))
}
