//! The bounds of serving, as flags of `serve`. Every number is an assumption that the force may
//! change.

use std::time::Duration;

use clap::Args;
use clap::value_parser;

/// Within what a server serves.
#[derive(Clone, Copy, Debug, Args)]
pub struct Bounds {
    /// How long a caller may take for the head of a request, in seconds.
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=3600))]
    pub head_seconds: u32,
    /// How long a connection may stay open on which nothing is asked, in seconds.
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=3600))]
    pub idle_seconds: u32,
    /// How long requests under way are waited for when the server is told to stop, in seconds.
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=3600))]
    pub end_seconds: u32,
    /// The most connections at once. Fewer where the process may not open so many files.
    #[arg(long, default_value_t = 4096, value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub connections: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            head_seconds: 10,
            idle_seconds: 10,
            end_seconds: 10,
            connections: 4096,
        }
    }
}

impl Bounds {
    pub(super) fn head(self) -> Duration {
        Duration::from_secs(self.head_seconds.into())
    }

    pub(super) fn idle(self) -> Duration {
        Duration::from_secs(self.idle_seconds.into())
    }

    pub(super) fn end(self) -> Duration {
        Duration::from_secs(self.end_seconds.into())
    }
}
