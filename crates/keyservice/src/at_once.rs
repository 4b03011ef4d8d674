//! Concurrency limits: requests of one device under way at once, and threads of blocking work.

use proco_access::limit::{Lanes, Turns};

/// How many threads work for phones at once. They share one connection to the store, so more of them would only wait
/// for it; while some wait, others compute.
const PHONES: usize = 8;

/// How many threads work at once for callers without a token.
const STRANGERS: usize = 2;

/// Threads for what is not a request: the hourly look at the epochs and the daily check.
const HOUSEKEEPING: usize = 2;

/// How many threads the key service has for blocking work.
#[must_use]
pub const fn blocking_threads() -> usize {
    PHONES + STRANGERS + HOUSEKEEPING
}

/// The limits of requests under way at once.
#[derive(Debug)]
pub(crate) struct AtOnce {
    /// Evaluations of one device: the marks of the look-up on the screen and those of a pass, and what
    /// the phone gave up waiting for.
    pub(crate) evaluations: Lanes,
    /// Questions of one device which epochs are live, bounded in the same way.
    pub(crate) epochs: Lanes,
    /// The threads that work for phones.
    pub(crate) phones: Turns,
    /// The threads for callers without a token. A bound of its own, so that strangers keep no phone waiting.
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
