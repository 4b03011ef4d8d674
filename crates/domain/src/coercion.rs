//! What was searched and which force was used: of each several kinds, each with what it was for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::legal_basis::LegalBasis;

codes! {
    /// Who or what was searched.
    pub enum Search {
        /// A safety frisk: the outside of somebody's clothing.
        Frisk = "frisk",
        Clothing = "clothing",
        /// A bag or other goods that somebody carries.
        Bag = "bag",
        /// Clothing or a bag: programs before did not tell them apart.
        Belongings = "belongings",
        Vehicle = "vehicle",
        Body = "body",
        Home = "home",
    }
}

codes! {
    /// What a search was for (list of 2026-11, for a lawyer to confirm).
    pub enum SearchPurpose {
        /// The safety of the officer or of others.
        Safety = "safety",
        Weapons = "weapons",
        Drugs = "drugs",
        /// Learning who somebody is.
        Identity = "identity",
        Arrest = "arrest",
        /// Seizing evidence or stolen goods.
        Seizure = "seizure",
        /// Supervising an act, such as that on economic offences.
        Supervision = "supervision",
    }
}

codes! {
    /// A kind of force.
    pub enum Force {
        Handcuffs = "handcuffs",
        /// Force with the officer's own body.
        Physical = "physical",
        /// A means of force (baton, spray, weapon).
        Means = "means",
    }
}

codes! {
    /// What force was used for (list of 2026-11, for a lawyer to confirm).
    pub enum ForcePurpose {
        /// The safety of the officer or of others.
        Safety = "safety",
        Arrest = "arrest",
        /// Keeping somebody from fleeing.
        Escape = "escape",
        /// Making a search possible.
        Search = "search",
        /// Ending an offence that is going on.
        Offence = "offence",
        /// Moving a person to another place.
        Transport = "transport",
    }
}

/// What else is known of a search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Searched {
    /// The power on which it rests; absent where that is the one of the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LegalBasis>,
    /// What it was for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<BTreeSet<SearchPurpose>>"))]
    pub purposes: BTreeSet<SearchPurpose>,
}

/// What else is known of a use of force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Forced {
    /// What it was for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<BTreeSet<ForcePurpose>>"))]
    pub purposes: BTreeSet<ForcePurpose>,
}

/// The searches of a check, one of each kind; empty where nobody and nothing was searched.
pub type Searches = BTreeMap<Search, Searched>;

/// The force that was used in a check, one use of each kind; empty where none was.
pub type Forces = BTreeMap<Force, Forced>;

impl Search {
    /// Whether only programs before recorded it: the screens do not offer it any more.
    #[must_use]
    pub fn is_of_before(self) -> bool {
        match self {
            Self::Belongings => true,
            Self::Frisk | Self::Clothing | Self::Bag | Self::Vehicle | Self::Body | Self::Home => {
                false
            }
        }
    }

    /// The legal bases on which such a search usually rests, for a lawyer to confirm. About another one the
    /// screens ask.
    #[must_use]
    pub fn usual_bases(self) -> &'static [LegalBasis] {
        use LegalBasis::{
            Awb516a519, Gemeentewet151b, Gemeentewet174b, Opiumwet9, Politiewet7, Sv96b, Sv2752,
            Vw50, Wed23, Wwm51, Wwm52,
        };
        match self {
            Self::Frisk => &[Politiewet7, Gemeentewet151b, Gemeentewet174b],
            Self::Clothing | Self::Belongings => &[
                Sv2752,
                Politiewet7,
                Gemeentewet151b,
                Gemeentewet174b,
                Wwm52,
                Opiumwet9,
                Vw50,
            ],
            Self::Bag => &[
                Sv2752,
                Politiewet7,
                Gemeentewet151b,
                Gemeentewet174b,
                Wwm52,
                Opiumwet9,
                Vw50,
                Awb516a519,
            ],
            Self::Vehicle => &[
                Sv96b,
                Gemeentewet151b,
                Gemeentewet174b,
                Wwm51,
                Opiumwet9,
                Awb516a519,
                Wed23,
            ],
            Self::Body => &[Opiumwet9, Vw50],
            Self::Home => &[Opiumwet9],
        }
    }
}
