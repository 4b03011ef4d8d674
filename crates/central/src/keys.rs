//! The keyed forms in which central keeps what points to a subject, a device or a code.

use std::fmt;

use hmac::{Hmac, Mac as _};
use proco_access::DeviceId;
use proco_exchange::Epoch;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::report::ReportId;
use sha2::Sha256;

/// A subject as central keeps it: 16 bytes that match nothing a phone ever saw.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectKey(pub [u8; 16]);

/// The name of a report as central keeps it. The name that the phone gave tells when it was made; this one
/// tells nothing, and is computed again from that whenever the report comes again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReportKey(pub [u8; 16]);

/// A keyed hash of the revision of a record that can no longer be amended. It can be compared with a revision that
/// comes, and tells nothing by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RevisionSeal(pub u32);

/// The officer behind a record: 8 bytes that differ in each epoch. It serves to count distinct officers, and to check
/// that a later revision comes from the same officer; without the key and the list of devices it identifies nobody. It
/// is made from the officer's first device, also for the devices that replaced it.
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
does_not_print!(
    SubjectKey,
    ReportKey,
    RevisionSeal,
    OfficerTag,
    CodeHash,
    CentralKey,
    SubjectKeys
);

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

    /// The kept form of the name of a report.
    #[must_use]
    pub fn report(&self, report: ReportId) -> ReportKey {
        let mac = self.of(&[b"report", report.0.as_bytes()]);
        let mut name = [0; 16];
        name.copy_from_slice(&mac[..16]);
        ReportKey(name)
    }

    /// The seal of a revision that can no longer be amended: 31 bits, and never 0.
    #[must_use]
    pub fn revision(&self, report: ReportKey, revision: u32) -> RevisionSeal {
        let [a, b, c, d, ..] = self.of(&[b"revision", &report.0, &revision.to_be_bytes()]);
        RevisionSeal((u32::from_be_bytes([a, b, c, d]) >> 1).max(1))
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

    /// A check value of the key, kept in the database to notice that the key was exchanged.
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

    #[test]
    fn a_report_is_known_again_under_its_key_alone_and_so_is_its_revision() {
        let key = CentralKey::from_bytes(&[1; 32]);
        let other = CentralKey::from_bytes(&[2; 32]);
        let [one, two] = [1, 2].map(|id| ReportId(Uuid::from_u128(id)));
        let name = key.report(one);
        assert_eq!(name, key.report(one));
        assert_ne!(name, key.report(two));
        assert_ne!(name, other.report(one));
        let seal = key.revision(name, 3);
        assert_eq!(seal, key.revision(name, 3));
        assert_ne!(seal, key.revision(name, 4));
        assert_ne!(seal, key.revision(key.report(two), 3));
        assert_ne!(seal, other.revision(name, 3));
    }
}
