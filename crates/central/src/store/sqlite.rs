//! The store in one SQLite file.
//!
//! One connection writes, on a thread of its own; a few others read beside it (WAL), on threads that
//! may wait. So no request waits for another's disk, and none holds a thread while it waits for its turn.

mod anew;
mod asked;
mod clock_doubts;
mod commits;
mod counts;
mod devices;
mod embedded;
mod epoch_keys;
mod epochs;
mod faults;
mod intake;
mod kept;
mod lessons;
mod log;
mod numbers;
mod places;
mod quota;
mod records;
mod reduced;
mod rescue;
mod rollup;
mod second_views;
mod taken_back;
mod unnamed;
mod upkeep;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use proco_access::{DeviceId, Team, gate::Standing};
use proco_database::Ends;
use proco_exchange::frequency::FrequencyAnswer;
use proco_exchange::period::{Period, Week};
use proco_exchange::{Epoch, Hour, UtcMillis};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use self::commits::Outside;
pub use self::commits::{Lost, MissingCommits};
use self::faults::of_file;
use self::numbers::{epoch_number, epoch_of, week_number, week_of};
use self::records::Batch;
use self::writer::Writer;
use super::{
    Answer, ClockDoubts, Count, Decided, Device, Figures, Listed, NewCode, NewDevice, RollupRow,
    Signs, Store, StoreError, TakenBack, Upload,
};
use crate::asked::Day;
use crate::keys::{CentralKey, CodeHash, OfficerTag, SubjectKey};
use crate::quota::UploadOutcome;

/// How many questions are answered at once, each on a connection of its own.
pub(crate) const READERS: usize = 8;

/// The store in one SQLite file.
#[derive(Clone)]
pub struct SqliteStore(Arc<Connections>, Arc<Writer>);

struct Connections {
    path: PathBuf,
    signs: Signs,
    outside: Outside,
    /// What was missing when this was opened, and what had been acknowledged then.
    lacking: Option<(Count, MissingCommits)>,
    /// Whether all is in the one file, where nothing may change any more.
    closed: AtomicBool,
    /// One permit for each reader.
    reading: Arc<Semaphore>,
    /// The connections that no reader uses now.
    readers: Mutex<Vec<Connection>>,
    /// The connection for the standing of a device, which is asked with every request.
    standing_reader: Mutex<Connection>,
    /// The writer. It is dropped last, because only the last connection can fold the log into the file.
    writer: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens the file, makes it when there is none, and brings its schema up to date. Where commits are
    /// missing that were acknowledged, file and log are kept aside as they were found.
    ///
    /// # Errors
    /// [`StoreError`] also when the schema is newer than the program.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        // In this order: a server may be writing all of them.
        let ends = Ends::of(path, |connection| commits::counted(connection).ok()?);
        let outside = Outside::beside(path);
        let acknowledged = outside.count();
        let mut writer = as_found(path)?;
        let inside = commits::inside(&writer)?;
        if let Some(ends) = ends
            && let Some(last) = commits::counted(&writer)?
            && ends.are_of(&last)
            && ends.are_of_two_moments(&last)
        {
            return Err(StoreError::Damaged(
                "log, of another moment than the database",
            ));
        }
        let lacking = outside.lacking(acknowledged, inside);
        if lacking.is_none() {
            outside.make();
        }
        if let Some((acknowledged, _)) = lacking
            && log::is_begun(path)
        {
            drop(writer);
            commits::keep_aside(path, acknowledged).map_err(of_file)?;
            writer = as_found(path)?;
        }
        // A receipt makes the phone let go of its row, so a commit has to be on disk: FULL. What
        // is withdrawn is overwritten and not only unlinked: secure_delete.
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        writer.pragma_update(None, "wal_autocheckpoint", 8000)?;
        writer.pragma_update(None, "secure_delete", "ON")?;
        writer.pragma_update(None, "foreign_keys", "ON")?;
        writer.pragma_update(None, "cache_size", -65_536)?;
        writer.set_prepared_statement_cache_capacity(64);
        proco_database::bring_up_to_date(&mut writer, &embedded::migrations::runner())?;
        writer.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        let all = Arc::new(Connections {
            path: path.to_owned(),
            standing_reader: Mutex::new(reader(path)?),
            reading: Arc::new(Semaphore::new(READERS)),
            readers: Mutex::new(Vec::new()),
            writer: Mutex::new(writer),
            signs: Signs::default(),
            outside,
            lacking,
            closed: AtomicBool::new(false),
        });
        let writer = Writer::start(Arc::clone(&all))?;
        Ok(Self(all, Arc::new(writer)))
    }

    fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'_, T> {
        let all = Arc::clone(&self.0);
        Box::pin(async move {
            let place = Arc::clone(&all.reading).acquire_owned().await;
            let place = place.map_err(|_| StoreError::Gone)?;
            blocking(move || {
                // Given back last, after the connection.
                let _place = place;
                let idle = lock(&all.readers).pop();
                let connection = idle.map_or_else(|| reader(&all.path), Ok)?;
                let answer = question(&connection);
                all.signs.note(&answer);
                lock(&all.readers).push(connection);
                answer
            })
            .await
        })
    }

    /// Runs a change in one transaction, which is committed only when the change returns `Ok`.
    fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'_, T> {
        Box::pin(self.1.run(move |all| {
            let mut writer = lock(&all.writer);
            if all.closed.load(Ordering::Relaxed) {
                return Err(StoreError::Gone);
            }
            let answer = all.changed(&mut writer, change);
            all.signs.note(&answer);
            answer
        }))
    }
}

