//! The file with the issuer's public keys: read at the start, and again when it changes or on SIGHUP.

use std::path::{Path, PathBuf};
use std::time::Duration;

use proco_access::Jwks;
use proco_host::private::changeable_by_others;
use proco_keyservice::KeyService;
use tokio::signal::unix::Signal;

/// How often the file is looked at.
const LOOK: Duration = Duration::from_secs(10);

/// For how many looks it is not said again that a key is missing: an hour. Anybody can name a key.
const SAID_FOR: u32 = 360;

/// The file, and what it held when it was read last.
pub(super) struct IssuerKeys {
    file: PathBuf,
    last: Result<String, String>,
}

impl IssuerKeys {
    /// Reads it for the first time.
    ///
    /// # Errors
    /// Why it holds no keys, in words.
    pub(super) fn read(file: &Path) -> Result<(Self, Jwks), String> {
        let text = text(file)?;
        let keys = keys(file, &text)?;
        let last = Ok(text);
        let file = file.to_owned();
        Ok((Self { file, last }, keys))
    }

    /// The keys, where it holds others than when it was read last; what is wrong with it is told once.
    fn again(&mut self) -> Option<Result<Jwks, String>> {
        let now = text(&self.file);
        if now == self.last {
            return None;
        }
        self.last = now.clone();
        Some(now.and_then(|text| keys(&self.file, &text)))
    }

    /// Hands the service each set of keys that comes into the file.
    pub(super) async fn follow(mut self, service: KeyService, mut hangup: Signal) {
        let mut looks = tokio::time::interval(LOOK);
        let mut said_for = 0_u32;
        loop {
            tokio::select! {
                _ = looks.tick() => {}
                _ = hangup.recv() => {}
            }
            match self.again() {
                None => said_for = said_for.saturating_sub(1),
                Some(Ok(keys)) => {
                    service.take_issuer_keys(keys);
                    said_for = 0;
                }
                Some(Err(error)) => {
                    tracing::error!(%error, "the issuer's keys stay as they were");
                }
            }
            if said_for == 0
                && let Some(key) = service.missing_issuer_key()
            {
                said_for = SAID_FOR;
                tracing::error!(
                    %key,
                    file = %self.file.display(),
                    "something came that names a key of the issuer which this file does not hold. If central \
                     has renewed its key, lay its issuer.jwks.json here"
                );
            }
        }
    }
}

/// What it says, where its owner alone can have written that: a key in it signs tokens.
fn text(file: &Path) -> Result<String, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    if let Some(how) = changeable_by_others(file).map_err(|error| wrong(&error))? {
        return Err(wrong(&how));
    }
    std::fs::read_to_string(file).map_err(|error| wrong(&error))
}

fn keys(file: &Path, text: &str) -> Result<Jwks, String> {
    Jwks::from_json(text).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use proco_access::Issuer;
    use proco_host::private::write_public;
    use rand::rngs::OsRng;

    use super::*;

    #[test]
    fn what_changes_is_read_once_and_what_is_broken_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("issuer.jwks.json");
        assert!(IssuerKeys::read(&file).is_err());
        let [first, second] = [(); 2].map(|()| Issuer::generate("central", &mut OsRng).jwks());
        write_public(&file, &first.to_json()).unwrap();
        let (mut followed, keys) = IssuerKeys::read(&file).unwrap();
        assert_eq!(keys, first);
        assert!(followed.again().is_none());
        std::fs::write(&file, "half of it").unwrap();
        assert!(followed.again().unwrap().is_err());
        assert!(followed.again().is_none());
        std::fs::remove_file(&file).unwrap();
        assert!(followed.again().unwrap().is_err());
        assert!(followed.again().is_none());
        write_public(&file, &second.to_json()).unwrap();
        assert_eq!(followed.again(), Some(Ok(second)));
        assert!(followed.again().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_somebody_else_can_have_put_there_is_not_taken() {
        use std::fs::{self, Permissions};
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("issuer.jwks.json");
        let [first, second] = [(); 2].map(|()| Issuer::generate("central", &mut OsRng).jwks());
        write_public(&file, &first.to_json()).unwrap();
        let (mut followed, _) = IssuerKeys::read(&file).unwrap();
        for mode in [0o666, 0o664] {
            fs::write(&file, second.to_json()).unwrap();
            fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            let refused = IssuerKeys::read(&file).err().unwrap();
            assert!(refused.contains("chmod go-w"), "{refused}");
        }
        assert!(followed.again().unwrap().is_err());
        assert!(followed.again().is_none(), "told once");
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        assert_eq!(followed.again(), Some(Ok(second)));
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let refused = IssuerKeys::read(&file).err().unwrap();
        assert!(refused.contains("chmod o-w on its folder"), "{refused}");
    }
}
