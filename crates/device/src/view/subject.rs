//! Who or what is looked up: as typed, and as shown.

use proco_domain::person::BirthInput;
use serde::{Deserialize, Serialize};

/// Who or what to look up, as typed.
#[derive(Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SubjectInput {
    /// A vehicle, by its plate.
    Plate {
        /// The plate as it was typed, in any spelling.
        text: String,
        /// Two letters, ISO 3166-1.
        country: String,
    },
    /// A vehicle without a plate.
    NoPlate,
    /// A person, by name and date of birth.
    Person {
        /// Family name, infixes included.
        family_name: String,
        /// Given names; the first one counts.
        first_name: String,
        /// Birth date, maybe partial or unknown.
        birth: BirthInput,
    },
}

/// Who or what, as shown.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SubjectView {
    /// A vehicle, by its plate.
    Plate {
        /// With dashes, as a reader writes it.
        spelled: String,
        /// The two letters of the country, as ISO 3166 has them.
        country: String,
    },
    /// A vehicle without a plate: no two look-ups are of the same.
    NoPlate,
    /// A person, by name and date of birth.
    Person {
        /// The family name as it was typed.
        family_name: String,
        /// The first name as it was typed.
        first_name: String,
        /// Whether given names stand behind the one that counts, or it is cut: this may be a namesake.
        other_first_names: bool,
        /// `1980-05-09`, `1980-05`, `1980`, or `0000` when nothing is known.
        birth: String,
    },
}

impl SubjectView {
    /// Whether two records of it can be told to be of one subject.
    pub(crate) fn can_be_found(&self) -> bool {
        match self {
            Self::Plate { .. } | Self::Person { .. } => true,
            Self::NoPlate => false,
        }
    }
}
