//! The store: what central keeps, behind one trait.
//!
//! Two implementations are to ship: SQLite, and later PostgreSQL. `contract` is the test that
//! both have to pass; what must not differ between them is decided here, in [`plan`].

pub mod lessons;
pub mod listed;
pub mod plan;
pub mod second_views;
pub mod sqlite;
pub mod upkeep;

#[cfg(test)]
mod contract;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;

use proco_access::gate::Standing;
use proco_access::{DeviceId, DeviceKey, Role, Team};
use proco_database::SchemaFault;
use proco_exchange::frequency::FrequencyAnswer;
use proco_exchange::period::{Period, Week};
use proco_exchange::{Epoch, Hour, UtcMillis};

use crate::asked::Day;
use crate::keys::{CentralKey, CodeHash, OfficerTag, SubjectKey};
use crate::measure::Measure;
use crate::quota::{UploadOutcome, Uploader};
use crate::record::Admitted;

pub use lessons::Lessons;
pub use listed::Listed;
pub use second_views::SecondViews;
pub use upkeep::{Count, Restored, Signs, Upkeep};

/// The boxed future of an answer of the store, as a trait object needs it.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// The persistent store. All of it is behind this trait, so that another database can take its place.
pub trait Store: Upkeep + Lessons + SecondViews {
    /// Takes what the gate admitted of one batch, in order and in one transaction, and keeps the
    /// weekly roll-up with it. A record counts in the week of its event; where that week is
    /// closed, in the first one that is open. `open` is the first open week by the clock; the
    /// store remembers the latest it was told. The whole batch is refused where the upload quota does not allow it, or
    /// where the device was revoked meanwhile.
    fn take(&self, upload: Upload) -> Answer<'_, UploadOutcome>;

    /// Withdraws the records under these tags of this hour or later: from counts, advisories and the roll-up of weeks
    /// that are not published. Their names stay, so that none of them can be uploaded again.
    fn take_back(&self, tags: Vec<(Epoch, OfficerTag)>, since: Hour) -> Answer<'_, TakenBack>;

    /// Forgets the upload quota of officers who uploaded nothing since this hour: their buckets are full.
    fn forget_quotas_before(&self, hour: Hour) -> Answer<'_, ()>;

    /// How often a subject, known by a key in each of these epochs, was seen in the windows back from
    /// a moment. No number goes beyond [`MOST`](proco_exchange::frequency::MOST).
    fn count(
        &self,
        subject: Vec<(Epoch, SubjectKey)>,
        now: UtcMillis,
    ) -> Answer<'_, FrequencyAnswer>;

    /// Remembers that all weeks before this one are closed, and says which is the first open
    /// week.
    fn close_before(&self, open: Week) -> Answer<'_, Week>;

    /// What was not believed of the clock when it was kept last.
    fn clock_doubts(&self) -> Answer<'_, ClockDoubts>;

    /// Keeps which devices asked more than their look-ups explain, found today, and forgets those that
    /// were found before the oldest day.
    fn keep_unexplained(&self, devices: Vec<DeviceId>, today: Day, oldest: Day) -> Answer<'_, ()>;

    /// These devices, and on which day that was found last; the newest first.
    fn unexplained(&self) -> Answer<'_, Vec<(DeviceId, Day)>>;

    /// Keeps what is not believed of the clock yet, over a restart. To be asked once
    /// [`Store::close_before`] was.
    fn keep_clock_doubts(&self, held: ClockDoubts) -> Answer<'_, ()>;

    /// The teams with records in the roll-up.
    fn teams(&self) -> Answer<'_, Listed<Team>>;

    /// The weeks in which a team has records, in order, closed or not.
    fn weeks(&self, team: Team) -> Answer<'_, Vec<Week>>;

    /// The roll-up of a team from one week up to, and without, another.
    fn rollup(&self, team: Team, from: Week, to: Week) -> Answer<'_, Vec<RollupRow>>;

    /// The periods of which figures of this team were published, in no order.
    fn published_periods(&self, team: Team) -> Answer<'_, Vec<Period>>;

