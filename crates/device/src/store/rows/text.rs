//! The officer's own words.

use proco_domain::text::FreeText;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct TextRow(String);

impl From<&FreeText> for TextRow {
    fn from(text: &FreeText) -> Self {
        Self(text.expose().to_owned())
    }
}

impl TextRow {
    pub(super) fn of(text: Option<&FreeText>) -> Option<Self> {
        text.map(Self::from)
    }

    /// The words, if there are any.
    pub(super) fn read(row: Option<Self>) -> Option<FreeText> {
        row.and_then(|Self(text)| FreeText::kept(text))
    }
}
