//! The sync status, and its subscribers.

use proco_domain::time::UtcMillis;
use serde::Serialize;
use tokio::sync::watch;

use super::Courier;
use super::error::SyncError;
use crate::problem::SyncProblem;
use crate::store::{outbox, stretch_records, sync_state};

/// What waits to be sent, and what is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SyncStatus {
    /// Whether a pass is under way.
    pub running: bool,
    /// Reports that still have to be sent.
    pub waiting: u32,
    /// Reports that central refused; they are kept.
    pub refused: u32,
    /// Of these, the look-ups: nobody can put them right.
    pub refused_look_ups: u32,
    /// Of those that wait, the records of which the officer has to say when they were.
    pub undated: u32,
    /// When a pass last went through to the end.
    pub last_success: Option<UtcMillis>,
    /// When a pass last began.
    pub last_attempt: Option<UtcMillis>,
    /// What stopped the last pass, if it did not go through.
    pub problem: Option<SyncProblem>,
}

/// The status before the store was read.
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
    pub(crate) fn status(&self) -> SyncStatus {
        self.inner.status.borrow().clone()
    }

    /// A channel with every change of the status.
    pub(crate) fn changes(&self) -> watch::Receiver<SyncStatus> {
        self.inner.status.subscribe()
    }

    /// Reads the status anew, and notifies subscribers if it changed.
    pub(crate) fn refresh_status(&self) -> Result<(), SyncError> {
        let waiting_for_room = self.waiting_for_room();
        let (tally, undated, state) = self.read(|c| {
            let undated = stretch_records::undated(c)?;
            Ok((outbox::tally(c)?, undated, sync_state::get(c)?))
        })?;
        self.inner.status.send_if_modified(|status| {
            let mut next = SyncStatus {
                running: status.running,
                waiting: tally.waiting.saturating_add(waiting_for_room),
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

    /// The same after a batch: receipts change how much waits and how much was refused, and nothing else. What has to
    /// be dated would be sought among all that waits.
    pub(super) fn refresh_tally(&self) -> Result<(), SyncError> {
        let waiting_for_room = self.waiting_for_room();
        let tally = self.read(|c| Ok(outbox::tally(c)?))?;
        self.inner.status.send_if_modified(|status| {
            let mut next = status.clone();
            next.waiting = tally.waiting.saturating_add(waiting_for_room);
            next.refused = tally.refused;
            next.refused_look_ups = tally.refused_look_ups;
            std::mem::swap(status, &mut next);
            *status != next
        });
        Ok(())
    }

    /// How many look-ups wait for room on the disk.
    fn waiting_for_room(&self) -> u32 {
        u32::try_from(self.records().unrecorded.held().len()).unwrap_or(u32::MAX)
    }

    /// Sets why the last pass failed.
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
