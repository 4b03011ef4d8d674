//! Retention: records that are too old to be amended are reduced to what counts need, and those of expired epochs are
//! deleted, also from the write-ahead log.

use proco_access::limit::Millis;
use proco_exchange::Hour;
use proco_exchange::belief::Verdict;
use proco_exchange::period::{Period, Week};

use crate::central::{Central, lock};
use crate::error::CentralError;
use crate::store::StoreError;

impl Central {
    /// Closes the weeks that are over, publishes what can be, shuffles the records of closed weeks, reduces records
    /// that are too old to be amended, and drops the epochs that have been over for a day. Published figures stay:
    /// they are sums in which nobody can be singled out. Deleted rows are also purged from the disk.
    ///
    /// Unreadable figures of one team delay neither other teams nor the deletion of expired epochs.
    ///
    /// # Errors
    /// [`CentralError`] when the store cannot do it; every figure that went was published before.
    pub async fn tidy(&self) -> Result<(), CentralError> {
        let kept = self.keep_what_is_due().await;
        self.purge().await;
        kept
    }

    async fn keep_what_is_due(&self) -> Result<(), CentralError> {
        self.frequencies.forget_full(Millis(self.now().0));
        self.lessons.forget_full(self.now());
        self.second_views.forget_full(self.now());
        if self.must_be_sound().is_err() {
            return Ok(());
        }
        self.keep_belief().await?;
        let full_since = self.config.upload_quota.full_since(self.now());
        self.store.forget_quotas_before(full_since).await?;
        self.compare_asked(false).await?;
        match self.observe() {
            Verdict::Believed | Verdict::Ahead => {}
            // A clock that is behind closes nothing and drops nothing, and forgets no epoch that was
            // seen to be over.
            Verdict::Behind => return Ok(()),
        }
        let open = self.open_week().await?;
        let teams = self.store.teams().await?;
        let mut unpublished = teams.fault();
        for team in teams.rows {
            if let Err(error) = self.publish_due(&team).await {
                let StoreError::Damaged(_) = error else {
                    return Err(error.into());
                };
                tracing::error!(%team, %error, "the figures of this team cannot be published");
                unpublished = Some(error);
            }
        }
        let no_decision_meanwhile = self.publishing.lock().await;
        // All weeks before this one lie in quarters that are published to the end.
        let quarter = open.quarter();
        let finished = match unpublished {
            None => first_week(quarter).unwrap_or(open),
            // A roll-up that cannot be read stays for later; the records of an expired epoch are dropped all the same.
            Some(_) => Week::of(Hour(0)),
        };
        let kept = self.store.epochs().await?;
        let over = lock(&self.expired).observe(self.now(), &kept.rows);
        self.keep_clock_doubts().await?;
        for epoch in over {
            tracing::info!(%epoch, "dropping an epoch that is no longer live");
            self.store.drop_epoch(epoch, finished).await?;
        }
        self.store.forget_rollup_before(finished).await?;
        drop(no_decision_meanwhile);
        self.store.shuffle(open).await?;
        let mut fault = unpublished.or(kept.fault());
        // A clock that jumped ahead counts only after it has told the same time for a day.
        let believed = lock(&self.belief).until;
        if let Some(believed) = believed {
            self.store.reduce(believed.hour(), self.key.clone()).await?;
            // A row of one that cannot be read holds up none of the others.
            for done in [
                self.release_lessons(believed).await,
                self.release_second_views(believed).await,
            ] {
                match done {
                    Err(error @ StoreError::Damaged(_)) => fault = fault.or(Some(error)),
                    done => done?,
                }
            }
        }
        match fault {
            None => Ok(()),
            Some(error) => Err(error.into()),
        }
    }
}

fn first_week(quarter: Period) -> Option<Week> {
    quarter.weeks().first().copied()
}
