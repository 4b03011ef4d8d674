//! The clock of the machine: the one file that asks the system for the time of day.

use std::time::{SystemTime, UNIX_EPOCH};

use proco_domain::clock::{Clock, SinceBoot};
use proco_domain::time::UtcMillis;

/// The clock of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcMillis {
        // A clock that stands before 1970 counts from there.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        UtcMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[allow(
        clippy::useless_conversion,
        reason = "the parts of a time are narrower on a 32-bit phone"
    )]
    fn since_boot(&self) -> Option<SinceBoot> {
        use rustix::time::{ClockId, clock_gettime};

        // CLOCK_BOOTTIME, unlike CLOCK_MONOTONIC, goes on while the phone sleeps.
        let time = clock_gettime(ClockId::Boottime);
        Some(SinceBoot {
            boot: *BOOT,
            millis: i64::from(time.tv_sec) * 1000 + i64::from(time.tv_nsec) / 1_000_000,
        })
    }
}

/// The boot ID of the kernel. Where an app may not read it, a random one for this process takes its place: then times
/// since boot can be compared only until the app ends.
#[cfg(any(target_os = "linux", target_os = "android"))]
static BOOT: std::sync::LazyLock<u128> = std::sync::LazyLock::new(|| {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .ok()
        .and_then(|name| uuid::Uuid::parse_str(name.trim()).ok())
        .unwrap_or_else(uuid::Uuid::new_v4)
        .as_u128()
});
