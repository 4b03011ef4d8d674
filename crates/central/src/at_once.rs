//! How much is under way at once: of one device, and of reading batches.

use proco_access::limit::{Lanes, Turns};

use crate::store::sqlite::READERS;

/// Threads for what is neither a question nor the reading of a batch: the writer of the store, its upkeep, the
/// figures of a week, and the look whether anything can be written.
const OTHERS: usize = 4;

/// How many threads central has for blocking work.
#[must_use]
pub fn blocking_threads() -> usize {
    READERS + processors() + OTHERS
}

/// The limits of requests under way at once, one for each kind of request.
#[derive(Debug)]
pub(crate) struct AtOnce {
    /// One upload of a device at a time. Another may wait for its turn: a look-up sends the rows of
    /// its subject beside a pass that is under way.
    pub(crate) uploads: Lanes,
    /// A few questions of a device at a time: one for the look-up on the screen, one for a stop that
    /// waits for its reflection, and one that the phone gave up waiting for.
    pub(crate) questions: Lanes,
    /// A few looks at summaries of a device at a time: the first one of a week may have to wait for its
    /// figures to be decided.
    pub(crate) summaries: Lanes,
    /// One request about lessons of a device at a time, and one that waits.
    pub(crate) lessons: Lanes,
    /// One request about second views of a device at a time, and one that waits.
    pub(crate) second_views: Lanes,
    /// Reading batches: that computes, and waits for nothing.
    pub(crate) readers: Turns,
}

impl Default for AtOnce {
    fn default() -> Self {
        Self {
            uploads: Lanes::new(1, 1),
            questions: Lanes::new(3, 0),
            summaries: Lanes::new(3, 0),
            lessons: Lanes::new(1, 1),
            second_views: Lanes::new(1, 1),
            readers: Turns::new(processors()),
        }
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}
