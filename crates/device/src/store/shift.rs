//! The look-ups of the last hours, each with what it led to, and the checks of those hours that were entered afterwards.

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;
use rusqlite::{Connection, Row};

use super::StoreError;
use super::error::RowFault;
use super::row::{At, Id, from_code, readable};
use super::rows::read_subject;

/// A record of the last hours.
pub(crate) struct Recent {
    pub(crate) at: UtcMillis,
    pub(crate) subject: Subject,
    pub(crate) kind: Kind,
    /// Whether it stands for a check that was made at this time.
    pub(crate) checked: bool,
    /// Whether that check found nothing.
    pub(crate) found_nothing: bool,
}

/// What a record of the last hours is.
pub(crate) enum Kind {
    /// A look-up that the officer made, whatever it led to.
    LookUp {
        query: QueryId,
        led_to: Option<LedTo>,
        /// The stop that came from it and stands.
        stop: Option<StopId>,
    },
    /// A stop that was entered afterwards.
    Entered(StopId),
}

impl Kind {
    /// What the look-up led to, if it is one and something was decided.
    pub(crate) fn led_to(&self) -> Option<LedTo> {
        match self {
            Self::LookUp { led_to, .. } => *led_to,
            Self::Entered(_) => None,
        }
    }
}

/// The records since a moment, newest first. One that cannot be read is left out.
pub(crate) fn since(
    connection: &Connection,
    earliest: UtcMillis,
) -> Result<Vec<Recent>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/shift.sql"))?;
    let rows = statement.query_map([At(earliest)], Raw::read)?;
    readable(rows.map(|raw| Raw::parse(raw?)))
}

struct Raw {
    query: Option<Id>,
    at: At,
    subject: String,
    led_to: Option<String>,
    stop: Option<Id>,
    checked: bool,
    found_nothing: bool,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            query: row.get(0)?,
            at: row.get(1)?,
            subject: row.get(2)?,
            led_to: row.get(3)?,
            stop: row.get(4)?,
            checked: row.get(5)?,
            found_nothing: row.get(6)?,
        })
    }

    fn parse(self) -> Result<Recent, StoreError> {
        let led_to = self.led_to.as_deref();
        let kind = match (self.query, self.stop) {
            (Some(query), stop) => Kind::LookUp {
                query: QueryId(query.0),
                led_to: led_to
                    .map(|code| from_code(code, "what a look-up led to"))
                    .transpose()?,
                stop: stop.map(|stop| StopId(stop.0)),
            },
            (None, Some(stop)) => Kind::Entered(StopId(stop.0)),
            (None, None) => return Err(RowFault::Content("a look-up or a stop").into()),
        };
        Ok(Recent {
            at: self.at.0,
            subject: read_subject(&self.subject)?,
            kind,
            checked: self.checked,
            found_nothing: self.found_nothing,
        })
    }
}
