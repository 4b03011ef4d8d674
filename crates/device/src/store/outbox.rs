//! The outbox: what still has to be sent.
//!
//! A row says which record and which revision, and holds no content. It goes when central gave a
//! receipt for exactly that revision, and in one other case: a stop that was begun since the app was
//! started and is withdrawn before it ever entered a batch. A later revision, or a withdrawal, takes over the row of its record.

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::{LedTo, Query};
use proco_domain::stop::Stop;
use proco_domain::time::{Epoch, UtcMillis};
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::ReportId;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::names::{self, FormerName, Namer};
use super::row::{At, Id, readable, to_code};
use super::standing::{self, Outlook};
use super::{StoreError, put_back, queries, stops, stretch_records, sync_state};

/// What kind of report a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A look-up.
    Query,
    /// A stop.
    Stop,
    /// The withdrawal of a stop.
    Withdrawal,
}

/// A row of the outbox: a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reference {
    /// The row.
    pub(crate) row: i64,
    /// The look-up or stop.
    pub(crate) record: Uuid,
    /// Which of the three.
    pub(crate) kind: Kind,
    /// The revision that is to be sent.
    pub(crate) revision: u32,
}

/// What a report is made of, at the moment at which it enters a batch.
pub(crate) enum Content {
    /// A look-up that is settled.
    Query {
        /// The look-up.
        query: Query,
        /// What it led to.
        led_to: LedTo,
    },
    /// A stop in its newest revision.
    Stop(Box<Stop>),
    /// A withdrawal.
    Withdrawal {
        /// The epoch under which central has the stop.
        epoch: Epoch,
    },
}

impl Content {
    /// The epoch of the event; nothing of a withdrawal, which needs no pseudonym.
    fn epoch(&self) -> Option<Epoch> {
        match self {
            Self::Query { query, .. } => Some(query.at.epoch()),
            Self::Stop(stop) => Some(stop.at().epoch()),
            Self::Withdrawal { .. } => None,
        }
    }
}

/// A row whose record has entered a batch.
pub(crate) struct Claimed {
    /// The row.
    pub(crate) reference: Reference,
    /// The name of the report outside the phone.
    pub(crate) report: ReportId,
    /// The names that it had with other hours: central is to have it under none of them.
    pub(crate) former: Vec<FormerName>,
    /// What it is made of.
    pub(crate) content: Content,
    /// What is added to its revision.
    pub(crate) above: u32,
}

/// What has entered a batch, and what has not.
#[derive(Default)]
pub(crate) struct Claim {
    /// It is about to be sent.
    pub(crate) claimed: Vec<Claimed>,
    /// Its hour was corrected since its pseudonym was made: it waits for one of its new epoch.
    pub(crate) moved: Vec<Reference>,
}

/// How many rows wait, and how many were refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// They still have to be sent.
    pub(crate) waiting: u32,
    /// They are kept and not sent again as they are.
    pub(crate) refused: u32,
    /// Of these, the look-ups.
    pub(crate) refused_look_ups: u32,
}

/// Queues a revision of a record. The row of an earlier revision, waiting or refused, becomes this
/// one; a receipt for the earlier revision no longer fits it.
pub(crate) fn enqueue(
    connection: &Connection,
    record: Uuid,
    kind: Kind,
    revision: u32,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(include_str!("sql/outbox_enqueue.sql"))?
        .execute((Id(record), kind, revision))?;
    Ok(())
}

/// Queues again what central gave a receipt for and may have lost since: it was put back from a copy.
/// What it still has it takes once. A record whose mark is gone cannot be sent again, save that it
/// was withdrawn.
pub(crate) fn queue_again(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(include_str!("sql/outbox_queue_again.sql"))?;
    Ok(())
}

/// Takes back a stop that never entered a batch: nothing of it left the phone.
pub(crate) fn take_back(connection: &Connection, stop: StopId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM outbox WHERE record = ?1 AND kind = 'stop'")?
        .execute([Id(stop.0)])?;
    Ok(())
}

