//! The second step: was the reason told, and was it understood.
//!
//! The questions follow the Veiligheidsmonitor of CBS, so that officers' and citizens' answers can
//! be laid side by side.

use serde::Serialize;

use crate::codes::codes;

codes! {
    /// Whether the reason of the check was told.
    pub enum ReasonTold {
        /// Told before anybody asked.
        Unasked = "unasked",
        /// The reason was told when the person asked for it.
        WhenAsked = "when_asked",
        /// The reason was not told.
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
        /// The person understood the explanation.
        Yes = "yes",
        /// The person understood a part of it.
        Partly = "partly",
        /// The person did not understand it.
        No = "no",
    }
}

codes! {
    /// An answer of yes or no. A question that was not answered is an absent `Answer`, never a `No`.
    pub enum Answer {
        Yes = "yes",
        No = "no",
    }
}

/// The explanation of a finished stop. A draft has the same answers, and may lack the first
/// ([`Self::with_reason_told`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Told = Option<ReasonTold>)))]
pub struct Explanation<Told = ReasonTold> {
    /// Was the reason told?
    pub reason_told: Told,
    /// Was it understood? Absent in a stop when it was not told.
    pub understood: Option<Understood>,
    /// Was there a language barrier?
    pub language_barrier: Option<Answer>,
    /// Was the slip with the reference offered?
    pub slip_offered: Option<Answer>,
}

impl<Told> Explanation<Told> {
    /// The same answers, with a different answer to whether the reason was told.
    pub(crate) fn with_reason_told<Other>(self, reason_told: Other) -> Explanation<Other> {
        Explanation {
            reason_told,
            understood: self.understood,
            language_barrier: self.language_barrier,
            slip_offered: self.slip_offered,
        }
    }
}

impl Explanation {
    /// Drops the answers that others have made pointless: a reason is understood only when it was told.
    pub(crate) fn consistent(self) -> Self {
        let understood = self.understood.filter(|_| self.reason_told.is_told());
        Self { understood, ..self }
    }
}
