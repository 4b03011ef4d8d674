//! The outbox: what still has to be sent.
//!
//! A row says which record and which revision, and holds no content. It goes when central gave a receipt for
//! exactly that revision, and in one other case: a stop that was begun since the app was started and is
//! withdrawn before it ever entered a batch. A later revision, or a withdrawal, takes over the row of its
//! record.

use proco_domain::code_list;
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::StoreError;
use super::names;
pub(crate) use super::names::SentAs;
use super::row::{At, Id, readable, to_code};
use super::standing::{self, Outlook};
use super::stretch_records::HeldRows;

code_list! {
    []
    /// What kind of report a row stands for.
    pub(crate) enum Kind {
        Query = "query",
        Stop = "stop",
        /// The withdrawal of a stop.
        Withdrawal = "withdrawal",
        /// The withdrawal of a look-up that was typed wrong.
        Mistyped = "mistyped",
    }
}

impl Kind {
    /// Whether it takes a record back. That needs no pseudonym, and goes first.
    pub(crate) const fn takes_back(self) -> bool {
        match self {
            Self::Query | Self::Stop => false,
            Self::Withdrawal | Self::Mistyped => true,
        }
    }
}

/// A row of the outbox: a reference to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reference {
    /// The number of the row in the outbox.
    pub(crate) row: i64,
    /// The look-up or stop.
    pub(crate) record: Uuid,
    /// What is to be sent of it.
    pub(crate) kind: Kind,
    /// The revision that is to be sent.
    pub(crate) revision: u32,
}

/// How many rows wait, and how many were refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// They still have to be sent.
    pub(crate) waiting: u32,
    /// Refused by central or by this phone: kept, and not sent again unchanged.
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

/// Queues again what central gave a receipt for and may have lost since, because central was put back from a
/// copy. Central takes a report that it still has only once. A record whose mark is gone cannot be sent again,
/// except for the fact that it was withdrawn.
pub(crate) fn queue_again(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(include_str!("sql/outbox_queue_again.sql"))?;
    standing::queued_may_be_lost(connection)
}

/// Takes back a record that never entered a batch: nothing of it left the phone.
pub(crate) fn take_back(
    connection: &Connection,
    record: Uuid,
    kind: Kind,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM outbox WHERE record = ?1 AND kind = ?2")?
        .execute((Id(record), kind))?;
    Ok(())
}

/// The position of a pass in the outbox. Withdrawals have their own, because they go first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    withdrawal: i64,
    other: i64,
}

/// A page of the rows that wait.
pub(crate) struct Page {
    /// The rows that can be sent.
    pub(crate) rows: Vec<Reference>,
    /// Where the next page begins.
    pub(crate) next: Cursor,
    /// Whether nothing waited behind it.
    pub(crate) is_last: bool,
}

pub(super) const TALLY: &str = include_str!("sql/outbox_tally.sql");
pub(super) const WAITING: &str = "
    SELECT id, record, kind, revision FROM outbox
    WHERE refusal IS NULL AND id > ?1 ORDER BY id LIMIT ?2";
pub(super) const WAITING_WITHDRAWALS: &str = "
    SELECT id, record, kind, revision FROM outbox INDEXED BY outbox_withdrawals
    WHERE kind IN ('withdrawal', 'mistyped') AND refusal IS NULL AND id > ?1 ORDER BY id LIMIT ?2";
pub(super) const WAITING_OTHERS: &str = "
    SELECT id, record, kind, revision FROM outbox
    WHERE kind NOT IN ('withdrawal', 'mistyped') AND refusal IS NULL AND id > ?1 ORDER BY id LIMIT ?2";

