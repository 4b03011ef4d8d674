//! The key files: 32 random bytes each, readable by the owner alone.

use std::fs;
use std::path::Path;

use proco_host::files::beside;
use proco_host::key_file::NotRead;
use rand::RngCore as _;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::copies::free_aside;
use crate::error::CentralError;
use crate::folder::{Folder, failed, remove_if_there};
use crate::keys::CentralKey;
use crate::renewal;
use crate::store::sqlite::SqliteStore;

/// The key in this file; a new one is made where there is none and `kept` says that nothing was kept
/// under one.
///
/// # Errors
/// [`CentralError::KeyFile`] when the file holds something else: it is never written over.
/// [`CentralError::KeyMissing`] when it is not there and something is kept: a new key in its place
/// would make every record unfindable without a word. [`CentralError::KeyOpen`] when others may read it.
pub fn open_or_make(path: &Path, kept: bool) -> Result<Zeroizing<[u8; 32]>, CentralError> {
    match read(path)? {
        // A start that was killed between making the file and writing to it left it empty.
        Some(bytes) if bytes.is_empty() && !kept => make(path),
        Some(bytes) => {
            let key: [u8; 32] = bytes
                .as_slice()
                .try_into()
                .map_err(|_| CentralError::KeyFile(path.to_owned()))?;
            Ok(Zeroizing::new(key))
        }
        None if kept => Err(CentralError::KeyMissing(path.to_owned())),
        None => make(path),
    }
}

/// What a file with a secret holds, if it is there.
///
/// # Errors
/// [`CentralError::KeyOpen`], [`CentralError::File`].
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, CentralError> {
    proco_host::key_file::read(path).map_err(|fault| match fault {
        NotRead::Open { mode } => CentralError::KeyOpen {
            path: path.to_owned(),
            mode,
        },
        NotRead::Io(error) => failed(path)(error),
    })
}

fn make(path: &Path) -> Result<Zeroizing<[u8; 32]>, CentralError> {
    let mut key = Zeroizing::new([0; 32]);
    OsRng.fill_bytes(key.as_mut_slice());
    proco_host::key_file::make(path, key.as_slice()).map_err(failed(path))?;
    Ok(key)
}

/// The key under which subjects, officers and codes are kept.
const CENTRAL: &str = "central.key";

/// The key that signs the tokens.
pub const ISSUER: &str = "issuer.key";

/// The key files, by name.
pub const FILES: [&str; 2] = [CENTRAL, ISSUER];

/// Makes each key anew that is missing, holds no key or can be read by others, and says which. Such a file is
/// moved aside. A database of before opens nothing any more.
///
/// # Errors
/// [`CentralError::File`].
pub fn replace_lost(folder: &Folder, minute: u32) -> Result<Vec<&'static str>, CentralError> {
    folder.make_room_for_keys()?;
    let mut made = Vec::new();
    for name in FILES {
        let path = folder.key(name);
        match open_or_make(&path, true) {
            Ok(_) => {}
            Err(
                CentralError::KeyMissing(_)
                | CentralError::KeyFile(_)
                | CentralError::KeyOpen { .. },
            ) => {
                if name == ISSUER {
                    renewal::forget(folder)?;
                }
                move_aside(&path, minute)?;
                make(&path)?;
                made.push(name);
            }
            Err(error) => return Err(error),
        }
    }
    folder.sync_keys()?;
    Ok(made)
}

/// Refuses a database that was made with another `central.key` than the one in this folder. One that has no check
/// value yet passes.
///
/// # Errors
/// [`CentralError::OtherKey`].
pub fn is_of(folder: &Folder, store: &SqliteStore) -> Result<(), CentralError> {
    let path = folder.key(CENTRAL);
    let value = check_of(&path)?;
    if store.key_check(CENTRAL)?.is_some_and(|kept| kept != value) {
        return Err(CentralError::OtherKey(path));
    }
    Ok(())
}

