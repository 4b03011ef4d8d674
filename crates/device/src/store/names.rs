//! The names of reports. A name belongs to its record, and all revisions share it as long as the hour of the
//! record stays. Central keeps a name under the epoch of the event and counts it in the week in which it first
//! came. So a record whose hour was corrected after it was sent gets another name, and its former name is
//! withdrawn.

use proco_domain::time::{Epoch, Hour, UtcMillis};
use proco_exchange::report::ReportId;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::StoreError;
use super::outbox::{Kind, Reference};
use super::row::{At, Id};

/// Makes the name of a record. The number says how many names the record had before.
pub(crate) type Namer<'a> = &'a dyn Fn(Uuid, u32) -> ReportId;

/// A name that a record had with another hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FormerName {
    pub(crate) report: ReportId,
    /// The epoch under which central has it.
    pub(crate) epoch: Epoch,
}

/// The name of a record, and whether its hour was corrected since it was named. Both are absent before it is
/// named.
struct Named {
    report: Option<ReportId>,
    redated: Option<bool>,
    /// Whether it is known that the record was sent under this name with the hour that was noted with it, if it
    /// was sent at all.
    hour_known: bool,
}

/// The table of the records of a kind, and the column of their identifiers.
pub(super) fn table(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Query | Kind::Mistyped => ("queries", "query_id"),
        Kind::Stop | Kind::Withdrawal => ("stops", "stop_id"),
    }
}

fn named(connection: &Connection, reference: &Reference) -> Result<Option<Named>, StoreError> {
    let (table, id) = table(reference.kind);
    let named = connection
        .prepare_cached(&format!(
            "SELECT report_id, named_at / 3600000 <> at / 3600000, hour_known
             FROM {table} WHERE {id} = ?1"
        ))?
        .query_row([Id(reference.record)], |row| {
            let report: Option<Id> = row.get(0)?;
            Ok(Named {
                report: report.map(|Id(report)| ReportId(report)),
                redated: row.get(1)?,
                hour_known: row.get(2)?,
            })
        })
        .optional()?;
    Ok(named)
}

