//! A person as looked up: family name, given names, birth date.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Month};
use zeroize::Zeroize;

use crate::bsn;
use crate::latin::{NotLatin, Spelling};
use crate::name::{self, Reading};
use crate::subject::MARK_VERSION;
use crate::text::{self, is_invisible};
use crate::time::UtcMillis;

/// The longest name that is taken, in characters.
pub const MAX_NAME: usize = 120;

/// The most marks under which one person is looked up.
pub const MOST_MARKS: usize = 4;

/// A birth date whose day, or day and month, or all of it may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum BirthDate {
    /// Nothing is known.
    Unknown,
    /// Only the year.
    Year {
        /// 1900 to 2099.
        year: u16,
    },
    /// The year and the month.
    Month {
        /// 1900 to 2099.
        year: u16,
        /// 1 to 12.
        month: u8,
    },
    /// The whole date.
    Day {
        /// 1900 to 2099.
        year: u16,
        /// 1 to 12.
        month: u8,
        /// 1 to 31, and existing in that month.
        day: u8,
    },
}

/// A birth date as it comes from a screen.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BirthInput {
    /// Four digits; zero when unknown, and then month and day are unknown too.
    pub year: u16,
    /// Absent or zero when unknown; then the day is unknown too.
    #[serde(default)]
    pub month: Option<u8>,
    /// Absent or zero when unknown.
    #[serde(default)]
    pub day: Option<u8>,
}

impl fmt::Debug for BirthInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthInput(…)")
    }
}

impl TryFrom<BirthInput> for BirthDate {
    type Error = PersonRefused;

    fn try_from(input: BirthInput) -> Result<Self, PersonRefused> {
        // Documents and registers write what is unknown in zeros.
        let known = |number: Option<u8>| number.filter(|number| *number > 0);
        let (year, month, day) = (input.year, known(input.month), known(input.day));
        if year == 0 && month.is_none() && day.is_none() {
            return Ok(Self::Unknown);
        }
        if !(1900..=2099).contains(&year) {
            return Err(PersonRefused::BirthDate);
        }
        match (month, day) {
            (None, None) => Ok(Self::Year { year }),
            (None, Some(_)) => Err(PersonRefused::BirthDate),
            (Some(m), None) if (1..=12).contains(&m) => Ok(Self::Month { year, month: m }),
            (Some(_), None) => Err(PersonRefused::BirthDate),
            (Some(m), Some(d)) => {
                let named = Month::try_from(m).map_err(|_| PersonRefused::BirthDate)?;
                Date::from_calendar_date(i32::from(year), named, d)
                    .map_err(|_| PersonRefused::BirthDate)?;
                Ok(Self::Day {
                    year,
                    month: m,
                    day: d,
                })
            }
        }
    }
}

impl BirthDate {
    /// Eight digits, zeros for what is unknown: the form of the mark.
    #[must_use]
    pub fn expose(&self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}{month:02}{day:02}")
    }

    /// Whether day, month and year are known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Day { .. } => true,
            Self::Unknown | Self::Year { .. } | Self::Month { .. } => false,
        }
    }

    /// Whether nobody can have been born on it yet. What is unknown counts as the earliest that it
    /// can be; the Dutch calendar is at most two hours ahead of UTC.
    #[must_use]
    pub fn lies_after(&self, now: UtcMillis) -> bool {
        let today = now.plus_millis(2 * 60 * 60 * 1000).hour().date();
        let year = u16::try_from(today.year()).unwrap_or(u16::MAX);
        self.parts() > (year, u8::from(today.month()), today.day())
    }

    fn parts(&self) -> (u16, u8, u8) {
        match *self {
            Self::Unknown => (0, 0, 0),
            Self::Year { year } => (year, 0, 0),
            Self::Month { year, month } => (year, month, 0),
            Self::Day { year, month, day } => (year, month, day),
        }
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(…)")
    }
}

