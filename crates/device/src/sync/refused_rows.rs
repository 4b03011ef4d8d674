//! The refused rows of the outbox at the start of a pass: which are tried again, and which are refused here.

use proco_exchange::report::MAX_BATCH_ITEMS;

use super::Courier;
use super::error::SyncError;
use crate::store::{Session, outbox, requeue};

impl Courier {
    /// Puts back the refused rows that may be accepted after all, and then refuses the rows of the outbox that
    /// cannot be read: each page in a transaction of its own, so that a save waits for one page at most.
    pub(crate) fn put_back(&self, version: &str) -> Result<(), SyncError> {
        let now = self.now();
        self.write(|t| Ok(requeue::put_back(t, now, version)?))?;
        let mut after = Some(0);
        while let Some(row) = after {
            let page = |t: &Session| Ok(outbox::refuse_unreadable(t, row, MAX_BATCH_ITEMS, now)?);
            after = self.write(page)?;
        }
        Ok(())
    }
}
