//! A look-up: why it was made and what it led to. It is a record of its own, separate from stops.

use crate::codes::codes;
use crate::ids::QueryId;
use crate::subject::Subject;
use crate::time::UtcMillis;

codes! {
    /// What made the officer look up or stop this subject.
    pub enum Initiative {
        /// The officer's own idea.
        Proactive = "proactive",
        /// A call from the control room or a citizen.
        Call = "call",
        /// A briefing or a signal.
        Briefing = "briefing",
        Operation = "operation",
    }
}

codes! {
    /// What a look-up led to.
    pub enum LedTo {
        /// A stop was recorded.
        Stop = "stop",
        /// The officer decided to leave it: a record of the first rank.
        LeftIt = "left_it",
        /// The officer never said what came of it.
        Nothing = "nothing",
    }
}

codes! {
    /// Why a subject was left alone; the officer may give one, and need not.
    pub enum LeaveReason {
        /// No concrete ground could be named.
        NoGround = "no_ground",
        /// Checked a short while ago.
        RecentlyChecked = "recently_checked",
        /// Earlier checks found nothing, or an advisory stands.
        Spared = "spared",
        /// What was seen had an ordinary explanation.
        Explained = "explained",
        /// Something else came first.
        SomethingUrgent = "something_urgent",
    }
}

/// One look-up, as the phone keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its identifier on this phone.
    pub id: QueryId,
    /// Who or what was looked up.
    pub subject: Subject,
    /// Why the subject was looked up.
    pub initiative: Initiative,
    /// When it was looked up.
    pub at: UtcMillis,
    /// What it led to, once that is known.
    pub led_to: Option<LedTo>,
}
