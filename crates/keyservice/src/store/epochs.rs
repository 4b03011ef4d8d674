//! The rows of the epochs. What is done here is on disk, and in the file itself, when it returns.

use proco_exchange::evaluation::EpochPublicKey;
use proco_exchange::{Epoch, UtcMillis, code_list};
use proco_oprf::EpochKey;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use super::Store;
use crate::error::Error;

code_list! {
    []
    /// What has become of the key of an epoch.
    pub enum State {
        /// Marks are evaluated under its key.
        Live = "live",
        /// It is kept, but does not answer.
        Expired = "expired",
        /// The key is destroyed for good.
        Destroyed = "destroyed",
    }
}

/// What is known of an epoch, without its secret key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochRow {
    /// The quarter that it is the epoch of.
    pub epoch: Epoch,
    /// What has become of its key.
    pub state: State,
    /// The public key, under which phones check the proofs.
    pub public_key: EpochPublicKey,
    /// When it expired, if it did.
    pub expired_at: Option<UtcMillis>,
    /// Since when phones may have pinned it.
    pub answered_at: Option<UtcMillis>,
    /// When it was last copied out.
    pub copied_at: Option<UtcMillis>,
}

impl Store {
    /// All epochs, newest first.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn epochs(&self) -> Result<Vec<EpochRow>, Error> {
        self.read(|db| rows(db))
    }

    /// Those of these epochs that answer, newest first. From now on phones may pin their keys, so no
    /// other key takes their place; that is kept before anybody hears of them.
    ///
    /// # Errors
    /// [`Error`] of the store; nothing may be answered then.
    pub fn answering(&self, epochs: &[Epoch], now: UtcMillis) -> Result<Vec<EpochRow>, Error> {
        let answer = |rows: Vec<EpochRow>| {
            let mut rows = rows;
            rows.retain(|row| row.state == State::Live && epochs.contains(&row.epoch));
            rows
        };
        let known = answer(self.epochs()?);
        if known.iter().all(|row| row.answered_at.is_some()) {
            return Ok(known);
        }
        let mut kept = Vec::new();
        self.durably(|db| {
            for epoch in epochs {
                db.execute(
                    "UPDATE epochs SET answered_at = ?2
                     WHERE epoch = ?1 AND state = 'live' AND answered_at IS NULL",
                    (epoch.to_string(), now.0),
                )?;
            }
            kept = rows(db)?;
            Ok(kept.len())
        })?;
        Ok(answer(kept))
    }

    /// The secret key of an epoch, if it is live, and whether it has answered before.
    ///
    /// # Errors
    /// [`Error`] of the store, or when the stored key is damaged.
    pub fn live_key(&self, epoch: Epoch) -> Result<Option<(EpochKey, bool)>, Error> {
        let found: Option<(Zeroizing<[u8; 32]>, bool)> = self.read(|db| {
            db.prepare_cached(
                "SELECT secret_key, answered_at IS NOT NULL FROM epochs
                 WHERE epoch = ?1 AND state = 'live'",
            )?
            .query_row([epoch.to_string()], |row| {
                Ok((Zeroizing::new(row.get(0)?), row.get(1)?))
            })
            .optional()
        })?;
        found
            .map(|(secret, answered)| Ok((EpochKey::from_bytes(&secret)?, answered)))
            .transpose()
            .map_err(|fault| Error::StoredKey { epoch, fault })
    }

    /// Keeps new keys, all of them or none; `false` when there is, or was, one for each epoch.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn add_epochs(&self, keys: &[(Epoch, EpochKey)], now: UtcMillis) -> Result<bool, Error> {
        self.durably(|db| {
            let mut added = 0;
            for (epoch, key) in keys {
                // With `exports`, the one place of exposure of a secret key.
                let secret = key.expose();
                added += db.execute(
                    "INSERT INTO epochs (epoch, state, public_key, secret_key, created_at)
                     VALUES (?1, 'live', ?2, ?3, ?4)
                     ON CONFLICT (epoch) DO NOTHING",
                    (
                        epoch.to_string(),
                        key.public_key().as_bytes(),
                        secret.as_slice(),
                        now.0,
                    ),
                )?;
            }
            Ok(added)
        })
    }

    /// Makes an epoch stop answering as of now; `false` when it did before now, or is destroyed. One
    /// that stopped at a moment that is still to come did so under a clock that ran ahead.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn expire_epoch(&self, epoch: Epoch, now: UtcMillis) -> Result<bool, Error> {
        self.durably(|db| {
            db.execute(
                "UPDATE epochs SET state = 'expired', expired_at = ?2
                 WHERE epoch = ?1 AND (state = 'live' OR state = 'expired' AND expired_at > ?2)",
                (epoch.to_string(), now.0),
            )
        })
    }

    /// Makes an expired epoch answer again; `false` when it is not expired.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn revive_epoch(&self, epoch: Epoch) -> Result<bool, Error> {
        self.durably(|db| {
            db.execute(
                "UPDATE epochs SET state = 'live', expired_at = NULL
                 WHERE epoch = ?1 AND state = 'expired'",
                [epoch.to_string()],
            )
        })
    }

    /// Destroys the key of an epoch for good; `false` when there is none left.
    ///
    /// The secret is overwritten where it stands (`secure_delete` does the same for what SQLite
    /// moves), and the write-ahead log is emptied into the file and cut off. What the disk itself
    /// may have copied is readable only with the key file.
    ///
    /// # Errors
    /// [`Error::LogHeld`] when the log cannot be emptied now; [`Error`] of the store.
    pub fn destroy_epoch(&self, epoch: Epoch, now: UtcMillis) -> Result<bool, Error> {
        let destroyed = self.durably(|db| {
            db.execute(
                "UPDATE epochs SET secret_key = zeroblob(32)
                 WHERE epoch = ?1 AND state <> 'destroyed'",
                [epoch.to_string()],
            )?;
            db.execute(
                "UPDATE epochs SET state = 'destroyed', secret_key = NULL, destroyed_at = ?2
                 WHERE epoch = ?1 AND state <> 'destroyed'",
                (epoch.to_string(), now.0),
            )
        })?;
        if self.fold()? {
            Ok(destroyed)
        } else {
            Err(Error::LogHeld)
        }
    }

    /// Changes rows in one transaction that is synced to disk; whether any row was changed. Then it
    /// is folded into the file: a log that is damaged later cannot take back a key or a revocation.
    pub(super) fn durably(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<usize>,
    ) -> Result<bool, Error> {
        Ok(self.durable(change)? > 0)
    }

    /// As above, and returns what the change returns.
    pub(super) fn durable<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        self.write(|db| {
            db.execute_batch("PRAGMA synchronous = FULL")?;
            let changed = in_transaction(db, change);
            let changed = changed.and_then(|changed| {
                // While another program reads the log, it stays as it is until the next time.
                db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
                Ok(changed)
            });
            db.execute_batch("PRAGMA synchronous = NORMAL")?;
            changed
        })
    }
}

fn in_transaction<T>(
    db: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let changed = change(&transaction)?;
    transaction.commit()?;
    Ok(changed)
}

/// All rows, newest first.
pub(super) fn rows(db: &Connection) -> rusqlite::Result<Vec<EpochRow>> {
    let mut all = db.prepare_cached(
        "SELECT epoch, state, public_key, expired_at, answered_at, copied_at FROM epochs
         ORDER BY epoch DESC",
    )?;
    let rows = all.query_map([], epoch_row)?;
    rows.collect()
}

fn epoch_row(row: &Row<'_>) -> rusqlite::Result<EpochRow> {
    let damaged =
        |column: usize| rusqlite::Error::InvalidColumnType(column, String::new(), Type::Text);
    let moment =
        |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(UtcMillis));
    let epoch = row.get_ref(0)?.as_str()?.parse().map_err(|_| damaged(0))?;
    let state = State::of_name(row.get_ref(1)?.as_str()?).ok_or_else(|| damaged(1))?;
    Ok(EpochRow {
        epoch,
        state,
        public_key: EpochPublicKey::from_bytes(row.get(2)?),
        expired_at: moment(3)?,
        answered_at: moment(4)?,
        copied_at: moment(5)?,
    })
}
