//! Renewing the issuer's key with overlap: the new key is published first, signs later, and the old one is
//! believed until no token of it is good any more.
//!
//! `issuer.renewal`, among the keys, holds the new key and how far the renewal has come. It is written whole
//! or not at all, so a renewal that is killed goes on from one of these lines:
//!
//! | `issuer.renewal` | `issuer.key` | who signs | published |
//! |---|---|---|---|
//! | none | the old key | the old key | the old key |
//! | announced | the old key | the old key | both |
//! | signing | the old key | the new key | both |
//! | signing, the same key | the new key | the new key | the new key |
//! | none | the new key | the new key | the new key |
//!
//! The server takes each step, when it is due by a clock that is believed. A server that tells a key
//! service who is in lets the new key sign only once that key service takes what it signed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Issuer, Jwks};
use proco_exchange::UtcMillis;
use proco_exchange::belief::Verdict;
use proco_host::files::{beside, write_whole};
use proco_host::private::{changeable_by_others, write_public};
use rand::RngCore as _;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::central::Central;
use crate::error::CentralError;
use crate::folder::{Folder, failed, remove_if_there};
use crate::key_file::{self, ISSUER};
use crate::keys::CentralKey;

/// Stands among the keys as long as a renewal goes on.
pub const RENEWAL: &str = "issuer.renewal";

/// How often the server looks whether a command began a renewal, or a step of it is due.
const LOOK: Duration = Duration::from_secs(5);

/// After how many failed looks the reason is logged again: an hour.
const SAID_FOR: u32 = 720;

/// For how much longer than its tokens last the old key is accepted, in milliseconds: the clock of another server may be
/// up to an hour behind.
const CLOCKS_APART: i64 = 3_600_000;

/// How far a renewal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The new key is published, and the old one signs.
    Announced {
        /// From when on the new one signs.
        signs_from: UtcMillis,
    },
    /// The new key signs, and the old one is believed.
    Signing {
        /// From when on the old one is refused.
        old_until: UtcMillis,
    },
}

impl Step {
    fn ends_at(self) -> UtcMillis {
        match self {
            Self::Announced { signs_from } => signs_from,
            Self::Signing { old_until } => old_until,
        }
    }
}

/// A renewal as it stands in its file: 32 bytes of the new key, one for the step, 8 for its moment.
struct Renewal {
    key: Zeroizing<[u8; 32]>,
    step: Step,
}

const LENGTH: usize = 41;

impl Renewal {
    /// The one that goes on in this folder, if any.
    ///
    /// # Errors
    /// [`CentralError::RenewalDamaged`], [`CentralError::KeyOpen`], [`CentralError::File`].
    fn read(folder: &Folder) -> Result<Option<Self>, CentralError> {
        let path = folder.key(RENEWAL);
        let Some(bytes) = key_file::read(&path)? else {
            return Ok(None);
        };
        Self::of_bytes(&bytes)
            .map(Some)
            .ok_or(CentralError::RenewalDamaged(path))
    }

    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; LENGTH] = bytes.try_into().ok()?;
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(&bytes[..32]);
        let at = UtcMillis(i64::from_le_bytes(bytes[33..].try_into().ok()?));
        let step = match bytes[32] {
            0 => Step::Announced { signs_from: at },
            1 => Step::Signing { old_until: at },
            _ => return None,
        };
        Some(Self { key, step })
    }

    fn write(&self, folder: &Folder) -> Result<(), CentralError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        bytes[..32].copy_from_slice(&*self.key);
        bytes[32] = match self.step {
            Step::Announced { .. } => 0,
            Step::Signing { .. } => 1,
        };
        bytes[33..].copy_from_slice(&self.step.ends_at().0.to_le_bytes());
        put(&folder.key(RENEWAL), &*bytes)?;
        folder.sync_keys()
    }

    fn issuer(&self) -> Issuer {
        Issuer::from_seed(EMBEDDED_ISSUER, &self.key)
    }
}

/// Ends a renewal, whatever came of it: another key takes the place of both, or the new one has taken it.
pub(crate) fn forget(folder: &Folder) -> Result<(), CentralError> {
    let path = folder.key(RENEWAL);
    remove_if_there(&beside(&path, ".new"))?;
    remove_if_there(&path)?;
    folder.sync_keys()
}

/// Whether this check value is that of the new key: the database is bound to it just before `issuer.key`
/// becomes it.
pub(crate) fn is_to_be(folder: &Folder, check: [u8; 32]) -> Result<bool, CentralError> {
    let renewal = Renewal::read(folder)?;
    Ok(renewal.is_some_and(|renewal| CentralKey::from_bytes(&renewal.key).check() == check))
}

