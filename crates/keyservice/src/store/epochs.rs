//! The rows of the epochs. What is done here is on disk when it returns.

use proco_exchange::evaluation::EpochPublicKey;
use proco_exchange::pseudonym::EpochKey;
use proco_exchange::{Epoch, UtcMillis};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use super::Store;
use crate::error::Error;

/// What has become of the key of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It answers.
    Live,
    /// It is kept, but does not answer.
    Expired,
    /// It is gone for good.
    Destroyed,
}

impl State {
    /// The name as it stands in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Expired => "expired",
            Self::Destroyed => "destroyed",
        }
    }
}

/// What is known of an epoch, without its secret key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochRow {
    /// The epoch.
    pub epoch: Epoch,
    /// What has become of its key.
    pub state: State,
    /// Its public key.
    pub public_key: EpochPublicKey,
    /// When it expired, if it did.
    pub expired_at: Option<UtcMillis>,
}

impl Store {
    /// All epochs, newest first.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn epochs(&self) -> Result<Vec<EpochRow>, Error> {
        let db = self.db()?;
        let mut all = db.prepare_cached(
            "SELECT epoch, state, public_key, expired_at FROM epochs ORDER BY epoch DESC",
        )?;
        let rows = all
            .query_map([], epoch_row)?
            .collect::<Result<Vec<_>, _>>()?;
        Ok(rows)
    }

    /// The secret key of an epoch, if it is live.
    ///
    /// # Errors
    /// [`Error`] of the store, or when the stored key is damaged.
    pub fn live_key(&self, epoch: Epoch) -> Result<Option<EpochKey>, Error> {
        let secret: Option<Zeroizing<[u8; 32]>> = self
            .db()?
            .prepare_cached("SELECT secret_key FROM epochs WHERE epoch = ?1 AND state = 'live'")?
            .query_row([epoch.to_string()], |row| Ok(Zeroizing::new(row.get(0)?)))
            .optional()?;
        secret
            .map(|secret| EpochKey::from_bytes(&secret))
            .transpose()
            .map_err(|fault| Error::StoredKey { epoch, fault })
    }

    /// Keeps a new key; `false` when there is, or was, one for this epoch.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn add_epoch(&self, epoch: Epoch, key: &EpochKey, now: UtcMillis) -> Result<bool, Error> {
        // The one place of exposure of a secret key.
        let secret = key.expose();
        self.durably(|db| {
            db.execute(
                "INSERT INTO epochs (epoch, state, public_key, secret_key, created_at)
                 VALUES (?1, 'live', ?2, ?3, ?4)
                 ON CONFLICT (epoch) DO NOTHING",
                (
                    epoch.to_string(),
                    key.public_key().as_bytes(),
                    secret.as_slice(),
                    now.0,
                ),
            )
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
        let held: bool = self
            .db()?
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if held {
            Err(Error::LogHeld)
        } else {
            Ok(destroyed)
        }
    }

    /// Changes rows in one transaction that is synced to disk; whether any row was changed.
    fn durably(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<usize>,
    ) -> Result<bool, Error> {
        let mut db = self.db()?;
        db.execute_batch("PRAGMA synchronous = FULL")?;
        let changed = in_transaction(&mut db, change);
        db.execute_batch("PRAGMA synchronous = NORMAL")?;
        Ok(changed? > 0)
    }
}

fn in_transaction(
    db: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<usize>,
) -> rusqlite::Result<usize> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let changed = change(&transaction)?;
    transaction.commit()?;
    Ok(changed)
}

fn epoch_row(row: &Row<'_>) -> rusqlite::Result<EpochRow> {
    let damaged =
        |column: usize| rusqlite::Error::InvalidColumnType(column, String::new(), Type::Text);
    let epoch = row.get_ref(0)?.as_str()?.parse().map_err(|_| damaged(0))?;
    let state = match row.get_ref(1)?.as_str()? {
        "live" => State::Live,
        "expired" => State::Expired,
        "destroyed" => State::Destroyed,
        _ => return Err(damaged(1)),
    };
    Ok(EpochRow {
        epoch,
        state,
        public_key: EpochPublicKey::from_bytes(row.get(2)?),
        expired_at: row.get::<_, Option<i64>>(3)?.map(UtcMillis),
    })
}
