//! The runtime of a server: a thread per processor for the network, and a bounded number for blocking work.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use tokio::runtime::{Builder, Runtime};

use crate::private;

/// Runs a server to its end, and logs the fault that ended it. The files that it makes are its own user's alone.
pub fn run<E: Display>(
    blocking_threads: usize,
    server: impl AsyncFnOnce() -> Result<ExitCode, E>,
) -> ExitCode {
    private::make_all_private();
    let runtime = match with_blocking_threads(blocking_threads) {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no thread can be started");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(server()).unwrap_or_else(|error| {
        tracing::error!(%error, "stopped by a fault");
        ExitCode::FAILURE
    })
}

/// The runtime of a server that does at most `blocking` pieces of blocking work at once; what is beyond waits in
/// order.
///
/// Whoever limits its work with a semaphore needs this bound as well: a thread gives its permit back a moment before it
/// is idle, so that the next piece of work may start another thread, and each of them stays for ten seconds.
fn with_blocking_threads(blocking: usize) -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(blocking)
        .build()
}