/// Who signs, and whose signatures are believed.
#[derive(Clone)]
pub(crate) struct Issuers {
    /// The one of `issuer.key`.
    own: Arc<Issuer>,
    renewal: Option<(Arc<Issuer>, Step)>,
}

impl Issuers {
    /// Those of this folder, whose `issuer.key` is this one's.
    ///
    /// # Errors
    /// As [`Renewal::read`].
    pub(crate) fn of(folder: &Folder, own: Arc<Issuer>) -> Result<Self, CentralError> {
        let renewal = Renewal::read(folder)?;
        let renewal = renewal.map(|renewal| (Arc::new(renewal.issuer()), renewal.step));
        // A renewal that was killed after the new key had replaced the old one has ended.
        let renewal = renewal.filter(|(new, _)| new.kid() != own.kid());
        Ok(Self { own, renewal })
    }

    pub(crate) fn signer(&self) -> Arc<Issuer> {
        match &self.renewal {
            Some((new, Step::Signing { .. })) => Arc::clone(new),
            Some((_, Step::Announced { .. })) | None => Arc::clone(&self.own),
        }
    }

    pub(crate) fn keys(&self) -> Jwks {
        let renewed = self.renewal.as_ref().map(|(new, _)| new.jwks());
        renewed.into_iter().fold(self.own.jwks(), Jwks::and)
    }

    fn is_as(&self, other: &Self) -> bool {
        let told = |of: &Self| of.renewal.as_ref().map(|(new, step)| (new.kid(), *step));
        self.own.kid() == other.own.kid() && told(self) == told(other)
    }
}

/// Writes the public keys where the key service gets them. Others may be reading the file: it is written only
/// when it says something else.
pub(crate) fn publish(folder: &Folder, keys: &Jwks) -> Result<(), CentralError> {
    let path = public_file(folder);
    let json = keys.to_json();
    let is_its_owners = matches!(changeable_by_others(&path), Ok(None));
    if is_its_owners && fs::read_to_string(&path).ok().as_ref() == Some(&json) {
        return Ok(());
    }
    write_public(&path, &json).map_err(failed(&path))
}

fn public_file(folder: &Folder) -> PathBuf {
    folder.file("issuer.jwks.json")
}

