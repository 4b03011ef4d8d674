//! A reflection: a complete one in a revision, and the one that is being written in a column of its own.

use std::collections::BTreeSet;

use proco_domain::reflection::{
    Concrete, DoAgain, LookingBack, Reflection, ReflectionDraft, Theme, Yielded,
};
use proco_domain::text::FreeText;
use serde::{Deserialize, Serialize};

use super::text::{self, TextRow};
use super::treatment::KeptRatings;
use crate::store::StoreError;

/// The questions of looking back that stay on the phone. A row from before them lacks them, and is written again as
/// it was.
#[derive(Serialize, Deserialize)]
#[serde(remote = "LookingBack")]
pub(super) struct LookingBackRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    concrete: Option<Concrete>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yielded: Option<Yielded>,
    #[serde(default, with = "text", skip_serializing_if = "Option::is_none")]
    other_view: Option<FreeText>,
    #[serde(default, skip_serializing_if = "super::is_false")]
    together: bool,
    #[serde(default, skip_serializing_if = "super::is_false")]
    late: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReflectionRow {
    do_again: DoAgain,
    themes: BTreeSet<Theme>,
    #[serde(default)]
    note: Option<TextRow>,
    #[serde(flatten, with = "LookingBackRow")]
    looking_back: LookingBack,
}

impl From<&Reflection> for ReflectionRow {
    fn from(reflection: &Reflection) -> Self {
        let Reflection {
            do_again,
            themes,
            note,
            looking_back,
        } = reflection;
        Self {
            do_again: *do_again,
            themes: themes.clone(),
            note: TextRow::of(note.as_ref()),
            looking_back: looking_back.clone(),
        }
    }
}

impl From<ReflectionRow> for Reflection {
    fn from(row: ReflectionRow) -> Self {
        Self {
            do_again: row.do_again,
            themes: row.themes,
            note: TextRow::read(row.note),
            looking_back: row.looking_back,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct ReflectionDraftRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    ratings: Option<KeptRatings>,
    do_again: Option<DoAgain>,
    themes: BTreeSet<Theme>,
    note: Option<TextRow>,
    #[serde(flatten, with = "LookingBackRow")]
    looking_back: LookingBack,
}

impl From<&ReflectionDraft> for ReflectionDraftRow {
    fn from(draft: &ReflectionDraft) -> Self {
        let ReflectionDraft {
            ratings,
            do_again,
            themes,
            note,
            looking_back,
        } = draft;
        Self {
            ratings: ratings.map(KeptRatings),
            do_again: *do_again,
            themes: themes.clone(),
            note: TextRow::of(note.as_ref()),
            looking_back: looking_back.clone(),
        }
    }
}

impl From<ReflectionDraftRow> for ReflectionDraft {
    fn from(row: ReflectionDraftRow) -> Self {
        Self {
            ratings: row.ratings.map(|KeptRatings(ratings)| ratings),
            do_again: row.do_again,
            themes: row.themes,
            note: TextRow::read(row.note),
            looking_back: row.looking_back,
        }
    }
}

/// A reflection under way, as the column `reflection_draft` keeps it.
pub(in crate::store) fn write_reflection_draft(draft: &ReflectionDraft) -> String {
    super::write(ReflectionDraftRow::from(draft))
}

/// Reads the reflection from that column.
pub(in crate::store) fn read_reflection_draft(json: &str) -> Result<ReflectionDraft, StoreError> {
    let row: ReflectionDraftRow = super::read(json)?;
    Ok(row.into())
}
