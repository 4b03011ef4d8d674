//! The keys of epochs in SQLite: seen first, or accepted.

use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::{EpochPublicKey, LiveEpoch};
use proco_exchange::{Epoch, UtcMillis};
use rusqlite::{Connection, Transaction, params};

use super::{epoch_number, epoch_of};
use crate::store::StoreError;

/// Stands for the moment in `accepted_epoch_keys` where nobody accepted the key: it was seen first. An epoch has one
/// row, so what was seen and what was accepted cannot contradict each other.
const SEEN: i64 = 0;

pub(super) fn accepted(connection: &Connection) -> Result<Vec<AcceptedEpochKey>, StoreError> {
    let accepted = keys_since(connection, SEEN + 1)?;
    let accepted = accepted.into_iter().map(|one| AcceptedEpochKey {
        epoch: one.epoch,
        public_key: one.public_key,
    });
    Ok(accepted.collect())
}

pub(super) fn known(connection: &Connection) -> Result<Vec<LiveEpoch>, StoreError> {
    keys_since(connection, SEEN)
}

/// The keys that were accepted at this moment or later.
fn keys_since(connection: &Connection, moment: i64) -> Result<Vec<LiveEpoch>, StoreError> {
    connection
        .prepare_cached(
            "SELECT epoch, public_key FROM accepted_epoch_keys WHERE accepted_at >= ?1
             ORDER BY epoch",
        )?
        .query_map([moment], |row| {
            Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?))
        })?
        .map(|row| {
            let (epoch, key) = row?;
            Ok(LiveEpoch {
                epoch: epoch_of(epoch)?,
                public_key: EpochPublicKey::from_bytes(key),
            })
        })
        .collect()
}

pub(super) fn see(transaction: &Transaction<'_>, seen: &LiveEpoch) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO accepted_epoch_keys (epoch, public_key, accepted_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
        params![
            epoch_number(seen.epoch),
            seen.public_key.as_bytes().as_slice(),
            SEEN
        ],
    )?;
    Ok(())
}

pub(super) fn accept(
    transaction: &Transaction<'_>,
    accepted: &AcceptedEpochKey,
    now: UtcMillis,
) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO accepted_epoch_keys (epoch, public_key, accepted_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE
         SET public_key = excluded.public_key, accepted_at = excluded.accepted_at",
        params![
            epoch_number(accepted.epoch),
            accepted.public_key.as_bytes().as_slice(),
            now.0
        ],
    )?;
    Ok(())
}

pub(super) fn forget(transaction: &Transaction<'_>, epoch: Epoch) -> Result<bool, StoreError> {
    let forgotten = transaction.execute(
        "DELETE FROM accepted_epoch_keys WHERE epoch = ?1 AND accepted_at > ?2",
        params![epoch_number(epoch), SEEN],
    )?;
    Ok(forgotten > 0)
}
