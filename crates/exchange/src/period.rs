//! The fixed periods of summaries: weeks, and months and quarters made of whole weeks.
//!
//! A week is an ISO 8601 week in UTC. A week belongs to the month, and to the quarter, in which its
//! Thursday lies. So a quarter is a whole number of months and a month a whole number of weeks:
//! nobody can subtract two overlapping periods and be left with a few days of one officer.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use crate::Hour;
use crate::list::codes;

/// An ISO 8601 week, by its Monday. Written `2026-W47`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Week {
    monday: NaiveDate,
}

/// A week, month or quarter of the calendar, for which a summary is made once it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// One week by ISO 8601, written `2026-W47`.
    Week(Week),
    /// The weeks of a month: `2026-11`.
    Month {
        /// The year of the calendar.
        year: i32,
        /// The month, 1 to 12.
        month: u8,
    },
    /// The weeks of a quarter: `2026-Q4`.
    Quarter {
        /// The year of the calendar.
        year: i32,
        /// The quarter, 1 to 4.
        quarter: u8,
    },
}

/// A text that is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a period is written 2026-W47, 2026-11 or 2026-Q4")]
pub struct NotAPeriod;

impl Week {
    /// The week in which an hour lies.
    #[must_use]
    pub fn of(hour: Hour) -> Self {
        Self {
            monday: hour.date().week(Weekday::Mon).first_day(),
        }
    }

    /// The first hour that belongs to it.
    #[must_use]
    pub fn from(self) -> Hour {
        Hour::of(self.monday)
    }

    /// The first hour after it.
    #[must_use]
    pub fn to(self) -> Hour {
        Hour::of(self.next().monday)
    }

    /// The week after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self {
            monday: self.monday + Days::new(7),
        }
    }

    /// The week before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        Self {
            monday: self.monday - Days::new(7),
        }
    }

    /// The month that it belongs to.
    #[must_use]
    pub fn month(self) -> Period {
        let thursday = self.thursday();
        let month = u8::try_from(thursday.month()).expect("a year has twelve months");
        Period::Month {
            year: thursday.year(),
            month,
        }
    }

    /// The quarter that it belongs to.
    #[must_use]
    pub fn quarter(self) -> Period {
        let thursday = self.thursday();
        let quarter = u8::try_from(thursday.quarter()).expect("a year has four quarters");
        Period::Quarter {
            year: thursday.year(),
            quarter,
        }
    }

    /// Its Thursday, which decides what it belongs to.
    fn thursday(self) -> NaiveDate {
        self.monday + Days::new(3)
    }
}

impl Period {
    /// Its weeks, in order.
    #[must_use]
    pub fn weeks(self) -> Vec<Week> {
        let (year, first_month, months) = match self {
            Self::Week(week) => return vec![week],
            Self::Month { year, month } => (year, month, 1),
            Self::Quarter { year, quarter } => (year, (quarter - 1) * 3 + 1, 3),
        };
        let mut weeks = Vec::new();
        for month in first_month..first_month + months {
            let first = NaiveDate::from_ymd_opt(year, month.into(), 1)
                .expect("a period is checked when it is made");
            let of_month = |week: &Week| week.thursday().month() == u32::from(month);
            let mut week = Week::of(Hour::of(first));
            if !of_month(&week) {
                week = week.next();
            }
            while of_month(&week) {
                weeks.push(week);
                week = week.next();
            }
        }
        weeks
    }

    /// The first hour that belongs to it.
    #[must_use]
    pub fn from(self) -> Hour {
        self.weeks().first().map_or(Hour(0), |week| week.from())
    }

    /// The first hour after it.
    #[must_use]
    pub fn to(self) -> Hour {
        self.weeks().last().map_or(Hour(0), |week| week.to())
    }

    /// Whether it is a week, a month or a quarter.
    #[must_use]
    pub fn kind(self) -> PeriodKind {
        match self {
            Self::Week(_) => PeriodKind::Week,
            Self::Month { .. } => PeriodKind::Month,
            Self::Quarter { .. } => PeriodKind::Quarter,
        }
    }
}

