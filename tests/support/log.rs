//! All that is logged in this process, at every level.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

static LINES: OnceLock<Lines> = OnceLock::new();

/// Starts to collect the log; the first call of a process does so.
pub fn listen() {
    LINES.get_or_init(|| {
        let lines = Lines::default();
        tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(lines.clone())
            .try_init()
            .expect("no story sets up a log of its own");
        lines
    });
}

/// What each request logged so far. Housekeeping may log lines of its own at any moment.
#[must_use]
pub fn requests() -> Vec<String> {
    let is_of_a_request = |line: &&str| line.contains("\"message\":\"request\"");
    let lines = heard();
    let requests = lines.lines().filter(is_of_a_request);
    requests.map(str::to_owned).collect()
}

/// The log so far.
#[must_use]
pub fn heard() -> String {
    let lines = LINES.get().expect("listen() comes first");
    let bytes = lines.0.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&bytes).into_owned()
}