/// The next page of at most `most` waiting rows: withdrawals first, then oldest first. Rows that are held back,
/// or that cannot be read, are left out.
pub(crate) fn waiting(
    connection: &Connection,
    after: Cursor,
    held_rows: &HeldRows,
    most: usize,
) -> Result<Page, StoreError> {
    let mut found = rows_after(connection, WAITING_WITHDRAWALS, after.withdrawal, most)?;
    let withdrawal = found.last().map_or(after.withdrawal, |(id, _)| *id);
    let room = most - found.len();
    let others = rows_after(connection, WAITING_OTHERS, after.other, room)?;
    let other = others.last().map_or(after.other, |(id, _)| *id);
    let is_last = others.len() < room;
    found.extend(others);
    let mut rows = Vec::with_capacity(found.len());
    for row in readable(found.into_iter().map(|(_, row)| row))? {
        if !held_rows.holds(connection, row.row)? {
            rows.push(row);
        }
    }
    let next = Cursor { withdrawal, other };
    Ok(Page {
        rows,
        next,
        is_last,
    })
}

/// A row by its number, with its reference if that can be read.
type Found = (i64, Result<Reference, StoreError>);

fn rows_after(
    connection: &Connection,
    sql: &str,
    after: i64,
    most: usize,
) -> Result<Vec<Found>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map((after, most), found)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Of the next page of at most `most` waiting rows, refuses those that cannot be read, so that the officer sees
/// them. A later revision of the record takes such a row over, and is sent. Gives the last row of the page;
/// `None` where nothing waits behind it.
pub(crate) fn refuse_unreadable(
    connection: &Connection,
    after: i64,
    most: usize,
    now: UtcMillis,
) -> Result<Option<i64>, StoreError> {
    let code = RefusalCode::Unreadable;
    let page = rows_after(connection, WAITING, after, most)?;
    let last = page.last().map(|(id, _)| *id);
    let is_full = page.len() == most;
    for (id, row) in page {
        if !matches!(row, Err(StoreError::Row(_))) {
            continue;
        }
        connection
            .prepare_cached(
                "UPDATE outbox SET refusal = ?2, refused_at = ?3, outlook = ?4 WHERE id = ?1",
            )?
            .execute((id, to_code(&code), At(now), Outlook::of(code)))?;
    }
    Ok(last.filter(|_| is_full))
}

/// Calls a function for each waiting row in turn. The function must not change rows of the outbox.
pub(super) fn each_waiting(
    connection: &Connection,
    mut look: impl FnMut(i64, Result<Reference, StoreError>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, record, kind, revision FROM outbox WHERE refusal IS NULL ORDER BY id",
    )?;
    for row in statement.query_map([], found)? {
        let (id, row) = row?;
        look(id, row)?;
    }
    Ok(())
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let id = row.get(0)?;
    Ok((id, reference(id, row).map_err(StoreError::from)))
}

fn reference(id: i64, row: &Row<'_>) -> rusqlite::Result<Reference> {
    Ok(Reference {
        row: id,
        record: row.get::<_, Id>(1)?.0,
        kind: row.get(2)?,
        revision: row.get(3)?,
    })
}

/// How many rows wait, and how many central refused.
pub(crate) fn tally(connection: &Connection) -> Result<Tally, StoreError> {
    let mut statement = connection.prepare_cached(TALLY)?;
    Ok(statement.query_row([], |row| {
        Ok(Tally {
            waiting: row.get(0)?,
            refused: row.get(1)?,
            refused_look_ups: row.get(2)?,
        })
    })?)
}

/// Whether a row still waits with this kind and revision.
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

/// Removes a row on central's receipt, if the record still stands as it was sent.
pub(crate) fn received(
    connection: &Connection,
    reference: &Reference,
    sent: SentAs,
    now: UtcMillis,
) -> Result<(), StoreError> {
    if !names::is_as_sent(connection, reference, sent)? {
        return Ok(());
    }
    if !reference.kind.takes_back() {
        names::is_there_with_its_hour(connection, reference)?;
    }
    connection
        .prepare_cached("DELETE FROM outbox WHERE id = ?1 AND record = ?2 AND revision = ?3")?
        .execute((reference.row, Id(reference.record), reference.revision))?;
    match reference.kind {
        Kind::Query | Kind::Mistyped => connection
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

/// Keeps a row that this phone does not send, with the reason; this says nothing about what central has. Gives
/// whether the row still stands for this revision.
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

impl ToSql for Kind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.name().into())
    }
}

impl FromSql for Kind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::of_name(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}
