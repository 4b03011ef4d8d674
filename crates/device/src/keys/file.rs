//! Secrets in a file, for a desktop and for tests. It protects only against other users of the same machine; on
//! a phone the hardware key store takes its place.

use std::io::ErrorKind;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_domain::time::UtcMillis;
use proco_host::files::beside;
use proco_host::key_file::{self, NotRead};
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{Algorithm, KeyError, KeyStore, SECRET_BYTES, Secrets, SoftwareKey, draw};

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
    /// The algorithm of the signing key. Files from before P-256 lack it.
    #[serde(default, skip_serializing_if = "Kind::is_ed25519")]
    algorithm: Kind,
}

/// The algorithm of the signing key, by its name in JSON Web Algorithms.
#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    #[default]
    #[serde(rename = "EdDSA")]
    Ed25519,
    #[serde(rename = "ES256")]
    P256,
}

impl Kind {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
    fn is_ed25519(&self) -> bool {
        *self == Self::Ed25519
    }
}

impl From<Kind> for Algorithm {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Ed25519 => Self::Ed25519,
            Kind::P256 => Self::P256,
        }
    }
}

impl From<Algorithm> for Kind {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Ed25519 => Self::Ed25519,
            Algorithm::P256 => Self::P256,
        }
    }
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
        let text = match key_file::read(&self.path) {
            // An empty file was left by a program that was killed before it wrote to it.
            Ok(Some(text)) if !text.is_empty() => text,
            Ok(_) => return Ok(None),
            Err(NotRead::Open { .. }) => return Err(KeyError::Exposed),
            Err(NotRead::Io(_)) => return Err(KeyError::Unreachable),
        };
        let content: Content = serde_json::from_slice(&text).map_err(|_| KeyError::Unreadable)?;
        let signing =
            SoftwareKey::from_bytes(content.algorithm.into(), &decode(&content.signing)?)?;
        Ok(Some(Secrets::in_memory(
            decode(&content.database)?,
            decode(&content.own_counts)?,
            signing,
        )))
    }

    fn create(&self) -> Result<Secrets, KeyError> {
        let (database, own_counts) = (draw(&mut OsRng), draw(&mut OsRng));
        let signing = SoftwareKey::generate(&mut OsRng);
        let content = Content {
            what: WHAT.to_owned(),
            database: URL_SAFE_NO_PAD.encode(*database),
            own_counts: URL_SAFE_NO_PAD.encode(*own_counts),
            signing: URL_SAFE_NO_PAD.encode(*signing.expose()),
            algorithm: signing.algorithm().into(),
        };
        let text = Zeroizing::new(
            serde_json::to_vec_pretty(&content).expect("four texts can always be written as JSON"),
        );
        key_file::make(&self.path, &text).map_err(|error| {
            if error.kind() == ErrorKind::AlreadyExists {
                KeyError::Exists
            } else if error.kind() == ErrorKind::StorageFull {
                KeyError::NoRoom
            } else {
                KeyError::Unreachable
            }
        })?;
        Ok(Secrets::in_memory(database, own_counts, signing))
    }

    fn set_aside(&self, now: UtcMillis) -> Result<(), KeyError> {
        let aside = beside(&self.path, &format!(".unreadable-{}", now.0));
        std::fs::rename(&self.path, aside).map_err(|_| KeyError::Unreachable)
    }
}

fn decode(text: &str) -> Result<Zeroizing<[u8; SECRET_BYTES]>, KeyError> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    match URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes) {
        Ok(SECRET_BYTES) => Ok(bytes),
        Ok(_) | Err(_) => Err(KeyError::Unreadable),
    }
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
        assert_eq!(*loaded.own_counts().0, *made.own_counts().0);
        let public = |secrets: &Secrets| secrets.signing().public_key();
        assert!(public(&loaded) == public(&made));
        assert_eq!(keys.create().unwrap_err(), KeyError::Exists);
    }

    #[test]
    fn it_fails_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let keys = FileKeyStore::at(&path);
        key_file::make(&path, b"not secrets").unwrap();
        assert_eq!(keys.load().unwrap_err(), KeyError::Unreadable);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(keys.load().unwrap_err(), KeyError::Exposed);
        }
    }
}
