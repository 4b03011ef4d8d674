//! The summaries of a shift lead: fetched, shown, and never stored on the phone. And those of the whole force.

use proco_credential::Team;
use proco_exchange::force::ForceSummary;
use proco_exchange::period::Period;
use proco_exchange::summary::{TeamPeriods, TeamSummary};

use super::Courier;
use super::error::SyncError;

impl Courier {
    /// The closed periods of a team.
    pub(crate) async fn summary_periods(&self, team: &Team) -> Result<TeamPeriods, SyncError> {
        self.with_token(async |token| self.network().central.periods(&token, team).await)
            .await
    }

    /// The summary of the whole force.
    pub(crate) async fn force_summary(&self) -> Result<ForceSummary, SyncError> {
        self.with_token(async |token| self.network().central.force_summary(&token).await)
            .await
    }

    /// The summary of a team over a closed period.
    pub(crate) async fn summary(
        &self,
        team: &Team,
        period: Period,
    ) -> Result<TeamSummary, SyncError> {
        self.with_token(async |token| {
            let central = &self.network().central;
            central.summary(&token, team, period).await
        })
        .await
    }
}
