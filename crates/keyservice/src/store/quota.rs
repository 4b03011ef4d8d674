//! The token buckets of the quota: one for each device, and two that all devices share.

use proco_access::DeviceId;
use proco_access::limit::{Bucket, Decision, Limit, Millis};
use proco_exchange::UtcMillis;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior};

use super::Store;
use crate::error::Error;

/// What all devices together may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The most elements in an hour, of all devices together.
    pub hour: Limit,
    /// The most elements in a day, of all devices together.
    pub day: Limit,
}

/// Whether a device may ask for so much now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaDecision {
    /// Whether its own bucket allows it; if so, the budget does too.
    Own(Decision),
    /// Its own does, the budget of all devices does not.
    Budget(Decision),
}

impl Store {
    /// Decides whether a device may ask for so much now, and keeps what is left.
    ///
    /// # Errors
    /// [`Error`] of the store; nothing is allowed then.
    pub fn take(
        &self,
        device: DeviceId,
        cost: u32,
        limit: Limit,
        budget: Budget,
        now: UtcMillis,
    ) -> Result<QuotaDecision, Error> {
        let buckets = [
            StoredBucket::of(device, limit),
            StoredBucket::budget("hour", budget.hour),
            StoredBucket::budget("day", budget.day),
        ];
        let decided = self.read(|db| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let decided = decide(&transaction, &buckets, cost, Millis(now.0))?;
            if decided.changed {
                transaction.commit()?;
            } else {
                transaction.finish()?;
            }
            Ok(decided)
        })?;
        if decided.changed {
            self.condition.wrote();
        }
        let is_own = decided.refused_by.is_none_or(|bucket| bucket == 0);
        Ok(if is_own {
            QuotaDecision::Own(decided.decision)
        } else {
            QuotaDecision::Budget(decided.decision)
        })
    }

    /// Forgets the buckets that are full again; how many.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn forget_full_buckets(&self, limit: Limit, now: UtcMillis) -> Result<usize, Error> {
        self.read(|db| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let full = {
                let mut all = transaction.prepare_cached("SELECT level, at, device FROM quota")?;
                let rows = all.query_map([], |row| Ok((bucket(row)?, row.get(2)?)))?;
                let mut full: Vec<String> = Vec::new();
                for row in rows {
                    let (bucket, device) = row?;
                    if limit.is_full(bucket, Millis(now.0)) {
                        full.push(device);
                    }
                }
                full
            };
            for device in &full {
                transaction
                    .prepare_cached("DELETE FROM quota WHERE device = ?1")?
                    .execute([device])?;
            }
            transaction.commit()?;
            Ok(full.len())
        })
    }
}

/// The name of the bucket of devices that come.
pub(super) const NEW_DEVICES: &str = "new_devices";

/// A token bucket in the store: the statements that read and keep it, its name there, and its limit.
pub(super) struct StoredBucket {
    read: &'static str,
    keep: &'static str,
    name: String,
    limit: Limit,
}

impl StoredBucket {
    fn of(device: DeviceId, limit: Limit) -> Self {
        Self {
            read: "SELECT level, at FROM quota WHERE device = ?1",
            keep: "INSERT INTO quota (device, level, at) VALUES (?1, ?2, ?3)
                   ON CONFLICT (device) DO UPDATE SET level = excluded.level, at = excluded.at",
            name: device.to_string(),
            limit,
        }
    }

    fn budget(name: &str, limit: Limit) -> Self {
        Self {
            read: "SELECT level, at FROM budgets WHERE name = ?1",
            keep: "INSERT INTO budgets (name, level, at) VALUES (?1, ?2, ?3)
                   ON CONFLICT (name) DO UPDATE SET level = excluded.level, at = excluded.at",
            name: name.to_owned(),
            limit,
        }
    }

    pub(super) fn new_devices(limit: Limit) -> Self {
        Self::budget(NEW_DEVICES, limit)
    }

    fn keep(&self, db: &Connection, bucket: Bucket) -> rusqlite::Result<()> {
        let level = i64::try_from(bucket.level)
            .expect("2^32 elements of 86,400,000 parts are fewer than 2^63");
        db.prepare_cached(self.keep)?
            .execute((&self.name, level, bucket.at.0))?;
        Ok(())
    }
}

pub(super) struct Decided {
    pub(super) decision: Decision,
    /// The number of the bucket that refused, if any.
    refused_by: Option<usize>,
    /// Whether anything has to be written. A refused request mostly costs no write.
    changed: bool,
}

/// Takes from each of these buckets, or from none where one refuses. To be called in a transaction.
pub(super) fn decide(
    db: &Connection,
    buckets: &[StoredBucket],
    cost: u32,
    now: Millis,
) -> rusqlite::Result<Decided> {
    let mut left = Vec::with_capacity(buckets.len());
    let mut last = Decision::TooMuch;
    for (number, stored) in buckets.iter().enumerate() {
        let kept = db
            .prepare_cached(stored.read)?
            .query_row([&stored.name], bucket)
            .optional()?;
        let before = kept.unwrap_or_else(|| stored.limit.full(now));
        let decision = stored.limit.decide(before, cost, now);
        match decision {
            Decision::Allowed(after) => left.push((stored, before, after)),
            Decision::Wait { .. } | Decision::TooMuch => {
                let after = match decision {
                    Decision::Wait { left, .. } => left,
                    Decision::Allowed(_) | Decision::TooMuch => before,
                };
                if after != before {
                    stored.keep(db, after)?;
                }
                return Ok(Decided {
                    decision,
                    refused_by: Some(number),
                    changed: after != before,
                });
            }
        }
        last = decision;
    }
    let mut changed = false;
    for (stored, before, after) in left {
        // A request that costs nothing causes no write.
        if cost > 0 && after != before {
            stored.keep(db, after)?;
            changed = true;
        }
    }
    Ok(Decided {
        decision: last,
        refused_by: None,
        changed,
    })
}

fn bucket(row: &Row<'_>) -> rusqlite::Result<Bucket> {
    let level: i64 = row.get(0)?;
    Ok(Bucket {
        level: u64::try_from(level).unwrap_or(0),
        at: Millis(row.get(1)?),
    })
}
