//! The buckets of the devices.

use proco_access::DeviceId;
use proco_access::limit::{Bucket, Decision, Limit, Millis};
use proco_exchange::UtcMillis;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior};

use super::Store;
use crate::error::Error;

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
        now: UtcMillis,
    ) -> Result<Decision, Error> {
        let now = Millis(now.0);
        let (decision, changed) = self.read(|db| decide(db, device, cost, limit, now))?;
        if changed {
            self.condition.wrote();
        }
        Ok(decision)
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

/// Decides, keeps what is left, and says whether anything had to be written.
fn decide(
    db: &mut Connection,
    device: DeviceId,
    cost: u32,
    limit: Limit,
    now: Millis,
) -> rusqlite::Result<(Decision, bool)> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let kept = transaction
        .prepare_cached("SELECT level, at FROM quota WHERE device = ?1")?
        .query_row([device.to_string()], bucket)
        .optional()?;
    let before = kept.unwrap_or_else(|| limit.full(now));
    let decision = limit.decide(before, cost, now);
    let after = match decision {
        Decision::Allowed(left) | Decision::Wait { left, .. } => left,
        Decision::TooMuch => before,
    };
    // Whoever asks in vain costs no write.
    let changed = after != before;
    if changed {
        let level = i64::try_from(after.level)
            .expect("2^32 elements of 86,400,000 parts are fewer than 2^63");
        let mut keep = transaction.prepare_cached(
            "INSERT INTO quota (device, level, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (device) DO UPDATE SET level = excluded.level, at = excluded.at",
        )?;
        keep.execute((device.to_string(), level, after.at.0))?;
        drop(keep);
        transaction.commit()?;
    } else {
        transaction.finish()?;
    }
    Ok((decision, changed))
}

fn bucket(row: &Row<'_>) -> rusqlite::Result<Bucket> {
    let level: i64 = row.get(0)?;
    Ok(Bucket {
        level: u64::try_from(level).unwrap_or(0),
        at: Millis(row.get(1)?),
    })
}
