//! What the phone does when central tells that it was put back from a copy.

use super::error::SyncError;
use super::{Courier, Trigger};
use crate::store::{Session, outbox, sync_state};

impl Courier {
    /// Queues again what central may have lost, where the number of its last restore is another one than it told
    /// before.
    pub(super) fn note_restore(&self, session: &Session, restored: u32) -> Result<(), SyncError> {
        // Another number and not only a higher one: the clock of central's machine may have been
        // off at one of its restores, or its whole folder put back.
        if restored == sync_state::central_restored(session)? {
            return Ok(());
        }
        tracing::warn!("central was put back from a copy: what it may lack is sent again");
        outbox::queue_again(session)?;
        sync_state::set_central_restored(session, restored)?;
        // For what lies behind a pass that is under way.
        self.trigger(Trigger::Recorded);
        Ok(())
    }
}
