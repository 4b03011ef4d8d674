//! How much is under way at once: of one device, and of blocking work.

use proco_access::limit::{Lanes, Turns};

/// So many threads work for phones at once. One connection to the store serves all of them in turn, so more
/// would only wait for it; while some wait, others compute.
const PHONES: usize = 8;

/// So many threads work at once for those who show no token.
const STRANGERS: usize = 2;

/// What bounds it.
#[derive(Debug)]
pub(crate) struct AtOnce {
    /// Evaluations of one device: the marks of the look-up on the screen and those of a pass, and what
    /// the phone gave up waiting for.
    pub(crate) evaluations: Lanes,
    /// Its questions which epochs are live: as above.
    pub(crate) epochs: Lanes,
    /// What phones ask.
    pub(crate) phones: Turns,
    /// What anybody may ask. Apart from it, so that no number of strangers keeps a phone waiting.
    pub(crate) strangers: Turns,
}

impl Default for AtOnce {
    fn default() -> Self {
        Self {
            evaluations: Lanes::new(2, 2),
            epochs: Lanes::new(2, 2),
            phones: Turns::new(PHONES),
            strangers: Turns::new(STRANGERS),
        }
    }
}