/// Makes another issuer key, and binds the database to it where there is one. What stands there is moved
/// aside; a renewal ends, because its new key may be as lost, or have been seen as well.
///
/// # Errors
/// [`CentralError::File`], [`CentralError::Store`]; the key that stands there stays then.
pub fn replace_issuer(
    folder: &Folder,
    store: Option<&SqliteStore>,
    minute: u32,
) -> Result<(), CentralError> {
    open_or_make(&folder.key(CENTRAL), true)?;
    let path = folder.key(ISSUER);
    let draft = beside(&path, ".next");
    remove_if_there(&draft)?;
    let made = make(&draft).and_then(|_| {
        folder.sync_keys()?;
        // The steps that need room on the disk come first, so that a full disk stops this before anything is changed.
        store.map_or(Ok(()), |store| bind_to_issuer(&draft, store))
    });
    if let Err(error) = made {
        // What cannot be removed is removed the next time.
        let _ = remove_if_there(&draft);
        return Err(error);
    }
    renewal::forget(folder)?;
    move_aside(&path, minute)?;
    fs::rename(&draft, &path).map_err(failed(&path))?;
    folder.sync_keys()
}

fn bind_to_issuer(key: &Path, store: &SqliteStore) -> Result<(), CentralError> {
    store.replace_key_check(ISSUER, check_of(key)?)?;
    Ok(())
}

fn check_of(file: &Path) -> Result<[u8; 32], CentralError> {
    Ok(CentralKey::from_bytes(&*open_or_make(file, true)?).check())
}

/// As [`own_keys`], for a copy that is put back. It may have been made before the issuer key was replaced, so only
/// `central.key` has to fit.
///
/// # Errors
/// As [`own_keys`].
pub fn own_keys_of_copy(folder: &Folder, copy: &SqliteStore) -> Result<(), CentralError> {
    match own_keys(folder, copy) {
        Err(CentralError::OtherKey(path)) if path.ends_with(ISSUER) => {
            tracing::warn!(
                "the copy was made under another issuer.key; it goes on under the one that stands here"
            );
            bind_to_issuer(&path, copy)
        }
        other => other,
    }
}

fn move_aside(path: &Path, minute: u32) -> Result<(), CentralError> {
    if path.exists() {
        let aside = free_aside(path, minute);
        fs::rename(path, &aside).map_err(failed(&aside))?;
    }
    Ok(())
}

/// Refuses a database that was made with other keys than those in this folder. One without check values, of an earlier
/// program or a first start, is bound to them from now on.
///
/// # Errors
/// As [`other_keys`].
pub fn own_keys(folder: &Folder, store: &SqliteStore) -> Result<(), CentralError> {
    let unknown = other_keys(folder, store)?;
    if !unknown.is_empty() {
        store.keep_key_checks(&unknown)?;
    }
    Ok(())
}

/// As [`own_keys`], and writes nothing. Gives the check values that the database does not have.
///
/// # Errors
/// [`CentralError::OtherKey`].
pub fn other_keys(
    folder: &Folder,
    store: &SqliteStore,
) -> Result<Vec<(&'static str, [u8; 32])>, CentralError> {
    let mut unknown = Vec::new();
    for name in FILES {
        let path = folder.key(name);
        let value = check_of(&path)?;
        match store.key_check(name)? {
            Some(kept) if kept == value => {}
            Some(kept) if name == ISSUER && renewal::is_to_be(folder, kept)? => {}
            Some(_) => return Err(CentralError::OtherKey(path)),
            None => unknown.push((name, value)),
        }
    }
    Ok(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_a_damaged_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("central.key");
        fs::write(&path, b"").unwrap();
        let key = open_or_make(&path, false).unwrap();
        assert_eq!(*open_or_make(&path, true).unwrap(), *key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::remove_file(&path).unwrap();
            open_or_make(&path, false).unwrap();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::remove_file(&path).unwrap();
        make(&path).unwrap();
        for damaged in [b"short".as_slice(), b""] {
            fs::write(&path, damaged).unwrap();
            let refused = open_or_make(&path, true);
            assert!(matches!(refused, Err(CentralError::KeyFile(_))));
            assert_eq!(fs::read(&path).unwrap(), damaged);
        }
        fs::remove_file(&path).unwrap();
        let refused = open_or_make(&path, true);
        assert!(matches!(refused, Err(CentralError::KeyMissing(_))));
        assert!(!path.exists(), "no new key in the place of the lost one");
    }
}
