//! Moments, hours and epochs, all in UTC. Nothing here reads a clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

const MILLIS_PER_HOUR: i64 = 3_600_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct UtcMillis(pub i64);

impl UtcMillis {
    /// The hour that this moment lies in; moments before 1970 count as its first hour.
    #[must_use]
    pub fn hour(self) -> Hour {
        Hour(u32::try_from(self.0.div_euclid(MILLIS_PER_HOUR)).unwrap_or(0))
    }

    /// The epoch that this moment lies in.
    #[must_use]
    pub fn epoch(self) -> Epoch {
        self.hour().epoch()
    }

    /// This moment moved forward by whole days.
    #[must_use]
    pub fn plus_days(self, days: u16) -> Self {
        Self(self.0 + i64::from(days) * 24 * MILLIS_PER_HOUR)
    }

    /// This moment moved forward by whole hours.
    #[must_use]
    pub fn plus_hours(self, hours: u32) -> Self {
        Self(self.0 + i64::from(hours) * MILLIS_PER_HOUR)
    }

    /// This moment moved back by whole hours.
    #[must_use]
    pub fn minus_hours(self, hours: u32) -> Self {
        Self(self.0 - i64::from(hours) * MILLIS_PER_HOUR)
    }

    /// This moment moved forward by milliseconds.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0 + millis)
    }
}

/// An hour: whole hours since 1970-01-01T00:00:00Z. The finest time that may leave the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(try_from = "u32", into = "u32")]
pub struct Hour(pub u32);

/// The error for an hour after the year 9999, which no real clock gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an hour lies in a year up to 9999")]
pub struct NotAnHour;

impl TryFrom<u32> for Hour {
    type Error = NotAnHour;

    fn try_from(hours: u32) -> Result<Self, NotAnHour> {
        if hours <= Self::LAST.0 {
            Ok(Self(hours))
        } else {
            Err(NotAnHour)
        }
    }
}

impl From<Hour> for u32 {
    fn from(hour: Hour) -> Self {
        hour.0
    }
}

impl Hour {
    /// 9999-12-31T23:00:00Z, the last hour of the calendar that is used here.
    pub const LAST: Self = Self(70_389_527);

    /// The first moment of this hour.
    #[must_use]
    pub fn start(self) -> UtcMillis {
        UtcMillis(i64::from(self.0) * MILLIS_PER_HOUR)
    }

    /// The UTC calendar date that this hour lies on; the last day of 9999 for any hour after it.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        DateTime::from_timestamp(i64::from(self.0.min(Self::LAST.0)) * 3600, 0)
            .expect("the calendar goes on after the year 9999")
            .date_naive()
    }

    /// The first hour of a UTC calendar date; that of 1970 for any date before it.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        let midnight = date.and_time(NaiveTime::MIN).and_utc();
        Self(u32::try_from(midnight.timestamp() / 3600).unwrap_or(0))
    }

    /// The epoch that this hour lies in.
    #[must_use]
    pub fn epoch(self) -> Epoch {
        let date = self.date();
        Epoch {
            year: u16::try_from(date.year()).unwrap_or(u16::MAX),
            quarter: u8::try_from(date.quarter()).expect("a year has four quarters"),
        }
    }
}

/// An epoch of pseudonyms: one quarter of a year, by the date of the event.
///
/// Written as `2026Q4`. Each epoch has a key of its own at the key service.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct Epoch {
    year: u16,
    quarter: u8,
}

/// The number of epochs that are live at once: the current quarter and the four before it cover 365 days.
pub const LIVE_EPOCHS: usize = 5;

impl Epoch {
    /// The epoch of a year (1970 to 9999) and quarter (1 to 4).
    #[must_use]
    pub fn new(year: u16, quarter: u8) -> Option<Self> {
        ((1970..=9999).contains(&year) && (1..=4).contains(&quarter))
            .then_some(Self { year, quarter })
    }

    /// The calendar year of the day.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The quarter, 1 to 4.
    #[must_use]
    pub fn quarter(self) -> u8 {
        self.quarter
    }

