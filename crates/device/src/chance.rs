//! The random numbers that are handed in: for identifiers of records, and for the jitter of the back-off. Whatever has to be
//! secret (keys, the blinding of a mark) always asks the operating system.

use rand::RngCore as _;
use rand::rngs::OsRng;

/// A source of random bytes.
pub trait Chance: Send + Sync {
    /// Fills the bytes with random ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// The random number generator of the operating system, which every phone uses.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        OsRng.fill_bytes(bytes);
    }
}

/// A uniform random number from 0.0 up to 1.0.
pub(crate) fn share(chance: &dyn Chance) -> f64 {
    let mut bytes = [0; 4];
    chance.fill(&mut bytes);
    f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct All(u8);

    impl Chance for All {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_share_is_never_below_nought_and_never_one() {
        assert!(share(&All(0)) < f64::EPSILON);
        let most = share(&All(0xff));
        assert!(most > 0.999 && most < 1.0);
    }
}