    /// The published figures of a team over a period.
    fn published(&self, team: Team, period: Period) -> Answer<'_, Option<Figures>>;

    /// The published figures of all teams over a period, in no order and without their names.
    fn published_of_all(&self, period: Period) -> Answer<'_, Listed<Figures>>;

    /// Publishes figures, as long as the roll-up is the one on which they were decided; false where it is not.
    /// What is published already stays as it is.
    fn publish(&self, decided: Decided) -> Answer<'_, bool>;

    /// The epochs of which there are records, or numbers in the roll-up.
    fn epochs(&self) -> Answer<'_, Listed<Epoch>>;

    /// Puts the records of weeks before this one, and what was withdrawn, in an order of chance: neither
    /// their places nor anything beside them tells in which order they came. Gives how many there were.
    fn shuffle(&self, open: Week) -> Answer<'_, u64>;

    /// Keeps of the records that can no longer be amended at this hour what the counts of their subjects
    /// need, and nothing else. Those of [`Store::shuffle`] alone. Gives how many there were.
    fn reduce(&self, now: Hour, key: CentralKey) -> Answer<'_, u64>;

    /// Forgets the roll-up of weeks before this one: their quarters are published to the end.
    fn forget_rollup_before(&self, finished: Week) -> Answer<'_, ()>;

    /// Drops all records of an epoch, and the tags of its officers. The roll-up of weeks before
    /// `finished` goes with them; later weeks keep their numbers, without a tag.
    fn drop_epoch(&self, epoch: Epoch, finished: Week) -> Answer<'_, ()>;

    /// Keeps a one-time code.
    fn keep_code(&self, code: NewCode) -> Answer<'_, ()>;

    /// Whether there is such a code, still good and not used. This waits for no writer.
    fn knows_code(&self, code: CodeHash, now: UtcMillis) -> Answer<'_, bool>;

    /// Uses a one-time code for a device: once. A device whose public key is known keeps its
    /// identifier.
    ///
    /// A code that was made in place of another device revokes that device, and the new one takes its place in the
    /// counts. Such a code is refused if the phone is already enrolled, because its records have a tag of their own,
    /// or if another phone has already replaced that device.
    fn use_code(
        &self,
        code: CodeHash,
        device: NewDevice,
        now: UtcMillis,
    ) -> Answer<'_, Option<Device>>;

    /// A device by its identifier; `None` when it was never enrolled.
    fn device(&self, device: DeviceId) -> Answer<'_, Option<Device>>;

    /// All devices, as they were enrolled.
    fn devices(&self) -> Answer<'_, Listed<Device>>;

    /// Which devices' officers may read summaries: the identifiers as which they are counted. A device whose role cannot be
    /// read is one of them, because fewer readers would show more.
    fn readers(&self) -> Answer<'_, Vec<DeviceId>>;

    /// Each device, and whether it is revoked.
    fn standings(&self) -> Answer<'_, Vec<(DeviceId, bool)>>;

    /// Revokes a device; false when it is not known.
    fn revoke(&self, device: DeviceId, now: UtcMillis) -> Answer<'_, bool>;

    /// How a device stands. Asked with every request, so it must not take long; another process may
    /// have revoked it a moment ago.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be told.
    fn standing(&self, device: DeviceId) -> Result<Standing, StoreError>;
}

/// What the gate admitted of one batch.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The device that brings it. It may have been revoked since it was let in.
    pub device: DeviceId,
    /// In which team its records count.
    pub team: Team,
    /// Reports and withdrawals, in the order in which they came.
    pub admitted: Vec<Admitted>,
    /// The first open week by the clock: a record of an earlier week counts in this one.
    pub open: Week,
    /// The buckets of the upload quota from which it is paid.
    pub uploader: Uploader,
    /// The key with which revisions of reduced records are compared.
    pub key: CentralKey,
}

/// How many records of a device were taken back by `revoke --withdraw-since`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// How many look-ups were taken back.
    pub look_ups: u64,
    /// How many stops were taken back.
    pub stops: u64,
    /// Stops among them that spared a subject.
    pub advisories: u64,
    /// How many of them count in weeks whose figures are published; those figures stay.
    pub published: u64,
}

