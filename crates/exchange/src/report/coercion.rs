//! What is told of a search and of force in a report.

use std::collections::{BTreeMap, BTreeSet};

use proco_domain::coercion::{Forced, Forces, Searched, Searches};
use serde::{Deserialize, Serialize};

use crate::codes::{Force, ForcePurpose, LegalBasis, Search, SearchPurpose};

/// What else is known of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchReport {
    /// The power on which it rests; absent where that is the one of the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub basis: Option<LegalBasis>,
    /// What it was for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(inline)]
    pub purposes: BTreeSet<SearchPurpose>,
}

/// What else is known of a use of force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForceReport {
    /// What it was for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(inline)]
    pub purposes: BTreeSet<ForcePurpose>,
}

pub(super) fn searches(searches: &Searches) -> BTreeMap<Search, SearchReport> {
    let of = |searched: &Searched| {
        let Searched { basis, purposes } = searched;
        SearchReport {
            basis: *basis,
            purposes: purposes.clone(),
        }
    };
    searches
        .iter()
        .map(|(kind, told)| (*kind, of(told)))
        .collect()
}

pub(super) fn forces(forces: &Forces) -> BTreeMap<Force, ForceReport> {
    let of = |forced: &Forced| {
        let Forced { purposes } = forced;
        ForceReport {
            purposes: purposes.clone(),
        }
    };
    forces
        .iter()
        .map(|(kind, told)| (*kind, of(told)))
        .collect()
}
