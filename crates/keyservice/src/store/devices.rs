//! The devices that are in, and those that are out.

use std::collections::HashSet;

use proco_access::limit::{Decision, Limit, Millis};
use proco_access::standing::Standings;
use proco_access::{DeviceId, ServerFolders, UnixSeconds};
use proco_exchange::UtcMillis;
use rusqlite::types::Type;

use super::Store;
use super::quota::{NEW_DEVICES, StoredBucket, decide};
use super::serving::Serving;
use crate::error::Error;

/// All devices that the store was told of.
#[derive(Debug, Default)]
pub struct KnownDevices {
    /// Those that are in.
    pub admitted: HashSet<DeviceId>,
    /// Those that are out, for good.
    pub revoked: HashSet<DeviceId>,
}

/// How many devices were forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Devices that were admitted.
    pub admitted: usize,
    /// Devices that were revoked.
    pub revoked: usize,
}

/// Forgets which devices are in and which are out, and how many came in the last hour. Nobody is in then, until
/// central says so again.
///
/// # Errors
/// [`Error::Running`] while a service runs, which would not know of it; [`Error`] of the store.
pub fn forget(place: impl Into<ServerFolders>) -> Result<Forgotten, Error> {
    let place = place.into();
    let store = Store::open_existing(place.clone())?;
    let _alone = Serving::begin(place.data())?;
    store.durable(|transaction| {
        let forgotten = Forgotten {
            admitted: transaction.execute("DELETE FROM devices", [])?,
            revoked: transaction.execute("DELETE FROM revocations", [])?,
        };
        transaction.execute("DELETE FROM budgets WHERE name = ?1", [NEW_DEVICES])?;
        Ok(forgotten)
    })
}

impl Store {
    /// Keeps what the issuer said of devices; the first statement about one stays. Where more of
    /// them are new than may come now, those that are out are kept, and none of the others.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn stand(
        &self,
        standings: &Standings,
        stated_at: UnixSeconds,
        new_devices: Limit,
        now: UtcMillis,
    ) -> Result<Decision, Error> {
        let stated_at = i64::try_from(stated_at.0).unwrap_or(i64::MAX);
        self.durable(|transaction| {
            {
                let mut out = transaction.prepare_cached(
                    "INSERT INTO revocations (device, stated_at, received_at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (device) DO NOTHING",
                )?;
                for device in &standings.revoked {
                    out.execute((device.to_string(), stated_at, now.0))?;
                }
            }
            let mut new = HashSet::new();
            {
                let mut known =
                    transaction.prepare_cached("SELECT 1 FROM devices WHERE device = ?1")?;
                for device in &standings.admitted {
                    if !known.exists([device.to_string()])? {
                        new.insert(device);
                    }
                }
            }
            let cost = u32::try_from(new.len()).unwrap_or(u32::MAX);
            let bucket = StoredBucket::new_devices(new_devices);
            let decision = decide(transaction, &[bucket], cost, Millis(now.0))?.decision;
            if matches!(decision, Decision::Allowed(_)) {
                let mut come = transaction.prepare_cached(
                    "INSERT INTO devices (device, stated_at, received_at) VALUES (?1, ?2, ?3)",
                )?;
                for device in new {
                    come.execute((device.to_string(), stated_at, now.0))?;
                }
            }
            Ok(decision)
        })
    }

    /// All devices that it was told of.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn told(&self) -> Result<KnownDevices, Error> {
        self.read(|db| {
            let all = |sql| {
                let mut all = db.prepare(sql)?;
                let devices = all.query_map([], |row| {
                    row.get_ref(0)?.as_str()?.parse().map_err(|_| {
                        rusqlite::Error::InvalidColumnType(0, String::new(), Type::Text)
                    })
                })?;
                devices.collect::<rusqlite::Result<HashSet<DeviceId>>>()
            };
            Ok(KnownDevices {
                admitted: all("SELECT device FROM devices
                     WHERE device NOT IN (SELECT device FROM revocations)")?,
                revoked: all("SELECT device FROM revocations")?,
            })
        })
    }
}
