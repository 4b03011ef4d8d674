//! The figures of the whole force, beside the officer's own: fetched once a day, and kept while the app runs.

use proco_domain::time::UtcMillis;
use proco_exchange::force::ForceSummary;

use super::Device;
use crate::error::DeviceError;
use crate::sync::{CallFault, SyncError};
use crate::view::ForceView;

/// For how long the figures are not asked for again, in milliseconds: a quarter closes four times a year.
const ASKED_AGAIN_AFTER: i64 = 24 * 60 * 60 * 1000;

/// The figures that were fetched last, and when.
#[derive(Clone)]
pub(super) struct Fetched {
    at: UtcMillis,
    summary: ForceSummary,
}

impl Fetched {
    fn is_new(&self, now: UtcMillis) -> bool {
        (0..ASKED_AGAIN_AFTER).contains(&now.0.saturating_sub(self.at.0))
    }

    fn shown(self) -> ForceView {
        ForceView::Known {
            summary: self.summary,
            fetched_at: self.at,
        }
    }
}

impl Device {
    /// The figures of the whole force as central told them last. Where central cannot be reached they are those that
    /// were fetched before, since the app was started.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub async fn force_figures(&self) -> Result<ForceView, DeviceError> {
        let now = self.now();
        let kept = self.force().clone();
        if let Some(kept) = kept.clone().filter(|kept| kept.is_new(now)) {
            return Ok(kept.shown());
        }
        let fetched = self.courier().force_summary().await;
        match (fetched, kept) {
            (Ok(summary), _) => {
                let fetched = Fetched { at: now, summary };
                *self.force() = Some(fetched.clone());
                Ok(fetched.shown())
            }
            (Err(SyncError::Store(fault)), _) => Err(fault.into()),
            (Err(SyncError::Call(_)), Some(kept)) => Ok(kept.shown()),
            (Err(SyncError::Call(CallFault::NotThere)), None) => Ok(ForceView::NoneYet),
            (Err(SyncError::Call(_)), None) => Ok(ForceView::NotFetched),
        }
    }
}
