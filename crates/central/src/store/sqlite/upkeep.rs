//! What central knows of itself, in SQLite: its clock, its keys, its restores, the accepted epoch keys.

use std::path::Path;
use std::sync::atomic::Ordering;

use proco_exchange::belief::{Belief, Claim, Doubt, Side};
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::LiveEpoch;
use proco_exchange::{Epoch, UtcMillis};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{Lost, MissingCommits, SqliteStore, blocking, commits, epoch_keys, lock, log, reader};
use crate::key_file::ISSUER;
use crate::store::{Answer, Count, Restored, Signs, StoreError, Upkeep};

pub(super) fn belief(connection: &Connection) -> Result<Belief, StoreError> {
    let kept = connection
        .prepare_cached("SELECT until, doubt, doubt_since FROM clock_belief")?
        .query_row([], |row| {
            let doubt: (Option<String>, Option<i64>) = (row.get(1)?, row.get(2)?);
            Ok((row.get(0)?, doubt))
        })
        .optional()?;
    let Some((until, doubt)) = kept else {
        return Ok(Belief::default());
    };
    let doubt = match doubt {
        (Some(side), Some(since)) => Some(Doubt {
            side: Side::of_name(&side).ok_or(StoreError::Damaged("belief"))?,
            claim: Claim(UtcMillis(since)),
        }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(StoreError::Damaged("belief")),
    };
    Ok(Belief {
        until: Some(UtcMillis(until)),
        doubt,
    })
}

pub(super) fn keep_belief(
    transaction: &Transaction<'_>,
    believed: Belief,
) -> Result<(), StoreError> {
    let Some(until) = believed.until else {
        return Ok(());
    };
    let before = belief(transaction)?;
    transaction.execute(
        "INSERT INTO clock_belief (only_row, until, doubt, doubt_since) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT DO UPDATE
         SET until = excluded.until, doubt = excluded.doubt, doubt_since = excluded.doubt_since",
        params![
            until.0,
            believed.doubt.map(|doubt| doubt.side.name()),
            believed.doubt.map(|doubt| doubt.claim.0.0)
        ],
    )?;
    // The clock may have run ahead when these were enrolled, and by how much is not known: no bound.
    if let Some(from) = before.ran_ahead_from(believed) {
        transaction.execute(
            "UPDATE devices SET records_from = 0 WHERE coalesce(records_from, enrolled_at) > ?1",
            [from.0],
        )?;
    }
    Ok(())
}

/// The check value of a key file, once one was kept.
pub(super) fn key_check(
    connection: &Connection,
    file: &str,
) -> Result<Option<[u8; 32]>, StoreError> {
    let kept = connection
        .prepare_cached("SELECT value FROM key_checks WHERE file = ?1")?
        .query_row([file], |row| row.get(0))
        .optional()?;
    Ok(kept)
}

pub(super) fn keep_key_check(
    connection: &Connection,
    file: &str,
    value: [u8; 32],
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO key_checks (file, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![file, value.as_slice()],
    )?;
    Ok(())
}

fn replace_key_check(
    connection: &Connection,
    file: &str,
    value: [u8; 32],
) -> Result<(), StoreError> {
    connection.execute("DELETE FROM key_checks WHERE file = ?1", [file])?;
    keep_key_check(connection, file, value)
}

/// The last time that a copy was put in place of this database, if ever.
pub(super) fn restored(connection: &Connection) -> Result<Option<Restored>, StoreError> {
    let last = connection
        .prepare_cached(
            "SELECT number, restored_at, copied_until FROM restores ORDER BY number DESC LIMIT 1",
        )?
        .query_row([], |row| {
            Ok(Restored {
                number: row.get(0)?,
                at: UtcMillis(row.get(1)?),
                copied_until: UtcMillis(row.get(2)?),
            })
        })
        .optional()?;
    Ok(last)
}

pub(super) fn keep_restored(
    transaction: &Transaction<'_>,
    restored: Restored,
) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO restores (number, restored_at, copied_until) VALUES (?1, ?2, ?3)",
        params![restored.number, restored.at.0, restored.copied_until.0],
    )?;
    Ok(())
}

