//! What is kept as JSON in a column, separate from the types of the domain: one file for each shape.
//!
//! A shape must be readable for as long as a phone may hold it. It names its fields itself, so that a changed
//! type of the domain does not compile until it is decided here what becomes of the rows that exist. Where both
//! have the same fields, serde derives the row for the type of the domain (`remote`). A shape uses from the
//! domain only the closed lists of codes, the identifiers, the moments, countries, ratings, days to spare and typed texts, and from
//! exchange its codes, kinds of period and windows, which define their own stored form.
//!
//! Each shape has a `version`; if it is absent, it is 1. A version that this program does not know is refused
//! as [`RowFault::Version`]: that row cannot be read, and all others can. `finished_at` of a stop and
//! `started_at` and `amends` of a draft are read in SQL as well.

mod answers;
mod central;
mod coercion;
mod details;
mod draft;
mod explanation;
mod force_figures;
mod outcome;
mod pair;
mod reflection;
mod seen;
mod selection;
mod stop;
mod subject;
#[cfg(test)]
mod tests;
mod text;
mod treatment;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::error::RowFault;
use super::row::{from_json, to_json};

pub(super) use central::{read_central, read_seen, write_central};
pub(super) use draft::{read_draft, write_draft};
pub(super) use force_figures::{read_force_figures, write_force_figures};
pub(super) use outcome::{read_outcome, write_outcome};
pub(super) use pair::{read_pair, write_pair};
pub(super) use reflection::{read_reflection_draft, write_reflection_draft};
pub(super) use seen::read_counted;
pub(super) use stop::{read_stop, write_stop};
pub(super) use subject::{read_subject, write_subject};
pub(super) use text::{read_released, read_text};

/// The stored form of a column.
trait Shape: Serialize + DeserializeOwned {
    /// What it holds, as the error names it.
    const WHAT: &'static str;
    /// The version that this program writes, and the only one that it reads.
    const VERSION: u32 = 1;
}

/// The list of the shapes, each with what it holds. A shape is made one here and nowhere else, so that the test of the
/// frozen rows has the same list.
macro_rules! shapes {
    ($($row:ty = $what:literal,)+) => {
        $(
            impl Shape for $row {
                const WHAT: &'static str = $what;
            }
        )+

        /// What the shapes hold, in the order of their list.
        #[cfg(test)]
        const WHATS: [&str; [$($what),+].len()] = [$($what),+];
    };
}

shapes! {
    stop::StopRow = "a stop",
    draft::DraftRow = "a draft",
    subject::SubjectRow = "a subject",
    outcome::OutcomeRow = "an outcome",
    reflection::ReflectionDraftRow = "a reflection",
    pair::PairRow = "a reflection of two",
    central::CentralRow = "an answer of central",
    force_figures::ForceFiguresRow = "the figures of the force",
}

#[derive(Deserialize)]
struct Version {
    #[serde(default = "first")]
    version: u32,
}

fn first() -> u32 {
    1
}

#[derive(Serialize)]
struct Written<S> {
    version: u32,
    #[serde(flatten)]
    shape: S,
}

fn write<S: Shape>(shape: S) -> String {
    to_json(&Written {
        version: S::VERSION,
        shape,
    })
}

/// Whether a row starts as [`write`] starts one of this version. Such a row is not searched for its version.
fn starts_as_written<S: Shape>(json: &str) -> bool {
    json.strip_prefix("{\"version\":")
        .and_then(|rest| rest.split_once(','))
        .is_some_and(|(version, _)| version.parse() == Ok(S::VERSION))
}

/// Reads a shape. The error says what was expected, and repeats no content.
fn read<S: Shape>(json: &str) -> Result<S, StoreError> {
    of_version::<S>(json)?;
    from_json(json, S::WHAT)
}

/// Whether a row has the version of this shape.
fn of_version<S: Shape>(json: &str) -> Result<(), StoreError> {
    if !starts_as_written::<S>(json) {
        let Version { version } = from_json(json, S::WHAT)?;
        if version != S::VERSION {
            let what = S::WHAT;
            return Err(StoreError::Row(RowFault::Version { what, version }));
        }
    }
    Ok(())
}

/// Whether a flag is left out of a row, as in the rows from before it was kept.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The error for a part of a row that the domain does not accept.
fn wrong<S: Shape>() -> StoreError {
    StoreError::Row(RowFault::Content(S::WHAT))
}
