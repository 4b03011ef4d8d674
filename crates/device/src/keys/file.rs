//! Secrets in a file, for a desktop and for tests. It guards against nothing but other users of
//! the same machine; on a phone the hardware key store takes its place.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{KeyError, KeyStore, SECRET_BYTES, Secrets};

const WHAT: &str = "ProCo: the secrets of this device. Whoever reads this file reads its store. \
                    For desktops and tests only.";

/// Secrets in a file that only its owner may read.
#[derive(Clone, Debug)]
pub struct FileKeyStore {
    path: PathBuf,
}

impl FileKeyStore {
    /// The key store in this file, which need not exist yet.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    what: String,
    database: String,
    own_counts: String,
    signing: String,
}

impl Drop for Content {
    fn drop(&mut self) {
        self.database.zeroize();
        self.own_counts.zeroize();
        self.signing.zeroize();
    }
}

impl KeyStore for FileKeyStore {
    fn load(&self) -> Result<Option<Secrets>, KeyError> {
        let text = match fs::read(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(KeyError::Unreachable),
        };
        refuse_exposed(&self.path)?;
        let content: Content = serde_json::from_slice(&text).map_err(|_| KeyError::Unreadable)?;
        Ok(Some(Secrets::from_bytes(
            decode(&content.database)?,
            decode(&content.own_counts)?,
            &decode(&content.signing)?,
        )))
    }

    fn create(&self) -> Result<Secrets, KeyError> {
        let secrets = Secrets::generate(&mut OsRng);
        let content = Content {
            what: WHAT.to_owned(),
            database: URL_SAFE_NO_PAD.encode(secrets.database().expose()),
            own_counts: URL_SAFE_NO_PAD.encode(secrets.own_counts().expose()),
            signing: URL_SAFE_NO_PAD.encode(Zeroizing::new(secrets.signing().to_bytes())),
        };
        let text = Zeroizing::new(
            serde_json::to_vec_pretty(&content).expect("four texts can always be written as JSON"),
        );
        // Written beside and linked in: either the whole file is there, or none. A link, unlike a
        // rename, never takes the place of secrets that another process has just made.
        let unfinished = self.path.with_extension("unfinished");
        let _ = fs::remove_file(&unfinished);
        write_whole(&unfinished, &text).map_err(|error| {
            if error.kind() == ErrorKind::StorageFull {
                KeyError::NoRoom
            } else {
                KeyError::Unreachable
            }
        })?;
        let linked = fs::hard_link(&unfinished, &self.path);
        let _ = fs::remove_file(&unfinished);
        match linked {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(KeyError::Exists),
            Err(_) => return Err(KeyError::Unreachable),
        }
        sync_folder(&self.path).map_err(|_| KeyError::Unreachable)?;
        Ok(secrets)
    }
}

fn decode(text: &str) -> Result<Zeroizing<[u8; SECRET_BYTES]>, KeyError> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    match URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes) {
        Ok(SECRET_BYTES) => Ok(bytes),
        Ok(_) | Err(_) => Err(KeyError::Unreadable),
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_exposed(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)
        .map_err(|_| KeyError::Unreachable)?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::Exposed)
    }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path) -> Result<(), KeyError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_back_and_are_never_made_twice() {
        let folder = tempfile::tempdir().unwrap();
        let keys = FileKeyStore::at(folder.path().join("keys.json"));
        assert!(keys.load().unwrap().is_none());
        let made = keys.create().unwrap();
        let loaded = keys.load().unwrap().unwrap();
        assert_eq!(loaded.database().expose(), made.database().expose());
        assert_eq!(loaded.own_counts().expose(), made.own_counts().expose());
        assert_eq!(loaded.signing().to_bytes(), made.signing().to_bytes());
        assert_eq!(keys.create().unwrap_err(), KeyError::Exists);
    }

    #[test]
    fn it_fails_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let keys = FileKeyStore::at(&path);
        write_whole(&path, b"not secrets").unwrap();
        assert_eq!(keys.load().unwrap_err(), KeyError::Unreadable);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(keys.load().unwrap_err(), KeyError::Exposed);
        }
    }
}
