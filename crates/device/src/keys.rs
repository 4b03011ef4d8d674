//! The secrets of this device, and where they are kept.
//!
//! | secret | what it opens |
//! |---|---|
//! | [`DatabaseKey`] | the store |
//! | [`OwnCountsKey`] | under which own look-ups and stops are counted, and reports named |
//! | [`Signer`] | proves to central that this is the enrolled device |
//!
//! All three stand in the key store and none in the store. The own-counts key would be useless
//! there: ten million plates can be tried in seconds, so whoever opens the store would read in its
//! counts what retention removed from its rows. A hardware key store can also keep the signing key
//! where no program reaches it.

mod file;
mod signing;

use std::fmt;

use hmac::{Hmac, Mac};
use proco_credential::Signer;
use proco_domain::subject::{Mark, Subject};
use proco_domain::time::UtcMillis;
use rand::{CryptoRng, RngCore};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use file::FileKeyStore;
pub use signing::{Algorithm, SoftwareKey};

/// The length of every secret, in bytes.
pub const SECRET_BYTES: usize = 32;
/// The domain separation of the check value that stands beside the store: it tells a wrong key from a damaged file.
const CHECK_TEXT: &[u8] = b"proco device store key v1";
/// The same for the own-counts key and for the signing key, whose wrong bits would otherwise go unnoticed.
const CHECK_COUNTS: &[u8] = b"proco device own-counts key v1";
const CHECK_SIGNING: &[u8] = b"proco device signing key v1";
/// The same for a signing key that cannot be read: over its public half.
const CHECK_PUBLIC: &[u8] = b"proco device public key v1";

/// The domain separation of report names, so that no name equals the key of a subject.
const NAME_TEXT: &[u8] = b"proco report name v1";

/// The place of the secrets of this device.
///
/// An implementation fails closed: if it cannot tell whether there are secrets, it returns an error and never
/// makes new ones.
pub trait KeyStore: Send + Sync {
    /// The secrets, or `None` when none were ever made.
    ///
    /// # Errors
    /// [`KeyError`] when they are there and cannot be had, or when that cannot be told.
    fn load(&self) -> Result<Option<Secrets>, KeyError>;

    /// Makes and keeps new secrets. They are durable when this returns.
    ///
    /// # Errors
    /// [`KeyError`] when there are some already, or when they cannot be kept.
    fn create(&self) -> Result<Secrets, KeyError>;

    /// Moves what is there and is no set of secrets aside, so that new ones can be made. Nothing is deleted.
    ///
    /// # Errors
    /// [`KeyError`] when it cannot be moved.
    fn set_aside(&self, now: UtcMillis) -> Result<(), KeyError>;
}

/// Why the secrets cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key store does not answer.
    #[error("the key store cannot be reached")]
    Unreachable,
    /// There is no room to keep new secrets.
    #[error("there is no room on the disk for the secrets of this device")]
    NoRoom,
    /// What is there is not a set of secrets.
    #[error("the key store holds something else than the secrets of this device")]
    Unreadable,
    /// Other users may read it.
    #[error("the key store can be read by others")]
    Exposed,
    /// There are secrets already.
    #[error("the key store holds secrets already")]
    Exists,
    /// There is a store, but there are no secrets.
    #[error("the key store is empty, and there is a store")]
    Missing,
    /// The store was made with a different key.
    #[error("the store was made with another key")]
    Other,
    /// The store was used with a different own-counts key: this one has wrong bits.
    #[error("the key for own counts is not the one that this store was used with")]
    OtherCounts,
    /// The store was used with a different signing key: this one has wrong bits.
    #[error("the signing key is not the one that this store was used with")]
    OtherSigning,
}

impl KeyError {
    /// Whether no unlocking and no later try helps: only a copy of the right secrets would.
    pub(crate) fn is_for_good(self) -> bool {
        match self {
            Self::Unreadable
            | Self::Missing
            | Self::Other
            | Self::OtherCounts
            | Self::OtherSigning => true,
            Self::Unreachable | Self::NoRoom | Self::Exposed | Self::Exists => false,
        }
    }
}

/// The secrets of one device. They have no `Debug`, and are wiped when dropped.
pub struct Secrets {
    database: DatabaseKey,
    own_counts: OwnCountsKey,
    signing: Box<dyn Signer>,
    check_of_signing: [u8; 16],
}

impl Secrets {
    /// Takes two secrets as bytes, and a signing key that may be unreadable.
    #[must_use]
    pub fn new(
        database: Zeroizing<[u8; SECRET_BYTES]>,
        own_counts: Zeroizing<[u8; SECRET_BYTES]>,
        signing: Box<dyn Signer>,
    ) -> Self {
        let public = signing.public_key().to_bytes();
        let check_of_signing = keyed(&own_counts, &[CHECK_PUBLIC, &public].concat());
        Self {
            database: DatabaseKey(database),
            own_counts: OwnCountsKey(own_counts),
            signing,
            check_of_signing,
        }
    }

    /// Takes three secrets in the memory of this program.
    #[must_use]
    pub fn in_memory(
        database: Zeroizing<[u8; SECRET_BYTES]>,
        own_counts: Zeroizing<[u8; SECRET_BYTES]>,
        signing: SoftwareKey,
    ) -> Self {
        // The stores of earlier programs, which knew no other algorithm, have this value beside them.
        let of_secret = (signing.algorithm() == Algorithm::Ed25519)
            .then(|| keyed(&signing.expose(), CHECK_SIGNING));
        let secrets = Self::new(database, own_counts, Box::new(signing));
        Self {
            check_of_signing: of_secret.unwrap_or(secrets.check_of_signing),
            ..secrets
        }
    }

