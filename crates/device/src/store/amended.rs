//! Undo of an amendment: its revision never entered a batch, and is the only one that is ever deleted.

use proco_domain::ids::StopId;
use rusqlite::{Connection, OptionalExtension};

use super::row::{At, Id};
use super::rows::write_outcome;
use super::{StoreError, stops, sync_state};
use crate::keys::OwnKey;

/// A stop before it is amended, as far as its revisions do not say it.
#[derive(Clone)]
pub(crate) struct Former {
    stop: StopId,
    revision: u32,
    /// The offset of its revisions.
    above: u32,
    /// The reflection that was being written.
    reflection: Option<String>,
    /// Why its row in the outbox was refused, when, and with which prospect; `None` where it was not refused.
    refused: Option<(String, i64, String)>,
    /// What central told of an advisory, by the look-up with which it did.
    advisories: Vec<(i64, i64)>,
}

/// Notes a stop that is about to be amended, with what central told of its subject under these keys; `None` where
/// there is no such stop.
pub(crate) fn before(
    connection: &Connection,
    stop: StopId,
    own_keys: &[OwnKey],
) -> Result<Option<Former>, StoreError> {
    let row = connection
        .prepare_cached(
            "SELECT revision, revisions_above, reflection_draft FROM stops WHERE stop_id = ?1",
        )?
        .query_row([Id(stop.0)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((revision, above, reflection)) = row else {
        return Ok(None);
    };
    let refused = connection
        .prepare_cached(
            "SELECT refusal, refused_at, outlook FROM outbox
             WHERE record = ?1 AND kind = 'stop' AND refusal IS NOT NULL",
        )?
        .query_row([Id(stop.0)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let mut advisories = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT id, advisory_until FROM queries WHERE own_key = ?1 AND advisory_until IS NOT NULL",
    )?;
    for own_key in own_keys {
        let told = statement.query_map([own_key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        advisories.extend(told.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(Some(Former {
        stop,
        revision,
        above,
        reflection,
        refused,
        advisories,
    }))
}

/// Undoes the amendment of a stop: its former revision stands again. Gives whether that could be done; if not, the
/// transaction is to be given up.
pub(crate) fn undo(connection: &Connection, former: &Former) -> Result<bool, StoreError> {
    let id = Id(former.stop.0);
    let stands: Option<(u32, u32, bool, u32, bool)> = connection
        .prepare_cached(
            "SELECT revision, revisions_above, withdrawn IS NOT NULL, sent_revision, standing = 'there'
             FROM stops WHERE stop_id = ?1",
        )?
        .query_row([&id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((revision, above, withdrawn, sent, there)) = stands else {
        return Ok(false);
    };
    // A higher offset was set by an answer of central, or because this store was put back: then the stop is another.
    let amended_above = former.above.max(sync_state::revisions_from(connection)?);
    if revision != former.revision + 1 || above != amended_above || withdrawn || sent >= revision {
        return Ok(false);
    }
    connection
        .prepare_cached("DELETE FROM stop_revisions WHERE stop_id = ?1 AND revision = ?2")?
        .execute((&id, revision))?;
    let Some(stop) = stops::get(connection, former.stop)?.and_then(|kept| kept.stop()) else {
        return Ok(false);
    };
    let details = stop.details();
    connection
        .prepare_cached(include_str!("sql/stop_unrevise.sql"))?
        .execute((
            &id,
            stop.revision().0,
            write_outcome(&details.outcome),
            details.outcome.is_nothing(),
            stop.spared_until().map(At),
            details.reflection.is_some(),
            &former.reflection,
            former.above,
        ))?;
    if there && sent >= former.revision {
        connection
            .prepare_cached("DELETE FROM outbox WHERE record = ?1 AND kind = 'stop'")?
            .execute([&id])?;
    } else {
        let (refusal, at, outlook) = match &former.refused {
            Some((refusal, at, outlook)) => (Some(refusal), Some(at), Some(outlook)),
            None => (None, None, None),
        };
        connection
            .prepare_cached(include_str!("sql/outbox_former.sql"))?
            .execute((&id, former.revision, refusal, at, outlook))?;
    }
    let mut statement = connection.prepare_cached(
        "UPDATE queries SET advisory_until = ?2 WHERE id = ?1 AND advisory_until IS NULL",
    )?;
    for told in &former.advisories {
        statement.execute(*told)?;
    }
    Ok(true)
}