impl Connections {
    /// How far the database has come.
    fn count(&self) -> Result<Count, StoreError> {
        commits::inside(&lock(&self.writer))?.ok_or(StoreError::Damaged("count of commits"))
    }

    /// Runs a change in one transaction, and counts it.
    fn changed<T>(
        &self,
        connection: &mut Connection,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let changes = transaction.total_changes();
        let answer = change(&transaction)?;
        let count = commits::count(&transaction, changes)?;
        transaction.commit()?;
        self.outside.tell(count);
        Ok(answer)
    }
}

/// How long a change waits for another program: the command line writes to the same file while the server
/// runs.
const OTHER_WRITERS: Duration = Duration::from_secs(10);

/// A file that is opened to be looked at: closing it folds no log that may have to be kept aside.
fn as_found(path: &Path) -> Result<Connection, StoreError> {
    let connection = proco_database::open(path)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.busy_timeout(OTHER_WRITERS)?;
    Ok(connection)
}

fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = proco_database::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Locks a connection, also after a panic under the lock: its transaction was rolled back.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(StoreError::Gone))
}

impl Store for SqliteStore {
    fn take(&self, upload: Upload) -> Answer<'_, UploadOutcome> {
        Box::pin(self.1.take(Batch::from(upload)))
    }

    fn take_back(&self, tags: Vec<(Epoch, OfficerTag)>, since: Hour) -> Answer<'_, TakenBack> {
        Box::pin(taken_back::take_back(self, tags, since))
    }

    fn forget_quotas_before(&self, hour: Hour) -> Answer<'_, ()> {
        self.write(move |transaction| quota::forget_before(transaction, hour))
    }

    fn count(
        &self,
        subject: Vec<(Epoch, SubjectKey)>,
        now: UtcMillis,
    ) -> Answer<'_, FrequencyAnswer> {
        self.read(move |connection| counts::count(connection, &subject, now))
    }

    fn close_before(&self, open: Week) -> Answer<'_, Week> {
        let all = self.clone();
        Box::pin(async move {
            // Nearly always there is nothing to write; then this need not wait for the writer.
            let kept = all.read(rollup::open_week).await?;
            match kept {
                Some(kept) if kept >= open => Ok(kept),
                Some(_) | None => {
                    let write = move |transaction: &Transaction<'_>| {
                        rollup::close_before(transaction, open)
                    };
                    all.write(write).await
                }
            }
        })
    }

    fn keep_unexplained(&self, devices: Vec<DeviceId>, today: Day, oldest: Day) -> Answer<'_, ()> {
        self.write(move |transaction| asked::keep(transaction, &devices, today, oldest))
    }

    fn unexplained(&self) -> Answer<'_, Vec<(DeviceId, Day)>> {
        self.read(asked::all)
    }

    fn clock_doubts(&self) -> Answer<'_, ClockDoubts> {
        self.read(clock_doubts::get)
    }

    fn keep_clock_doubts(&self, held: ClockDoubts) -> Answer<'_, ()> {
        let all = self.clone();
        Box::pin(async move {
            // As above: nearly always it is what is kept already.
            if all.read(clock_doubts::get).await? == held {
                return Ok(());
            }
            all.write(move |transaction| clock_doubts::keep(transaction, &held))
                .await
        })
    }

    fn teams(&self) -> Answer<'_, Listed<Team>> {
        self.read(rollup::teams)
    }

    fn weeks(&self, team: Team) -> Answer<'_, Vec<Week>> {
        self.read(move |connection| rollup::weeks(connection, &team))
    }

    fn rollup(&self, team: Team, from: Week, to: Week) -> Answer<'_, Vec<RollupRow>> {
        self.read(move |connection| rollup::rows(connection, &team, from, to))
    }

    fn published_periods(&self, team: Team) -> Answer<'_, Vec<Period>> {
        self.read(move |connection| rollup::published_periods(connection, &team))
    }

    fn published(&self, team: Team, period: Period) -> Answer<'_, Option<Figures>> {
        self.read(move |connection| rollup::published(connection, &team, period))
    }

    fn published_of_all(&self, period: Period) -> Answer<'_, Listed<Figures>> {
        self.read(move |connection| rollup::published_of_all(connection, period))
    }

    fn publish(&self, decided: Decided) -> Answer<'_, bool> {
        self.write(move |transaction| rollup::publish(transaction, &decided))
    }

    fn epochs(&self) -> Answer<'_, Listed<Epoch>> {
        self.read(epochs::epochs)
    }

    fn shuffle(&self, open: Week) -> Answer<'_, u64> {
        Box::pin(places::shuffle(self, open))
    }

    fn reduce(&self, now: Hour, key: CentralKey) -> Answer<'_, u64> {
        Box::pin(reduced::reduce(self, now, key))
    }

    fn forget_rollup_before(&self, finished: Week) -> Answer<'_, ()> {
        Box::pin(rollup::forget_before(self, finished))
    }

    fn drop_epoch(&self, epoch: Epoch, finished: Week) -> Answer<'_, ()> {
        let all = self.clone();
        Box::pin(async move {
            // In pieces, so that uploads get their turn in between.
            while all
                .write(move |transaction| epochs::drop_some(transaction, epoch))
                .await?
                > 0
            {}
            all.write(move |transaction| rollup::drop_tags(transaction, epoch, finished))
                .await
        })
    }

    fn keep_code(&self, code: NewCode) -> Answer<'_, ()> {
        self.write(move |transaction| devices::keep_code(transaction, &code))
    }

    fn knows_code(&self, code: CodeHash, now: UtcMillis) -> Answer<'_, bool> {
        self.read(move |connection| devices::knows_code(connection, code, now))
    }

    fn use_code(
        &self,
        code: CodeHash,
        device: NewDevice,
        now: UtcMillis,
    ) -> Answer<'_, Option<Device>> {
        self.write(move |transaction| devices::use_code(transaction, code, device, now))
    }

    fn device(&self, device: DeviceId) -> Answer<'_, Option<Device>> {
        self.read(move |connection| devices::device(connection, device))
    }

    fn devices(&self) -> Answer<'_, Listed<Device>> {
        self.read(devices::devices)
    }

    fn readers(&self) -> Answer<'_, Vec<DeviceId>> {
        self.read(devices::readers)
    }

    fn standings(&self) -> Answer<'_, Vec<(DeviceId, bool)>> {
        self.read(devices::standings)
    }

    fn revoke(&self, device: DeviceId, now: UtcMillis) -> Answer<'_, bool> {
        self.write(move |transaction| devices::revoke(transaction, device, now))
    }

    fn standing(&self, device: DeviceId) -> Result<Standing, StoreError> {
        devices::standing(&lock(&self.0.standing_reader), device)
    }
}
