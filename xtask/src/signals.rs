//! Ctrl-C (SIGINT), and SIGTERM, by which a supervisor ends a program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::fault::{Fault, Outcome, While};

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From here on a signal is noted instead of ending this program at once, so that the programs that it started
/// are ended first. A second Ctrl-C changes nothing: ending takes a limited time, and a server that is left
/// running would keep its port.
pub fn listen() -> Outcome {
    let flag = Arc::clone(ASKED.get_or_init(Arc::default));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&flag)).doing("listen for Ctrl-C")?;
    }
    Ok(())
}

/// Whether the user asked to stop.
pub fn stop_asked() -> bool {
    ASKED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// An error if the user asked to stop.
pub fn check() -> Outcome {
    if stop_asked() {
        Err(Fault::Interrupted)
    } else {
        Ok(())
    }
}
