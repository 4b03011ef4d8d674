//! `cargo xtask run` as whoever comes new meets it: start, Ctrl-C, start again.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Fault, Outcome, While};
use crate::group::{GLANCE, Group};
use crate::{http, place, process, say, signals};

use super::count::Count;

/// A first start fills in the demo force; everything else is built by then.
const FIRST: Duration = Duration::from_secs(300);
/// "A second run starts in seconds."
const SECOND: Duration = Duration::from_secs(30);
/// All of it ends within this.
const END: Duration = Duration::from_secs(30);

/// Walks through it and counts what held.
pub fn rehearse(count: &mut Count) -> Outcome {
    let data = place::target().join("xtask-tests/first-command");
    let _ = fs::remove_dir_all(&data);

    let first = Rehearsal::start(&data, FIRST)?;
    check(count, "both servers and the screens answer", || {
        first.addresses.len() == 3 && first.addresses.iter().all(|at| http::answers(*at, "/"))
    })?;
    let seeded = fs::read(data.join("seeded.json")).doing("read what the seeding left")?;
    let addresses = first.addresses.clone();
    let status = first.interrupt()?;
    check(count, "Ctrl-C ends it in good order", || status.success())?;
    check(count, "nothing listens any more", || silent(&addresses))?;

    let second = Rehearsal::start(&data, SECOND)?;
    check(
        count,
        "a second run starts in seconds and keeps the data",
        || fs::read(data.join("seeded.json")).is_ok_and(|now| now == seeded),
    )?;
    let addresses = second.addresses.clone();
    second.kill()?;
    check(count, "killed outright, it leaves nobody behind", || {
        let killed = Instant::now();
        while !silent(&addresses) && killed.elapsed() < END {
            thread::sleep(GLANCE);
        }
        silent(&addresses)
    })?;
    fs::remove_dir_all(&data).doing("remove the data of this check")
}

/// Whether nobody listens on any of `addresses`.
fn silent(addresses: &[SocketAddr]) -> bool {
    addresses.iter().all(|at| TcpStream::connect(at).is_err())
}

fn check(count: &mut Count, what: &str, holds: impl Fn() -> bool) -> Outcome {
    if holds() {
        count.passed += 1;
        say::line(format!("ok: {what}"));
        Ok(())
    } else {
        count.failed += 1;
        Err(Fault::new(format!("This does not hold: {what}.")))
    }
}

/// A running `cargo xtask run --preview`.
struct Rehearsal {
    group: Group,
    lines: Receiver<String>,
    addresses: Vec<SocketAddr>,
}

impl Rehearsal {
    /// Starts it and waits until it says that all is ready.
    fn start(data: &Path, limit: Duration) -> Outcome<Self> {
        // Not this very program: the build before may have replaced its file.
        let mut command = Command::new(place::program("xtask"));
        command
            .args(["run", "--preview"])
            .env("PROCO_RUN_DATA", data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let mut group = Group::start("cargo xtask run", &mut command)?;
        let lines = process::lines(&mut group);
        let mut rehearsal = Self {
            group,
            lines,
            addresses: Vec::new(),
        };
        let started = Instant::now();
        while !rehearsal.is_ready() {
            signals::check()?;
            if let Some(status) = rehearsal.group.ended() {
                return Err(Fault::new(format!("cargo xtask run ended ({status}).")));
            }
            if started.elapsed() > limit {
                return Err(Fault::new(format!(
                    "cargo xtask run was not ready after {}.",
                    say::time(limit)
                )));
            }
        }
        Ok(rehearsal)
    }

    /// Reads what it said since; true once it said how to stop it, which is its last word.
    fn is_ready(&mut self) -> bool {
        while let Ok(line) = self.lines.recv_timeout(GLANCE) {
            println!("  {line}");
            let address = line.split("http://").nth(1);
            let address = address.and_then(|rest| rest.trim_end_matches('/').parse().ok());
            self.addresses.extend::<Option<SocketAddr>>(address);
            if line.contains("Ctrl-C stops all of it") {
                return true;
            }
        }
        false
    }

    /// What nobody can prepare for: the out-of-memory killer, or `kill -9`.
    fn kill(mut self) -> Outcome {
        self.group.child().kill().doing("kill cargo xtask run")
    }

    /// Ctrl-C, and how it ended.
    fn interrupt(mut self) -> Outcome<ExitStatus> {
        self.group.interrupt();
        let asked = Instant::now();
        while asked.elapsed() < END {
            if let Ok(line) = self.lines.recv_timeout(GLANCE) {
                println!("  {line}");
            }
            if let Some(status) = self.group.ended() {
                return Ok(status);
            }
        }
        Err(Fault::new(format!(
            "cargo xtask run did not end within {} after Ctrl-C.",
            say::time(END)
        )))
    }
}
