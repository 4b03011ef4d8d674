//! What the service is told at its start.

use std::path::PathBuf;

use proco_access::Jwks;
use proco_access::limit::Limit;
use proco_access::serve::Bounds;
use proco_access::token::EMBEDDED_ISSUER;

use crate::store::quota::Budget;

/// How much a device may ask at once, by default, in elements.
pub const BURST: u32 = 60;

/// How much a device may ask in a day, by default, in elements.
pub const PER_DAY: u32 = 300;

/// What all devices together may ask in an hour and in a day, by default, in elements: so much for each
/// device that is in, and no less than the floor. A country at its busiest asks 33 an hour for each.
pub const BUDGET_PER_DEVICE: Budgets = Budgets { hour: 40, day: 300 };

/// The least that all devices together may ask, by default.
pub const BUDGET_FLOOR: Budgets = Budgets {
    hour: 1_000,
    day: 5_000,
};

/// How many devices that it was never told of may come in an hour, by default.
pub const NEW_DEVICES_PER_HOUR: u32 = 1_000;

/// Elements in an hour and in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// The most elements in an hour.
    pub hour: u32,
    /// The most elements in a day.
    pub day: u32,
}

/// What a key service is started with.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// The folder of the encrypted file.
    pub data_dir: PathBuf,
    /// The folder of its key; by default `keys` in that of the file.
    pub keys_dir: Option<PathBuf>,
    /// The name of the issuer whose tokens are taken.
    pub issuer: String,
    /// The public keys of the issuer whose tokens are accepted.
    pub issuer_keys: Jwks,
    /// The size of the bucket of a device, in elements.
    pub burst: u32,
    /// How many elements the bucket of a device refills in a day.
    pub per_day: u32,
    /// The elements of all devices together in an hour; by [`BUDGET_PER_DEVICE`] where it is not set.
    pub budget_per_hour: Option<u32>,
    /// The elements of all devices together in a day; by [`BUDGET_PER_DEVICE`] where it is not set.
    pub budget_per_day: Option<u32>,
    /// How many devices may be new in an hour.
    pub new_devices_per_hour: u32,
    /// Within what it serves.
    pub bounds: Bounds,
}

impl ServiceConfig {
    /// The defaults, with the embedded issuer.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>, issuer_keys: Jwks) -> Self {
        Self {
            data_dir: data_dir.into(),
            keys_dir: None,
            issuer: EMBEDDED_ISSUER.to_owned(),
            issuer_keys,
            burst: BURST,
            per_day: PER_DAY,
            budget_per_hour: None,
            budget_per_day: None,
            new_devices_per_hour: NEW_DEVICES_PER_HOUR,
            bounds: Bounds::default(),
        }
    }

    pub(crate) fn limit(&self) -> Limit {
        Limit {
            burst: self.burst,
            per_day: self.per_day,
        }
    }

    /// The budget of all devices together, where this many are in.
    pub(crate) fn budget(&self, devices: usize) -> Budget {
        let devices = u32::try_from(devices).unwrap_or(u32::MAX);
        let by_number = |each: u32, floor: u32| each.saturating_mul(devices).max(floor);
        let by_hour = by_number(BUDGET_PER_DEVICE.hour, BUDGET_FLOOR.hour);
        let by_day = by_number(BUDGET_PER_DEVICE.day, BUDGET_FLOOR.day);
        let day = self.budget_per_day.unwrap_or(by_day);
        Budget {
            hour: in_an_hour(self.budget_per_hour.unwrap_or(by_hour)),
            day: Limit {
                burst: day,
                per_day: day,
            },
        }
    }

    pub(crate) fn new_devices(&self) -> Limit {
        in_an_hour(self.new_devices_per_hour)
    }
}

/// A bucket of this size that refills in an hour.
fn in_an_hour(number: u32) -> Limit {
    Limit {
        burst: number,
        per_day: number.saturating_mul(24),
    }
}
