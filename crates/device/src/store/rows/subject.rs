//! The readable mark of a look-up or a stop.

use proco_domain::no_plate::NoPlate;
use proco_domain::person::Person;
use proco_domain::plate::Plate;
use proco_domain::subject::Subject;
use serde::{Deserialize, Serialize};

use super::Shape;
use crate::store::StoreError;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(super) enum SubjectRow {
    Plate(Plate),
    NoPlate(NoPlate),
    Person(Person),
}

impl Shape for SubjectRow {
    const WHAT: &'static str = "a subject";
}

impl From<&Subject> for SubjectRow {
    fn from(subject: &Subject) -> Self {
        match subject {
            Subject::Plate(plate) => Self::Plate(plate.clone()),
            Subject::NoPlate(drawn) => Self::NoPlate(drawn.clone()),
            Subject::Person(person) => Self::Person(person.clone()),
        }
    }
}

impl From<SubjectRow> for Subject {
    fn from(row: SubjectRow) -> Self {
        match row {
            SubjectRow::Plate(plate) => Self::Plate(plate),
            SubjectRow::NoPlate(drawn) => Self::NoPlate(drawn),
            SubjectRow::Person(person) => Self::Person(person),
        }
    }
}

/// The subject as the column `subject` keeps it.
pub(in crate::store) fn write_subject(subject: &Subject) -> String {
    super::write(SubjectRow::from(subject))
}

/// Reads the subject from that column.
pub(in crate::store) fn read_subject(json: &str) -> Result<Subject, StoreError> {
    super::read::<SubjectRow>(json).map(Into::into)
}
