//! A birth date, of which a part or all may be unknown.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::PersonRefused;
use crate::time::UtcMillis;

/// A birth date whose day, or day and month, or all of it may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum BirthDate {
    /// No part of the date is known.
    Unknown,
    /// Only the year is known.
    Year {
        /// The year, 1900 to 2099.
        year: u16,
    },
    /// The year and the month.
    Month {
        /// The year, 1900 to 2099.
        year: u16,
        /// The month, 1 to 12.
        month: u8,
    },
    /// Year, month and day are known.
    Day {
        /// The year, 1900 to 2099.
        year: u16,
        /// The month, 1 to 12.
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
        // Documents and registers write zeros for what is unknown.
        let known = |number: Option<u8>| number.filter(|number| *number > 0);
        let (year, month, day) = (input.year, known(input.month), known(input.day));
        if year == 0 && month.is_none() && day.is_none() {
            return Ok(Self::Unknown);
        }
        if (year == 0 || month.is_none()) && (month.is_some() || day.is_some()) {
            return Err(PersonRefused::BirthPart);
        }
        if !(1900..=2099).contains(&year) {
            return Err(PersonRefused::BirthYear);
        }
        match (month, day) {
            (None, None) => Ok(Self::Year { year }),
            (None, Some(_)) => Err(PersonRefused::BirthPart),
            (Some(m), None) if (1..=12).contains(&m) => Ok(Self::Month { year, month: m }),
            (Some(_), None) => Err(PersonRefused::BirthDate),
            (Some(m), Some(d)) => {
                NaiveDate::from_ymd_opt(i32::from(year), m.into(), d.into())
                    .ok_or(PersonRefused::BirthDate)?;
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
    /// Eight digits, zeros for unknown parts: the form of the mark.
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

    /// Whether the date lies in the future. Unknown parts count as the earliest possible.
    #[must_use]
    pub fn lies_after(&self, now: UtcMillis) -> bool {
        let today = now.local_date();
        let (year, month, day) = self.parts();
        (i32::from(year), u32::from(month), u32::from(day))
            > (today.year(), today.month(), today.day())
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
