//! A vehicle without a plate.

use std::fmt;

use uuid::Uuid;

/// A vehicle without a plate. It cannot be told from any other, so each look-up has a subject of its own: a
/// random number that is never looked up again.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NoPlate {
    drawn: Uuid,
}

impl NoPlate {
    /// A subject with the random number that was drawn for it (128 bits).
    #[must_use]
    pub fn drawn(chance: [u8; 16]) -> Self {
        let drawn = Uuid::from_bytes(chance);
        Self { drawn }
    }

    /// The number that was drawn, for the encrypted store.
    #[must_use]
    pub fn chance(&self) -> [u8; 16] {
        self.drawn.into_bytes()
    }

    /// The number, for the mark.
    pub(crate) fn expose(&self) -> uuid::fmt::Simple {
        self.drawn.simple()
    }
}

impl fmt::Debug for NoPlate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoPlate(…)")
    }
}
