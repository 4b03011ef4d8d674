//! The officer's own words, if there are any.

use proco_domain::text::FreeText;
use proco_release::ReleasedText;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// The words of a text column, if there are any.
pub(in crate::store) fn read_text(column: Option<String>) -> Option<FreeText> {
    TextRow::read(column.map(TextRow))
}

/// The words of a lesson that its officer released; `None` where the scan of today blocks it.
pub(in crate::store) fn read_released(column: Option<String>) -> Option<ReleasedText> {
    column.and_then(ReleasedText::kept)
}

/// Writes the words as a [`TextRow`].
pub(super) fn serialize<S: Serializer>(
    text: &Option<FreeText>,
    into: S,
) -> Result<S::Ok, S::Error> {
    TextRow::of(text.as_ref()).serialize(into)
}

/// Reads the words from a [`TextRow`].
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<FreeText>, D::Error> {
    Option::deserialize(from).map(TextRow::read)
}
