//! The officer's own list of stops: what a card shows, read in one statement.

use proco_domain::ids::StopId;
use proco_domain::outcome::Outcome;
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use rusqlite::{Connection, OptionalExtension, Row};

use super::StoreError;
use super::row::{At, Id, from_code, moment, readable};
use super::rows::{read_central, read_outcome, read_subject};
use crate::answer::CentralAnswer;

/// The most cards that are shown: some months of work.
const MOST: u32 = 500;

/// One row of the list of own stops.
pub(crate) struct Card {
    pub(crate) id: StopId,
    /// The readable mark, as long as it is there.
    pub(crate) subject: Option<Subject>,
    /// The time of the stop.
    pub(crate) at: UtcMillis,
    /// Whether it was entered afterwards.
    pub(crate) afterwards: bool,
    pub(crate) revision: u32,
    /// Whether it was sent.
    pub(crate) sending: Sending,
    /// Whether the reflection is still to come.
    pub(crate) awaits_reflection: bool,
    pub(crate) outcome: Outcome,
    /// Whether it was withdrawn.
    pub(crate) withdrawn: bool,
    /// Until when the subject is spared because of it.
    pub(crate) spared_until: Option<UtcMillis>,
    /// What central knew of the subject after the sync.
    pub(crate) central: Option<CentralAnswer>,
    /// How many other subjects the same check had.
    pub(crate) others: u32,
}

/// Whether a stop was sent.
pub(crate) enum Sending {
    /// It still has to be sent.
    Waits,
    /// Central has its newest revision.
    Sent,
    /// Central refused its newest revision, for this reason.
    Refused(RefusalCode),
    /// It was withdrawn before it was ever sent.
    Never,
}

/// Own stops: those waiting for reflection first, then newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Card>, StoreError> {
    let sql = concat!(
        include_str!("sql/card_columns.sql"),
        "ORDER BY awaits_reflection DESC, s.at DESC, s.id DESC LIMIT ?1"
    );
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([MOST], Raw::read)?;
    // A stop that cannot be read is left out here; its report is refused as unreadable.
    readable(rows.map(|raw| Raw::parse(raw?)))
}

/// The card of one stop.
pub(crate) fn one(connection: &Connection, id: StopId) -> Result<Option<Card>, StoreError> {
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
    central: Option<String>,
    named: bool,
    waits: bool,
    refusal: Option<String>,
    afterwards: bool,
    others: u32,
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
            central: row.get(8)?,
            named: row.get(9)?,
            waits: row.get(10)?,
            refusal: row.get(11)?,
            afterwards: row.get(12)?,
            others: row.get(13)?,
        })
    }

    fn parse(self) -> Result<Card, StoreError> {
        let sending = match (self.waits, self.refusal) {
            (true, None) => Sending::Waits,
            (true, Some(code)) => Sending::Refused(from_code(&code, "a refusal")?),
            (false, _) if self.withdrawn && !self.named => Sending::Never,
            (false, _) => Sending::Sent,
        };
        Ok(Card {
            id: StopId(self.id.0),
            subject: self.subject.as_deref().map(read_subject).transpose()?,
            at: self.at.0,
            afterwards: self.afterwards,
            revision: self.revision,
            sending,
            awaits_reflection: self.awaits_reflection,
            outcome: read_outcome(&self.outcome)?,
            withdrawn: self.withdrawn,
            spared_until: moment(self.spared_until),
            central: self.central.as_deref().and_then(read_central),
            others: self.others,
        })
    }
}
