//! Pinned public keys of epochs: believed when first seen, and never changed.

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

/// Pins the first key that is seen for an epoch.
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
