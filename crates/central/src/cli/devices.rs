//! A line for each device.

use chrono::{DateTime, SecondsFormat};
use proco_access::DeviceId;
use proco_central::asked::Day;
use proco_central::store::Device;

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) fn print(devices: &[Device]) {
    for device in devices {
        let revoked = device.revoked_at.map_or_else(
            || "in use".to_owned(),
            |at| format!("revoked {}", day(at.0)),
        );
        let follows = if device.counts_as == device.device {
            String::new()
        } else {
            format!("  counts as {}", device.counts_as)
        };
        println!(
            "{}  {}  {}  enrolled {}  {revoked}{follows}",
            device.device,
            device.team,
            device.role,
            day(device.enrolled_at.0)
        );
    }
}

#[expect(clippy::print_stdout, reason = "what a command answers is printed")]
pub(super) fn print_unexplained(devices: &[(DeviceId, Day)]) {
    if devices.is_empty() {
        println!("the look-ups of each device explain its questions");
    }
    for (device, found) in devices {
        println!("{device}  found {}", day(found.start().0));
    }
}

pub(super) fn day(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis)
        .map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}
