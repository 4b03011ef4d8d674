//! The second step: was the reason told, and was it understood.
//!
//! The questions follow the Veiligheidsmonitor of CBS, so that officers' and citizens' answers can
//! be laid side by side.

use crate::codes::codes;

codes! {
    /// Whether the reason of the check was told.
    pub enum ReasonTold {
        /// Told before anybody asked.
        Unasked = "unasked",
        /// Told when asked.
        WhenAsked = "when_asked",
        /// Not told.
        NotTold = "not_told",
    }
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

codes! {
    /// Whether the reason was understood, as far as the officer could tell.
    pub enum Understood {
        /// Understood.
        Yes = "yes",
        /// Partly.
        Partly = "partly",
        /// Not understood.
        No = "no",
    }
}

codes! {
    /// An answer of yes or no. A question that was not answered is an absent `Answer`, never a `No`.
    pub enum Answer {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
    }
}

/// The explanation of a finished stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
