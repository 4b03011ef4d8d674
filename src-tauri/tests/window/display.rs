//! A display without a screen: one X server (Xvfb) per test, on a display number that the server picks.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running Xvfb. It ends when dropped.
pub struct Display {
    server: Child,
    number: String,
}

impl Display {
    /// Starts one of the size of the window.
    pub fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "412x915x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb must be installed (Debian: xvfb)");
        // The server writes the number once it is ready, so nothing else has to be awaited.
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        assert!(!number.trim().is_empty(), "Xvfb named no display");
        Self {
            server,
            number: format!(":{}", number.trim()),
        }
    }

    /// The value for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.number
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
