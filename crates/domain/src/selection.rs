//! What may be left open in the first step, besides the grounds and the legal basis.

use serde::Serialize;

use crate::place::PlaceKind;
use crate::text::FreeText;

/// What else was answered about the choice to check, in a draft and in a finished stop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Selection {
    /// The kind of place; never an address.
    pub place: Option<PlaceKind>,
    /// The reason in the officer's own words; stays on the phone.
    pub ground_note: Option<FreeText>,
    /// Whether the same words stood in another check shortly before. The screens neither read nor say it.
    #[serde(skip)]
    pub note_repeated: bool,
}
