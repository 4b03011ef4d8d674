//! The runtime of a program: a thread per processor for the network, and a bounded number for blocking work.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// The runtime of a server that does at most `blocking` pieces of blocking work at once; what is beyond waits in
/// order.
///
/// Whoever limits its work with a semaphore needs this bound as well: a thread gives its permit back a moment before it
/// is idle, so that the next piece of work may start another thread, and each of them stays for ten seconds.
///
/// # Errors
/// When the threads cannot be started.
pub fn with_blocking_threads(blocking: usize) -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(blocking)
        .build()
}
