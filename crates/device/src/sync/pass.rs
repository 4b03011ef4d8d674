//! One pass: close what was left undecided, send everything that waits, withdrawals first, and fetch
//! central's counts for stops that wait for their reflection.

use std::collections::{BTreeMap, HashMap};

use proco_domain::time::{Epoch, UtcMillis};
use proco_exchange::receipt::{CLOCKS_APART_HOURS, RefusalCode};
use proco_exchange::report::MAX_BATCH_ITEMS;

use super::Courier;
use super::batch::Ready;
use super::error::SyncError;
use super::fault::CallFault;
use super::held_back::HeldBack;
use super::pseudonyms::Wanted;
use crate::problem::SyncProblem;
use crate::retention::Scope;
use crate::store::claim::{self, Content, Outgoing};
use crate::store::outbox::{self, Cursor, Page, Reference};
use crate::store::stretch_records::{self, HeldRows};
use crate::store::{Session, StoreError, housekeeping, no_room, sync_state};

/// Why a pass did not send everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// All that needs no new pseudonym was sent.
    WithoutPseudonyms(CallFault),
    /// Nothing more could be sent.
    Everything(CallFault),
    /// All was sent but what the officer has to date.
    Undated,
}

impl Halt {
    /// The problem that the officer is shown.
    fn problem(self) -> SyncProblem {
        match self {
            Self::WithoutPseudonyms(fault) | Self::Everything(fault) => fault.problem(),
            Self::Undated => SyncProblem::TimeUnknown,
        }
    }
}

/// A row, with what it needs before it can be sent.
pub(crate) struct Need {
    row: Reference,
    /// `None` where the record cannot be read.
    outgoing: Option<Outgoing>,
    /// The mark and the time of the event; `None` for a withdrawal, and without a mark.
    wanted: Option<(Wanted, UtcMillis)>,
}

/// Marks the pass as over on drop (RAII guard), also when the pass is cancelled.
struct PassGuard<'a>(&'a Courier);

impl Drop for PassGuard<'_> {
    fn drop(&mut self) {
        self.0.set_running(false);
    }
}

impl Courier {
    /// Makes one pass. If another is under way, waits for that first.
    pub(crate) async fn pass_by_itself(&self) -> Result<(), SyncError> {
        self.pass().await.map(|_| ())
    }

    /// Makes a pass for the officer, who need not wait for the pause that the key service asked for. If it
    /// succeeds, it also ends the back-off of the schedule.
    pub(crate) async fn pass_by_officer(&self) -> Result<(), SyncError> {
        self.network().keyservice_backoff.end();
        if self.pass().await?.is_none() {
            self.both_servers_answered();
        }
        Ok(())
    }

    /// Makes one pass. Gives why it did not send everything, if so.
    pub(super) async fn pass(&self) -> Result<Option<Halt>, SyncError> {
        let passed = self.pass_once().await;
        if let Err(SyncError::Store(StoreError::DiskFull)) = passed {
            // There is no room to write it down, so it is kept in memory until the next pass.
            self.tell_problem(SyncProblem::DiskFull);
        }
        passed
    }

    async fn pass_once(&self) -> Result<Option<Halt>, SyncError> {
        let _one = self.network().one_pass.lock().await;
        let guard = PassGuard(self);
        let begun = self.now();
        self.set_running(true);
        self.blocking(|courier| {
            let recorded = courier.records().record_waiting();
            if !no_room(&recorded) {
                recorded?;
            }
            courier.records().settle_old()?;
            courier.put_back(env!("CARGO_PKG_VERSION"))?;
            courier.refresh_status()
        })
        .await?;
        let halt = match self.send_all().await {
            Ok(halt) => halt,
            Err(SyncError::Call(fault)) => Some(Halt::Everything(fault)),
            Err(other) => return Err(other),
        };
        // After the reports, and whatever became of them: a lesson or a request says nothing of them.
        self.pass_lessons().await?;
        self.pass_second_views().await?;
        let problem = halt.map(Halt::problem);
        let scope = scope_after(halt);
        self.blocking(move |courier| courier.end_pass(begun, problem, scope))
            .await?;
        drop(guard);
        self.blocking(|courier| courier.refresh_status()).await?;
        Ok(halt)
    }

    fn end_pass(
        &self,
        begun: UtcMillis,
        problem: Option<SyncProblem>,
        scope: Scope,
    ) -> Result<(), SyncError> {
        let now = self.now();
        self.write(|t| Ok(sync_state::ended(t, begun, now, problem)?))?;
        self.records().retain(scope)?;
        self.read(|c| Ok(housekeeping::checkpoint(c)?))
    }

