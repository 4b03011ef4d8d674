//! The summaries of a shift lead: asked for, shown, and never kept on the phone.

use proco_exchange::period::Period;
use proco_exchange::summary::{TeamPeriods, TeamSummary};

use super::fault::CallFault;
use crate::device::Device;
use crate::error::DeviceError;
use crate::store::enrolment;

impl Device {
    /// The closed periods of the own team.
    ///
    /// # Errors
    /// [`DeviceError::Call`] when central cannot be reached or refuses; [`DeviceError::Store`].
    pub async fn summary_periods(&self) -> Result<TeamPeriods, DeviceError> {
        let team = self.team().await?;
        self.with_token(async |token| self.network().central.periods(&token, &team).await)
            .await
    }

    /// The summary of the own team over a closed period.
    ///
    /// # Errors
    /// [`DeviceError::Period`] when there is no such closed period; else as
    /// [`Self::summary_periods`].
    pub async fn summary(&self, period: &str) -> Result<TeamSummary, DeviceError> {
        let period: Period = period.parse().map_err(|_| DeviceError::Period)?;
        let team = self.team().await?;
        let answer = self
            .with_token(async |token| {
                let central = &self.network().central;
                central.summary(&token, &team, period).await
            })
            .await;
        if let Err(DeviceError::Call(CallFault::NotThere)) = answer {
            return Err(DeviceError::Period);
        }
        answer
    }

    async fn team(&self) -> Result<String, DeviceError> {
        let enrolled = self
            .apart(|device| device.store().read(|c| Ok(enrolment::get(c)?)))
            .await?;
        enrolled
            .map(|enrolled| enrolled.team)
            .ok_or(DeviceError::NotEnrolled)
    }
}