/// A person as typed, and as the mark has the names. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "PersonParts", into = "PersonParts")]
pub struct Person {
    family_name: String,
    first_name: String,
    birth: BirthDate,
    /// Both names in the machine-readable zone, with fillers.
    zone: (String, String),
    has_other_first_names: bool,
}

/// Why a person cannot be looked up as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefused {
    /// No family name. (A person with one name only: put it here.)
    #[error("no family name was given")]
    NoFamilyName,
    /// A BSN was typed in a name.
    #[error("a citizen service number is not a name")]
    Bsn,
    /// A name with a character that stands in no name, or of another script.
    #[error("{0}")]
    Name(#[from] NotLatin),
    /// A name longer than [`MAX_NAME`].
    #[error("a name has at most {MAX_NAME} characters")]
    TooLong,
    /// No such date, or a year outside 1900 to 2099.
    #[error("there is no such birth date")]
    BirthDate,
    /// A date on which nobody can have been born yet.
    #[error("the birth date lies in the future")]
    NotYetBorn,
}

impl Person {
    /// Reads a person in any spelling. The prefix of a family name (van, de, 't) is no part of the
    /// mark; of several given names only the first is, whole if a dash joins it.
    ///
    /// # Errors
    /// [`PersonRefused`] when a name or the date cannot be read.
    pub fn read(family: &str, given: &str, birth: BirthInput) -> Result<Self, PersonRefused> {
        if bsn::contains_bsn(family) || bsn::contains_bsn(given) {
            return Err(PersonRefused::Bsn);
        }
        let (family_name, first_name) = (as_shown(family), as_shown(given));
        let is_long = |name: &str| text::length(name) > MAX_NAME;
        if is_long(&family_name) || is_long(&first_name) {
            return Err(PersonRefused::TooLong);
        }
        Self::of(family_name, first_name, birth)
    }

