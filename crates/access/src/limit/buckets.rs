//! A token bucket for each device, in memory: for a limit that need not survive a restart.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use proco_credential::DeviceId;

use super::{Bucket, Decision, Limit, Millis};

/// The buckets that are not full. A device without one here has asked nothing of late.
///
/// Only a device that was let in gets here, so there are never more than enrolled devices.
#[derive(Debug)]
pub struct Buckets {
    limit: Limit,
    kept: Mutex<HashMap<DeviceId, Bucket>>,
}

impl Buckets {
    /// Full buckets for everybody.
    #[must_use]
    pub fn new(limit: Limit) -> Self {
        Self {
            limit,
            kept: Mutex::default(),
        }
    }

    /// Decides whether a device may ask for so much now, and keeps what is left.
    pub fn take(&self, device: DeviceId, cost: u32, now: Millis) -> Decision {
        let mut kept = self.kept();
        let before = kept.get(&device).copied();
        let before = before.unwrap_or_else(|| self.limit.full(now));
        let decision = self.limit.decide(before, cost, now);
        match decision {
            Decision::Allowed(left) | Decision::Wait { left, .. } => {
                kept.insert(device, left);
            }
            Decision::TooMuch => {}
        }
        decision
    }

    /// Forgets the buckets that are full again.
    pub fn forget_full(&self, now: Millis) {
        self.kept()
            .retain(|_, bucket| !self.limit.is_full(*bucket, now));
    }

    /// The buckets, also after a panic under the lock: no bucket is ever half changed.
    fn kept(&self) -> MutexGuard<'_, HashMap<DeviceId, Bucket>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);
    const DAY: i64 = 24 * 3600 * 1000;

    fn device(number: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(number))
    }

    fn is_allowed(decision: Decision) -> bool {
        match decision {
            Decision::Allowed(_) => true,
            Decision::Wait { .. } | Decision::TooMuch => false,
        }
    }

    fn two_a_day() -> Buckets {
        Buckets::new(Limit {
            burst: 2,
            per_day: 2,
        })
    }

    #[test]
    fn each_device_has_its_own() {
        let buckets = two_a_day();
        for _ in 0..2 {
            assert!(is_allowed(buckets.take(device(1), 1, NOW)));
        }
        assert!(!is_allowed(buckets.take(device(1), 1, NOW)));
        assert!(is_allowed(buckets.take(device(2), 1, NOW)));
        assert_eq!(buckets.take(device(3), 3, NOW), Decision::TooMuch);
        let later = Millis(NOW.0 + DAY / 2);
        assert!(is_allowed(buckets.take(device(1), 1, later)));
    }

    #[test]
    fn a_bucket_is_kept_until_it_is_full_again() {
        let buckets = two_a_day();
        buckets.take(device(1), 1, NOW);
        buckets.take(device(2), 2, NOW);
        buckets.forget_full(Millis(NOW.0 + DAY / 2));
        assert_eq!(buckets.kept().len(), 1);
        let soon = Millis(NOW.0 + DAY / 2);
        assert!(!is_allowed(buckets.take(device(2), 2, soon)));
        buckets.forget_full(Millis(NOW.0 + DAY));
        assert_eq!(buckets.kept().len(), 0);
    }
}
