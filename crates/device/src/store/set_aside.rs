//! Setting a store aside whose key is gone for good, so that a new one can be begun. Nothing is deleted: with its key
//! it can be opened again, or rescued.

use std::path::Path;

use proco_domain::time::UtcMillis;

use super::lock::Lock;
use super::{Store, StoreError, files};
use crate::keys::{KeyError, KeyStore};

/// Moves a store aside that stays closed because its keys are gone or are others. A store that opens, and one that is
/// closed for another reason, is left as it is.
///
/// # Errors
/// Why the store stays closed, when it is not that its keys are gone or are others; [`StoreError`] when its files
/// cannot be moved.
pub fn set_store_aside(path: &Path, keys: &dyn KeyStore, now: UtcMillis) -> Result<(), StoreError> {
    let fault = match Store::open(path, keys, now) {
        Ok(_) => return Ok(()),
        Err(StoreError::Locked(fault)) if fault.is_for_good() => fault,
        Err(other) => return Err(other),
    };
    let _lock = Lock::take(path)?;
    tracing::error!(%fault, "the store is set aside");
    files::set_locked_aside(path, now)?;
    if fault == KeyError::Unreadable {
        keys.set_aside(now)?;
    }
    Ok(())
}
