//! What is sent for a row of the outbox. It is read first and claimed for a batch later, if it did not change
//! in between (optimistic concurrency).

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::{LedTo, Query};
use proco_domain::stop::Stop;
use proco_domain::subject::Subject;
use proco_domain::time::{Epoch, Hour, UtcMillis};
use proco_exchange::period::Week;
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
    /// Nothing, because the readable mark of the record is gone.
    WithoutMark,
    /// The withdrawal of a record that central has.
    Withdrawal {
        /// The epoch under which central has the record.
        epoch: Epoch,
        /// Of a look-up that was typed wrong: the first hour of the week in which it was made.
        mistyped: Option<Hour>,
    },
}

impl Content {
    /// The subject and the time of the event. `None` for a withdrawal, which needs no pseudonym, and for a
    /// record without a mark.
    pub(crate) fn event(&self) -> Option<(&Subject, UtcMillis)> {
        match self {
            Self::Query { query, .. } => Some((&query.subject, query.at)),
            Self::Stop(stop) => Some((stop.subject(), stop.at())),
            Self::WithoutMark | Self::Withdrawal { .. } => None,
        }
    }
}

/// A row of the outbox with the content of its report.
pub(crate) struct Outgoing {
    /// The outbox row that it is made of.
    pub(crate) row: Reference,
    /// What its report is made of.
    pub(crate) content: Content,
    stamp: Stamp,
}

/// The version of a record, compared before it is claimed: its hour, and of a look-up why it was made and what it led to
/// as long as it entered no batch. All can change while its row in the outbox stays the same.
#[derive(PartialEq)]
struct Stamp(i64, Value);

/// What is sent of the record of a row.
pub(crate) struct Claimed {
    /// The name of the report outside the phone; `None` where only the former names are withdrawn and no report
    /// is sent.
    pub(crate) report: Option<ReportId>,
    /// The names that the record had with other hours, all to be withdrawn at central.
    pub(crate) former: Vec<FormerName>,
    /// An offset that is added to the revision.
    pub(crate) above: u32,
}

/// The result of claiming a row for a batch.
pub(crate) enum Claim {
    /// It is about to be sent.
    Claimed(Claimed),
    /// Its record changed since it was read, so it has to be read again.
    Changed,
    /// The row is gone, or stands for another revision by now.
    Gone,
}

pub(super) const QUERY_STAMP: &str =
    "SELECT at, initiative || ' ' || led_to FROM queries WHERE query_id = ?1";
pub(super) const STOP_STAMP: &str = "SELECT s.at, r.moved
    FROM stops AS s JOIN stop_revisions AS r ON r.stop_id = s.stop_id AND r.revision = s.revision
    WHERE s.stop_id = ?1";
const WITHDRAWAL_STAMP: &str = "SELECT coalesce(named_at, at), NULL FROM stops WHERE stop_id = ?1";
const MISTYPED_STAMP: &str = "SELECT coalesce(named_at, at), NULL FROM queries WHERE query_id = ?1";

/// Reads what is to be sent of a row; `None` where its record is gone or cannot be read.
pub(crate) fn read(
    connection: &Connection,
    row: &Reference,
) -> Result<Option<Outgoing>, StoreError> {
    // The stamp is read before the content: a change between the two is then found when the row is claimed.
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

/// Claims a row: if it waits and its record is as it was read, notes that the record enters a batch and names
/// its report if it has no name yet. To be committed before anything is sent.
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
    if row.kind.takes_back() && sync_state::was_put_back(connection)? {
        names::note_next(connection, row, namer)?;
    }
    claimed(connection, row, Some(report))
}

/// Notes that the names under which a record was sent with other hours are withdrawn, for a record that cannot
/// be sent with its present hour.
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

/// The result for a row whose record, or whose revision, is another than was read.
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
        Kind::Mistyped => MISTYPED_STAMP,
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
        Kind::Withdrawal | Kind::Mistyped => {
            let at = names::sent_at(connection, row)?;
            Ok(at.map(|at| Content::Withdrawal {
                epoch: at.epoch(),
                mistyped: (row.kind == Kind::Mistyped).then(|| Week::of(at.hour()).from()),
            }))
        }
    }
}
