//! The key store of a phone.

use std::sync::atomic::{AtomicBool, Ordering};

use proco_device::UtcMillis;
use proco_device::keys::{KeyError, KeyStore, Secrets};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

/// The key store of a phone: its secrets follow from the seed, once they were made.
pub struct Keys {
    seed: u64,
    made: AtomicBool,
}

impl Keys {
    /// Those of a seed, not made yet.
    pub fn of(seed: u64) -> Self {
        let made = AtomicBool::new(false);
        Self { seed, made }
    }

    /// The secrets.
    pub fn secrets(&self) -> Secrets {
        Secrets::generate(&mut ChaCha20Rng::seed_from_u64(self.seed))
    }
}

impl KeyStore for Keys {
    fn load(&self) -> Result<Option<Secrets>, KeyError> {
        Ok(self.made.load(Ordering::SeqCst).then(|| self.secrets()))
    }

    fn create(&self) -> Result<Secrets, KeyError> {
        self.made.store(true, Ordering::SeqCst);
        Ok(self.secrets())
    }

    fn set_aside(&self, _: UtcMillis) -> Result<(), KeyError> {
        Err(KeyError::Unreachable)
    }
}
