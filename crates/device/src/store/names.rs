//! The names of reports. A name lives with its record, and all revisions share it as long as the hour
//! of the record stays. Central keeps a name under the epoch of the event and counts it in the week in
//! which it first came, so a record whose hour was corrected after it was sent gets another name, and
//! the former one is withdrawn.

use proco_domain::time::Epoch;
use proco_exchange::report::ReportId;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::StoreError;
use super::outbox::{Kind, Reference};
use super::row::{At, Id};

/// Makes the name of a record; the number says how many names it had before.
pub(crate) type Namer<'a> = &'a dyn Fn(Uuid, u32) -> ReportId;

/// A name that a record had with another hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FormerName {
    /// The name.
    pub(crate) report: ReportId,
    /// The epoch under which central has it.
    pub(crate) epoch: Epoch,
}

/// The name of a report that is about to be sent, made if its record has none or if the hour was
/// corrected since it was last sent.
pub(super) fn to_send(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<ReportId, StoreError> {
    let (keep_former, rename) = match reference.kind {
        // A withdrawal takes back what was sent, with the hour that it had.
        Kind::Withdrawal => return name(connection, reference, namer),
        Kind::Query => (
            "INSERT INTO former_names (record, number, report_id, at)
             SELECT query_id, ?2, report_id, named_at FROM queries
             WHERE query_id = ?1 AND named_at / 3600000 <> at / 3600000",
            "UPDATE queries SET report_id = ?2, named_at = at WHERE query_id = ?1",
        ),
        Kind::Stop => (
            "INSERT INTO former_names (record, number, report_id, at)
             SELECT stop_id, ?2, report_id, named_at FROM stops
             WHERE stop_id = ?1 AND named_at / 3600000 <> at / 3600000",
            "UPDATE stops SET report_id = ?2, named_at = at WHERE stop_id = ?1",
        ),
    };
    let record = reference.record;
    let number = count(connection, record)?;
    let redated = connection
        .prepare_cached(keep_former)?
        .execute((Id(record), number))?;
    if redated == 0 {
        return name(connection, reference, namer);
    }
    let new = namer(record, number + 1);
    connection
        .prepare_cached(rename)?
        .execute((Id(record), Id(new.0)))?;
    Ok(new)
}

/// The name of a record, made if it has none.
pub(super) fn name(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<ReportId, StoreError> {
    let sql = match reference.kind {
        Kind::Query => {
            "UPDATE queries
             SET report_id = coalesce(report_id, ?2), named_at = coalesce(named_at, at)
             WHERE query_id = ?1 RETURNING report_id"
        }
        Kind::Stop | Kind::Withdrawal => {
            "UPDATE stops
             SET report_id = coalesce(report_id, ?2), named_at = coalesce(named_at, at)
             WHERE stop_id = ?1 RETURNING report_id"
        }
    };
    let record = reference.record;
    let new = namer(record, count(connection, record)?);
    let Id(id) = connection
        .prepare_cached(sql)?
        .query_row((Id(record), Id(new.0)), |row| row.get(0))?;
    Ok(ReportId(id))
}

/// How many names a record had before.
fn count(connection: &Connection, record: Uuid) -> Result<u32, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM former_names WHERE record = ?1")?;
    Ok(statement.query_row([Id(record)], |row| row.get(0))?)
}

/// The names that a record had with other hours, oldest first.
pub(super) fn former(connection: &Connection, record: Uuid) -> Result<Vec<FormerName>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT report_id, at FROM former_names WHERE record = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([Id(record)], |row| {
        Ok(FormerName {
            report: ReportId(row.get::<_, Id>(0)?.0),
            epoch: row.get::<_, At>(1)?.0.epoch(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The epoch under which central has a stop, if it has it.
pub(super) fn epoch_of_stop(
    connection: &Connection,
    stop: Uuid,
) -> Result<Option<Epoch>, StoreError> {
    let at = connection
        .prepare_cached("SELECT coalesce(named_at, at) FROM stops WHERE stop_id = ?1")?
        .query_row([Id(stop)], |row| row.get::<_, At>(0))
        .optional()?;
    Ok(at.map(|At(at)| at.epoch()))
}

/// Whether the record still stands as it was sent, under this name and with this hour: the receipt
/// of an upload that a correction overtook settles nothing.
pub(super) fn is_as_sent(
    connection: &Connection,
    reference: &Reference,
    sent: ReportId,
) -> Result<bool, StoreError> {
    let sql = match reference.kind {
        Kind::Withdrawal => return Ok(true),
        Kind::Query => {
            "SELECT report_id IS ?2 AND named_at / 3600000 = at / 3600000
             FROM queries WHERE query_id = ?1"
        }
        Kind::Stop => {
            "SELECT report_id IS ?2 AND named_at / 3600000 = at / 3600000
             FROM stops WHERE stop_id = ?1"
        }
    };
    let same = connection
        .prepare_cached(sql)?
        .query_row((Id(reference.record), Id(sent.0)), |row| row.get(0))
        .optional()?;
    Ok(same.unwrap_or(false))
}

/// Forgets the former names of records that are gone.
pub(super) fn forget_gone(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "DELETE FROM former_names
         WHERE NOT EXISTS (SELECT 1 FROM queries WHERE query_id = record)
             AND NOT EXISTS (SELECT 1 FROM stops WHERE stop_id = record)",
    )?;
    Ok(())
}