    /// The epoch before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        if self.quarter == 1 {
            Self {
                year: self.year - 1,
                quarter: 4,
            }
        } else {
            Self {
                year: self.year,
                quarter: self.quarter - 1,
            }
        }
    }

    /// The epoch after this one.
    #[must_use]
    pub fn next(self) -> Self {
        if self.quarter == 4 {
            Self {
                year: self.year + 1,
                quarter: 1,
            }
        } else {
            Self {
                year: self.year,
                quarter: self.quarter + 1,
            }
        }
    }

    /// The first day of the quarter.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let month = u32::from(self.quarter - 1) * 3 + 1;
        NaiveDate::from_ymd_opt(i32::from(self.year), month, 1)
            .expect("a quarter of 1 to 4 begins in month 1, 4, 7 or 10")
    }

    /// The epochs that are live at a moment, newest first.
    #[must_use]
    pub fn live_at(now: UtcMillis) -> [Self; LIVE_EPOCHS] {
        let mut epoch = now.epoch();
        std::array::from_fn(|_| {
            let this = epoch;
            epoch = epoch.previous();
            this
        })
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.quarter)
    }
}

impl fmt::Debug for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The error for a text that is not an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an epoch is written as a year and a quarter, such as 2026Q4")]
pub struct NotAnEpoch;

impl FromStr for Epoch {
    type Err = NotAnEpoch;

    fn from_str(text: &str) -> Result<Self, NotAnEpoch> {
        let (year, quarter) = text.split_once('Q').ok_or(NotAnEpoch)?;
        if year.len() != 4 || quarter.len() != 1 {
            return Err(NotAnEpoch);
        }
        let year = year.parse().map_err(|_| NotAnEpoch)?;
        let quarter = quarter.parse().map_err(|_| NotAnEpoch)?;
        Self::new(year, quarter).ok_or(NotAnEpoch)
    }
}

impl TryFrom<String> for Epoch {
    type Error = NotAnEpoch;

    fn try_from(text: String) -> Result<Self, NotAnEpoch> {
        text.parse()
    }
}

impl From<Epoch> for String {
    fn from(epoch: Epoch) -> Self {
        epoch.to_string()
    }
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Epoch {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^(19[7-9][0-9]|[2-9][0-9]{3})Q[1-4]$"))
            .examples(["2026Q4"])
            .into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Epoch {}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: i32, month: u32, day: u32) -> UtcMillis {
        Hour::of(NaiveDate::from_ymd_opt(year, month, day).unwrap()).start()
    }

    #[test]
    fn the_epoch_is_the_quarter_of_the_event() {
        assert_eq!(at(2026, 11, 22).epoch().to_string(), "2026Q4");
        assert_eq!(at(2026, 1, 1).epoch().to_string(), "2026Q1");
        assert_eq!(
            UtcMillis(at(2026, 1, 1).0 - 1).epoch().to_string(),
            "2025Q4"
        );
    }

    #[test]
    fn five_live_epochs_cover_365_days() {
        let now = at(2026, 12, 31);
        let live = Epoch::live_at(now);
        assert_eq!(
            live.map(|e| e.to_string()),
            ["2026Q4", "2026Q3", "2026Q2", "2026Q1", "2025Q4"]
        );
        let year_ago = UtcMillis(now.0 - 365 * 24 * MILLIS_PER_HOUR).epoch();
        assert!(
            live.contains(&year_ago),
            "an event of 365 days ago can still be opened"
        );
    }

    #[test]
    fn only_a_year_and_a_quarter_make_an_epoch() {
        for text in [
            "2026Q0", "2026Q5", "26Q1", "2026-Q1", "2026Q", "", "2026Q11", "x026Q1",
        ] {
            assert_eq!(text.parse::<Epoch>(), Err(NotAnEpoch), "{text} is no epoch");
        }
        assert_eq!(
            "2026Q4".parse::<Epoch>().unwrap().next().to_string(),
            "2027Q1"
        );
    }

    #[test]
    fn an_hour_of_no_calendar_is_refused_and_breaks_nothing() {
        assert_eq!(Hour::LAST.date().to_string(), "9999-12-31");
        assert_eq!(Hour(u32::MAX).epoch().to_string(), "9999Q4");
        assert_eq!(Hour::try_from(u32::MAX), Err(NotAnHour));
        assert!(serde_json::from_str::<Hour>("4294967295").is_err());
        assert_eq!(
            serde_json::from_str::<Hour>("500000").unwrap(),
            Hour(500_000)
        );
    }

    #[test]
    fn a_moment_before_1970_does_not_break_the_hour() {
        assert_eq!(UtcMillis(-1).hour(), Hour(0));
    }
}
