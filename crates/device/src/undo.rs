//! Undo: the officer's last decision, which can be taken back for some seconds. Nothing of it is sent meanwhile.
//!
//! It is kept only in memory, while the store already has the decision and its row: when the app ends, the
//! decision stands.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::LedTo;
use proco_domain::subject::Subject;
use uuid::Uuid;

use crate::dating::Moment;
use crate::store::amended::Former;
use crate::store::drafts;

/// A decision, and the state before it: one for each subject that it was about.
pub(crate) type Decision = Vec<Decided>;

/// What was decided about one subject, and the state before it.
#[derive(Clone, Default)]
pub(crate) struct Decided {
    /// The look-up that was decided, and what it had led to before.
    pub(crate) query: Option<(QueryId, Option<LedTo>)>,
    /// Its subject, where it was taken back as typed wrong.
    pub(crate) mistyped: Option<Subject>,
    /// The stop that was made or amended.
    pub(crate) stop: Option<StopId>,
    /// That stop as it was, where it was amended.
    pub(crate) amended: Option<Amended>,
    /// The draft that was removed.
    pub(crate) draft: Option<drafts::Removed>,
}

/// A stop before it was amended.
#[derive(Clone)]
pub(crate) struct Amended {
    pub(crate) former: Former,
    /// Whether its officer had decided about it since the app was started.
    pub(crate) was_decided_here: bool,
}

impl Decided {
    fn is_about(&self, record: Uuid) -> bool {
        let query = self.query.map(|(query, _)| query.0);
        query == Some(record) || self.stop.map(|stop| stop.0) == Some(record)
    }
}

/// The last decision, until its time is over or the officer does something else.
pub(crate) struct Undo {
    time: Duration,
    last: Mutex<Option<(Moment, Decision)>>,
}

impl Undo {
    /// Lets each decision be taken back for this long.
    pub(crate) fn within(time: Duration) -> Self {
        Self {
            time,
            last: Mutex::default(),
        }
    }

    /// Notes a decision, in place of the one before it. To be called before the decision is committed:
    /// otherwise a pass could send it at once.
    pub(crate) fn note(&self, at: Moment, decision: Decision) {
        *self.last() = Some((at, decision));
    }

    /// The last decision, to be kept while the next one is written.
    pub(crate) fn noted(&self) -> Option<(Moment, Decision)> {
        self.last().clone()
    }

    /// Puts back what was [noted](Self::noted), because the decision after it was not committed.
    pub(crate) fn put_back(&self, noted: Option<(Moment, Decision)>) {
        *self.last() = noted;
    }

    /// Ends the time in which the last decision can be taken back.
    pub(crate) fn end(&self) {
        *self.last() = None;
    }

    /// The time in which the last decision can still be taken back.
    pub(crate) fn left(&self, now: &Moment) -> Option<Duration> {
        let last = self.last();
        last.as_ref().and_then(|(at, _)| self.left_since(at, now))
    }

    /// Whether a record must not be sent yet, because its decision can be taken back. Once this returns false for a
    /// record of the last decision, undo is closed for good, even for a caller that read the clock a moment earlier.
    pub(crate) fn holds(&self, record: Uuid, now: &Moment) -> bool {
        let mut last = self.last();
        let Some((at, decision)) = last.as_ref() else {
            return false;
        };
        if !decision.iter().any(|decided| decided.is_about(record)) {
            return false;
        }
        let holds = self.left_since(at, now).is_some();
        if !holds {
            *last = None;
        }
        holds
    }

    /// The last decision, if it can still be taken back.
    pub(crate) fn take(&self, now: &Moment) -> Option<(Moment, Decision)> {
        let last = self.last().take();
        last.filter(|(at, _)| self.left_since(at, now).is_some())
    }

    /// The time that is left since a decision; `None` if the clock was set meanwhile.
    fn left_since(&self, at: &Moment, now: &Moment) -> Option<Duration> {
        let left = self.time.checked_sub(now.since(at)?)?;
        (!left.is_zero()).then_some(left)
    }

    fn last(&self) -> MutexGuard<'_, Option<(Moment, Decision)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
