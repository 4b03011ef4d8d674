//! The key of the store: a file in a folder of its own that only its owner may read.

use std::fmt;
use std::fs::{File, TryLockError};
use std::path::Path;

use proco_host::files;
use proco_host::key_file::NotRead;
use rand::RngCore as _;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::error::Error;

/// The name of the file.
pub(crate) const FILE: &str = "keyservice.key";

/// 32 bytes in hexadecimal.
const DIGITS: usize = 64;

/// The key of the store. It does not print and is wiped when dropped.
pub(super) struct Key(Zeroizing<String>);

impl Key {
    /// The digits. The one place of exposure is the statement that opens the store.
    pub(super) fn expose_hex(&self) -> &str {
        &self.0
    }

    /// Its 32 bytes, for the sums of the pages of a damaged store.
    pub(super) fn expose_bytes(&self) -> Zeroizing<[u8; DIGITS / 2]> {
        let mut bytes = Zeroizing::new([0; DIGITS / 2]);
        for (byte, at) in bytes.iter_mut().zip((0..DIGITS).step_by(2)) {
            *byte = u8::from_str_radix(&self.0[at..at + 2], 16)
                .expect("a key is read and made as hexadecimal digits");
        }
        bytes
    }

    /// Whether it is the same key. This is not constant-time, and need not be: both keys are known to the caller.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The key, if there is one.
pub(super) fn read(folder: &Path) -> Result<Option<Key>, Error> {
    read_from(&folder.join(FILE))
}

/// Whether there is a key file, whatever it holds.
pub(super) fn is_there(folder: &Path) -> Result<bool, Error> {
    Ok(folder.join(FILE).try_exists()?)
}

/// The key in a file, if there is one.
pub(super) fn read_from(file: &Path) -> Result<Option<Key>, Error> {
    let content = proco_host::key_file::read(file).map_err(|fault| match fault {
        NotRead::Open { mode } => Error::KeyFileOpen {
            file: file.to_owned(),
            mode,
        },
        NotRead::Io(error) => error.into(),
    })?;
    let Some(content) = content else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&content).map_err(|_| Error::KeyFileDamaged)?;
    let digits = text.trim_end();
    if digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(Some(Key(Zeroizing::new(digits.to_owned()))))
    } else {
        Err(Error::KeyFileDamaged)
    }
}

/// Draws a key and writes it. It is on disk before the store is begun: a store without its key
/// would be lost.
pub(super) fn create(folder: &Path) -> Result<Key, Error> {
    let mut bytes = Zeroizing::new([0; DIGITS / 2]);
    OsRng.fill_bytes(bytes.as_mut_slice());
    let mut hex = Zeroizing::new(String::with_capacity(DIGITS));
    for byte in *bytes {
        fmt::Write::write_fmt(&mut *hex, format_args!("{byte:02x}"))
            .expect("a string takes whatever is written to it");
    }
    let key = Key(hex);
    keep(folder, &key)?;
    Ok(key)
}

/// Puts a key into its file. The file is whole from the moment it has its name, and never written
/// over.
pub(super) fn keep(folder: &Path, key: &Key) -> Result<(), Error> {
    let file = folder.join(FILE);
    Ok(proco_host::key_file::make(
        &file,
        key.expose_hex().as_bytes(),
    )?)
}

/// Removes what a program left that was killed while it wrote a key.
pub(super) fn remove_draft(folder: &Path) -> Result<(), Error> {
    let draft = files::beside(&folder.join(FILE), files::DRAFT);
    Ok(files::remove_if_there(&draft)?)
}

/// An advisory lock (`flock`) on the store: shared by the programs that use it, exclusive for one that replaces it. The
/// operating system frees it however they end.
pub(super) struct Use {
    file: File,
}

impl Drop for Use {
    fn drop(&mut self) {
        // Unlocked and not only closed: a child process that is just being started shares the open file.
        let _ = self.file.unlock();
    }
}

impl Use {
    /// Uses the store, beside others.
    pub(super) fn shared(folder: &Path) -> Result<Self, Error> {
        Self::held(folder, File::try_lock_shared)
    }

    /// Uses the store alone.
    pub(super) fn alone(folder: &Path) -> Result<Self, Error> {
        Self::held(folder, File::try_lock)
    }

    fn held(folder: &Path, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Self, Error> {
        let file = File::open(folder.join(FILE))?;
        match lock(&file) {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_key_comes_back_and_does_not_print() {
        let folder = tempfile::tempdir().unwrap();
        let key = create(folder.path()).unwrap();
        let again = read(folder.path()).unwrap().unwrap();
        assert_eq!(again.expose_hex(), key.expose_hex());
        assert_eq!(format!("{key:?}"), "Key(…)");
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        create(folder.path()).unwrap();
        let file = folder.path().join(FILE);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            read(folder.path()),
            Err(Error::KeyFileOpen { mode: 0o640, .. })
        ));
    }

    #[test]
    fn a_key_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        create(folder.path()).unwrap();
        assert!(matches!(create(folder.path()), Err(Error::Io(_))));
    }
}
