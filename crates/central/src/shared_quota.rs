//! The quota of what officers send as objects of their own: lessons, and requests for a second view.

use proco_access::limit::{Buckets, Decision, Limit, Millis};
use proco_access::{Code, DeviceId, Problem};
use proco_exchange::UtcMillis;

/// The token buckets of one kind of object, two for each device: of what it sends, and of what it asks about that. In
/// memory alone: nothing that is kept may say which device sent one.
#[derive(Debug)]
pub(crate) struct SharedQuotas {
    pub(crate) sent: Buckets,
    pub(crate) asked: Buckets,
}

/// A bucket that is full again after a day.
pub(crate) const fn in_a_day(number: u32) -> Limit {
    Limit {
        burst: number,
        per_day: number,
    }
}

impl SharedQuotas {
    pub(crate) fn new(sent: Limit, asked: Limit) -> Self {
        Self {
            sent: Buckets::new(sent),
            asked: Buckets::new(asked),
        }
    }

    pub(crate) fn forget_full(&self, now: UtcMillis) {
        self.sent.forget_full(Millis(now.0));
        self.asked.forget_full(Millis(now.0));
    }
}

/// Takes one from the bucket of a device.
pub(crate) fn charge(buckets: &Buckets, device: DeviceId, now: UtcMillis) -> Result<(), Problem> {
    match buckets.take(device, 1, Millis(now.0)) {
        Decision::Allowed(_) => Ok(()),
        Decision::Wait { seconds, .. } => {
            Err(Problem::new(Code::QuotaExhausted).retry_after(seconds))
        }
        Decision::TooMuch => Err(Problem::new(Code::QuotaExhausted)),
    }
}
