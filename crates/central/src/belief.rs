//! What central believes of its own clock, and what it tells phones of the time.
//!
//! The rule is [`proco_exchange::belief`]. Every answer is a look at the clock; what came of it is
//! kept with the hourly tidying, and before a stop.

use axum::http::{HeaderName, HeaderValue};
use proco_access::frame::Header;
use proco_access::{Code, Problem};
use proco_exchange::belief::Verdict;
use proco_exchange::{CENTRAL_TIME, Epoch, UtcMillis};

use crate::central::{Central, lock};
use crate::store::StoreError;

/// The `Retry-After` while the clock is behind, in seconds.
const PUT_RIGHT_SECONDS: u64 = 300;

/// For how many days after a restore a phone that enrols may have enrolled before, in the time that the restore lost.
const AFTER_RESTORE_DAYS: u16 = 31;

impl Central {
    /// Looks at the clock.
    pub fn observe(&self) -> Verdict {
        let now = self.now();
        let mut belief = lock(&self.belief);
        let before = belief.verdict();
        *belief = belief.observe(now);
        let verdict = belief.verdict();
        drop(belief);
        if verdict != before {
            tell(verdict);
        }
        verdict
    }

    /// The time as every answer tells it, unless it is not believed.
    pub(crate) fn time_to_tell(&self) -> Option<Header> {
        match self.observe() {
            Verdict::Believed => {
                let name = HeaderName::from_static(CENTRAL_TIME);
                Some((name, HeaderValue::from(self.now().0)))
            }
            Verdict::Ahead | Verdict::Behind => None,
        }
    }

    /// The time. While the clock is behind, the last time that was believed, which is nearer to the truth.
    pub(crate) fn now_or_later(&self) -> UtcMillis {
        let verdict = self.observe();
        let until = lock(&self.belief).until;
        match verdict {
            Verdict::Behind => until.map_or(self.now(), |until| until.max(self.now())),
            Verdict::Believed | Verdict::Ahead => self.now(),
        }
    }

    /// The epochs that are live. On the word of a clock that is far ahead none is over: those of the
    /// last believed moment are live as well.
    pub(crate) fn live_epochs(&self) -> Vec<Epoch> {
        let mut live = Epoch::live_at(self.now()).to_vec();
        let until = match self.observe() {
            Verdict::Believed | Verdict::Behind => None,
            Verdict::Ahead => lock(&self.belief).until,
        };
        for epoch in until.map(Epoch::live_at).into_iter().flatten() {
            if !live.contains(&epoch) {
                live.push(epoch);
            }
        }
        live
    }

    /// Refuses with 503 while the clock is behind: no one could tell which records lie in the future.
    pub(crate) fn must_not_be_behind(&self) -> Result<(), Problem> {
        match self.observe() {
            Verdict::Believed | Verdict::Ahead => Ok(()),
            Verdict::Behind => Err(Problem::new(Code::Unavailable)
                .detail("the clock of central is behind: no report is taken before it is put right")
                .retry_after(PUT_RIGHT_SECONDS)),
        }
    }

    /// Keeps what is believed of the clock.
    pub(crate) async fn keep_belief(&self) -> Result<(), StoreError> {
        self.observe();
        let belief = *lock(&self.belief);
        self.store.keep_belief(belief).await
    }

    /// From when on there can be records of a phone that is enrolled now, where that is not from now
    /// on: central's clock may run ahead, or the phone may have been enrolled before, and that was
    /// lost in a restore.
    pub(crate) async fn records_from(&self) -> Result<Option<UtcMillis>, StoreError> {
        let now = self.now();
        let believed = match self.observe() {
            Verdict::Believed | Verdict::Behind => None,
            Verdict::Ahead => lock(&self.belief).until,
        };
        let lost = self
            .restored
            .filter(|restored| now < restored.at.plus_days(AFTER_RESTORE_DAYS))
            .map(|restored| restored.copied_until);
        Ok([believed, lost].into_iter().flatten().min())
    }
}

fn tell(verdict: Verdict) {
    match verdict {
        Verdict::Believed => tracing::info!("the clock is believed"),
        Verdict::Ahead => tracing::warn!(
            "the clock is more than two days ahead of the last moment that was believed: phones are \
             not told the time before it has been so for a day"
        ),
        Verdict::Behind => tracing::warn!(
            "the clock is behind the last moment that was believed: no report is taken, and nothing \
             closed or dropped, before it is put right or has been so for a day"
        ),
    }
}
