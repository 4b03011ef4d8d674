//! What the phone does when central tells that it was put back from a copy.

use std::sync::PoisonError;

use super::error::SyncError;
use super::{Courier, Trigger};
use crate::store::{Session, lessons, no_room, outbox, second_views, sync_state};

impl Courier {
    /// Queues again what central may have lost, where an answer of any kind told of a restore that this phone does not
    /// know.
    pub(super) async fn hear_of_restore(&self) -> Result<(), SyncError> {
        let told = self.network().central.restored();
        let heard = || {
            let heard = self.network().restore_heard.lock();
            heard.unwrap_or_else(PoisonError::into_inner)
        };
        let Some(restored) = told.filter(|_| told != *heard()) else {
            return Ok(());
        };
        let noted = self
            .blocking(move |courier| {
                if restored == courier.read(|c| Ok(sync_state::central_restored(c)?))? {
                    return Ok(());
                }
                courier.write(|t| courier.note_restore(t, restored))?;
                courier.refresh_status()
            })
            .await;
        if no_room(&noted) {
            // The next answer tells it again.
            return Ok(());
        }
        noted?;
        *heard() = told;
        Ok(())
    }

    /// The same within a transaction, where the number of its last restore is another one than it told
    /// before.
    pub(super) fn note_restore(&self, session: &Session, restored: u32) -> Result<(), SyncError> {
        // Another number and not only a higher one: the clock of central's machine may have been
        // off at one of its restores, or its whole folder put back.
        if restored == sync_state::central_restored(session)? {
            return Ok(());
        }
        tracing::warn!("central was put back from a copy: what it may lack is sent again");
        outbox::queue_again(session)?;
        lessons::central_was_put_back(session)?;
        second_views::central_was_put_back(session)?;
        sync_state::set_central_restored(session, restored)?;
        // For what lies behind a pass that is under way.
        self.trigger(Trigger::Recorded);
        Ok(())
    }
}
