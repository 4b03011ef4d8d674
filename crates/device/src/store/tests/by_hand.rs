//! What the courier, the clock and the retention do with the outbox, each step by hand.

use std::collections::BTreeSet;

use proco_domain::ids::{QueryId, StopId};
use proco_domain::reflection::{DoAgain, Reflection};
use proco_domain::time::UtcMillis;
use proco_exchange::receipt::RefusalCode;
use proco_exchange::report::ReportId;
use uuid::Uuid;

use crate::phone::Phone;
use crate::retention::Scope;
use crate::store::claim::{self, Claim, Content};
use crate::store::outbox::{self, Cursor, Reference};
use crate::store::stretch_records::HeldRows;
use crate::store::{StoreError, counts, housekeeping, queries, sync_state, unsettled};
use crate::view::SyncState;

/// A report of a batch.
pub(super) struct Claimed {
    pub(super) reference: Reference,
    pub(super) report: ReportId,
    pub(super) content: Content,
}

impl Phone {
    pub(super) fn changes(&self, sql: &str) {
        let change = |t: &rusqlite::Connection| {
            t.execute_batch(sql).map_err(StoreError::from)?;
            Ok(())
        };
        self.device.write(change).unwrap();
    }

    pub(super) fn reflect(&self, stop: StopId) {
        let reflection = Reflection {
            do_again: DoAgain::Yes,
            themes: BTreeSet::new(),
            note: None,
            looking_back: Default::default(),
        };
        self.device.reflect(stop, reflection).unwrap();
    }

    pub(super) fn waiting(&self) -> Vec<Reference> {
        let all = |c: &rusqlite::Connection| {
            let held_rows = HeldRows::of(c, UtcMillis(i64::MAX))?;
            Ok(outbox::waiting(c, Cursor::default(), &held_rows, 1000)?)
        };
        let page = self.device.read(all).unwrap();
        assert!(page.is_last);
        page.rows
    }

    /// Everything that waits enters a batch.
    pub(super) fn sends(&self) -> Vec<Claimed> {
        let now = self.device.now();
        let new_name = |_, _| ReportId(self.device.records().new_id());
        let claim = |t: &rusqlite::Connection, reference: Reference| {
            let Some(outgoing) = claim::read(t, &reference)? else {
                outbox::refuse(t, &reference, RefusalCode::Unreadable, now)?;
                return Ok(None);
            };
            match claim::claim(t, &outgoing, &new_name)? {
                Claim::Claimed(claimed) => Ok(Some(Claimed {
                    reference,
                    report: claimed.report.unwrap(),
                    content: outgoing.content,
                })),
                Claim::Changed | Claim::Gone => panic!("nothing changes it meanwhile"),
            }
        };
        let rows = self.waiting();
        let claimed = self.device.write(|t| {
            let claimed = rows.into_iter().map(|row| claim(t, row));
            Ok(claimed.collect::<Result<Vec<_>, StoreError>>()?)
        });
        claimed.unwrap().into_iter().flatten().collect()
    }

    pub(super) fn gets_receipts(&self, sent: &[Claimed]) {
        let now = self.device.now();
        self.device
            .write(|t| {
                for claimed in sent {
                    let hour = claimed.content.event().map(|(_, at)| at.hour());
                    let name = claimed.report;
                    let sent = outbox::SentAs { name, hour };
                    outbox::received(t, &claimed.reference, sent, now)?;
                }
                Ok(())
            })
            .unwrap();
    }

    pub(super) fn is_refused(&self, sent: &Claimed) {
        self.is_refused_as(sent, RefusalCode::Inconsistent);
    }

    pub(super) fn is_refused_as(&self, sent: &Claimed, code: RefusalCode) {
        self.device
            .write(|t| {
                Ok(outbox::refused(
                    t,
                    &sent.reference,
                    code,
                    self.device.now(),
                )?)
            })
            .unwrap();
    }

    pub(super) fn is_refused_here(&self, row: &Reference, code: RefusalCode) {
        let now = self.device.now();
        let refused = self
            .device
            .write(|t| Ok(outbox::refuse(t, row, code, now)?));
        assert_eq!(refused, Ok(true));
    }

    /// Its folder was put back from a copy.
    pub(super) fn is_found_older(&self) {
        self.device.records().count_as_older().unwrap();
    }

    /// Queries and stops of the subject of a look-up that are added to what central counts.
    pub(super) fn adds(&self, query: QueryId) -> (u32, u32) {
        let now = self.device.now();
        let none = QueryId(Uuid::nil());
        self.device
            .read(|c| {
                let subject = queries::get(c, query)?.unwrap().subject.unwrap();
                let keys = self.device.records().own_keys(&subject);
                let year = counts::not_uploaded(c, &keys, now, none)?.counts.windows[3];
                let unsettled = unsettled::of_subject(c, &keys, none)?;
                let added = usize::try_from(year.queries + year.stops).unwrap();
                assert_eq!(unsettled.here_count(), added, "both say the same");
                Ok((year.queries, year.stops))
            })
            .unwrap()
    }

    pub(super) fn sends_and_all_is_refused(&self) {
        for claimed in self.sends() {
            self.is_refused(&claimed);
        }
    }

    pub(super) fn requeues_refused(&self, version: &str) {
        self.device.courier().put_back(version).unwrap();
    }

    pub(super) fn clock_is_off(&self, off: bool) {
        self.device
            .write(|t| Ok(sync_state::set_clock_off(t, off)?))
            .unwrap();
    }

    pub(super) fn central_agrees_with_the_clock(&self) {
        let now = self.device.now();
        self.device
            .write(|t| Ok(sync_state::agreed(t, now)?))
            .unwrap();
    }

    pub(super) fn state(&self, stop: StopId) -> SyncState {
        self.device.stop(stop).unwrap().card.sync
    }

    pub(super) fn retains(&self) {
        self.retains_within(Scope::Records);
    }

    /// As if the clock were believed.
    pub(super) fn retains_within(&self, scope: Scope) {
        let retention = self.device.records().keep.retention;
        let now = self.device.now();
        while self
            .device
            .write(|t| Ok(housekeeping::retain(t, &retention, scope, now)?))
            .unwrap()
        {}
    }
}

pub(super) fn of(sent: &[Claimed], record: Uuid) -> &Claimed {
    let found = sent.iter().find(|c| c.reference.record == record);
    found.expect("it is in the batch")
}
