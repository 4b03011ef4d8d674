//! A look-up: why it was made and what it led to. It is a record of its own, apart from stops.

use serde::{Deserialize, Serialize};

use crate::ids::QueryId;
use crate::subject::Subject;
use crate::time::UtcMillis;

/// What made the officer look up or stop this subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Initiative {
    /// The officer's own idea.
    Proactive,
    /// A call from the control room or a citizen.
    Call,
    /// A briefing or a signal.
    Briefing,
    /// A planned operation.
    Operation,
}

impl Initiative {
    /// All of them, in the order of the screens.
    pub const ALL: [Self; 4] = [Self::Proactive, Self::Call, Self::Briefing, Self::Operation];
}

/// What a look-up led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LedTo {
    /// A stop was recorded.
    Stop,
    /// The officer decided to leave it: a record of the first rank.
    LeftIt,
    /// Nothing was decided.
    Nothing,
}

/// Why a subject was left alone; the officer may give one, and need not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// No concrete ground could be named.
    NoGround,
    /// Checked a short while ago.
    RecentlyChecked,
    /// Earlier checks found nothing, or an advisory stands.
    Spared,
    /// What was seen had an ordinary explanation.
    Explained,
    /// Something else came first.
    SomethingUrgent,
}

/// One look-up, as the phone keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its identifier on this phone.
    pub id: QueryId,
    /// Who or what was looked up.
    pub subject: Subject,
    /// Why.
    pub initiative: Initiative,
    /// When.
    pub at: UtcMillis,
    /// What it led to, once that is known.
    pub led_to: Option<LedTo>,
}
