//! The second step: was the reason told, and was it understood.
//!
//! The questions follow the Veiligheidsmonitor of CBS, so that officers' and citizens' answers can
//! be laid side by side.

use serde::{Deserialize, Serialize};

/// Whether the reason of the check was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReasonTold {
    /// Told before anybody asked.
    Unasked,
    /// Told when asked.
    WhenAsked,
    /// Not told.
    NotTold,
}

impl ReasonTold {
    /// Whether it was told at all; only then there was something to understand.
    #[must_use]
    pub fn is_told(self) -> bool {
        match self {
            Self::Unasked | Self::WhenAsked => true,
            Self::NotTold => false,
        }
    }
}

/// Whether the reason was understood, as far as the officer could tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Understood {
    /// Understood.
    Yes,
    /// Partly.
    Partly,
    /// Not understood.
    No,
}

/// An answer of yes or no. A question that was not answered is an absent `Answer`, never a `No`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// The explanation of a finished stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Was the reason told?
    pub reason_told: ReasonTold,
    /// Was it understood? Absent when it was not told.
    pub understood: Option<Understood>,
    /// Was there a language barrier?
    pub language_barrier: Option<Answer>,
    /// Was the slip with the reference offered?
    pub slip_offered: Option<Answer>,
}
