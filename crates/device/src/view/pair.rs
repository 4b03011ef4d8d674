//! Looking back together, as the screen of the stop shows it.

use proco_domain::pair::{Pair, PairStage, Partner};
use proco_domain::reflection::ReflectionDraft;
use serde::Serialize;

/// How far two officers have come with a stop. While the colleague answers, nothing of what the officer of this
/// phone answered is told to the screen.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PairView {
    /// Whose turn it is.
    pub stage: PairStage,
    /// What the colleague answered.
    pub colleague: ReflectionDraft,
    /// Who of the two pressed to keep it.
    pub kept_by: Vec<Partner>,
}

impl PairView {
    pub(crate) fn of(pair: &Pair) -> Self {
        Self {
            stage: pair.stage(),
            colleague: pair.colleague().clone(),
            kept_by: pair.kept_by().iter().copied().collect(),
        }
    }
}
