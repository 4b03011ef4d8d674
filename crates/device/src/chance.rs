//! Chance as a thing that is handed in: names of records and of reports, and how phones spread out.
//! What keeps a secret (keys, the blinding of a mark) always asks the operating system.

use rand::RngCore as _;
use rand::rngs::OsRng;

/// Where a phone takes chance from.
pub trait Chance: Send + Sync {
    /// Fills the bytes with random ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// The chance of the operating system: the one that a phone uses.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        OsRng.fill_bytes(bytes);
    }
}

/// A number from 0.0 up to 1.0.
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
