//! The fourth step: looking back. It may wait until the end of the shift.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::text::{FreeText, TextRefused, TypedText};
use crate::time::UtcMillis;
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

codes! {
    /// Was the reason concrete before the stop began?
    pub enum Concrete {
        Yes = "yes",
        Partly = "partly",
        No = "no",
    }
}

codes! {
    /// What the check yielded, in the officer's own eyes.
    pub enum Yielded {
        /// What the reason pointed to.
        Expected = "expected",
        /// Something that the reason did not point to.
        SomethingElse = "something_else",
        /// A talk after which both knew more.
        Understanding = "understanding",
        Nothing = "nothing",
    }
}

/// Within how many days a check is looked back on soon: after that the memory of it fades.
pub const SOON_DAYS: u8 = 3;

/// The questions of looking back whose answers never leave the phone, each of which may be skipped, and whether the
/// officer looked back with a colleague. The screens send the answers with [`TypedText`] in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct LookingBack<Text = FreeText> {
    /// Was my reason concrete before I stopped somebody?
    pub concrete: Option<Concrete>,
    /// What did it yield?
    pub yielded: Option<Yielded>,
    /// How would the other person tell it?
    pub other_view: Option<Text>,
    /// Whether two officers looked back on it and both kept it (see [`crate::pair`]). The screens neither read nor
    /// say it.
    #[serde(skip)]
    pub together: bool,
    /// Whether the officer looked back more than [`SOON_DAYS`] days after the check. The screens neither read nor say it.
    #[serde(skip)]
    pub late: bool,
}

impl<Text> Default for LookingBack<Text> {
    fn default() -> Self {
        Self {
            concrete: None,
            yielded: None,
            other_view: None,
            together: false,
            late: false,
        }
    }
}

impl LookingBack<TypedText> {
    fn checked(self, is_no_bsn: impl Fn(&str) -> bool) -> Result<LookingBack, TextRefused> {
        Ok(LookingBack {
            concrete: self.concrete,
            yielded: self.yielded,
            other_view: TypedText::check(self.other_view, is_no_bsn("other_view"))?,
            together: self.together,
            late: self.late,
        })
    }
}

/// A reflection. Whether the officer would do it again and what played along go with the report; the rest stays
/// on the phone. The screens send one with [`TypedText`] in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(concrete(Text = FreeText)))]
pub struct Reflection<Text = FreeText> {
    /// Would I do it again?
    pub do_again: DoAgain,
    /// What may have played along.
    pub themes: BTreeSet<Theme>,
    /// What the officer wants to do next time, or to remember.
    pub note: Option<Text>,
    /// The other questions; their answers stand beside these.
    #[serde(flatten)]
    pub looking_back: LookingBack<Text>,
}

impl Reflection {
    /// The same, with whether it came late: given at this moment, of a check that was then.
    #[must_use]
    pub(crate) fn given(mut self, of: UtcMillis, at: UtcMillis) -> Self {
        let soon = i64::from(SOON_DAYS) * 24 * 60 * 60 * 1000;
        self.looking_back.late = at.0.saturating_sub(of.0) > soon;
        self
    }
}

impl Reflection<TypedText> {
    /// The reflection, if its texts may be kept. Of a doubtful number in the text of a field the officer may have
    /// said that it is no BSN.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self, is_no_bsn: impl Fn(&str) -> bool) -> Result<Reflection, TextRefused> {
        Ok(Reflection {
            do_again: self.do_again,
            themes: self.themes,
            note: TypedText::check(self.note, is_no_bsn("note"))?,
            looking_back: self.looking_back.checked(is_no_bsn)?,
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
    /// What the officer wants to do next time, or to remember.
    pub note: Option<Text>,
    /// The other questions; their answers stand beside these.
    #[serde(flatten)]
    pub looking_back: LookingBack<Text>,
}

impl<Text> Default for ReflectionDraft<Text> {
    fn default() -> Self {
        Self {
            ratings: None,
            do_again: None,
            themes: BTreeSet::new(),
            note: None,
            looking_back: LookingBack::default(),
        }
    }
}

impl ReflectionDraft<TypedText> {
    /// Checks the texts as [`Reflection::checked`] does.
    ///
    /// # Errors
    /// [`TextRefused`].
    pub fn checked(self, is_no_bsn: impl Fn(&str) -> bool) -> Result<ReflectionDraft, TextRefused> {
        Ok(ReflectionDraft {
            ratings: self.ratings,
            do_again: self.do_again,
            themes: self.themes,
            note: TypedText::check(self.note, is_no_bsn("note"))?,
            looking_back: self.looking_back.checked(is_no_bsn)?,
        })
    }
}
