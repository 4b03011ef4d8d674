//! Publishing: from the roll-up of closed weeks to figures that may be shown.

use proco_access::Team;
use proco_exchange::period::{Period, Week};
use proco_exchange::summary::TeamSummary;

use crate::store::{Figures, Store, StoreError};

/// Publishes every closed period of a team that has records and is not published yet.
///
/// # Errors
/// [`StoreError`] when the store cannot be read or written.
pub async fn publish_due(_store: &dyn Store, _team: &Team, _open: Week) -> Result<(), StoreError> {
    Ok(())
}

/// A summary with these figures.
#[must_use]
pub fn summary(_team: &Team, _period: Period, _figures: &Figures) -> TeamSummary {
    unimplemented!()
}