/// The name under which a record is about to be sent: a new one if it has none, or if its hour was corrected
/// since it was last sent. A withdrawal keeps the name and the hour that were sent.
///
/// A record that may have been sent before this store was put back keeps its name: central is taken to have it
/// with its present hour, until an answer says otherwise. If its hour was corrected since, that stays noted
/// until central has answered.
pub(super) fn to_send(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<ReportId, StoreError> {
    let named = named(connection, reference)?;
    match named {
        Some(Named {
            report: Some(report),
            redated: Some(redated),
            hour_known,
        }) => match (reference.kind, redated, hour_known) {
            (Kind::Withdrawal | Kind::Mistyped, _, _) | (_, false, true) => Ok(report),
            (_, true, true) => renamed(connection, reference, namer),
            (_, true, false) => Ok(report),
            (_, false, false) => {
                is_there_with_its_hour(connection, reference)?;
                Ok(report)
            }
        },
        Some(_) | None => name(connection, reference, namer),
    }
}

/// Whether a record was sent, or may have been, with an hour other than its present one.
pub(crate) fn was_sent_otherwise(
    connection: &Connection,
    reference: &Reference,
) -> Result<bool, StoreError> {
    let redated = named(connection, reference)?.and_then(|named| named.redated);
    Ok(redated == Some(true) || redated.is_some() && count(connection, reference.record)? > 0)
}

/// Turns the present name of a record into a former one, if it was sent under it with another hour.
pub(super) fn retire(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<(), StoreError> {
    let named = named(connection, reference)?;
    if named.is_some_and(|named| named.redated == Some(true)) {
        renamed(connection, reference, namer)?;
    }
    Ok(())
}

/// Notes that central has a record with its present hour, as far as this phone can tell.
pub(super) fn is_there_with_its_hour(
    connection: &Connection,
    reference: &Reference,
) -> Result<(), StoreError> {
    let (table, id) = table(reference.kind);
    connection
        .prepare_cached(&format!(
            "UPDATE {table} SET named_at = at, hour_known = 1 WHERE {id} = ?1 AND hour_known = 0"
        ))?
        .execute([Id(reference.record)])?;
    Ok(())
}

/// Whether the hour of a record was corrected since this store was put back, so that the hour with which it was
/// sent before is unknown.
pub(super) fn is_corrected_here(
    connection: &Connection,
    reference: &Reference,
) -> Result<bool, StoreError> {
    let named = named(connection, reference)?;
    Ok(named.is_some_and(|named| !named.hour_known && named.redated == Some(true)))
}

/// Gives a record its next name, and keeps its present one as a former name.
fn renamed(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<ReportId, StoreError> {
    let (table, id) = table(reference.kind);
    let record = reference.record;
    let number = count(connection, record)?;
    connection
        .prepare_cached(&format!(
            "INSERT INTO former_names (record, number, report_id, at)
             SELECT {id}, ?2, report_id, named_at FROM {table} WHERE {id} = ?1"
        ))?
        .execute((Id(record), number))?;
    let new = namer(record, number + 1);
    connection
        .prepare_cached(&format!(
            "UPDATE {table} SET report_id = ?2, named_at = at, hour_known = 1 WHERE {id} = ?1"
        ))?
        .execute((Id(record), Id(new.0)))?;
    Ok(new)
}

/// The name of a record that is sent with its present hour, made if it has none.
fn name(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<ReportId, StoreError> {
    let (table, id) = table(reference.kind);
    let record = reference.record;
    let new = namer(record, count(connection, record)?);
    let Id(report) = connection
        .prepare_cached(&format!(
            "UPDATE {table}
             SET report_id = coalesce(report_id, ?2), named_at = coalesce(named_at, at)
             WHERE {id} = ?1 RETURNING report_id"
        ))?
        .query_row((Id(record), Id(new.0)), |row| row.get(0))?;
    Ok(ReportId(report))
}

/// Names a record that may have been sent before this store was put back. The hour with which it was sent is
/// unknown, because it may have been corrected before.
pub(super) fn name_as_known(
    connection: &Connection,
    kind: Kind,
    record: Uuid,
    namer: Namer<'_>,
) -> Result<(), StoreError> {
    let (table, id) = table(kind);
    let new = namer(record, count(connection, record)?);
    connection
        .prepare_cached(&format!(
            "UPDATE {table} SET report_id = ?2, named_at = at, hour_known = 0
             WHERE {id} = ?1 AND report_id IS NULL"
        ))?
        .execute((Id(record), Id(new.0)))?;
    Ok(())
}

/// Notes the next name of a record that is taken back as a former one too, if its hour was corrected. Before this store was put back
/// the same correction may have been sent under that next name.
pub(super) fn note_next(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<(), StoreError> {
    let (table, id) = table(reference.kind);
    let record = reference.record;
    let number = count(connection, record)?;
    let (present, next) = (namer(record, number), namer(record, number + 1));
    connection
        .prepare_cached(&format!(
            "INSERT INTO former_names (record, number, report_id, at)
             SELECT {id}, ?2, ?3, at FROM {table}
             WHERE {id} = ?1 AND report_id = ?4 AND named_at / 3600000 <> at / 3600000"
        ))?
        .execute((Id(record), number, Id(next.0), Id(present.0)))?;
    Ok(())
}

/// Gives a record its next name, because central has the present one under another epoch.
pub(super) fn give_next(
    connection: &Connection,
    reference: &Reference,
    namer: Namer<'_>,
) -> Result<(), StoreError> {
    renamed(connection, reference, namer).map(|_| ())
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

/// The time under which central has a record, if it has it.
pub(super) fn sent_at(
    connection: &Connection,
    reference: &Reference,
) -> Result<Option<UtcMillis>, StoreError> {
    let (table, id) = table(reference.kind);
    let at = connection
        .prepare_cached(&format!(
            "SELECT coalesce(named_at, at) FROM {table} WHERE {id} = ?1"
        ))?
        .query_row([Id(reference.record)], |row| row.get::<_, At>(0))
        .optional()?;
    Ok(at.map(|At(at)| at))
}

/// Under which name and with which hour a record was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SentAs {
    /// The name by which central knows the record.
    pub(crate) name: ReportId,
    /// Its hour; `None` for a withdrawal.
    pub(crate) hour: Option<Hour>,
}

/// Whether the record still has the name and the hour with which it was sent. If a correction overtook the
/// upload, its receipt settles nothing.
pub(super) fn is_as_sent(
    connection: &Connection,
    reference: &Reference,
    sent: SentAs,
) -> Result<bool, StoreError> {
    let Some(hour) = sent.hour else {
        return Ok(true);
    };
    let (table, id) = table(reference.kind);
    let stands = connection
        .prepare_cached(&format!(
            "SELECT report_id = ?2 AND at / 3600000 = ?3 FROM {table} WHERE {id} = ?1"
        ))?
        .query_row((Id(reference.record), Id(sent.name.0), hour.0), |row| {
            row.get::<_, Option<bool>>(0)
        })
        .optional()?;
    Ok(stands.flatten().unwrap_or(false))
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
