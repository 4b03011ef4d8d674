//! The key files: 32 random bytes each, readable by the owner alone.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use rand::RngCore as _;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::error::CentralError;

/// The key in this file; a new one is made where there is no file and nothing was kept under one.
///
/// # Errors
/// [`CentralError::KeyFile`] when the file holds something else: it is never written over.
/// [`CentralError::KeyMissing`] when it is not there and `kept` is: a new key in its place would
/// make every record unfindable without a word.
pub fn open_or_make(path: &Path, kept: &Path) -> Result<Zeroizing<[u8; 32]>, CentralError> {
    let failed = |source| CentralError::File {
        path: path.to_owned(),
        source,
    };
    match fs::read(path).map(Zeroizing::new) {
        Ok(bytes) => {
            let key: [u8; 32] = bytes
                .as_slice()
                .try_into()
                .map_err(|_| CentralError::KeyFile(path.to_owned()))?;
            Ok(Zeroizing::new(key))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if kept.exists() {
                return Err(CentralError::KeyMissing(path.to_owned()));
            }
            let mut key = Zeroizing::new([0; 32]);
            OsRng.fill_bytes(key.as_mut_slice());
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                options.mode(0o600);
            }
            let mut file = options.open(path).map_err(failed)?;
            file.write_all(key.as_slice()).map_err(failed)?;
            file.sync_all().map_err(failed)?;
            Ok(key)
        }
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_a_damaged_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("central.key");
        let kept = folder.path().join("central.db");
        let key = open_or_make(&path, &kept).unwrap();
        assert_eq!(*open_or_make(&path, &kept).unwrap(), *key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(&path, b"short").unwrap();
        let refused = open_or_make(&path, &kept);
        assert!(matches!(refused, Err(CentralError::KeyFile(_))));
        assert_eq!(fs::read(&path).unwrap(), b"short");
        fs::remove_file(&path).unwrap();
        fs::write(&kept, b"records").unwrap();
        let refused = open_or_make(&path, &kept);
        assert!(matches!(refused, Err(CentralError::KeyMissing(_))));
        assert!(!path.exists(), "no new key in the place of the lost one");
    }
}
