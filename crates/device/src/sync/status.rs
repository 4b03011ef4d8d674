//! How sending stands, and who is told of it.

use tokio::sync::watch;

use super::Courier;
use super::error::SyncError;
use crate::problem::SyncProblem;
use crate::store::{outbox, stretch_records, sync_state};
use crate::view::SyncStatus;

/// Before the store was asked.
pub(super) const AT_THE_START: SyncStatus = SyncStatus {
    running: false,
    waiting: 0,
    refused: 0,
    refused_look_ups: 0,
    undated: 0,
    last_success: None,
    last_attempt: None,
    problem: None,
};

impl Courier {
    /// How sending stands.
    pub(crate) fn status(&self) -> SyncStatus {
        self.inner.status.borrow().clone()
    }

    /// Tells of every change of how sending stands.
    pub(crate) fn changes(&self) -> watch::Receiver<SyncStatus> {
        self.inner.status.subscribe()
    }

    /// Reads anew how sending stands, and tells whoever listens when it changed.
    pub(crate) fn refresh_status(&self) -> Result<(), SyncError> {
        let unrecorded = self.records().unrecorded.held().len();
        let unrecorded = u32::try_from(unrecorded).unwrap_or(u32::MAX);
        let (tally, undated, state) = self.read(|c| {
            let undated = stretch_records::undated(c)?;
            Ok((outbox::tally(c)?, undated, sync_state::get(c)?))
        })?;
        self.inner.status.send_if_modified(|status| {
            let mut next = SyncStatus {
                running: status.running,
                waiting: tally.waiting.saturating_add(unrecorded),
                refused: tally.refused,
                refused_look_ups: tally.refused_look_ups,
                undated,
                last_success: state.last_success,
                last_attempt: state.last_attempt,
                problem: state.problem,
            };
            std::mem::swap(status, &mut next);
            *status != next
        });
        Ok(())
    }

    /// Tells why the last pass did not go through.
    pub(super) fn tell_problem(&self, problem: SyncProblem) {
        self.inner.status.send_if_modified(|status| {
            let changed = status.problem != Some(problem);
            status.problem = Some(problem);
            changed
        });
    }

    /// Marks a pass as running or not.
    pub(super) fn set_running(&self, running: bool) {
        self.inner.status.send_if_modified(|status| {
            let changed = status.running != running;
            status.running = running;
            changed
        });
    }
}
