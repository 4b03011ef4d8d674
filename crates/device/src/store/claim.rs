//! What is sent of a row of the outbox: read once, and claimed for a batch as it was read.

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::{LedTo, Query};
use proco_domain::stop::Stop;
use proco_domain::subject::Subject;
use proco_domain::time::{Epoch, UtcMillis};
use proco_exchange::report::ReportId;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

pub(crate) use super::names::was_sent_otherwise;
use super::names::{self, FormerName, Namer};
use super::outbox::{self, Kind, Reference};
use super::row::Id;
use super::{StoreError, put_back, queries, standing, stops, sync_state};

/// What a report is made of.
pub(crate) enum Content {
    /// A look-up that is settled.
    Query {
        query: Query,
        /// What it led to.
        led_to: LedTo,
    },
    /// A stop in its newest revision.
    Stop(Box<Stop>),
    /// Nothing: its mark is gone.
    WithoutMark,
    /// A withdrawal.
    Withdrawal {
        /// The epoch under which central has the stop.
        epoch: Epoch,
    },
}

impl Content {
    /// The subject and the time of the event; nothing of a withdrawal, which needs no pseudonym,
    /// nor of what has no mark.
    pub(crate) fn event(&self) -> Option<(&Subject, UtcMillis)> {
        match self {
            Self::Query { query, .. } => Some((&query.subject, query.at)),
            Self::Stop(stop) => Some((stop.subject(), stop.at())),
            Self::WithoutMark | Self::Withdrawal { .. } => None,
        }
    }
}

/// A row, and what its report is made of as it was read.
pub(crate) struct Outgoing {
    /// The outbox row that it is made of.
    pub(crate) row: Reference,
    /// What its report is made of.
    pub(crate) content: Content,
    stamp: Stamp,
}

/// What changes in a record without its row in the outbox: its hour, and what a look-up led to as long as
/// it entered no batch.
#[derive(PartialEq)]
struct Stamp(i64, Value);

/// What is sent of the record of a row.
pub(crate) struct Claimed {
    /// The name of the report outside the phone; `None` where nothing is sent but that the former names are
    /// withdrawn.
    pub(crate) report: Option<ReportId>,
    /// The names that it had with other hours: central is to have it under none of them.
    pub(crate) former: Vec<FormerName>,
    /// What is added to its revision.
    pub(crate) above: u32,
}

/// What became of a row that was to enter a batch.
pub(crate) enum Claim {
    /// It is about to be sent.
    Claimed(Claimed),
    /// Its record changed since it was read: it is to be read again.
    Changed,
    /// It no longer waits with what was read.
    Gone,
}

pub(super) const QUERY_STAMP: &str = "SELECT at, led_to FROM queries WHERE query_id = ?1";
pub(super) const STOP_STAMP: &str = "SELECT s.at, r.moved
    FROM stops AS s JOIN stop_revisions AS r ON r.stop_id = s.stop_id AND r.revision = s.revision
    WHERE s.stop_id = ?1";
const WITHDRAWAL_STAMP: &str = "SELECT coalesce(named_at, at), NULL FROM stops WHERE stop_id = ?1";

/// Reads what is to be sent of a row; `None` where its record is gone or cannot be read.
pub(crate) fn read(
    connection: &Connection,
    row: &Reference,
) -> Result<Option<Outgoing>, StoreError> {
    // Before the content: what changes it between the two is found when the row is claimed.
    let read = stamp(connection, row).and_then(|stamp| Ok((stamp, content(connection, row)?)));
    match read {
        Ok((Some(stamp), Some(content))) => Ok(Some(Outgoing {
            row: *row,
            content,
            stamp,
        })),
        Ok((None, _) | (_, None)) | Err(StoreError::Row(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Notes that a record enters a batch, and names its report if it has no name yet, if its row waits and the
/// record is as it was read. To be committed before anything is sent.
pub(crate) fn claim(
    connection: &Connection,
    outgoing: &Outgoing,
    namer: Namer<'_>,
) -> Result<Claim, StoreError> {
    let row = &outgoing.row;
    if let Some(other) = stands_otherwise(connection, outgoing)? {
        return Ok(other);
    }
    standing::enters_a_batch(connection, row)?;
    let report = names::to_send(connection, row, namer)?;
    if row.kind == Kind::Withdrawal && sync_state::was_put_back(connection)? {
        names::note_next(connection, row, namer)?;
    }
    claimed(connection, row, Some(report))
}

/// Notes that the names under which a record was sent with another hour are withdrawn, as it cannot be sent with
/// the one that it has.
pub(crate) fn take_back(
    connection: &Connection,
    outgoing: &Outgoing,
    namer: Namer<'_>,
) -> Result<Claim, StoreError> {
    if let Some(other) = stands_otherwise(connection, outgoing)? {
        return Ok(other);
    }
    names::retire(connection, &outgoing.row, namer)?;
    claimed(connection, &outgoing.row, None)
}

fn claimed(
    connection: &Connection,
    row: &Reference,
    report: Option<ReportId>,
) -> Result<Claim, StoreError> {
    Ok(Claim::Claimed(Claimed {
        report,
        former: names::former(connection, row.record)?,
        above: put_back::above(connection, row)?,
    }))
}

/// What became of a row that no longer stands as it was read.
fn stands_otherwise(
    connection: &Connection,
    outgoing: &Outgoing,
) -> Result<Option<Claim>, StoreError> {
    if !outbox::waits(connection, &outgoing.row)? {
        return Ok(Some(Claim::Gone));
    }
    let same = stamp(connection, &outgoing.row)?.as_ref() == Some(&outgoing.stamp);
    Ok((!same).then_some(Claim::Changed))
}

fn stamp(connection: &Connection, row: &Reference) -> Result<Option<Stamp>, StoreError> {
    let sql = match row.kind {
        Kind::Query => QUERY_STAMP,
        Kind::Stop => STOP_STAMP,
        Kind::Withdrawal => WITHDRAWAL_STAMP,
    };
    let mut statement = connection.prepare_cached(sql)?;
    let stamp = statement.query_row([Id(row.record)], |found| {
        Ok(Stamp(found.get(0)?, found.get(1)?))
    });
    Ok(stamp.optional()?)
}

fn content(connection: &Connection, row: &Reference) -> Result<Option<Content>, StoreError> {
    match row.kind {
        Kind::Query => {
            let kept = queries::get(connection, QueryId(row.record))?;
            Ok(kept.and_then(|kept| {
                let led_to = kept.led_to?;
                let Some(subject) = kept.subject else {
                    return Some(Content::WithoutMark);
                };
                let query = Query {
                    id: kept.id,
                    subject,
                    initiative: kept.initiative,
                    at: kept.at,
                    led_to: Some(led_to),
                };
                Some(Content::Query { query, led_to })
            }))
        }
        Kind::Stop => {
            let kept = stops::get(connection, StopId(row.record))?;
            Ok(kept.map(|kept| match kept.stop() {
                Some(stop) => Content::Stop(Box::new(stop)),
                None => Content::WithoutMark,
            }))
        }
        Kind::Withdrawal => {
            let epoch = names::epoch_of_stop(connection, row.record)?;
            Ok(epoch.map(|epoch| Content::Withdrawal { epoch }))
        }
    }
}