    fn of(
        family_name: String,
        first_name: String,
        birth: BirthInput,
    ) -> Result<Self, PersonRefused> {
        let family = name::family(&family_name, Spelling::Canonical, Reading::Mark)?;
        let (given, has_other_first_names) = name::given(&first_name, Spelling::Canonical)?;
        if family.is_empty() {
            return Err(PersonRefused::NoFamilyName);
        }
        Ok(Self {
            family_name,
            first_name,
            birth: birth.try_into()?,
            zone: (name::without_prefix(&family), given),
            has_other_first_names,
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

    /// Whether there is a given name at all; a dash in its place is none.
    #[must_use]
    pub fn has_first_name(&self) -> bool {
        !self.zone.1.is_empty()
    }

    /// Whether given names stand behind the one that counts, so that the mark cannot tell a person
    /// from somebody of the same birth date with other ones.
    #[must_use]
    pub fn has_other_first_names(&self) -> bool {
        self.has_other_first_names
    }

    /// The mark's text: of all that is recorded about this person.
    pub(crate) fn canonical(&self) -> String {
        self.text(&self.zone.0, &self.zone.1)
    }

    /// The texts of all marks under which this person may have been recorded, the own one first: a
    /// document of another country prints some letters otherwise, and some prefixes are written in
    /// one with the name.
    pub(crate) fn spellings(&self) -> Vec<String> {
        let (families, givens) = (self.families(), self.givens());
        let mut pairs: Vec<(usize, usize)> = (0..families.len())
            .flat_map(|family| (0..givens.len()).map(move |given| (family, given)))
            .collect();
        pairs.sort_by_key(|(family, given)| family + given);
        let mut texts = Vec::with_capacity(MOST_MARKS);
        for (family, given) in pairs {
            let text = self.text(&families[family], &givens[given]);
            if texts.len() < MOST_MARKS && !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    fn families(&self) -> Vec<String> {
        let read = |spelling, reading| {
            name::family(&self.family_name, spelling, reading).unwrap_or_default()
        };
        let mark = &self.zone.0;
        let mut all = vec![
            mark.clone(),
            name::without_prefix(&read(Spelling::TwoLetters, Reading::Mark)),
            name::without_digraphs(&name::without_prefix(&read(
                Spelling::OneLetter,
                Reading::Mark,
            ))),
            name::without_prefix(&read(Spelling::Canonical, Reading::Other)),
        ];
        all.extend(name::without_van(mark).map(str::to_owned));
        let mut all = distinct(all, |family| name::cut(family, "").0);
        // A name that is cut has less room beside its prefix, and more without its gaps.
        all.push(read(Spelling::Canonical, Reading::Mark));
        all.push(name::in_one(mark));
        all
    }

    fn givens(&self) -> Vec<String> {
        let read = |spelling| {
            let read = name::given(&self.first_name, spelling);
            read.map_or_else(|_| String::new(), |(given, _)| given)
        };
        let all = vec![
            self.zone.1.clone(),
            read(Spelling::TwoLetters),
            name::without_digraphs(&read(Spelling::OneLetter)),
        ];
        distinct(all, str::to_owned)
    }

    fn text(&self, family: &str, given: &str) -> String {
        let (family, given) = name::cut(family, given);
        format!(
            "person|{MARK_VERSION}|{family}|{given}|{}",
            self.birth.expose()
        )
    }

    /// The birth date.
    #[must_use]
    pub fn birth(&self) -> BirthDate {
        self.birth
    }
}

/// A person as it stands in the encrypted store.
#[derive(Serialize, Deserialize)]
struct PersonParts {
    family_name: String,
    first_name: String,
    birth: String,
}

impl TryFrom<PersonParts> for Person {
    type Error = PersonRefused;

    fn try_from(parts: PersonParts) -> Result<Self, PersonRefused> {
        let number = |range: std::ops::Range<usize>| -> Result<u16, PersonRefused> {
            let digits = parts.birth.get(range).ok_or(PersonRefused::BirthDate)?;
            digits.parse().map_err(|_| PersonRefused::BirthDate)
        };
        let known = |n: u16| (n > 0).then_some(u8::try_from(n).unwrap_or(u8::MAX));
        let birth = BirthInput {
            year: number(0..4)?,
            month: known(number(4..6)?),
            day: known(number(6..8)?),
        };
        // What was once taken in is not judged anew: a row that cannot be read would hold back all
        // that comes after it.
        Self::of(parts.family_name, parts.first_name, birth)
    }
}

impl From<Person> for PersonParts {
    fn from(person: Person) -> Self {
        Self {
            family_name: person.family_name.clone(),
            first_name: person.first_name.clone(),
            birth: person.birth.expose(),
        }
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

/// A name as the officer sees it again: as typed, without what cannot be seen.
fn as_shown(name: &str) -> String {
    let seen: String = name.chars().filter(|c| !is_invisible(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Those that give different keys.
fn distinct(all: Vec<String>, key: impl Fn(&str) -> String) -> Vec<String> {
    let mut known = Vec::new();
    let mut kept = Vec::new();
    for one in all {
        let key = key(&one);
        if !key.is_empty() && !known.contains(&key) {
            known.push(key);
            kept.push(one);
        }
    }
    if kept.is_empty() {
        vec![String::new()]
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for b in [
            born(1981, Some(2), Some(29)),
            born(1981, Some(13), None),
            born(1899, None, None),
            born(1981, None, Some(3)),
            born(0, Some(5), None),
            born(0, Some(5), Some(9)),
        ] {
            assert_eq!(Person::read("Jansen", "", b), Err(PersonRefused::BirthDate));
        }
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
        let json = serde_json::to_string(&person).unwrap();
        assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), person);
        let unknown = Person::read("'t Hooft", "Åse", born(0, None, None)).unwrap();
        let json = serde_json::to_string(&unknown).unwrap();
        assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), unknown);
    }
}
