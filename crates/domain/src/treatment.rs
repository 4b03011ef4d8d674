//! The third step: how the subject was treated.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::coercion::{Forces, Searches};
use crate::explanation::Answer;

/// A self-rating: 1 (not at all) to 5 (fully).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// A number outside 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rating goes from 1 to 5")]
pub struct NotARating;

impl TryFrom<u8> for Rating {
    type Error = NotARating;

    fn try_from(number: u8) -> Result<Self, NotARating> {
        if (1..=5).contains(&number) {
            Ok(Self(number))
        } else {
            Err(NotARating)
        }
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

/// The four self-ratings of the framework; each may be left open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Ratings {
    /// I let the other person speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<Rating>,
    /// I was neutral: the officer's own view of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neutral: Option<Rating>,
    /// I was respectful: the officer's own view of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respect: Option<Rating>,
    /// I was trustworthy: the officer's own view of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Rating>,
}

codes! {
    /// How long the check took.
    pub enum Duration {
        /// Less than 5 minutes.
        Under5 = "under5",
        /// 5 to 10 minutes.
        From5To10 = "from5_to10",
        /// 10 to 20 minutes.
        From10To20 = "from10_to20",
        /// 20 to 40 minutes.
        From20To40 = "from20_to40",
        /// More than 40 minutes.
        Over40 = "over40",
    }
}

codes! {
    /// Whether it grew tense, and how that ended.
    pub enum Escalation {
        /// The contact stayed calm.
        None = "none",
        /// It grew tense and calmed down.
        Calmed = "calmed",
        /// It grew tense and stayed so.
        Remained = "remained",
    }
}

impl Escalation {
    /// Whether it grew tense; only then there was something to calm.
    #[must_use]
    pub fn grew_tense(self) -> bool {
        match self {
            Self::Calmed | Self::Remained => true,
            Self::None => false,
        }
    }
}

codes! {
    /// What calmed a contact that grew tense.
    pub enum Calming {
        /// Letting the other person speak.
        Listening = "listening",
        /// Explaining once more why and what.
        Explaining = "explaining",
        /// Taking distance or time.
        Distance = "distance",
        /// A colleague took over.
        Colleague = "colleague",
        /// Somebody of the neighbourhood or family helped.
        Bystander = "bystander",
    }
}

/// The treatment in a draft and in a finished stop. What the officer did not answer is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Treatment {
    /// How the officer rates the own treatment, in four aspects.
    pub ratings: Ratings,
    /// How long it took.
    pub duration: Option<Duration>,
    /// What was searched, on which power and what for.
    pub search: Option<Searches>,
    /// Which force was used, and what for.
    pub force: Option<Forces>,
    /// Whether the contact grew tense.
    pub escalation: Option<Escalation>,
    /// What calmed it; empty in a stop when it did not grow tense. Stays on the phone.
    pub calming: BTreeSet<Calming>,
    /// Was the complaint route offered? Stays on the phone.
    pub complaint_offered: Option<Answer>,
}

impl Treatment {
    /// Drops the answers that others have made pointless: a contact is calmed only when it grew tense.
    pub(crate) fn consistent(self) -> Self {
        let tense = self.escalation.is_some_and(Escalation::grew_tense);
        let calming = if tense { self.calming } else { BTreeSet::new() };
        Self { calming, ..self }
    }
}

impl Ratings {
    /// Whether no rating was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
