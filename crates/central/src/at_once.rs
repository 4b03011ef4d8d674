//! How much is under way at once: of one device, and of reading batches.

use proco_access::limit::{Lanes, Turns};

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
    /// Reading batches: that computes, and waits for nothing.
    pub(crate) readers: Turns,
}

impl Default for AtOnce {
    fn default() -> Self {
        Self {
            uploads: Lanes::new(1, 1),
            questions: Lanes::new(3, 0),
            summaries: Lanes::new(3, 0),
            readers: Turns::of_the_processors(),
        }
    }
}
