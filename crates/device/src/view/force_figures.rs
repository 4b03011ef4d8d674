//! The figures of the whole force as the mirror shows them beside the officer's own.

use proco_domain::time::UtcMillis;
use proco_exchange::force::ForceSummary;
use serde::Serialize;

/// What this phone knows of the figures of the whole force.
#[derive(Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum ForceView {
    /// Central told the figures of a quarter.
    Known {
        /// The figures of the newest closed quarter.
        summary: ForceSummary,
        /// When this phone fetched them.
        fetched_at: UtcMillis,
    },
    /// Central has none yet: no quarter is closed of which enough teams show something.
    NoneYet,
    /// None were fetched since the app was started, and central cannot be reached.
    NotFetched,
}