    /// Sends what can be sent. Gives why something still waits, if so.
    async fn send_all(&self) -> Result<Option<Halt>, SyncError> {
        // The token is checked even when nothing waits, because that shows whether this device was revoked.
        self.token().await?;
        self.compare_clocks().await?;
        let mut held_back = HeldBack::all_for(self.keyservice_pause());
        let mut left = None;
        let mut after = Cursor::default();
        let mut changed = Vec::new();
        loop {
            let again = std::mem::take(&mut changed);
            let (needs, page) = self
                .blocking(move |courier| courier.next(&again, after))
                .await?;
            if needs.is_empty() && page.is_last {
                break;
            }
            after = page.next;
            let sendable = self.pseudonymise(needs, &mut held_back).await?;
            // A record that changed meanwhile goes with the next page, under the pseudonym of its new quarter.
            changed = self.upload(sendable.ready).await?;
            left = left.or(sendable.left);
        }
        if held_back.is_nothing() {
            self.fetch_counts().await?;
        }
        let latest = latest(self.now());
        let held = move |c: &Session| {
            let held_rows = HeldRows::of(c, latest)?;
            Ok((stretch_records::undated(c)?, held_rows.count(c)?))
        };
        let (undated, held) = self.blocking(move |courier| courier.read(held)).await?;
        Ok(match left {
            Some(fault) => Some(Halt::WithoutPseudonyms(fault)),
            None if undated > 0 => Some(Halt::Undated),
            None if held > 0 => Some(Halt::Everything(CallFault::NoTime)),
            None => None,
        })
    }

    /// Asks central for the time, if this phone cannot know it, because no record is sent with an hour that is
    /// known to be wrong.
    async fn compare_clocks(&self) -> Result<(), SyncError> {
        if !self.blocking(|courier| courier.comparison_is_due()).await? {
            return Ok(());
        }
        let time = self.network().central.time().await?;
        self.hear_of_restore().await?;
        match time {
            Some(central) => {
                self.blocking(move |courier| courier.compared(central))
                    .await
            }
            // Central doubts its own clock, so this phone's clock has to do.
            None => Ok(()),
        }
    }

    fn comparison_is_due(&self) -> Result<bool, SyncError> {
        let (records, waiting) = (self.records(), self.status().waiting > 0);
        Ok(records.time.comparison_is_due(&records.store, waiting)?)
    }

    /// Whether a row stands for a decision that the officer can still take back.
    pub(super) fn can_be_taken_back(&self, row: &Reference) -> bool {
        let records = self.records();
        records.undo.holds(row.record, &records.moment())
    }

    /// The next page of waiting rows, after the rows that are read `again`. A pass goes through the outbox
    /// once: rows that are queued behind its position wait for the next pass, which was triggered when they
    /// were queued.
    pub(crate) fn next(
        &self,
        again: &[Reference],
        after: Cursor,
    ) -> Result<(Vec<Need>, Page), SyncError> {
        let latest = latest(self.now());
        self.read(|c| {
            let held_rows = HeldRows::of(c, latest)?;
            let page = outbox::waiting(c, after, &held_rows, MAX_BATCH_ITEMS - again.len())?;
            let mut rows = Vec::with_capacity(MAX_BATCH_ITEMS);
            for row in again {
                if outbox::waits(c, row)? && !held_rows.holds(c, row.row)? {
                    rows.push(*row);
                }
            }
            rows.extend_from_slice(&page.rows);
            rows.retain(|row| !self.can_be_taken_back(row));
            let mut needs = Vec::with_capacity(rows.len());
            for row in rows {
                let outgoing = claim::read(c, &row)?;
                let event = outgoing.as_ref().and_then(|one| one.content.event());
                let wanted = event.map(|(subject, at)| {
                    let mark = subject.mark();
                    let own_key = self.records().secrets.own_counts().of(&mark);
                    (Wanted { own_key, mark }, at)
                });
                needs.push(Need {
                    row,
                    outgoing,
                    wanted,
                });
            }
            Ok((needs, page))
        })
    }

    /// Finds the pseudonym of each row. Rows that can no longer get one are refused here; when the key service
    /// gives no more, the rest is left for later, with the reason.
    async fn pseudonymise(
        &self,
        needs: Vec<Need>,
        held_back: &mut HeldBack,
    ) -> Result<Sendable, SyncError> {
        let known = &self.network().known;
        known.bound();
        let mut by_epoch: BTreeMap<Epoch, Vec<Wanted>> = BTreeMap::new();
        for need in &needs {
            if let Some((wanted, at)) = &need.wanted
                && known.get(wanted.own_key, at.epoch()).is_none()
            {
                let epoch = by_epoch.entry(at.epoch()).or_default();
                epoch.push(wanted.clone());
            }
        }
        let mut lacking = HashMap::new();
        for (epoch, wanted) in by_epoch {
            if held_back.reason(epoch).is_some() {
                continue;
            }
            match self.make_known_if_live(epoch, wanted).await {
                Ok(None) => {}
                Ok(Some(lack)) => {
                    lacking.insert(epoch, lack);
                }
                // One epoch whose key does not fit, or that has ended, keeps no other from being evaluated.
                Err(SyncError::Call(fault)) if fault.is_of_an_epoch() => {
                    held_back.hold(epoch, fault);
                }
                Err(SyncError::Call(fault)) => held_back.hold_all(fault),
                Err(other) => return Err(other),
            }
        }
        let mut ready = Vec::with_capacity(needs.len());
        let mut refused = Vec::new();
        let mut unsendable = Vec::new();
        let mut left = None;
        let (now, certain) = (self.now(), self.records().time.is_known());
        for Need {
            row,
            outgoing,
            wanted,
        } in needs
        {
            let Some(outgoing) = outgoing else {
                refused.push((row, RefusalCode::Unreadable));
                continue;
            };
            if let Content::WithoutMark = outgoing.content {
                unsendable.push((outgoing, RefusalCode::Misdated));
                continue;
            }
            let Some((wanted, at)) = wanted else {
                ready.push(Ready::of(outgoing, None));
                continue;
            };
            let found = known.get(wanted.own_key, at.epoch());
            match (found, lacking.get(&at.epoch())) {
                (Some(pseudonym), _) => ready.push(Ready::of(outgoing, Some(pseudonym))),
                (None, Some(lack)) => match refusal_without_key(at, now).filter(|_| certain) {
                    Some(code) => unsendable.push((outgoing, code)),
                    None => left = left.or(Some(*lack)),
                },
                (None, None) => left = left.or(held_back.reason(at.epoch())),
            }
        }
        let taken_back = self
            .blocking(move |courier| courier.write(|t| refuse(t, refused, unsendable, now)))
            .await?;
        ready.extend(taken_back);
        Ok(Sendable { ready, left })
    }

