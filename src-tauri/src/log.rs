//! The log of the app: ids and codes of our own, on standard error; never a mark.

use std::panic;
use std::sync::Once;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

static START: Once = Once::new();

/// Starts logging and removes the message from panics; a second call does nothing.
///
/// Only our own crates are logged, at a fixed level. A library's trace of a request or a statement could
/// contain what the officer typed, so no environment variable can switch it on.
pub fn start() {
    START.call_once(|| {
        let ours = Targets::new()
            .with_target("proco_app", LevelFilter::INFO)
            .with_target("proco_device", LevelFilter::INFO);
        let lines = tracing_subscriber::fmt::layer()
            .json()
            .with_writer(std::io::stderr);
        // A test or a host that logs already keeps its own subscriber.
        let _ = tracing_subscriber::registry()
            .with(lines)
            .with(ours)
            .try_init();
        panic::set_hook(Box::new(|panic| {
            // The message of a panic may quote the text that caused it, which may be a name. The position in
            // the code is enough to find the fault.
            let (file, line) = panic
                .location()
                .map_or(("unknown", 0), |place| (place.file(), place.line()));
            tracing::error!(file, line, "panic");
        }));
    });
}
