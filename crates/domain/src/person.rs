//! A person as looked up: family name, given names, birth date.

use std::fmt;

use zeroize::Zeroize;

use crate::bsn;
use crate::latin::{NotLatin, Spelling};
use crate::name::{self, Reading};
use crate::subject::MARK_VERSION;
use crate::text::{self, is_invisible};

mod birth;
mod spellings;

pub use birth::{BirthDate, BirthInput};

/// The longest name that is accepted, in characters.
pub const MAX_NAME: usize = 120;

/// The most marks for which one person is looked up.
pub const MOST_MARKS: usize = 4;

/// A person as typed, with the names in the form of the mark. `Debug` is redacted.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Person {
    family_name: String,
    first_name: String,
    birth: BirthDate,
    /// Both names in the machine-readable zone, with fillers.
    zone: (String, String),
    has_others: bool,
    may_be_cut: bool,
}

/// Why a person as typed cannot be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefused {
    /// No family name. (A person with one name only: put it here.)
    #[error("no family name was given")]
    NoFamilyName,
    /// A BSN was typed in a name.
    #[error("a citizen service number is not a name")]
    Bsn,
    /// A name with a character that does not occur in names, or of another script.
    #[error("{0}")]
    Name(#[from] NotLatin),
    /// The same for a first name.
    #[error("{0}")]
    FirstName(NotLatin),
    /// A name longer than [`MAX_NAME`].
    #[error("a name has at most {MAX_NAME} characters")]
    TooLong,
    /// The same for a first name.
    #[error("a first name has at most {MAX_NAME} characters")]
    FirstNameTooLong,
    /// The day is not in the calendar.
    #[error("there is no such birth date")]
    BirthDate,
    /// A year outside 1900 to 2099.
    #[error("a birth year lies between 1900 and 2099")]
    BirthYear,
    /// A day without its month, or a month without its year.
    #[error("a day needs its month, and a month its year")]
    BirthPart,
    /// A date on which nobody can have been born yet.
    #[error("the birth date lies in the future")]
    NotYetBorn,
}

impl Person {
    /// Parses a person in any spelling. The mark leaves out the prefix of a family name (van, de, 't) and all
    /// given names but the first, which is complete if a dash joins it.
    ///
    /// # Errors
    /// [`PersonRefused`] when a name or the date cannot be read.
    pub fn read(family: &str, given: &str, birth: BirthInput) -> Result<Self, PersonRefused> {
        if bsn::contains_bsn(family) || bsn::contains_bsn(given) {
            return Err(PersonRefused::Bsn);
        }
        let (family_name, first_name) = (as_shown(family), as_shown(given));
        let is_long = |name: &str| text::length(name) > MAX_NAME;
        if is_long(&family_name) {
            return Err(PersonRefused::TooLong);
        }
        if is_long(&first_name) {
            return Err(PersonRefused::FirstNameTooLong);
        }
        Self::of(family_name, first_name, birth)
    }

    /// Takes a stored person: both names as typed, and the birth date as [`BirthDate::expose`] writes it. The length of a
    /// name is not checked again, because a row that cannot be read would hold back all rows after it.
    ///
    /// # Errors
    /// [`PersonRefused`] when a name or the date cannot be read.
    pub fn kept(
        family_name: String,
        first_name: String,
        birth: &str,
    ) -> Result<Self, PersonRefused> {
        let number = |range: std::ops::Range<usize>| -> Result<u16, PersonRefused> {
            let digits = birth.get(range).ok_or(PersonRefused::BirthDate)?;
            digits.parse().map_err(|_| PersonRefused::BirthDate)
        };
        let known = |n: u16| (n > 0).then_some(u8::try_from(n).unwrap_or(u8::MAX));
        let birth = BirthInput {
            year: number(0..4)?,
            month: known(number(4..6)?),
            day: known(number(6..8)?),
        };
        Self::of(family_name, first_name, birth)
    }

    fn of(
        family_name: String,
        first_name: String,
        birth: BirthInput,
    ) -> Result<Self, PersonRefused> {
        let family = name::family(&family_name, Spelling::Canonical, Reading::Mark)?;
        let given =
            name::given(&first_name, Spelling::Canonical).map_err(PersonRefused::FirstName)?;
        if family.is_empty() {
            return Err(PersonRefused::NoFamilyName);
        }
        Ok(Self {
            family_name,
            first_name,
            birth: birth.try_into()?,
            has_others: given.has_others,
            may_be_cut: name::may_be_cut(&family, &given.first),
            zone: (name::without_prefix(&family), given.first),
        })
    }

    /// The family name as typed. Each caller is a place of exposure.
    #[must_use]
    pub fn expose_family_name(&self) -> &str {
        &self.family_name
    }

    /// The given names as typed; empty for a person with one name only.
    #[must_use]
    pub fn expose_first_name(&self) -> &str {
        &self.first_name
    }

    /// Whether there is a given name; a dash in its place is not one.
    #[must_use]
    pub fn has_first_name(&self) -> bool {
        !self.zone.1.is_empty()
    }

    /// Whether there are further given names, or a part of the first is cut off. The mark then cannot tell this
    /// person from somebody of the same birth date with other ones, such as a twin.
    #[must_use]
    pub fn has_other_first_names(&self) -> bool {
        self.has_others || name::cut(&self.zone.0, &self.zone.1).given_is_cut
    }