impl Upkeep for SqliteStore {
    fn belief(&self) -> Answer<'_, Belief> {
        self.read(belief)
    }

    fn keep_belief(&self, believed: Belief) -> Answer<'_, ()> {
        let all = self.clone();
        Box::pin(async move {
            // Nearly always it is what is kept already; then nobody waits for the writer.
            if all.read(belief).await? == believed {
                return Ok(());
            }
            all.write(move |transaction| keep_belief(transaction, believed))
                .await
        })
    }

    fn restored(&self) -> Answer<'_, Option<Restored>> {
        self.read(restored)
    }

    fn keep_restored(&self, restored: Restored) -> Answer<'_, ()> {
        self.write(move |transaction| keep_restored(transaction, restored))
    }

    fn accepted_keys(&self) -> Answer<'_, Vec<AcceptedEpochKey>> {
        self.read(epoch_keys::accepted)
    }

    fn epoch_keys(&self) -> Answer<'_, Vec<LiveEpoch>> {
        self.read(epoch_keys::known)
    }

    fn see_key(&self, seen: LiveEpoch) -> Answer<'_, ()> {
        self.write(move |transaction| epoch_keys::see(transaction, &seen))
    }

    fn accept_key(&self, accepted: AcceptedEpochKey, now: UtcMillis) -> Answer<'_, ()> {
        self.write(move |transaction| epoch_keys::accept(transaction, &accepted, now))
    }

    fn forget_key(&self, epoch: Epoch) -> Answer<'_, bool> {
        self.write(move |transaction| epoch_keys::forget(transaction, epoch))
    }

    fn bind_to_issuer_key(&self, check: [u8; 32]) -> Answer<'_, ()> {
        self.write(move |transaction| replace_key_check(transaction, ISSUER, check))
    }

    fn signs(&self) -> &Signs {
        &self.0.signs
    }

    fn try_writing(&self, believed: Belief) -> Answer<'_, ()> {
        self.write(move |transaction| keep_belief(transaction, believed))
    }

    fn is_sound(&self) -> Answer<'_, bool> {
        let path = self.0.path.clone();
        Box::pin(blocking(move || is_sound(&reader(&path)?)))
    }

    fn purge(&self) -> Answer<'_, bool> {
        Box::pin(log::purge(self))
    }

    fn close(&self) -> Answer<'_, Count> {
        Box::pin(self.1.run(move |all| {
            lock(&all.readers).clear();
            let writer = lock(&all.writer);
            // A request that comes later finds the store closed.
            all.closed.store(true, Ordering::Relaxed);
            log::cut_off(&writer)?;
            drop(writer);
            all.count()
        }))
    }
}

/// The calls that block: for the start and for commands, which have no other thread to hold up.
impl SqliteStore {
    /// What was believed of the clock before the start.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be read.
    pub fn belief_at_start(&self) -> Result<Belief, StoreError> {
        belief(&lock(&self.0.writer))
    }

    /// The last time that this database was put back from a copy, before the start.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be read.
    pub fn restored_at_start(&self) -> Result<Option<Restored>, StoreError> {
        restored(&lock(&self.0.writer))
    }

    /// Which acknowledged commits were missing when the database was opened. If any were, that is recorded as the restore
    /// that `restore` makes, and the next start does not find them missing again.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be kept.
    pub fn lacked(
        &self,
        restored: impl FnOnce(Option<Restored>, Belief) -> Restored,
    ) -> Result<Option<MissingCommits>, StoreError> {
        let Some((acknowledged, lack)) = self.0.lacking else {
            return Ok(None);
        };
        self.0.changed(&mut lock(&self.0.writer), |transaction| {
            let inside = commits::inside(transaction)?;
            let settled = match lack {
                MissingCommits::Uncertain => inside != Some(acknowledged),
                MissingCommits::Commits(_) | MissingCommits::Another => {
                    commits::lack(Some(acknowledged), inside).is_none()
                }
            };
            if settled {
                // By another program, which opened it at the same time.
                return Ok(None);
            }
            let before = self::restored(transaction)?;
            let restored = restored(before, belief(transaction)?);
            keep_restored(transaction, restored)?;
            commits::settle(transaction, acknowledged, lack, restored.at)?;
            Ok(Some(lack))
        })
    }

