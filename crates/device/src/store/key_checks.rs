//! Check values of the three secrets, beside the store. SQLCipher fails alike for a wrong key and for a damaged
//! first page, and wrong bits in the other two secrets would never be noticed.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::StoreError;
use super::files::{self, beside};
use crate::keys::{KeyError, Secrets};

/// The file with the check value of the key of the store, alone since the first version.
const DATABASE: &str = ".key-check";
/// The file with those of the other two secrets, and a checksum over them.
const OTHERS: &str = ".secrets-check";

const VALUE: usize = 16;

/// The result of comparing the secrets with their check values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyCheck {
    /// The store was made with these secrets.
    Same,
    /// One of them differs.
    Other(KeyError),
    /// The check value of at least one of them is missing.
    Unknown,
}

/// Compares the secrets with the check values beside the store.
pub(super) fn compare(path: &Path, secrets: &Secrets) -> Result<KeyCheck, StoreError> {
    let database = read(path, DATABASE)?;
    if database
        .as_ref()
        .is_some_and(|kept| *kept != secrets.database().check_value())
    {
        return Ok(KeyCheck::Other(KeyError::Other));
    }
    let others = read(path, OTHERS)?.filter(|kept| is_whole(kept));
    let (Some(_), Some(others)) = (database, others) else {
        return Ok(KeyCheck::Unknown);
    };
    let [own_counts, signing] = secrets.other_check_values();
    Ok(if others[..VALUE] != own_counts {
        KeyCheck::Other(KeyError::OtherCounts)
    } else if others[VALUE..2 * VALUE] != signing {
        KeyCheck::Other(KeyError::OtherSigning)
    } else {
        KeyCheck::Same
    })
}

/// Whether a store was ever begun here, so that its key can be told from another.
pub(super) fn are_there(path: &Path) -> bool {
    beside(path, DATABASE).exists()
}

/// Writes the check values beside the store.
pub(super) fn keep(path: &Path, secrets: &Secrets) -> Result<(), StoreError> {
    let others = secrets.other_check_values().concat();
    let sum = Sha256::digest(&others);
    files::write_whole(path, OTHERS, &[&others, &sum[..VALUE]].concat())?;
    keep_that_of_the_store(path, secrets)
}

/// Writes the check value of the key of the store.
pub(super) fn keep_that_of_the_store(path: &Path, secrets: &Secrets) -> Result<(), StoreError> {
    files::write_whole(path, DATABASE, &secrets.database().check_value())
}

/// Whether the checksum fits. A check value with wrong bits must not lock a store whose keys are right.
fn is_whole(kept: &[u8]) -> bool {
    kept.len() == 3 * VALUE && Sha256::digest(&kept[..2 * VALUE])[..VALUE] == kept[2 * VALUE..]
}

fn read(path: &Path, suffix: &str) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(beside(path, suffix)) {
        Ok(kept) => Ok(Some(kept)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
