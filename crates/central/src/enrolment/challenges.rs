//! Stateless challenges: each carries its expiry and a MAC, so the server remembers none.
//!
//! Anybody may ask for a challenge in the name of any device. If they were remembered, a stranger could replace that
//! of a device, or fill the memory with a million for devices that do not exist.
//!
//! A challenge is not used up by its answer. Whoever gets hold of an answer on its way stands where
//! the token itself comes by, and gains no more than a token of the same device, for two minutes; a
//! revoked device gets none.

use hmac::{Hmac, Mac as _};
use proco_credential::{Challenge, DeviceId};
use proco_exchange::UtcMillis;
use rand::{CryptoRng, RngCore};
use sha2::Sha256;

/// Makes challenges and knows them again. The key is made at the start and kept in memory: a phone
/// whose challenge was lost in a restart asks for another.
pub struct Challenges {
    key: Hmac<Sha256>,
    life: i64,
}

/// The bytes of the expiry, in milliseconds; the MAC follows them.
const END: usize = 8;

impl Challenges {
    /// Challenges that are good for so many seconds.
    #[must_use]
    pub fn new(seconds: u32, rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut key = zeroize::Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        Self {
            key: Hmac::new_from_slice(key.as_slice()).expect("HMAC takes a key of any length"),
            life: i64::from(seconds) * 1000,
        }
    }

    /// A challenge for this device.
    #[must_use]
    pub fn give(&self, device: DeviceId, now: UtcMillis) -> Challenge {
        let end = now.plus_millis(self.life).0.to_be_bytes();
        let seal = self.seal(device, end).finalize().into_bytes();
        let mut bytes = [0; 32];
        bytes[..END].copy_from_slice(&end);
        bytes[END..].copy_from_slice(&seal[..32 - END]);
        Challenge::from_bytes(bytes)
    }

    /// Whether this challenge was given to this device and has not expired.
    #[must_use]
    pub fn knows(&self, challenge: &Challenge, device: DeviceId, now: UtcMillis) -> bool {
        let bytes = challenge.as_bytes();
        let mut end = [0; END];
        end.copy_from_slice(&bytes[..END]);
        let left = i64::from_be_bytes(end).saturating_sub(now.0);
        // A challenge given while the clock ran ahead would otherwise be valid for long.
        (1..=self.life).contains(&left)
            && self
                .seal(device, end)
                .verify_truncated_left(&bytes[END..])
                .is_ok()
    }

    fn seal(&self, device: DeviceId, end: [u8; END]) -> Hmac<Sha256> {
        let mut mac = self.key.clone();
        mac.update(device.0.as_bytes());
        mac.update(&end);
        mac
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::OsRng;
    use uuid::Uuid;

    use super::*;

    const NOW: UtcMillis = UtcMillis(1_795_341_600_000);

    fn phone(number: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(number))
    }

    #[test]
    fn a_challenge_is_good_for_its_device_and_for_its_time() {
        let challenges = Challenges::new(2, &mut OsRng);
        let given = challenges.give(phone(1), NOW);
        let good = |device, millis| challenges.knows(&given, device, NOW.plus_millis(millis));
        assert!(good(phone(1), 0) && good(phone(1), 1999));
        assert!(!good(phone(1), 2000), "too late");
        assert!(!good(phone(1), -1), "the clock went back");
        assert!(!good(phone(2), 0), "another device");
        let other = Challenges::new(2, &mut OsRng);
        assert!(!other.knows(&given, phone(1), NOW), "another start");
    }

    #[test]
    fn nobody_can_change_a_challenge() {
        let challenges = Challenges::new(2, &mut OsRng);
        let given = challenges.give(phone(1), NOW);
        for place in 0..32 {
            let mut bytes = *given.as_bytes();
            bytes[place] ^= 1;
            let changed = Challenge::from_bytes(bytes);
            assert!(!challenges.knows(&changed, phone(1), NOW), "{place}");
        }
    }
}
