//! Records without a receipt of central, refused or waiting.

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::LeaveReason;
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::outbox::Kind;
use super::queries::{self, KeptQuery};
use super::row::{At, Id, from_code, moment};
use super::{StoreError, if_readable, stops};

/// A record that central gave no receipt for.
pub(crate) struct Unsent {
    /// The look-up or stop.
    pub(crate) record: Uuid,
    /// What was to be sent of it.
    pub(crate) kind: Kind,
    /// Why it was refused; absent while it waits.
    pub(crate) refusal: Option<RefusalCode>,
    /// When it was refused.
    pub(crate) refused_at: Option<UtcMillis>,
}

/// All of them, oldest first, by their row.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Unsent>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT record, kind, refusal, refused_at FROM outbox ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        let (record, kind): (Id, Kind) = match (row.get(0), row.get(1)) {
            (Ok(record), Ok(kind)) => (record, kind),
            // A row that cannot be read has nothing to show.
            (_, _) => return Ok(None),
        };
        Ok(Some((
            record,
            kind,
            row.get::<_, Option<String>>(2)?,
            moment(row.get(3)?),
        )))
    })?;
    let mut unsent = Vec::new();
    for row in rows {
        let Some((Id(record), kind, refusal, refused_at)) = row? else {
            continue;
        };
        let read = |code: String| from_code(&code, "a refusal");
        let refusal = refusal.map(|code| read(code).unwrap_or(RefusalCode::Unreadable));
        unsent.push(Unsent {
            record,
            kind,
            refusal,
            refused_at,
        });
    }
    Ok(unsent)
}

/// A look-up, and why its subject was left alone; `None` where it cannot be read.
pub(crate) fn look_up(
    connection: &Connection,
    id: QueryId,
) -> Result<Option<(KeptQuery, Option<LeaveReason>)>, StoreError> {
    let Some(kept) = if_readable(queries::get(connection, id))? else {
        return Ok(None);
    };
    let reason: Option<Option<String>> = connection
        .prepare_cached("SELECT leave_reason FROM queries WHERE query_id = ?1")?
        .query_row([Id(id.0)], |row| row.get(0))
        .optional()?;
    let reason = reason
        .flatten()
        .and_then(|code| from_code(&code, "why it was left").ok());
    Ok(Some((kept, reason)))
}

/// When a stop began, and its readable mark; `None` where it cannot be read.
pub(crate) fn stop(
    connection: &Connection,
    id: StopId,
) -> Result<Option<stops::KeptStop>, StoreError> {
    if_readable(stops::get(connection, id))
}

/// When a record was made, even if the rest of it cannot be read.
pub(crate) fn at(connection: &Connection, record: Uuid) -> Result<Option<UtcMillis>, StoreError> {
    let at: Option<Option<At>> = connection
        .prepare_cached(
            "SELECT coalesce(
                 (SELECT at FROM queries WHERE query_id = ?1),
                 (SELECT at FROM stops WHERE stop_id = ?1)
             )",
        )?
        .query_row([Id(record)], |row| row.get(0))
        .optional()?;
    Ok(moment(at.flatten()))
}
