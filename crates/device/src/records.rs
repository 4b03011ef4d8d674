//! [`Records`]: what the phone does without network and without screen. Both the courier and the device are
//! built on it.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use proco_domain::ids::QueryId;
use proco_domain::query::LedTo;
use proco_domain::subject::Subject;
use proco_domain::time::UtcMillis;
use proco_exchange::report::ReportId;
use rand::rngs::OsRng;
use uuid::{Builder, Uuid};

use crate::chance::Chance;
use crate::clock::Clock;
use crate::dating::{Moment, Timekeeper};
use crate::keys::{KeyStore, OwnKey, Secrets};
use crate::retention::{Retention, Scope};
use crate::store::queries::DecidedBy;
use crate::store::{
    Session, Store, StoreError, commits, housekeeping, no_room, own_keys, put_back, queries,
    sync_state,
};
use crate::undo::Undo;
use crate::unrecorded::WaitingForRoom;

/// The periods of this phone.
#[derive(Clone, Copy)]
pub(crate) struct Keep {
    /// The periods of retention.
    pub(crate) retention: Retention,
    /// After this time an undecided look-up counts as leading to nothing.
    pub(crate) undecided_for: Duration,
    /// For how long a decision can be taken back.
    pub(crate) undo_within: Duration,
    /// Within this time the same subject looked up again is the same look-up.
    pub(crate) one_look_up_within: Duration,
}

/// The records of this phone, its secrets and its time.
pub(crate) struct Records {
    pub(crate) store: Store,
    pub(crate) secrets: Secrets,
    pub(crate) time: Timekeeper,
    pub(crate) chance: Arc<dyn Chance>,
    /// Look-ups that found no room on the disk.
    pub(crate) unrecorded: WaitingForRoom,
    pub(crate) keep: Keep,
    /// The last decision, which can be taken back.
    pub(crate) undo: Undo,
    decided: Mutex<HashSet<Uuid>>,
}

