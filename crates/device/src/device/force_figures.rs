//! The figures of the whole force, beside the officer's own: fetched once a day, and kept for the days without a network.

use proco_domain::time::UtcMillis;

use super::Device;
use crate::error::DeviceError;
use crate::store::force_figures::{self, Fetched};
use crate::store::no_room;
use crate::sync::{CallFault, SyncError};
use crate::view::ForceView;

/// For how long the figures are not asked for again, in milliseconds: a quarter closes four times a year.
const ASKED_AGAIN_AFTER: i64 = 24 * 60 * 60 * 1000;

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
    /// were fetched before.
    ///
    /// # Errors
    /// [`DeviceError::Store`].
    pub async fn force_figures(&self) -> Result<ForceView, DeviceError> {
        let kept = self.blocking(|device| device.read(|c| Ok(force_figures::kept(c)?)));
        let kept = kept.await?;
        let now = self.now();
        if let Some(kept) = kept.clone().filter(|kept| kept.is_new(now)) {
            return Ok(kept.shown());
        }
        let fetched = self.courier().force_summary().await;
        match (fetched, kept) {
            (Ok(summary), _) => {
                let fetched = Fetched { at: now, summary };
                let shown = fetched.clone().shown();
                self.blocking(move |device| device.keep_force_figures(&fetched))
                    .await?;
                Ok(shown)
            }
            (Err(SyncError::Store(fault)), _) => Err(fault.into()),
            (Err(SyncError::Call(_)), Some(kept)) => Ok(kept.shown()),
            (Err(SyncError::Call(CallFault::NotThere)), None) => Ok(ForceView::NoneYet),
            (Err(SyncError::Call(_)), None) => Ok(ForceView::NotFetched),
        }
    }

    /// Without room on the disk the figures are shown, and asked for again the next time.
    fn keep_force_figures(&self, fetched: &Fetched) -> Result<(), DeviceError> {
        let kept = self.write(|t| Ok(force_figures::keep(t, fetched)?));
        if no_room(&kept) { Ok(()) } else { kept }
    }
}