impl Central {
    fn issuers(&self) -> Issuers {
        let issuers = self.issuers.read();
        issuers.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The issuer whose key signs tokens at this moment.
    pub(crate) fn signer(&self) -> Arc<Issuer> {
        self.issuers().signer()
    }

    /// The public keys of the issuer: two while its key is renewed.
    #[must_use]
    pub fn issuer_keys(&self) -> Jwks {
        self.issuers().keys()
    }

    /// How far a renewal of the issuer's key has come, while one goes on.
    #[must_use]
    pub fn issuer_renewal(&self) -> Option<Step> {
        self.issuers().renewal.map(|(_, step)| step)
    }

    /// Makes a new key for the issuer and publishes it. It signs after these hours; a server on this folder
    /// follows within seconds.
    ///
    /// # Errors
    /// [`CentralError::RenewalGoesOn`]; [`CentralError::File`], and then none was begun.
    pub fn renew_issuer_key(&self, after_hours: u32) -> Result<Step, CentralError> {
        let before = Issuers::of(&self.folder, self.issuers().own)?;
        if before.renewal.is_some() {
            return Err(CentralError::RenewalGoesOn(self.folder.arguments()));
        }
        let mut key = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(key.as_mut_slice());
        let signs_from = self.now().plus_millis(i64::from(after_hours) * 3_600_000);
        let step = Step::Announced { signs_from };
        Renewal { key, step }.write(&self.folder)?;
        self.follow_renewal()?;
        Ok(step)
    }

    /// Reads the files anew: signs, verifies and publishes with the keys that stand there now.
    fn follow_renewal(&self) -> Result<(), CentralError> {
        let before = self.issuers();
        let after = Issuers::of(&self.folder, Arc::clone(&before.own))?;
        if !after.is_as(&before) {
            self.take_issuers(after);
            self.tell_renewal();
        }
        publish(&self.folder, &self.issuer_keys())
    }

    fn take_issuers(&self, issuers: Issuers) {
        self.verifier.take_keys(issuers.keys());
        *self.issuers.write().unwrap_or_else(PoisonError::into_inner) = issuers;
    }

    /// Says how far a renewal has come. Done at the start, and when it goes on.
    pub(crate) fn tell_renewal(&self) {
        let Some((new, step)) = self.issuers().renewal else {
            return;
        };
        let (key, file) = (new.kid(), public_file(&self.folder));
        let file = file.display();
        match step {
            Step::Announced { signs_from } => tracing::warn!(
                key,
                signs_from = signs_from.0,
                "the issuer's key is renewed: lay {file} in the place of the one that the key service reads, \
                 before the new key signs"
            ),
            Step::Signing { old_until } => tracing::warn!(
                key,
                old_until = old_until.0,
                "the issuer's key is renewed: the new key signs, and the old one is believed until its tokens \
                 have ended"
            ),
        }
    }

    /// Follows what a command began, and takes the step of a renewal that is due.
    ///
    /// # Errors
    /// [`CentralError::RenewalWaits`] while the key service does not take what the new key signed;
    /// [`CentralError::File`], [`CentralError::Store`]. It goes on with the next look.
    pub async fn look_after_issuer(&self) -> Result<(), CentralError> {
        self.follow_renewal()?;
        let Some(renewal) = Renewal::read(&self.folder)? else {
            return Ok(());
        };
        let issuers = self.issuers();
        if issuers.renewal.is_none() {
            return forget(&self.folder);
        }
        if self.observe() != Verdict::Believed || self.now() < renewal.step.ends_at() {
            return Ok(());
        }
        match renewal.step {
            Step::Announced { .. } => self.let_sign(renewal).await,
            Step::Signing { .. } => self.end_renewal(renewal).await,
        }
    }

    async fn let_sign(&self, renewal: Renewal) -> Result<(), CentralError> {
        if let Some(address) = &self.config.keyservice {
            let statement = self.empty_statement(&renewal.issuer());
            crate::standings::tell_keyservice(address, statement)
                .await
                .map_err(CentralError::RenewalWaits)?;
        }
        let lifetime = i64::from(self.config.token_seconds) * 1000;
        let old_until = self.now().plus_millis(lifetime + CLOCKS_APART);
        let step = Step::Signing { old_until };
        Renewal { step, ..renewal }.write(&self.folder)?;
        self.follow_renewal()
    }

    async fn end_renewal(&self, renewal: Renewal) -> Result<(), CentralError> {
        if self.must_be_sound().is_err() {
            return Ok(());
        }
        // The step that needs room on the disk comes first. From here on a start accepts either key.
        let check = CentralKey::from_bytes(&renewal.key).check();
        self.store.bind_to_issuer_key(check).await?;
        put(&self.folder.key(ISSUER), &*renewal.key)?;
        self.folder.sync_keys()?;
        self.take_issuers(Issuers {
            own: Arc::new(renewal.issuer()),
            renewal: None,
        });
        forget(&self.folder)?;
        publish(&self.folder, &self.issuer_keys())?;
        tracing::warn!(
            "the issuer's key has been renewed: what the old one signed is refused. Make a copy of issuer.key and \
             keep it offline; lay {} in the place of the one that the key service reads, which believes the old \
             key until then",
            public_file(&self.folder).display()
        );
        Ok(())
    }

    /// Looks after the issuer every few seconds, as long as this process serves.
    pub(crate) async fn keep_issuer(self) {
        let mut looks = tokio::time::interval(LOOK);
        let mut said_for = 0_u32;
        loop {
            looks.tick().await;
            match self.look_after_issuer().await {
                Ok(()) => said_for = 0,
                Err(error) if said_for == 0 => {
                    said_for = SAID_FOR;
                    tracing::error!(%error, "renewing the issuer's key");
                }
                Err(_) => said_for -= 1,
            }
        }
    }
}

fn put(path: &Path, secret: &[u8]) -> Result<(), CentralError> {
    write_whole(path, secret).map_err(failed(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renewal_comes_back_from_its_file_and_nothing_else_does() {
        let at = UtcMillis(1_795_341_600_000);
        for step in [
            Step::Announced { signs_from: at },
            Step::Signing { old_until: at },
        ] {
            let folder = tempfile::tempdir().unwrap();
            let place = proco_access::ServerFolders::new(folder.path().to_owned(), None);
            let folder = Folder::at(&place).unwrap();
            folder.make_room_for_keys().unwrap();
            assert!(Renewal::read(&folder).unwrap().is_none());
            let key = Zeroizing::new([7; 32]);
            Renewal { key, step }.write(&folder).unwrap();
            let read = Renewal::read(&folder).unwrap().unwrap();
            assert_eq!((*read.key, read.step), ([7; 32], step));

            let path = folder.key(RENEWAL);
            let whole = fs::read(&path).unwrap();
            let mut of_no_step = whole.clone();
            of_no_step[32] = 2;
            for damaged in [&whole[..40], &[], &of_no_step] {
                fs::write(&path, damaged).unwrap();
                let refused = Renewal::read(&folder);
                assert!(matches!(refused, Err(CentralError::RenewalDamaged(_))));
            }
        }
    }
}