/// Everything that can go: withdrawals first, then oldest first. Left out is what the officer has to
/// date before it can, and what has an hour that is known to be wrong: nothing is later than `latest`. The
/// withdrawal of what was sent waits for neither.
pub(crate) fn waiting(
    connection: &Connection,
    latest: UtcMillis,
) -> Result<Vec<Reference>, StoreError> {
    let rows = each_waiting(connection)?;
    let mut waiting: Vec<Reference> = readable(rows.into_iter().map(|(_, row)| row))?;
    let held = stretch_records::held(connection, latest)?;
    waiting.retain(|row| !held.contains(&row.record));
    Ok(waiting)
}

/// Refuses the rows that cannot be read themselves: they are kept in sight, and sent once a later
/// revision takes them over.
pub(crate) fn refuse_unreadable(connection: &Connection, now: UtcMillis) -> Result<(), StoreError> {
    let code = RefusalCode::Unreadable;
    for (id, row) in each_waiting(connection)? {
        if matches!(row, Err(StoreError::Row(_))) {
            connection
                .prepare_cached(
                    "UPDATE outbox SET refusal = ?2, refused_at = ?3, outlook = ?4 WHERE id = ?1",
                )?
                .execute((id, to_code(&code), At(now), Outlook::of(code)))?;
        }
    }
    Ok(())
}

/// A row by its number, and what it says if it can be read.
pub(super) type Found = (i64, Result<Reference, StoreError>);

pub(super) fn each_waiting(connection: &Connection) -> Result<Vec<Found>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, record, kind, revision FROM outbox WHERE refusal IS NULL
         ORDER BY kind <> 'withdrawal', id",
    )?;
    let rows = statement.query_map([], |row| {
        let id = row.get(0)?;
        Ok((id, reference(id, row).map_err(StoreError::from)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn reference(id: i64, row: &Row<'_>) -> rusqlite::Result<Reference> {
    Ok(Reference {
        row: id,
        record: row.get::<_, Id>(1)?.0,
        kind: row.get(2)?,
        revision: row.get(3)?,
    })
}

/// How many rows there are.
pub(crate) fn tally(connection: &Connection) -> Result<Tally, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("sql/outbox_tally.sql"))?;
    Ok(statement.query_row([], |row| {
        Ok(Tally {
            waiting: row.get(0)?,
            refused: row.get(1)?,
            refused_look_ups: row.get(2)?,
        })
    })?)
}

/// Notes of each row that is still as it was that its record enters a batch, names its report if it has
/// no name yet, and reads what it is made of. Left out is what is no longer of the epoch of its
/// pseudonym. To be committed before anything is sent.
pub(crate) fn claim(
    connection: &Connection,
    wanted: &[(Reference, Option<Epoch>)],
    now: UtcMillis,
    namer: Namer<'_>,
) -> Result<Claim, StoreError> {
    let mut claim = Claim::default();
    for (reference, epoch) in wanted {
        let content = content(connection, reference);
        if let Ok(Some(content)) = &content
            && content.epoch() != *epoch
        {
            claim.moved.push(*reference);
            continue;
        }
        if !waits(connection, reference)? {
            continue;
        }
        let content = match content {
            Ok(Some(content)) => content,
            // Its record is gone or cannot be read, which no transaction of this program does:
            // leave it in sight, and go on with the others.
            Ok(None) | Err(StoreError::Row(_)) => {
                refuse(connection, reference, RefusalCode::Unreadable, now)?;
                continue;
            }
            Err(fault) => return Err(fault),
        };
        standing::enters_a_batch(connection, reference)?;
        let report = names::to_send(connection, reference, namer)?;
        if reference.kind == Kind::Withdrawal && sync_state::was_put_back(connection)? {
            names::note_next(connection, reference, namer)?;
        }
        claim.claimed.push(Claimed {
            reference: *reference,
            report,
            former: names::former(connection, reference.record)?,
            content,
            above: put_back::above(connection, reference)?,
        });
    }
    Ok(claim)
}

fn content(connection: &Connection, reference: &Reference) -> Result<Option<Content>, StoreError> {
    match reference.kind {
        Kind::Query => {
            let kept = queries::get(connection, QueryId(reference.record))?;
            Ok(kept.and_then(|kept| {
                let led_to = kept.led_to?;
                let query = Query {
                    id: kept.id,
                    subject: kept.subject?,
                    initiative: kept.initiative,
                    at: kept.at,
                    led_to: Some(led_to),
                };
                Some(Content::Query { query, led_to })
            }))
        }
        Kind::Stop => {
            let kept = stops::get(connection, StopId(reference.record))?;
            let stop = kept.and_then(|kept| kept.stop());
            Ok(stop.map(|stop| Content::Stop(Box::new(stop))))
        }
        Kind::Withdrawal => {
            let epoch = names::epoch_of_stop(connection, reference.record)?;
            Ok(epoch.map(|epoch| Content::Withdrawal { epoch }))
        }
    }
}

/// Whether a row still waits with what was sent.
pub(crate) fn waits(connection: &Connection, reference: &Reference) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM outbox
             WHERE id = ?1 AND record = ?2 AND kind = ?3 AND revision = ?4 AND refusal IS NULL
         )",
    )?;
    let row = (
        reference.row,
        Id(reference.record),
        reference.kind,
        reference.revision,
    );
    Ok(statement.query_row(row, |row| row.get(0))?)
}