    /// Whether the names and their prefix fill a machine-readable zone. They may have been copied from one that
    /// cut them off, and then differ from the same person's names typed in full.
    #[must_use]
    pub fn may_be_cut(&self) -> bool {
        self.may_be_cut
    }

    /// The text of the mark under which all about this person is recorded.
    pub(crate) fn canonical(&self) -> String {
        self.text(&self.zone.0, &self.zone.1)
    }

    fn text(&self, family: &str, given: &str) -> String {
        let name::Cut { family, given, .. } = name::cut(family, given);
        format!(
            "person|{MARK_VERSION}|{family}|{given}|{}",
            self.birth.expose()
        )
    }

    /// The birth date, as far as it is known.
    #[must_use]
    pub fn birth(&self) -> BirthDate {
        self.birth
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.family_name.zeroize();
        self.first_name.zeroize();
        self.zone.0.zeroize();
        self.zone.1.zeroize();
    }
}

/// A name as the officer sees it again: as typed, without invisible characters.
fn as_shown(name: &str) -> String {
    let seen: String = name.chars().filter(|c| !is_invisible(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UtcMillis;

    fn born(year: u16, month: Option<u8>, day: Option<u8>) -> BirthInput {
        BirthInput { year, month, day }
    }

    #[test]
    fn a_birth_date_may_be_partly_unknown() {
        let expose = |b| Person::read("Jansen", "Ali", b).unwrap().birth().expose();
        assert_eq!(expose(born(1980, None, None)), "19800000");
        assert_eq!(expose(born(1980, Some(2), None)), "19800200");
        assert_eq!(expose(born(1980, Some(2), Some(29))), "19800229");
        assert_eq!(expose(born(1980, Some(0), Some(0))), "19800000");
        assert_eq!(expose(born(0, None, None)), "00000000");
        assert_eq!(expose(born(0, Some(0), Some(0))), "00000000");
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for (b, why) in [
            (born(1981, Some(2), Some(29)), PersonRefused::BirthDate),
            (born(1981, Some(13), None), PersonRefused::BirthDate),
            (born(1899, None, None), PersonRefused::BirthYear),
            (born(1981, None, Some(3)), PersonRefused::BirthPart),
            (born(0, Some(5), None), PersonRefused::BirthPart),
            (born(0, Some(5), Some(9)), PersonRefused::BirthPart),
        ] {
            assert_eq!(Person::read("Jansen", "", b), Err(why));
        }
    }

    #[test]
    fn which_name_cannot_be_read_is_told() {
        let read = |family: &str, given: &str| {
            Person::read(family, given, born(0, None, None)).unwrap_err()
        };
        let digit = NotLatin::NotALetter;
        assert_eq!(read("Jans3n", "Jan"), PersonRefused::Name(digit));
        assert_eq!(read("Jansen", "Jan2"), PersonRefused::FirstName(digit));
        let long = "a".repeat(MAX_NAME + 1);
        assert_eq!(read(&long, "Jan"), PersonRefused::TooLong);
        assert_eq!(read("Jansen", &long), PersonRefused::FirstNameTooLong);
    }

    #[test]
    fn nobody_is_born_after_today() {
        // 31 December 2026, 23:30 UTC: here the new year has begun.
        let new_year = UtcMillis(1_798_759_800_000);
        let after = |year, month, day, now| {
            let birth = born(year, month, day);
            BirthDate::try_from(birth).unwrap().lies_after(now)
        };
        assert!(after(2089, None, None, new_year));
        assert!(after(2027, Some(2), None, new_year));
        assert!(after(2027, Some(1), Some(2), new_year));
        let noon = new_year.minus_hours(12);
        assert!(after(2027, None, None, noon));
        for (year, month, day) in [
            (1989, None, None),
            (2026, None, None),
            (2026, Some(12), None),
            (2027, Some(1), Some(1)),
        ] {
            assert!(!after(year, month, day, new_year));
        }
    }

    #[test]
    fn a_bsn_is_no_name_and_nothing_prints() {
        let b = born(1980, None, None);
        assert_eq!(Person::read("111222333", "Jan", b), Err(PersonRefused::Bsn));
        assert_eq!(
            Person::read(" ", "Jan", b),
            Err(PersonRefused::NoFamilyName)
        );
        let shown = format!("{:?} {b:?}", Person::read("Jansen", "Jan", b).unwrap());
        let shown = shown.to_uppercase();
        assert!(!shown.contains("JANSEN") && !shown.contains("1980"));
    }

    #[test]
    fn the_store_gives_back_the_same_person() {
        let person = Person::read("'t Hooft", "Åse", born(1990, Some(12), None)).unwrap();
        let kept = |person: &Person| {
            let (family, first) = (person.expose_family_name(), person.expose_first_name());
            Person::kept(
                family.to_owned(),
                first.to_owned(),
                &person.birth().expose(),
            )
        };
        assert_eq!(kept(&person), Ok(person));
        let unknown = Person::read("'t Hooft", "Åse", born(0, None, None)).unwrap();
        assert_eq!(kept(&unknown), Ok(unknown));
    }
}
