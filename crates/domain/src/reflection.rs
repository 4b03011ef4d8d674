//! The fourth step: looking back. It may wait until the end of the shift.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::text::{FreeText, TextRefused, TypedText};
use crate::treatment::Ratings;

codes! {
    /// Would the officer make this check again?
    pub enum DoAgain {
        /// The officer would do the same again.
        Yes = "yes",
        /// The officer would do it again in another way.
        Differently = "differently",
        /// The officer would not do it again.
        No = "no",
    }
}

codes! {
    /// What may have played along.
    pub enum Theme {
        FirstImpression = "first_impression",
        /// Somebody's looks or age.
        Appearance = "appearance",
        /// The name of the neighbourhood or of the place.
        Neighbourhood = "neighbourhood",
        /// The kind of vehicle.
        VehicleType = "vehicle_type",
        EarlierExperience = "earlier_experience",
        /// What a colleague thought.
        Colleague = "colleague",
        /// Time pressure, boredom or tiredness.
        Workload = "workload",
        /// The counts on the screen.
        Counts = "counts",
    }
}

/// A reflection. The codes go with the report; the note stays on the phone. The screens send one with
/// [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct Reflection<Text = FreeText> {
    /// Would I do it again?
    pub do_again: DoAgain,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// For the officer alone.
    pub note: Option<Text>,
}

impl Reflection<TypedText> {
    /// The reflection, if its note may be kept. Of a doubtful number the officer may have said that it is
    /// no BSN.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self, is_no_bsn: bool) -> Result<Reflection, TextRefused> {
        Ok(Reflection {
            do_again: self.do_again,
            themes: self.themes,
            note: TypedText::check(self.note, is_no_bsn)?,
        })
    }
}

/// A reflection as far as it has come: it may wait until the end of the shift. It is never sent. The screens
/// send one with [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct ReflectionDraft<Text = FreeText> {
    /// How the officer rates the treatment now; absent while that was not looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub ratings: Option<Ratings>,
    /// Would I do it again?
    pub do_again: Option<DoAgain>,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// For the officer alone.
    pub note: Option<Text>,
}

impl<Text> Default for ReflectionDraft<Text> {
    fn default() -> Self {
        Self {
            ratings: None,
            do_again: None,
            themes: BTreeSet::new(),
            note: None,
        }
    }
}

impl ReflectionDraft<TypedText> {
    /// Checks the note as [`Reflection::checked`] does.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self, is_no_bsn: bool) -> Result<ReflectionDraft, TextRefused> {
        Ok(ReflectionDraft {
            ratings: self.ratings,
            do_again: self.do_again,
            themes: self.themes,
            note: TypedText::check(self.note, is_no_bsn)?,
        })
    }
}
