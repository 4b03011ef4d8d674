//! Licence plates: the fourteen Dutch side codes, the special series, and foreign plates.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

mod districts;
mod facts;
mod readings;
mod shape;
mod suffix;
mod typed;
mod ways;

use facts::Facts;
use typed::Typed;
use ways::Way;

/// A country by its two letters (ISO 3166-1 alpha-2). It goes only into the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The country code of the Netherlands.
    pub const NL: Self = Self(*b"NL");

    /// The two capital letters of ISO 3166.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are ever taken in")
    }
}

impl TryFrom<String> for Country {
    type Error = PlateRefused;

    fn try_from(text: String) -> Result<Self, PlateRefused> {
        match text.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(PlateRefused::Country),
        }
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

/// A plate in canonical form, with its country: upper case, only letters and digits, and a dash in each gap
/// that distinguishes cars.
///
/// `Debug` shows only the country.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Plate {
    country: Country,
    characters: String,
}

/// The kind of Dutch plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutchSeries {
    /// An ordinary plate of a side code from 1 to 14.
    SideCode(u8),
    /// Diplomatic (CD, CDJ) or of the royal house (AA).
    Special,
}

/// How well a plate fits what is known of its country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// A known Dutch series, or any plate of another country.
    Known,
    /// Dutch, but of no known series: accepted only after a question.
    Unknown,
    /// Of a Dutch series, with letters that have not been issued for decades: a typing error or a plate of
    /// another country, accepted only after a question.
    NotIssued,
}

/// Why a text cannot be a plate at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlateRefused {
    /// The text is empty, or has no letter and no digit.
    #[error("no plate was given")]
    Empty,
    /// A BSN, or nine digits in a row, which no plate has.
    #[error("a citizen service number is not a plate")]
    Bsn,
    /// A character other than letters, digits and the reader's separators.
    #[error("a plate has only letters and digits")]
    Character,
    /// More than twelve letters and digits.
    #[error("a plate has at most {MAX_PLATE} letters and digits")]
    TooLong,
    /// It can be read as several plates.
    #[error("more than one plate can be meant")]
    Several,
    /// The country code is not two letters.
    #[error("a country is given by its two letters")]
    Country,
}

/// The longest plate, in letters and digits. Dutch ones have six; some countries go to ten.
pub const MAX_PLATE: usize = 12;

/// The number of kinds of Dutch plates before the side codes in the data file.
const FIRST_SERIES: usize = 4;

/// The most countries that are offered for a plate that may not be Dutch.
const MOST_LIKELY: usize = 4;

impl Plate {
    /// Parses a plate in any spelling that can mean only one plate.
    ///
    /// # Errors
    /// [`PlateRefused`] when the text cannot be a plate of any country; [`PlateRefused::Several`]
    /// when it can be more than one.
    pub fn read(text: &str, country: Country) -> Result<Self, PlateRefused> {
        let mut readings = Self::readings(text, country)?;
        match (readings.pop(), readings.is_empty()) {
            (Some(plate), true) => Ok(plate),
            _ => Err(PlateRefused::Several),
        }
    }

    /// Takes a stored plate. It is not validated again, because a row that cannot be read would hold back all
    /// rows after it.
    ///
    /// # Errors
    /// [`PlateRefused`] when the text is empty, or has another character than letters, digits and dashes.
    pub fn kept(characters: String, country: Country) -> Result<Self, PlateRefused> {
        if characters.is_empty() {
            return Err(PlateRefused::Empty);
        }
        if !characters.chars().all(|c| c.is_alphanumeric() || c == '-') {
            return Err(PlateRefused::Character);
        }
        Ok(Self {
            country,
            characters,
        })
    }

    /// The country that issued the plate.
    #[must_use]
    pub fn country(&self) -> Country {
        self.country
    }

    /// The letters and digits, and the gap that distinguishes cars. Each caller is a place of exposure: the
    /// mark, the officer's own screen, the encrypted store.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.characters
    }

    /// How well the plate, as it was typed, fits its country. With letters that only imported old cars get, it
    /// is Dutch if it was typed with the gaps of a Dutch plate.
    #[must_use]
    pub fn fit(&self, typed: &str) -> Fit {
        if self.country != Country::NL {
            return Fit::Known;
        }
        let Some(way) = self.way() else {
            return Fit::Unknown;
        };
        let not_issued = Facts::get().of(self.country).not_issued.as_ref();
        let Some(not_issued) = not_issued.filter(|it| it.stands_on(&way.printed)) else {
            return Fit::Known;
        };
        let still = way.shape == FIRST_SERIES && not_issued.is_issued_still(&way.printed);
        if way.shape < FIRST_SERIES || (still && self.is_exactly(typed)) {
            Fit::Known
        } else {
            Fit::NotIssued
        }
    }

    /// Whether a text is exactly this plate with all its gaps.
    fn is_exactly(&self, text: &str) -> bool {
        let is_it = |way: &Way| way.exact && *way.mark == self.characters;
        Typed::new(text, self.country).is_ok_and(|typed| typed.ways().iter().any(is_it))
    }

    /// The countries that a text may be a plate of, most likely first, without the Netherlands.
    #[must_use]
    pub fn likely_countries(text: &str) -> Vec<Country> {
        let cost = |country: &Country| {
            let ways = Typed::new(text, *country).ok()?.ways();
            let cost = ways.first()?.cost;
            (cost <= ways::MISSING).then_some(cost)
        };
        let often = Facts::get().often_seen.iter();
        let mut likely: Vec<_> = often.filter_map(|it| Some((cost(it)?, *it))).collect();
        likely.sort_by_key(|(cost, _)| *cost);
        let countries = likely.into_iter().map(|(_, country)| country);
        countries.take(MOST_LIKELY).collect()
    }

    /// The Dutch series of the plate, if there is one.
    #[must_use]
    pub fn dutch_series(&self) -> Option<DutchSeries> {
        if self.country != Country::NL {
            return None;
        }
        Some(match self.way()?.shape.checked_sub(FIRST_SERIES) {
            Some(at) => DutchSeries::SideCode(u8::try_from(at + 1).ok()?),
            None => DutchSeries::Special,
        })
    }

    /// The plate with the gaps that are printed on it, as far as they are known.
    #[must_use]
    pub fn spelled(&self) -> String {
        match self.way() {
            Some(way) => way.printed.to_string(),
            None => self.characters.clone(),
        }
    }

    /// The way in which the plate fits its country.
    fn way(&self) -> Option<Way> {
        let typed = Typed::new(&self.characters, self.country).ok()?;
        let mut ways = typed.ways().into_iter();
        ways.find(|way| *way.mark == self.characters)
    }
}

impl fmt::Debug for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plate({}, …)", self.country.code())
    }
}

impl Drop for Plate {
    fn drop(&mut self) {
        self.characters.zeroize();
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