    /// Fetches the pseudonyms of an epoch. Gives the fault if the epoch is not live.
    async fn make_known_if_live(
        &self,
        epoch: Epoch,
        wanted: Vec<Wanted>,
    ) -> Result<Option<CallFault>, SyncError> {
        if !self.live_epochs().await?.contains(&epoch) {
            return self.lack_of(epoch).await.map(Some);
        }
        // An epoch that has just ended is asked about again by the next pass.
        match self.make_known(epoch, wanted).await {
            // Its key may have changed since the list was fetched, which is fetched anew by now.
            Err(SyncError::Call(CallFault::ProofRefused))
                if !self.live_epochs().await?.contains(&epoch) =>
            {
                self.lack_of(epoch).await.map(Some)
            }
            known => known.map(|()| None),
        }
    }
}

/// What retention may remove: old records only after everything was sent that can be. Rows that wait for the
/// officer or for an administrator do not prevent it.
fn scope_after(halt: Option<Halt>) -> Scope {
    match halt {
        None
        | Some(
            Halt::Undated
            | Halt::WithoutPseudonyms(CallFault::NoEpochKey | CallFault::EpochKeyChanged),
        ) => Scope::Records,
        Some(Halt::WithoutPseudonyms(_) | Halt::Everything(_)) => Scope::Marks,
    }
}

/// Refuses rows that cannot be sent, with the reason. What was sent with another hour is withdrawn first.
fn refuse(
    session: &Session,
    mut refused: Vec<(Reference, RefusalCode)>,
    unsendable: Vec<(Outgoing, RefusalCode)>,
    now: UtcMillis,
) -> Result<Vec<Ready>, SyncError> {
    let mut taken_back = Vec::new();
    for (outgoing, code) in unsendable {
        if claim::was_sent_otherwise(session, &outgoing.row)? {
            taken_back.push(Ready::taken_back(outgoing, code));
        } else if let Content::WithoutMark = outgoing.content {
            refused.push((outgoing.row, RefusalCode::Unreadable));
        } else {
            refused.push((outgoing.row, code));
        }
    }
    for (row, code) in &refused {
        outbox::refuse(session, row, *code, now)?;
    }
    Ok(taken_back)
}

/// The rows of a page that can be sent.
struct Sendable {
    /// The rows that can go into a batch, with the pseudonyms of their subjects.
    ready: Vec<Ready>,
    /// Why another row still waits, if one does.
    left: Option<CallFault>,
}

/// The latest time that a record can have. Central refuses records beyond that.
pub(super) fn latest(now: UtcMillis) -> UtcMillis {
    now.plus_hours(CLOCKS_APART_HOURS)
}

/// The refusal for an event in an epoch without a key; `None` when it only has to wait for one.
fn refusal_without_key(at: UtcMillis, now: UtcMillis) -> Option<RefusalCode> {
    if at > latest(now) {
        Some(RefusalCode::InFuture)
    } else if Epoch::live_at(now).iter().all(|live| at.epoch() < *live) {
        Some(RefusalCode::EpochClosed)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_outside_the_live_epochs_is_too_old_too_early_or_a_moment_ahead() {
        let hour = 60 * 60 * 1000;
        // 2026-12-31, 23:30 UTC.
        let eve = UtcMillis(1_798_759_800_000);
        assert_eq!(eve.epoch().to_string(), "2026Q4");
        assert_eq!(refusal_without_key(eve.plus_millis(hour), eve), None);
        let next_week = eve.plus_days(7);
        assert_eq!(
            refusal_without_key(next_week, eve),
            Some(RefusalCode::InFuture)
        );
        let long_ago = eve.minus_hours(500 * 24);
        assert_eq!(
            refusal_without_key(long_ago, eve),
            Some(RefusalCode::EpochClosed)
        );
        let last_quarter = eve.minus_hours(100 * 24);
        assert_eq!(
            refusal_without_key(last_quarter, eve),
            None,
            "its key was lost"
        );
    }
}
