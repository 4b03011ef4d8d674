//! What stands as JSON in a column, apart from the types of the domain: one file for each shape.
//!
//! A shape is read for as long as a phone may hold it. It names its fields itself, so that a change of a
//! type of the domain does not compile before it is said here what becomes of the rows that are there. Where
//! both have the same fields, serde derives the row for the type of the domain (`remote`). Of the domain a
//! shape takes the closed lists of codes, the identifiers, plates and persons, which say for themselves how
//! they are kept.
//!
//! Each shape has a `version`; where none stands, it is 1. What another program wrote in a version that this
//! one does not know is refused, as [`RowFault::Version`], and is one row that cannot be read: it blocks no
//! other. `finished_at` of a stop and `started_at` and `amends` of a draft are read in SQL as well.

mod answers;
mod central;
mod details;
mod draft;
mod explanation;
mod outcome;
mod reflection;
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

pub(super) use central::{read_central, write_central};
pub(super) use draft::{read_draft, write_draft};
pub(super) use outcome::{read_outcome, write_outcome};
pub(super) use reflection::{read_reflection_draft, write_reflection_draft};
pub(super) use stop::{read_stop, write_stop};
pub(super) use subject::{read_subject, write_subject};

/// A shape of a column.
trait Shape: Serialize + DeserializeOwned {
    /// What it holds, for the error that names it.
    const WHAT: &'static str;
    /// The version that this program writes, and the only one that it reads.
    const VERSION: u32 = 1;
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

/// How a row of this version begins as [`write`] leaves it: of such a row the version is not looked for.
fn beginning<S: Shape>() -> String {
    format!("{{\"version\":{},", S::VERSION)
}

/// Reads a shape. The error names what was wanted, and repeats nothing.
fn read<S: Shape>(json: &str) -> Result<S, StoreError> {
    if !json.starts_with(&beginning::<S>()) {
        let Version { version } = from_json(json, S::WHAT)?;
        if version != S::VERSION {
            let what = S::WHAT;
            return Err(StoreError::Row(RowFault::Version { what, version }));
        }
    }
    from_json(json, S::WHAT)
}

/// A part of a row does not hold what the domain asks of it.
fn wrong<S: Shape>() -> StoreError {
    StoreError::Row(RowFault::Content(S::WHAT))
}
