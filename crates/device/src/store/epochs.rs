//! Pinned public keys of epochs (trust on first use): the first key that either server shows is trusted, and
//! replaced only when central says that its administrator replaced it.

use proco_domain::time::{Epoch, UtcMillis};
use proco_exchange::evaluation::EpochPublicKey;
use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use super::row::At;

/// The pinned key of an epoch.
pub(crate) fn pinned(
    connection: &Connection,
    epoch: Epoch,
) -> Result<Option<EpochPublicKey>, StoreError> {
    let bytes: Option<[u8; 32]> = connection
        .prepare_cached("SELECT public_key FROM epoch_keys WHERE epoch = ?1")?
        .query_row([epoch.to_string()], |row| row.get(0))
        .optional()?;
    Ok(bytes.map(EpochPublicKey::from_bytes))
}

/// Remembers whether either server has another key for an epoch than the pinned one.
pub(crate) fn set_changed(
    connection: &Connection,
    epoch: Epoch,
    changed: bool,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE epoch_keys SET changed = ?2 WHERE epoch = ?1 AND changed <> ?2")?
        .execute((epoch.to_string(), changed))?;
    Ok(())
}

/// Whether either server had another key for an epoch than the pinned one when it was last asked.
pub(crate) fn is_changed(connection: &Connection, epoch: Epoch) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached("SELECT changed FROM epoch_keys WHERE epoch = ?1")?
        .query_row([epoch.to_string()], |row| row.get(0))
        .optional()?;
    Ok(changed.unwrap_or(false))
}

/// Trusts another key of an epoch from now on, because central says that its administrator replaced it. Gives
/// whether a different key was pinned before.
pub(crate) fn replace(
    connection: &Connection,
    epoch: Epoch,
    key: &EpochPublicKey,
    now: UtcMillis,
) -> Result<bool, StoreError> {
    let replaced = connection
        .prepare_cached(
            "UPDATE epoch_keys SET public_key = ?2, pinned_at = ?3, changed = 0
             WHERE epoch = ?1 AND public_key <> ?2",
        )?
        .execute((epoch.to_string(), key.as_bytes(), At(now)))?;
    Ok(replaced > 0)
}

/// Pins the first key that is seen for an epoch. It is usable only if the key service proves it with each
/// evaluation.
pub(crate) fn pin(
    connection: &Connection,
    epoch: Epoch,
    key: &EpochPublicKey,
    now: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO epoch_keys (epoch, public_key, pinned_at) VALUES (?1, ?2, ?3)",
        )?
        .execute((epoch.to_string(), key.as_bytes(), At(now)))?;
    Ok(())
}
