//! Setting a store aside whose key is gone for good, so that a new one can be begun. Nothing is deleted: with its key
//! it can be opened again, or rescued.

use std::path::Path;

use proco_domain::time::UtcMillis;

use super::lock::Lock;
use super::{Store, StoreError, files};
use crate::keys::{KeyError, KeyStore};

/// Moves aside a store whose keys are lost or changed. A store that opens, or that is closed for another reason, is
/// left as it is.
///
/// # Errors
/// The error that keeps the store closed, unless that error is a lost or changed key; [`StoreError`] when its files
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