    /// What was found missing of what was acknowledged, now or at an earlier start.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be read.
    pub fn lost(&self) -> Result<Option<Lost>, StoreError> {
        commits::lost(&lock(&self.0.writer))
    }

    /// How far this database has come.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be read.
    pub fn count(&self) -> Result<Count, StoreError> {
        self.0.count()
    }

    /// Brings all that is kept into the one file, as far as nobody else holds it.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be written.
    pub fn fold(&self) -> Result<(), StoreError> {
        log::cut_off(&lock(&self.0.writer))?;
        Ok(())
    }

    /// Counts from now on as another database than the one that this is a copy of.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be kept.
    pub fn count_anew(&self) -> Result<(), StoreError> {
        Ok(commits::begin(&lock(&self.0.writer))?)
    }

    /// The check value of a key file, once one was kept.
    ///
    /// # Errors
    /// [`StoreError`] when that cannot be read.
    pub fn key_check(&self, file: &str) -> Result<Option<[u8; 32]>, StoreError> {
        key_check(&lock(&self.0.writer), file)
    }

    /// Keeps the check values of the key files, all at once.
    ///
    /// # Errors
    /// [`StoreError`] when they cannot be kept.
    pub fn keep_key_checks(&self, checks: &[(&str, [u8; 32])]) -> Result<(), StoreError> {
        self.0.changed(&mut lock(&self.0.writer), |transaction| {
            for (file, value) in checks {
                keep_key_check(transaction, file, *value)?;
            }
            Ok(())
        })
    }

    /// Keeps another check value of a key file.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be kept.
    pub fn replace_key_check(&self, file: &str, value: [u8; 32]) -> Result<(), StoreError> {
        self.0.changed(&mut lock(&self.0.writer), |transaction| {
            replace_key_check(transaction, file, value)
        })
    }

    /// Writes a whole and compact copy of one file into another that is empty or not there. A server
    /// may go on meanwhile: the copy is of one moment.
    ///
    /// # Errors
    /// [`StoreError`]; what was written of it then is of no use.
    pub fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
        let to = to.to_str().ok_or(StoreError::Damaged("path"))?;
        reader(from)?.execute("VACUUM INTO ?1", [to])?;
        Ok(())
    }

    /// As [`Self::copy`], of a database of the newest schema; the copy counts as another database. So
    /// one that somebody puts in place by hand is noticed.
    ///
    /// # Errors
    /// [`StoreError`]; what was written then is of no use.
    pub fn copy_out(from: &Path, to: &Path) -> Result<(), StoreError> {
        Self::copy(from, to)?;
        Ok(commits::begin(&proco_database::open(to)?)?)
    }

    /// The number of the last restore of the database in this file; 0 where there is none, or where it
    /// cannot be read.
    #[must_use]
    pub fn restored_in(path: &Path) -> u32 {
        let last = reader(path).and_then(|connection| restored(&connection));
        last.ok().flatten().map_or(0, |last| last.number)
    }
}

/// Whether structure, indexes, types and rules of the tables hold, by SQLite's own check.
fn is_sound(connection: &Connection) -> Result<bool, StoreError> {
    let first = connection.query_row("PRAGMA integrity_check(1)", [], |row| {
        row.get::<_, String>(0)
    });
    match first.map_err(StoreError::from) {
        Ok(word) => Ok(word == "ok"),
        Err(StoreError::Corrupt(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