impl std::ops::AddAssign for TakenBack {
    fn add_assign(&mut self, more: Self) {
        self.look_ups += more.look_ups;
        self.stops += more.stops;
        self.advisories += more.advisories;
        self.published += more.published;
    }
}

/// Clock readings that central does not act on yet, each with the time, by that same clock, at which it first
/// showed them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockDoubts {
    /// That more than one week has closed.
    pub ahead_since: Option<UtcMillis>,
    /// That these epochs are over; all of them since the same moment.
    pub expired_since: BTreeMap<Epoch, UtcMillis>,
}

/// Published figures: the name of a [`Key`](crate::summaries::key::Key) → how many records. A hidden figure is absent.
pub type Figures = BTreeMap<String, u32>;

/// One row of the weekly roll-up: how many records of one officer have one measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollupRow {
    /// The week in which the records count.
    pub week: Week,
    /// The epoch of their events.
    pub epoch: Epoch,
    /// Their officer; `None` once the tags of the epoch are dropped.
    pub officer: Option<OfficerTag>,
    /// The answer by which they are counted.
    pub measure: Measure,
    /// How many records have it.
    pub number: u32,
}

/// Figures to be published, and on what they were decided.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The team whose figures these are.
    pub team: Team,
    /// The weeks of which the roll-up was read.
    pub weeks: Range<Week>,
    /// The roll-up of these.
    pub rollup: Vec<RollupRow>,
    /// The figures to be published, by period.
    pub figures: Vec<(Period, Figures)>,
}

/// A one-time code that was made.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Keyed hash of the code: the code itself is not kept.
    pub code: CodeHash,
    /// The role that its user will have.
    pub role: Role,
    /// The team of its user.
    pub team: Team,
    /// Until when it is good.
    pub expires_at: UtcMillis,
    /// The device whose place its user takes, if any.
    pub replaces: Option<DeviceId>,
}

/// A device that wants to be enrolled.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// The identifier that it would get.
    pub device: DeviceId,
    /// The key whose signature proves that a request is of this device.
    pub public_key: DeviceKey,
    /// From when on there can be records of it, where that is not from now on.
    pub records_from: Option<UtcMillis>,
}

/// A row of the list of enrolled devices.
#[derive(Clone, Debug)]
pub struct Device {
    /// The identifier that the device was given when it was enrolled.
    pub device: DeviceId,
    /// The key whose signature proves that a request is of this device.
    pub public_key: DeviceKey,
    /// The role of its officer.
    pub role: Role,
    /// The team of its officer.
    pub team: Team,
    /// When it was enrolled.
    pub enrolled_at: UtcMillis,
    /// When it was revoked.
    pub revoked_at: Option<UtcMillis>,
    /// The device under which its officer is counted: the first one of those that replaced each other, or itself.
    pub counts_as: DeviceId,
}

/// Why the store cannot answer. It holds no value of a row.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// The database refused a statement.
    Database(Arc<dyn std::error::Error + Send + Sync>),
    /// There is no room on the disk.
    Full,
    /// Nothing can be written: the disk fails.
    Unwritable(Arc<dyn std::error::Error + Send + Sync>),
    /// The file is damaged, or is no database of this kind.
    Corrupt(Arc<dyn std::error::Error + Send + Sync>),
    /// Its schema cannot be brought up to date. The file is as it was.
    Schema(SchemaFault),
    /// A row does not hold what the schema promises.
    Damaged(&'static str),
    /// The thread of the store has ended.
    Gone,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) | Self::Unwritable(error) | Self::Corrupt(error) => {
                write!(f, "the database: {error}")
            }
            Self::Full => f.write_str("the disk is full: make room and try again"),
            Self::Schema(fault) => write!(f, "the database cannot be brought up to date: {fault}"),
            Self::Damaged(what) => write!(f, "the database holds a damaged {what}"),
            Self::Gone => f.write_str("the store has stopped"),
        }
    }
}

impl std::error::Error for StoreError {}
