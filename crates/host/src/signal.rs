//! When a program is told to stop.

use std::future::Future;
use std::io;

/// Ready when the program is told to stop: by SIGINT (Ctrl-C), or by SIGTERM where there is one. The handlers are installed
/// by the call, so that a server that has only just begun also ends in order.
///
/// # Errors
/// When the system gives no notice of signals.
#[cfg(unix)]
pub fn until_told_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ready when the program is told to stop, by Ctrl-C.
///
/// # Errors
/// None here.
#[cfg(not(unix))]
pub fn until_told_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
