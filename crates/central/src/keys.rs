//! The keyed forms in which central keeps what points to a subject, a device or a code.

use std::fmt;

use hmac::{Hmac, Mac as _};
use proco_access::DeviceId;
use proco_exchange::Epoch;
use proco_exchange::pseudonym::Pseudonym;
use sha2::Sha256;

/// A subject as central keeps it: 16 bytes that match nothing a phone ever saw.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectKey(pub [u8; 16]);

/// The officer behind a record: 8 bytes, others in each epoch. For counting distinct officers and
/// for knowing a report's own again; it leads to nobody without the key and the list of devices. It
/// is made from the officer's first device, also by those that came in its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OfficerTag(pub [u8; 8]);

/// A one-time code as central keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeHash(pub [u8; 32]);

macro_rules! does_not_print {
    ($($name:ident),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })+
    };
}
does_not_print!(SubjectKey, OfficerTag, CodeHash, CentralKey, SubjectKeys);

/// The key of central. It stands in a file apart from the database, so that a stolen database
/// alone can be matched with nothing.
#[derive(Clone)]
pub struct CentralKey(Hmac<Sha256>);

impl CentralKey {
    /// The key with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(bytes).expect("HMAC takes a key of any length"))
    }

    fn of(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The kept form of a pseudonym.
    #[must_use]
    pub fn subject(&self, epoch: Epoch, pseudonym: &Pseudonym) -> SubjectKey {
        self.subjects(epoch).of(pseudonym)
    }

    /// The key made ready for the pseudonyms of one epoch.
    #[must_use]
    pub fn subjects(&self, epoch: Epoch) -> SubjectKeys {
        let mut mac = self.0.clone();
        mac.update(epoch.to_string().as_bytes());
        SubjectKeys(mac)
    }

    /// The tag in an epoch of an officer whose phones count as this device.
    #[must_use]
    pub fn officer(&self, epoch: Epoch, counts_as: DeviceId) -> OfficerTag {
        let epoch = epoch.to_string();
        let mac = self.of(&[b"officer", epoch.as_bytes(), counts_as.0.as_bytes()]);
        let mut tag = [0; 8];
        tag.copy_from_slice(&mac[..8]);
        OfficerTag(tag)
    }

    /// By what a database knows the key again.
    #[must_use]
    pub fn check(&self) -> [u8; 32] {
        self.of(&[b"key of this database"])
    }

    /// The kept form of a one-time code.
    #[must_use]
    pub fn code(&self, code: &str) -> CodeHash {
        CodeHash(self.of(&[b"code", code.as_bytes()]))
    }
}

/// The key of central, made ready for the pseudonyms of one epoch.
#[derive(Clone)]
pub struct SubjectKeys(Hmac<Sha256>);

impl SubjectKeys {
    /// The kept form of a pseudonym.
    #[must_use]
    pub fn of(&self, pseudonym: &Pseudonym) -> SubjectKey {
        let mac = self.0.clone().chain_update(pseudonym.expose());
        let mut key = [0; 16];
        key.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        SubjectKey(key)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_subject_and_an_officer_are_others_in_each_epoch_and_under_each_key() {
        let key = CentralKey::from_bytes(&[1; 32]);
        let other = CentralKey::from_bytes(&[2; 32]);
        let autumn = Epoch::new(2026, 4).unwrap();
        let pseudonym = Pseudonym::from_bytes([7; 16]);
        let device = DeviceId(Uuid::from_u128(9));
        let subject = key.subject(autumn, &pseudonym);
        assert_eq!(subject, key.subject(autumn, &pseudonym));
        assert_ne!(subject, key.subject(autumn.next(), &pseudonym));
        assert_ne!(subject, other.subject(autumn, &pseudonym));
        let tag = key.officer(autumn, device);
        assert_ne!(tag, key.officer(autumn.next(), device));
        assert_ne!(tag, other.officer(autumn, device));
        assert_eq!(
            format!("{subject:?}{tag:?}{key:?}"),
            "SubjectKey(…)OfficerTag(…)CentralKey(…)"
        );
    }
}