impl Records {
    /// Opens the store, or begins one, and reads the clock.
    pub(crate) fn open(
        path: &Path,
        keep: Keep,
        keys: &dyn KeyStore,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, StoreError> {
        let (store, secrets) = Store::open(path, keys, clock.now())?;
        Self::on(store, secrets, keep, clock, chance)
    }

    /// Records that are gone with this value, under secrets of their own.
    pub(crate) fn in_memory(
        keep: Keep,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, StoreError> {
        let (store, secrets) = (Store::in_memory()?, Secrets::generate(&mut OsRng));
        Self::on(store, secrets, keep, clock, chance)
    }

    fn on(
        store: Store,
        secrets: Secrets,
        keep: Keep,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, StoreError> {
        let time = Timekeeper::take_up(&store, clock)?;
        Ok(Self {
            store,
            secrets,
            time,
            chance,
            unrecorded: WaitingForRoom::default(),
            keep,
            undo: Undo::within(keep.undo_within),
            decided: Mutex::default(),
        })
    }

    /// The present time, as far as this phone knows.
    pub(crate) fn now(&self) -> UtcMillis {
        self.time.moment().at()
    }

    /// The present moment, for a record.
    pub(crate) fn moment(&self) -> Moment {
        self.time.moment()
    }

    /// The keys under which a subject may be recorded in this store, its own key first.
    pub(crate) fn own_keys(&self, subject: &Subject) -> Vec<OwnKey> {
        self.secrets.own_counts().all_of(subject)
    }

    /// A new identifier (UUIDv7). It begins with the time, so that new rows are neighbours in an index; it
    /// never leaves the phone.
    pub(crate) fn new_id(&self) -> Uuid {
        self.new_id_at(self.now())
    }

    /// A new identifier with another time.
    pub(crate) fn new_id_at(&self, at: UtcMillis) -> Uuid {
        let mut chance = [0; 10];
        self.chance.fill(&mut chance);
        let millis = u64::try_from(at.0).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
    }

    /// The identifier of the stop that takes the place of one with the wrong subject. It follows from that one and the
    /// right subject, so that a phone that was put back from a copy makes the same stop again. Its time is that of the
    /// one that it replaces.
    pub(crate) fn corrected_id(&self, wrong: Uuid, right: &OwnKey) -> Uuid {
        let both = wrong.as_u128() ^ u128::from_be_bytes(right.0);
        let chance = self.secrets.own_counts().name_of(Uuid::from_u128(both));
        let made = wrong.get_timestamp().map_or((0, 0), |made| made.to_unix());
        let millis = made.0 * 1000 + u64::from(made.1 / 1_000_000);
        Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
    }

    /// The name of a report. It follows from the record and a secret of this device, so a phone that is put
    /// back from a copy sends each record under the name that it had. It is a UUIDv7 whose time holds the hour
    /// in which the record was made, by the clock of then, and the number of names that the record had before:
    /// a record whose hour is corrected after it was sent gets the name with the next number.
    pub(crate) fn report_id(&self, record: Uuid, number: u32) -> ReportId {
        let seconds = record.get_timestamp().map_or(0, |made| made.to_unix().0);
        let hour = seconds - seconds % 3600;
        let name = self.secrets.own_counts().name_of(record);
        ReportId(Builder::from_unix_timestamp_millis(hour * 1000, &name).into_uuid())
            .numbered(number)
    }

    /// The records that the officer decided about since the app was started. A copy that is put back meanwhile
    /// does not change it, because it is in memory.
    pub(crate) fn decided_here(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        self.decided.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides what a look-up led to, for the officer.
    pub(crate) fn decide(
        &self,
        session: &Session,
        query: QueryId,
        led_to: LedTo,
    ) -> Result<(), StoreError> {
        self.decided_here().insert(query.0);
        queries::decide(session, query, led_to, DecidedBy::Officer)
    }

    /// Records the look-ups that wait for room on the disk. Gives whether there were any. To be called before
    /// anything that refers to a look-up.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] while there is no room; the look-ups then stay in memory.
    pub(crate) fn record_waiting(&self) -> Result<bool, StoreError> {
        self.unrecorded.record(&self.store)
    }

    /// Decides that look-ups that were left undecided for too long led to nothing.
    pub(crate) fn settle_old(&self) -> Result<(), StoreError> {
        self.time.keep_step(&self.store)?;
        let patience = i64::try_from(self.keep.undecided_for.as_millis());
        let moment = self.moment();
        let before = moment.at().0.saturating_sub(patience.unwrap_or(i64::MAX));
        let before = Some((UtcMillis(before), moment.stretch()));
        self.store
            .write(|t| queries::settle_undecided(t, before, None))
    }

    /// Removes what need not be kept. Because this is final, nothing is removed while the clock is known to be
    /// wrong, or on the word of a clock that has just jumped ahead.
    pub(crate) fn retain(&self, scope: Scope) -> Result<(), StoreError> {
        let now = self.now();
        let known = self.time.is_witnessed();
        let mut looked = None;
        let mut let_go = |t: &Session| {
            let by = match looked {
                Some(by) => by,
                None => *looked.insert(sync_state::believed_now(t, now, known)?),
            };
            by.map_or(Ok(false), |by| {
                housekeeping::retain(t, &self.keep.retention, scope, by)
            })
        };
        while self.store.write::<_, StoreError>(|t| let_go(t))? {}
        Ok(())
    }

    /// Makes the keys of subjects anew. On a full disk they stay as they are until a later start.
    pub(crate) fn renew_own_keys(&self) -> Result<(), StoreError> {
        if !self.store.read(own_keys::are_old)? {
            return Ok(());
        }
        let keys = self.secrets.own_counts();
        let renewed = self.store.write(|t| own_keys::renew(t, keys));
        if no_room(&renewed) { Ok(()) } else { renewed }
    }

    /// Treats the store as older than it was, so that central may have what waits here: nothing is deleted
    /// without a withdrawal, and nothing is added to central's counts. If this start is interrupted before that
    /// is on disk, the next start finds the store older again.
    pub(crate) fn count_as_older(&self) -> Result<(), StoreError> {
        let (now, missing) = (self.now(), self.store.missing());
        self.store.write::<_, StoreError>(|t| {
            if self.store.may_lack_commits() {
                commits::keep_lost(t, missing, now)?;
            }
            self.is_older(t, now)
        })?;
        self.store.keep_place();
        Ok(())
    }

    /// Marks the store as older than it was.
    pub(crate) fn is_older(&self, session: &Session, now: UtcMillis) -> Result<(), StoreError> {
        sync_state::raise_revisions(session, now)?;
        put_back::may_be_known(session, &|record, number| self.report_id(record, number))
    }
}
