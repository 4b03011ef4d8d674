//! What goes: the records of epochs that are no longer live.

use proco_exchange::Epoch;
use proco_exchange::period::Period;

use crate::central::Central;
use crate::error::CentralError;

impl Central {
    /// Closes the weeks that are over, publishes what can be, and drops the epochs that are no
    /// longer live. Published figures stay: they are sums in which nobody can be singled out.
    ///
    /// # Errors
    /// [`CentralError`] when the store cannot do it; nothing is dropped that was not published.
    pub async fn tidy(&self) -> Result<(), CentralError> {
        let open = self.open_week().await?;
        for team in self.store.teams().await? {
            self.publish_due(&team).await?;
        }
        let _no_decision_meanwhile = self.publishing.lock().await;
        // All weeks before this one lie in quarters that are published to the end.
        let quarter = open.quarter();
        let finished = first_week(quarter).unwrap_or(open);
        let oldest = Epoch::live_at(self.now()).into_iter().min();
        for epoch in self.store.epochs().await? {
            if oldest.is_some_and(|oldest| epoch < oldest) {
                tracing::info!(%epoch, "dropping an epoch that is no longer live");
                self.store.drop_epoch(epoch, finished).await?;
            }
        }
        Ok(())
    }
}

fn first_week(quarter: Period) -> Option<proco_exchange::period::Week> {
    quarter.weeks().first().copied()
}