codes! {
    /// The kind of a period.
    pub enum PeriodKind {
        /// One week, Monday to Sunday.
        Week = "week",
        /// The weeks of a month.
        Month = "month",
        /// The weeks of a quarter.
        Quarter = "quarter",
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Week(week) => {
                let week = week.monday.iso_week();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, rest) = text.split_once('-').ok_or(NotAPeriod)?;
        if year.len() != 4 || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(NotAPeriod);
        }
        let year: i32 = year.parse().map_err(|_| NotAPeriod)?;
        if !(1970..=9998).contains(&year) {
            return Err(NotAPeriod);
        }
        let number = |digits: &str, length: usize| -> Result<u8, NotAPeriod> {
            if digits.len() != length {
                return Err(NotAPeriod);
            }
            digits.parse().map_err(|_| NotAPeriod)
        };
        if let Some(week) = rest.strip_prefix('W') {
            let monday = NaiveDate::from_isoywd_opt(year, number(week, 2)?.into(), Weekday::Mon);
            return Ok(Self::Week(Week {
                monday: monday.ok_or(NotAPeriod)?,
            }));
        }
        if let Some(quarter) = rest.strip_prefix('Q') {
            let quarter = number(quarter, 1)?;
            return (1..=4)
                .contains(&quarter)
                .then_some(Self::Quarter { year, quarter })
                .ok_or(NotAPeriod);
        }
        let month = number(rest, 2)?;
        (1..=12)
            .contains(&month)
            .then_some(Self::Month { year, month })
            .ok_or(NotAPeriod)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn periods_read_back_as_written() {
        for text in ["2026-W47", "2026-W53", "2026-11", "2026-Q4"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in [
            "2025-W53", "2026-W54", "2026-13", "2026-Q5", "2026", "26-W01", "2026-1", "",
        ] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }

    #[test]
    fn november_2026_is_four_weeks_by_their_thursdays() {
        let weeks = "2026-11".parse::<Period>().unwrap().weeks();
        let names: Vec<_> = weeks
            .iter()
            .map(|week| Period::Week(*week).to_string())
            .collect();
        assert_eq!(names, ["2026-W45", "2026-W46", "2026-W47", "2026-W48"]);
    }

    #[test]
    fn a_week_is_168_hours_of_utc_also_where_clocks_or_years_change() {
        let hour = |year, month, day| Hour::of(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        for (monday, name) in [
            (hour(2026, 3, 23), "2026-W13"),
            (hour(2026, 10, 19), "2026-W43"),
            (hour(2026, 12, 28), "2026-W53"),
            (hour(2027, 1, 4), "2027-W01"),
        ] {
            let week = Week::of(monday);
            assert_eq!(Period::Week(week).to_string(), name);
            assert_eq!((week.from(), week.to()), (monday, Hour(monday.0 + 7 * 24)));
        }
        let turn = Week::of(hour(2027, 1, 1));
        assert_eq!(
            turn.month().to_string(),
            "2026-12",
            "its Thursday is the 31st"
        );
        assert_eq!(turn.quarter().to_string(), "2026-Q4");
    }

    proptest! {
        #[test]
        fn each_week_lies_in_one_month_and_one_quarter(hour in 0_u32..1_000_000) {
            let week = Week::of(Hour(hour));
            prop_assert!(week.from() <= Hour(hour) && Hour(hour) < week.to());
            prop_assert!(week.month().weeks().contains(&week));
            prop_assert!(week.quarter().weeks().contains(&week));
        }

        #[test]
        fn a_quarter_is_its_three_months_with_no_gap(year in 1971_i32..2100, quarter in 1_u8..=4) {
            let whole = Period::Quarter { year, quarter }.weeks();
            let parts: Vec<_> = ((quarter - 1) * 3 + 1..=quarter * 3)
                .flat_map(|month| Period::Month { year, month }.weeks())
                .collect();
            prop_assert_eq!(&whole, &parts);
            prop_assert!(whole.windows(2).all(|pair| pair[0].next() == pair[1]));
        }
    }
}
