//! What may be left open in the first step, in a draft and in a stop. A row from before a field existed lacks
//! it.

use proco_domain::place::PlaceKind;
use proco_domain::selection::Selection;
use proco_domain::text::FreeText;
use serde::{Deserialize, Serialize};

use super::text;

#[derive(Serialize, Deserialize)]
#[serde(remote = "Selection")]
pub(super) struct SelectionRow {
    place: Option<PlaceKind>,
    #[serde(default, with = "text")]
    ground_note: Option<FreeText>,
    #[serde(default, skip_serializing_if = "super::is_false")]
    note_repeated: bool,
}
