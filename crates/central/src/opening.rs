//! Opening the database of a folder, and two checks: whether it is unchanged since the last orderly end, and whether
//! commits that were acknowledged are missing.

use proco_database::SchemaFault;
use proco_exchange::UtcMillis;

use crate::copies::next_restore;
use crate::error::CentralError;
use crate::folder::{Folder, failed, remove_if_there};
use crate::key_file::{FILES, other_keys, own_keys};
use crate::keys::CentralKey;
use crate::store::sqlite::{Lost, MissingCommits, SqliteStore};
use crate::store::{Restored, StoreError};
use crate::sums::{Compared, Picture, Sums};

/// For how many days each start warns that acknowledged commits are missing.
const LOSS_TOLD_DAYS: u16 = 31;

/// The database of a folder, as it was found.
pub(crate) struct Found {
    pub(crate) store: SqliteStore,
    /// How it compares with the check sums of the last orderly end.
    pub(crate) compared: Compared,
    /// Whether it is new: there was none before.
    pub(crate) begins: bool,
}

/// Opens the database, and makes it where there was none.
pub(crate) fn found(
    folder: &Folder,
    key: &CentralKey,
    now: UtcMillis,
) -> Result<Found, CentralError> {
    let database = folder.database();
    let begins = !folder.was_begun() && !folder.has_database();
    let kept = folder.file("central.sums");
    let kept = Sums::kept(&kept).map_err(failed(&kept))?;
    let left = kept.map(|kept| Ok((kept, Picture::of(&database)?)));
    let left = left.transpose().map_err(failed(&database))?;
    folder.make_private(&database)?;
    let store = opened(folder).map_err(|error| match (error, &left) {
        // One damaged digit in the history of migrations, and not another history.
        (CentralError::Store(StoreError::Schema(_)), Some((kept, found)))
            if kept.is_of_another_picture(found) =>
        {
            CentralError::DatabaseDamaged(folder.named())
        }
        (error, _) => error,
    })?;
    let count = store.count()?;
    let compared = left.map_or(Compared::Unknown, |(kept, found)| {
        kept.compare(&found, count)
    });
    // Before anything is written: a write adds to the count of commits, and would hide that some are missing.
    settle_loss(folder, &store, compared, now)?;
    own_keys(folder, &store)?;
    store.name_all(key)?;
    if !folder.was_begun() {
        // Until the log is folded in, a new database exists in its log alone.
        store.fold()?;
    }
    folder.begin()?;
    Ok(Found {
        store,
        compared,
        begins,
    })
}

/// Records and logs that acknowledged commits are missing. It counts as a restore, so phones learn of it and send their
/// reports again.
pub(crate) fn settle_loss(
    folder: &Folder,
    store: &SqliteStore,
    compared: Compared,
    now: UtcMillis,
) -> Result<(), CentralError> {
    let number = |last: Option<Restored>| last.map_or(0, |last| last.number);
    let lacked = store.lacked(|last, belief| next_restore(number(last), belief, now))?;
    tell_loss(folder, lacked, compared, store.lost()?, now);
    Ok(())
}

/// Logs which commits are missing, when that is found and for a month after.
fn tell_loss(
    folder: &Folder,
    lacked: Option<MissingCommits>,
    compared: Compared,
    lost: Option<Lost>,
    now: UtcMillis,
) {
    const SAY_AGAIN: &str = "phones are told, and send their records again; what was said here since has \
        to be said again: revocations, codes, accepted epoch keys";
    match (lacked, lost) {
        (Some(MissingCommits::Commits(commits)), _) if compared == Compared::Older => {
            tracing::error!(
                commits,
                "an older copy of central.db was put in its place by hand: {SAY_AGAIN}"
            )
        }
        (Some(MissingCommits::Commits(commits)), _) => tracing::error!(
            commits,
            "central.db lacks its newest commits, which were acknowledged: its log was lost, cut or \
             damaged, or an older copy was put in its place by hand. What was left of a log is kept as \
             central.db.cut-…, for `proco-central rescue {place} --file FILE --to NEW-FILE`; \
             {SAY_AGAIN}",
            place = folder.arguments()
        ),
        (Some(MissingCommits::Another), _) => tracing::error!(
            "central.db is another database than the one that was written last: it was put in its place \
             by hand, or its log was lost with an upgrade; {SAY_AGAIN}"
        ),
        (Some(MissingCommits::Uncertain), _) => tracing::error!(
            "central.db.commits is gone, which counts the commits of central.db beside it: whether the newest are missing \
             cannot be told; {SAY_AGAIN}"
        ),
        (None, Some(lost)) if now < lost.at.plus_days(LOSS_TOLD_DAYS) => tracing::warn!(
            commits = lost.commits,
            at = lost.at.0,
            "commits of central.db were found gone at an earlier start; {SAY_AGAIN}"
        ),
        (None, _) => {}
    }
}

/// Why a database cannot be opened, in words that name it where it is damaged.
fn of_database(folder: &Folder, error: StoreError) -> CentralError {
    if is_damage(&error) {
        CentralError::DatabaseDamaged(folder.named())
    } else {
        CentralError::Store(error)
    }
}

/// Whether what is wrong with a database is that it is damaged.
pub(crate) fn is_damage(error: &StoreError) -> bool {
    match error {
        StoreError::Corrupt(_)
        | StoreError::Damaged(_)
        | StoreError::Schema(SchemaFault::Damaged) => true,
        StoreError::Schema(_)
        | StoreError::Database(_)
        | StoreError::Full
        | StoreError::Unwritable(_)
        | StoreError::Gone => false,
    }
}

/// The database of this folder.
pub(crate) fn database_of(folder: &Folder) -> Result<SqliteStore, CentralError> {
    SqliteStore::open(&folder.database()).map_err(|error| of_database(folder, error))
}

/// The database of this folder, once it is known to be that of the keys beside it.
fn opened(folder: &Folder) -> Result<SqliteStore, CentralError> {
    if !folder.was_begun() {
        // A first start that was killed may have left one.
        folder.forget_commits()?;
    }
    // Earlier programs kept the number of the last record in it.
    remove_if_there(&folder.file("central.db.last"))?;
    let store = database_of(folder)?;
    // An empty but valid database in the place of the one that was there: SQLite alone would not notice.
    if folder.was_begun() && store.key_check(FILES[0])?.is_none() {
        return Err(CentralError::DatabaseGone(folder.named()));
    }
    other_keys(folder, &store)?;
    Ok(store)
}