    /// Makes new secrets in the memory of this program.
    #[must_use]
    pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let (database, own_counts) = (draw(rng), draw(rng));
        Self::in_memory(database, own_counts, SoftwareKey::generate(rng))
    }

    /// The key of the encrypted store.
    #[must_use]
    pub fn database(&self) -> &DatabaseKey {
        &self.database
    }

    /// The key of the own counts.
    #[must_use]
    pub fn own_counts(&self) -> &OwnCountsKey {
        &self.own_counts
    }

    /// The check values of the own-counts key and of the signing key, kept beside the store.
    pub(crate) fn other_check_values(&self) -> [[u8; 16]; 2] {
        [
            keyed(&self.own_counts.0, CHECK_COUNTS),
            self.check_of_signing,
        ]
    }

    /// The signer of this device.
    #[must_use]
    pub fn signing(&self) -> &dyn Signer {
        self.signing.as_ref()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// The key of the store. It has no `Debug`, and is wiped when dropped.
pub struct DatabaseKey(Zeroizing<[u8; SECRET_BYTES]>);

impl DatabaseKey {
    /// The bytes of the key. The one place of exposure is the pragma that opens the store.
    #[must_use]
    pub fn expose(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// The check value beside the store: an HMAC, which is the same for the same key and reveals nothing about
    /// it.
    #[must_use]
    pub fn check_value(&self) -> [u8; 16] {
        keyed(&self.0, CHECK_TEXT)
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

/// The key under which own look-ups and stops are counted.
pub struct OwnCountsKey(Zeroizing<[u8; SECRET_BYTES]>);

impl OwnCountsKey {
    /// The key of a subject on this phone, which stays after its readable mark is removed.
    #[must_use]
    pub fn of(&self, mark: &Mark) -> OwnKey {
        // Exposed to the HMAC and nothing else.
        OwnKey(keyed(&self.0, mark.expose()))
    }

    /// The keys of a subject under each mark under which it may have been recorded, its own mark first.
    #[must_use]
    pub fn all_of(&self, subject: &Subject) -> Vec<OwnKey> {
        subject.marks().iter().map(|mark| self.of(mark)).collect()
    }

    /// The name of a record outside this phone: an HMAC, so it is always the same, and without this key nothing can be
    /// learned from it.
    pub(crate) fn name_of(&self, record: Uuid) -> [u8; 10] {
        let keyed = keyed(&self.0, &[NAME_TEXT, record.as_bytes()].concat());
        let mut name = [0; 10];
        name.copy_from_slice(&keyed[..10]);
        name
    }
}

impl fmt::Debug for OwnCountsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnCountsKey(…)")
    }
}

/// The key of a subject on this phone: an HMAC of its mark.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnKey(pub(crate) [u8; 16]);

impl fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnKey(…)")
    }
}

/// The bytes of a new secret.
fn draw(rng: &mut (impl RngCore + CryptoRng)) -> Zeroizing<[u8; SECRET_BYTES]> {
    let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
    rng.fill_bytes(&mut *bytes);
    bytes
}

/// The first 16 bytes of HMAC-SHA256.
fn keyed(key: &[u8; SECRET_BYTES], text: &[u8]) -> [u8; 16] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    let mut out = [0; 16];
    out.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    out
}

#[cfg(test)]
mod tests {
    use proco_domain::plate::{Country, Plate};
    use rand::rngs::OsRng;

    use super::*;

    fn mark(plate: &str) -> Mark {
        Subject::Plate(Plate::read(plate, Country::NL).unwrap()).mark()
    }

    #[test]
    fn one_plate_counts_as_one_on_a_phone_and_is_another_on_the_next() {
        let (noor, bram) = (Secrets::generate(&mut OsRng), Secrets::generate(&mut OsRng));
        let of = |secrets: &Secrets, plate| secrets.own_counts().of(&mark(plate));
        assert_eq!(of(&noor, "BB-00-DD"), of(&noor, "bb00dd"));
        assert_ne!(of(&noor, "BB-00-DD"), of(&noor, "BB-00-DF"));
        assert_ne!(of(&noor, "BB-00-DD"), of(&bram, "BB-00-DD"));
    }

    #[test]
    fn the_check_value_of_an_earlier_signing_key_is_the_one_beside_the_store() {
        let seven = || Zeroizing::new([7; SECRET_BYTES]);
        let signing = SoftwareKey::from_bytes(Algorithm::Ed25519, &seven()).unwrap();
        let [_, check] = Secrets::in_memory(seven(), seven(), signing).other_check_values();
        // The first 16 bytes of HMAC-SHA256 under 32 sevens, as the first version kept it.
        let kept = [
            82, 153, 234, 133, 255, 98, 182, 152, 78, 214, 109, 175, 179, 59, 246, 230,
        ];
        assert_eq!(check, kept);
    }

    #[test]
    fn no_secret_prints() {
        let secrets = Secrets::generate(&mut OsRng);
        assert_eq!(format!("{secrets:?}"), "Secrets(…)");
        assert_eq!(format!("{:?}", secrets.database()), "DatabaseKey(…)");
        assert_eq!(format!("{:?}", secrets.own_counts()), "OwnCountsKey(…)");
    }
}