/// Settles a row on central's receipt for this revision under this name.
pub(crate) fn received(
    connection: &Connection,
    reference: &Reference,
    name: ReportId,
    now: UtcMillis,
) -> Result<(), StoreError> {
    if !names::is_as_sent(connection, reference, name)? {
        return Ok(());
    }
    connection
        .prepare_cached("DELETE FROM outbox WHERE id = ?1 AND record = ?2 AND revision = ?3")?
        .execute((reference.row, Id(reference.record), reference.revision))?;
    match reference.kind {
        Kind::Query => connection
            .prepare_cached("UPDATE queries SET sent_at = ?2 WHERE query_id = ?1")?
            .execute((Id(reference.record), At(now)))?,
        Kind::Stop | Kind::Withdrawal => connection
            .prepare_cached(
                "UPDATE stops SET sent_revision = max(sent_revision, ?2) WHERE stop_id = ?1",
            )?
            .execute((Id(reference.record), reference.revision))?,
    };
    standing::is_there(connection, reference)
}

/// Keeps a row that central refused, with the reason, if it still stands for what was sent.
pub(crate) fn refused(
    connection: &Connection,
    reference: &Reference,
    code: RefusalCode,
    now: UtcMillis,
) -> Result<(), StoreError> {
    if refuse(connection, reference, code, now)? {
        standing::is_refused(connection, reference, code)?;
    }
    Ok(())
}

/// Keeps a row that this phone does not send, with the reason: that says nothing of what central has.
/// Whether the row still stands for this revision.
pub(crate) fn refuse(
    connection: &Connection,
    reference: &Reference,
    code: RefusalCode,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE outbox SET refusal = ?4, refused_at = ?5, outlook = ?6
             WHERE id = ?1 AND record = ?2 AND revision = ?3",
        )?
        .execute((
            reference.row,
            Id(reference.record),
            reference.revision,
            to_code(&code),
            At(now),
            Outlook::of(code),
        ))?;
    Ok(changed > 0)
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Stop => "stop",
            Self::Withdrawal => "withdrawal",
        }
    }
}

impl ToSql for Kind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.code().into())
    }
}

impl FromSql for Kind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_str()?;
        [Self::Query, Self::Stop, Self::Withdrawal]
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or(FromSqlError::InvalidType)
    }
}
