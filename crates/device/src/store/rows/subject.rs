//! The subject of a look-up or a stop, readable: what stands in the column `subject`, and in a draft.

use proco_domain::no_plate::NoPlate;
use proco_domain::person::Person;
use proco_domain::plate::{Country, Plate};
use proco_domain::subject::Subject;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::wrong;
use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(super) enum SubjectRow {
    Plate {
        country: Country,
        plate: String,
    },
    NoPlate {
        drawn: Uuid,
    },
    Person {
        family_name: String,
        first_name: String,
        /// Eight digits, zeros for what is not known.
        birth: String,
    },
}

impl From<&Subject> for SubjectRow {
    fn from(subject: &Subject) -> Self {
        match subject {
            Subject::Plate(plate) => Self::Plate {
                country: plate.country(),
                plate: plate.expose().to_owned(),
            },
            Subject::NoPlate(vehicle) => Self::NoPlate {
                drawn: Uuid::from_bytes(vehicle.chance()),
            },
            Subject::Person(person) => Self::Person {
                family_name: person.expose_family_name().to_owned(),
                first_name: person.expose_first_name().to_owned(),
                birth: person.birth().expose(),
            },
        }
    }
}

impl SubjectRow {
    /// The subject; `None` where the row is none, and then the column is as unreadable as one of another shape.
    pub(super) fn subject(self) -> Option<Subject> {
        Some(match self {
            Self::Plate { country, plate } => Subject::Plate(Plate::kept(plate, country).ok()?),
            Self::NoPlate { drawn } => Subject::NoPlate(NoPlate::drawn(drawn.into_bytes())),
            Self::Person {
                family_name,
                first_name,
                birth,
            } => Subject::Person(Person::kept(family_name, first_name, &birth).ok()?),
        })
    }
}

/// The subject as the column `subject` keeps it.
pub(in crate::store) fn write_subject(subject: &Subject) -> String {
    super::write(SubjectRow::from(subject))
}

/// Reads the subject from that column.
pub(in crate::store) fn read_subject(json: &str) -> Result<Subject, StoreError> {
    let row: SubjectRow = super::read(json)?;
    row.subject().ok_or_else(wrong::<SubjectRow>)
}
