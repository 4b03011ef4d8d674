//! What a shift lead did with the figures of a closed period, as it is kept and shown.

use proco_domain::time::UtcMillis;
use serde::Serialize;

proco_domain::code_list! {
    [#[cfg_attr(feature = "ts", derive(ts_rs::TS))]]
    /// What a shift lead did with the figures of a closed period.
    pub enum Review {
        /// The lead looked at the figures.
        Seen = "seen",
        /// The lead discussed them with the team.
        Discussed = "discussed",
        /// The lead asked the quality adviser about them.
        Asked = "asked",
    }
}

/// Something that the lead did with the figures of a closed period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PeriodReview {
    /// `2026-W47`, `2026-11` or `2026-Q4`.
    pub period: String,
    /// How far the lead came with the figures.
    pub state: Review,
    /// When it was marked.
    pub at: UtcMillis,
}
