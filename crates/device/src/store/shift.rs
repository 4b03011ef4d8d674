//! The look-ups of the last hours, each with what it led to.

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;
use rusqlite::{Connection, Row};

use super::StoreError;
use super::row::{At, Id, from_code, readable};
use super::rows::read_subject;

/// A look-up of the last hours.
pub(crate) struct Recent {
    pub(crate) query: QueryId,
    pub(crate) at: UtcMillis,
    pub(crate) subject: Subject,
    pub(crate) led_to: Option<LedTo>,
    /// The stop that came from it and stands.
    pub(crate) stop: Option<StopId>,
    /// Whether that stop found nothing.
    pub(crate) found_nothing: bool,
}

/// The look-ups since a moment, newest first. One that cannot be read is left out.
pub(crate) fn since(
    connection: &Connection,
    earliest: UtcMillis,
) -> Result<Vec<Recent>, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/shift.sql"))?;
    let rows = statement.query_map([At(earliest)], Raw::read)?;
    readable(rows.map(|raw| Raw::parse(raw?)))
}

struct Raw {
    query: Id,
    at: At,
    subject: String,
    led_to: Option<String>,
    stop: Option<Id>,
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
            found_nothing: row.get(5)?,
        })
    }

    fn parse(self) -> Result<Recent, StoreError> {
        let led_to = self.led_to.as_deref();
        Ok(Recent {
            query: QueryId(self.query.0),
            at: self.at.0,
            subject: read_subject(&self.subject)?,
            led_to: led_to
                .map(|code| from_code(code, "what a look-up led to"))
                .transpose()?,
            stop: self.stop.map(|stop| StopId(stop.0)),
            found_nothing: self.found_nothing,
        })
    }
}
