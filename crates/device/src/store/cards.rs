//! The officer's own list of stops: what a card shows, read in one statement.

use proco_domain::ids::StopId;
use proco_domain::subject::Subject;
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::row::{At, Id, from_code, from_json, if_readable, moment, readable};
use crate::view::{StopCard, SubjectView, SyncState};

/// The most cards that are shown: some months of work.
const MOST: u32 = 500;

/// Own stops: those waiting for reflection first, then newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<StopCard>, StoreError> {
    let sql = concat!(
        include_str!("sql/card_columns.sql"),
        "ORDER BY awaits_reflection DESC, s.at DESC, s.id DESC LIMIT ?1"
    );
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([MOST], Raw::read)?;
    // The report of one that cannot be read says so in the outbox.
    readable(rows.map(|raw| Raw::parse(raw?)))
}

/// The card of one stop.
pub(crate) fn one(connection: &Connection, id: StopId) -> Result<Option<StopCard>, StoreError> {
    let sql = concat!(include_str!("sql/card_columns.sql"), "WHERE s.stop_id = ?1");
    let mut statement = connection.prepare_cached(sql)?;
    let raw = statement.query_row([Id(id.0)], Raw::read).optional()?;
    raw.map(Raw::parse).transpose()
}

struct Raw {
    id: Id,
    subject: Option<String>,
    at: At,
    revision: u32,
    outcome: String,
    spared_until: Option<At>,
    awaits_reflection: bool,
    withdrawn: bool,
    centre: Option<String>,
    named: bool,
    waits: bool,
    refusal: Option<String>,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            subject: row.get(1)?,
            at: row.get(2)?,
            revision: row.get(3)?,
            outcome: row.get(4)?,
            spared_until: row.get(5)?,
            awaits_reflection: row.get(6)?,
            withdrawn: row.get(7)?,
            centre: row.get(8)?,
            named: row.get(9)?,
            waits: row.get(10)?,
            refusal: row.get(11)?,
        })
    }

    fn parse(self) -> Result<StopCard, StoreError> {
        let subject: Option<Subject> = self
            .subject
            .map(|json| from_json(&json, "a subject"))
            .transpose()?;
        let sync = match (self.waits, self.refusal) {
            (true, None) => SyncState::Waiting,
            (true, Some(code)) => SyncState::Refused {
                code: from_code(&code, "a refusal")?,
            },
            (false, _) if self.withdrawn && !self.named => SyncState::NeverSent,
            (false, _) => SyncState::Sent,
        };
        Ok(StopCard {
            id: StopId(self.id.0),
            subject: subject.as_ref().map(SubjectView::of),
            at: self.at.0,
            revision: self.revision,
            sync,
            awaits_reflection: self.awaits_reflection,
            outcome: from_json(&self.outcome, "an outcome")?,
            withdrawn: self.withdrawn,
            spared_until: moment(self.spared_until),
            centre: self.centre.as_deref().and_then(if_readable),
        })
    }
}
