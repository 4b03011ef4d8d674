//! Enrolment, passes, and what central knows. The courier does the work.

use proco_credential::Team;
use proco_domain::ids::QueryId;
use proco_domain::subject::Subject;
use proco_exchange::period::Period;
use proco_exchange::summary::{TeamPeriods, TeamSummary};
use tokio::sync::watch;

use super::Device;
use crate::error::DeviceError;
use crate::store::{enrolment, queries};
use crate::sync::{self, CallFault, SyncError, Trigger};
use crate::view::{CentralAnswer, Status, SyncStatus};

impl Device {
    /// Enrols this device at central with a one-time code.
    ///
    /// # Errors
    /// [`DeviceError::EnrolmentCode`] when central does not accept the code;
    /// [`DeviceError::Call`] when it cannot be reached; [`DeviceError::Store`].
    pub async fn enrol(&self, code: &str) -> Result<Status, DeviceError> {
        if !self.courier().enrol(code).await? {
            return Err(DeviceError::EnrolmentCode);
        }
        self.blocking(Self::status).await
    }

    /// What waits to be sent, and what prevents it.
    #[must_use]
    pub fn sync_status(&self) -> SyncStatus {
        self.courier().status()
    }

    /// A channel with every change of the sync status.
    #[must_use]
    pub fn sync_changes(&self) -> watch::Receiver<SyncStatus> {
        self.courier().changes()
    }

    /// Triggers a pass. The courier decides whether and when it begins.
    pub fn trigger(&self, trigger: Trigger) {
        self.courier().trigger(trigger);
    }

    /// To be called when the platform reports that the network is back.
    pub fn network_returned(&self) {
        self.trigger(Trigger::NetworkReturned);
    }

    /// Makes passes until the store is closed; the first at once. To be spawned once.
    pub async fn run_passes(self) {
        self.courier().clone().run_passes().await;
    }

    /// Makes one pass and gives the status after it. If another pass is under way, waits for that first.
    pub async fn sync_pass(&self) -> SyncStatus {
        if let Err(error) = self.courier().pass_by_itself().await {
            tracing::error!(%error, "a pass failed in the store");
        }
        self.sync_status()
    }

    /// Makes a pass because the officer asks for one, so the pause that a server asked for is skipped.
    ///
    /// # Errors
    /// [`DeviceError::Store`]; that a server does not answer is told in the status.
    pub async fn sync_now(&self) -> Result<SyncStatus, DeviceError> {
        self.courier().pass_by_officer().await?;
        Ok(self.sync_status())
    }

    /// Asks central about the subject of a look-up. If central cannot be reached, that is the answer.
    ///
    /// # Errors
    /// [`DeviceError::Gone`] when there is no such look-up, or its mark is gone;
    /// [`DeviceError::Store`].
    pub async fn central_counts(&self, query: QueryId) -> Result<CentralAnswer, DeviceError> {
        let subject = self
            .blocking(move |device| device.subject_of(query))
            .await?;
        Ok(self.courier().central_counts(query, &subject).await?)
    }

    fn subject_of(&self, query: QueryId) -> Result<Subject, DeviceError> {
        if let Some(waiting) = self.records().unrecorded.subject_of(query) {
            return Ok(waiting);
        }
        let kept = self.read(|c| Ok(queries::get(c, query)?))?;
        kept.and_then(|kept| kept.subject).ok_or(DeviceError::Gone)
    }

    /// The closed periods of the own team.
    ///
    /// # Errors
    /// [`DeviceError::Call`] when central cannot be reached or refuses; [`DeviceError::Store`].
    pub async fn summary_periods(&self) -> Result<TeamPeriods, DeviceError> {
        let team = self.blocking(Self::team).await?;
        Ok(self.courier().summary_periods(&team).await?)
    }

    /// The summary of the own team over a closed period.
    ///
    /// # Errors
    /// [`DeviceError::Period`] when there is no such closed period; else as
    /// [`Self::summary_periods`].
    pub async fn summary(&self, period: &str) -> Result<TeamSummary, DeviceError> {
        let period: Period = period.parse().map_err(|_| DeviceError::Period)?;
        let team = self.blocking(Self::team).await?;
        match self.courier().summary(&team, period).await {
            Err(SyncError::Call(CallFault::NotThere)) => Err(DeviceError::Period),
            answer => Ok(answer?),
        }
    }

    fn team(&self) -> Result<Team, DeviceError> {
        let enrolled = self.read(|c| Ok(enrolment::get(c)?))?;
        enrolled
            .map(|enrolled| enrolled.team)
            .ok_or(DeviceError::NotEnrolled)
    }

    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, DeviceError> + Send + 'static,
    ) -> Result<T, DeviceError> {
        let device = self.clone();
        sync::blocking(move || work(&device)).await
    }
}
