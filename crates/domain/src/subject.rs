//! The subject of a look-up or a stop, and its mark.

use std::fmt;

use zeroize::Zeroizing;

use crate::codes::codes;
use crate::no_plate::NoPlate;
pub use crate::person::MOST_MARKS;
use crate::person::Person;
use crate::plate::Plate;

/// The version of the form of marks. It is part of each mark, so that marks of two forms never match.
pub const MARK_VERSION: u32 = 2;

/// Who or what is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A vehicle, by its plate.
    Plate(Plate),
    /// A vehicle without a plate.
    NoPlate(NoPlate),
    /// A person, by name and birth date.
    Person(Person),
}

codes! {
    /// The kind of a subject: all of it that may leave the phone.
    pub enum SubjectKind {
        /// A vehicle, also one without a plate.
        Plate = "plate",
        Person = "person",
    }
}

impl Subject {
    /// Plate or person. A vehicle without a plate is of the kind plate.
    #[must_use]
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Plate(_) | Self::NoPlate(_) => SubjectKind::Plate,
            Self::Person(_) => SubjectKind::Person,
        }
    }

    /// Whether a later look-up can find what is recorded of the subject. A vehicle without a plate cannot be
    /// found.
    #[must_use]
    pub fn can_be_found(&self) -> bool {
        match self {
            Self::Plate(_) | Self::Person(_) => true,
            Self::NoPlate(_) => false,
        }
    }

    /// The mark under which all about the subject is recorded.
    #[must_use]
    pub fn mark(&self) -> Mark {
        let text = match self {
            Self::Plate(plate) => format!(
                "plate|{MARK_VERSION}|{}|{}",
                plate.country().code(),
                plate.expose()
            ),
            Self::NoPlate(drawn) => format!("no-plate|{MARK_VERSION}|{}", drawn.expose()),
            Self::Person(person) => person.canonical(),
        };
        Mark(Zeroizing::new(text))
    }

    /// The marks under which the subject may have been recorded, its own first: at most [`MOST_MARKS`]. A
    /// record has exactly one, so counts under each of them can be added up.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        match self {
            Self::Plate(_) | Self::NoPlate(_) => vec![self.mark()],
            Self::Person(person) => {
                let texts = person.spellings().into_iter();
                texts.map(|text| Mark(Zeroizing::new(text))).collect()
            }
        }
    }
}

/// The canonical form of a subject, from which pseudonyms are made.
///
/// It begins with the kind of subject and the version of its form. Its parts are separated by `|`, which none
/// of them contains. It has no `Debug`, is not serialised, and is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Mark(Zeroizing<String>);

impl Mark {
    /// The bytes of the mark. There are two places of exposure: the blinding, and the own
    /// counts under the device key.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mark(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::BirthInput;
    use crate::plate::Country;

    #[test]
    fn the_mark_is_the_canonical_form() {
        let plate = Plate::read("bb-00-dd", Country::NL).unwrap();
        assert_eq!(Subject::Plate(plate).mark().expose(), b"plate|2|NL|BB00DD");
        let birth = BirthInput {
            year: 1980,
            month: Some(5),
            day: None,
        };
        let person = Person::read("de Vries", "Jan", birth).unwrap();
        assert_eq!(
            Subject::Person(person).mark().expose(),
            b"person|2|VRIES|JAN|19800500"
        );
    }

    #[test]
    fn two_vehicles_without_a_plate_are_two_subjects_and_neither_prints() {
        let one = Subject::NoPlate(NoPlate::drawn([1; 16]));
        let other = Subject::NoPlate(NoPlate::drawn([2; 16]));
        assert_ne!(one.mark(), other.mark());
        assert_eq!(one.marks(), [one.mark()]);
        assert_eq!(
            one.mark().expose(),
            b"no-plate|2|01010101010101010101010101010101"
        );
        assert!(!format!("{one:?}").contains("01"));
        assert_eq!(NoPlate::drawn([1; 16]).chance(), [1; 16]);
    }

    #[test]
    fn the_same_characters_of_two_countries_are_two_subjects() {
        let mark = |land: &str| {
            let country = Country::try_from(land.to_owned()).unwrap();
            Subject::Plate(Plate::read("BB00DD", country).unwrap()).mark()
        };
        assert_ne!(mark("NL"), mark("BE"));
        assert_eq!(format!("{:?}", mark("NL")), "Mark(…)");
    }
}
