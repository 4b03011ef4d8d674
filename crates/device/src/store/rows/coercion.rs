//! Searches and force, in a draft and in a stop.
//!
//! The first programs kept one code: `"frisk"`, or `"none"` for a question that was answered with no. What says no
//! more than that is still written so. All else is an object, with what is told of each kind.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use proco_domain::coercion::{ForcePurpose, Forced, SearchPurpose, Searched};
use proco_domain::legal_basis::LegalBasis;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchedRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<LegalBasis>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    purposes: BTreeSet<SearchPurpose>,
}

impl From<&Searched> for SearchedRow {
    fn from(searched: &Searched) -> Self {
        let Searched { basis, purposes } = searched;
        Self {
            basis: *basis,
            purposes: purposes.clone(),
        }
    }
}

impl From<SearchedRow> for Searched {
    fn from(row: SearchedRow) -> Self {
        let SearchedRow { basis, purposes } = row;
        Self { basis, purposes }
    }
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForcedRow {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    purposes: BTreeSet<ForcePurpose>,
}

impl From<&Forced> for ForcedRow {
    fn from(forced: &Forced) -> Self {
        let Forced { purposes } = forced;
        Self {
            purposes: purposes.clone(),
        }
    }
}

impl From<ForcedRow> for Forced {
    fn from(row: ForcedRow) -> Self {
        let ForcedRow { purposes } = row;
        Self { purposes }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    bound(deserialize = "K: Deserialize<'de> + Ord, R: Deserialize<'de>")
)]
enum Written<K, R> {
    Nothing(Nothing),
    Kind(K),
    Each(BTreeMap<K, R>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Nothing {
    None,
}

/// Reads and writes the kinds of a field, each as a row `R`.
pub(super) struct Kinds<R>(PhantomData<R>);

impl<R> Kinds<R> {
    #[expect(clippy::ref_option, reason = "the shape that serde asks for")]
    pub(super) fn serialize<K, T, S>(
        kinds: &Option<BTreeMap<K, T>>,
        into: S,
    ) -> Result<S::Ok, S::Error>
    where
        K: Serialize + Copy + Ord,
        R: Serialize + Default + PartialEq + for<'a> From<&'a T>,
        S: Serializer,
    {
        let written = kinds.as_ref().map(|kinds| {
            let rows: BTreeMap<K, R> = kinds
                .iter()
                .map(|(kind, told)| (*kind, told.into()))
                .collect();
            match (rows.len(), rows.first_key_value()) {
                (_, None) => Written::Nothing(Nothing::None),
                (1, Some((kind, row))) if *row == R::default() => Written::Kind(*kind),
                _ => Written::Each(rows),
            }
        });
        written.serialize(into)
    }

    pub(super) fn deserialize<'de, K, T, D>(from: D) -> Result<Option<BTreeMap<K, T>>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        R: Deserialize<'de> + Default + Into<T>,
        D: Deserializer<'de>,
    {
        let written = Option::<Written<K, R>>::deserialize(from)?;
        Ok(written.map(|written| match written {
            Written::Nothing(Nothing::None) => BTreeMap::new(),
            Written::Kind(kind) => BTreeMap::from([(kind, R::default().into())]),
            Written::Each(rows) => rows
                .into_iter()
                .map(|(kind, row)| (kind, row.into()))
                .collect(),
        }))
    }
}
