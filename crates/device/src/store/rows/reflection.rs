//! A reflection: a complete one in a revision, and the one that is being written in a column of its own.

use std::collections::BTreeSet;

use proco_domain::reflection::{DoAgain, Reflection, ReflectionDraft, Theme};
use serde::{Deserialize, Serialize};

use super::Shape;
use super::text::TextRow;
use super::treatment::KeptRatings;
use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct ReflectionRow {
    do_again: DoAgain,
    themes: BTreeSet<Theme>,
    #[serde(default)]
    note: Option<TextRow>,
}

impl From<&Reflection> for ReflectionRow {
    fn from(reflection: &Reflection) -> Self {
        let Reflection {
            do_again,
            themes,
            note,
        } = reflection;
        Self {
            do_again: *do_again,
            themes: themes.clone(),
            note: TextRow::of(note.as_ref()),
        }
    }
}

impl From<ReflectionRow> for Reflection {
    fn from(row: ReflectionRow) -> Self {
        Self {
            do_again: row.do_again,
            themes: row.themes,
            note: TextRow::read(row.note),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct ReflectionDraftRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    ratings: Option<KeptRatings>,
    do_again: Option<DoAgain>,
    themes: BTreeSet<Theme>,
    note: Option<TextRow>,
}

impl Shape for ReflectionDraftRow {
    const WHAT: &'static str = "a reflection";
}

/// A reflection under way, as the column `reflection_draft` keeps it.
pub(in crate::store) fn write_reflection_draft(draft: &ReflectionDraft) -> String {
    let ReflectionDraft {
        ratings,
        do_again,
        themes,
        note,
    } = draft;
    super::write(ReflectionDraftRow {
        ratings: ratings.map(KeptRatings),
        do_again: *do_again,
        themes: themes.clone(),
        note: TextRow::of(note.as_ref()),
    })
}

/// Reads the reflection from that column.
pub(in crate::store) fn read_reflection_draft(json: &str) -> Result<ReflectionDraft, StoreError> {
    let row: ReflectionDraftRow = super::read(json)?;
    Ok(ReflectionDraft {
        ratings: row.ratings.map(|KeptRatings(ratings)| ratings),
        do_again: row.do_again,
        themes: row.themes,
        note: TextRow::read(row.note),
    })
}
