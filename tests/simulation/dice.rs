//! Chance that follows from a seed.

use std::sync::{Mutex, PoisonError};

use proco_device::chance::Chance;
use rand::{Rng as _, RngCore as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Dice that fall the same way for the same seed.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of a seed; `what` keeps the throws of one purpose from moving those of another.
    pub fn of(seed: u64, what: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(what);
        Self(rng)
    }

    /// A number below this one.
    pub fn below(&mut self, most: u32) -> u32 {
        self.0.gen_range(0..most.max(1))
    }

    /// A number from one to another, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.gen_range(least..=most)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, times: u32) -> bool {
        self.below(100) < times
    }
}

/// The chance of a phone: from the seed, and so the same each time.
pub struct SeededChance(Mutex<ChaCha8Rng>);

impl SeededChance {
    /// The chance of one phone of one history.
    pub fn of(seed: u64, phone: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(1000 + phone);
        Self(Mutex::new(rng))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}
