//! The log of both servers: JSON lines on standard error, of our own crates alone.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Begins to log. The levels are fixed: the finer levels of an HTTP library write headers, and
/// with them tokens, so no variable of the environment may ask for them.
pub fn to_standard_error() {
    let levels = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("proco", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(lines)
        .with(levels)
        .init();
}
