//! `cargo xtask run` as a new user sees it: start, the network switched off, a server that dies, a second start
//! beside it, Ctrl-C, start again.

use std::fs;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::fault::{Fault, Outcome, While};
use crate::group::{GLANCE, Group};
use crate::{http, place, process, say, signals};

use super::count::Count;

/// The time limit of a first start, which seeds the demo force; all else is built by then.
const FIRST: Duration = Duration::from_secs(600);
/// The time limit of a second start.
const SECOND: Duration = Duration::from_secs(30);
/// The time limit of the end.
const END: Duration = Duration::from_secs(30);

/// Takes all these steps and counts those that passed.
pub fn rehearse(count: &mut Count) -> Outcome {
    let data = place::target().join("xtask-tests/first-command");
    let _ = fs::remove_dir_all(&data);

    let mut first = Rehearsal::start(&data, FIRST)?;
    check(
        count,
        "both servers and the screens of both phones answer",
        || first.addresses.len() == 4 && first.addresses.iter().all(|at| http::answers(*at, "/")),
    )?;
    first.type_line("n")?;
    check(count, "without the network no server is reached", || {
        within(END, || !first.servers().any(|at| http::answers(at, "/")))
    })?;
    first.type_line("n")?;
    check(count, "and with it both are", || {
        within(END, || first.servers().all(|at| http::answers(at, "/")))
    })?;
    let died = first.kill_server()?;
    check(count, "a server that dies is started again", || {
        within(END, || first.servers().all(|at| http::answers(at, "/")))
    })?;
    check(count, "and is named", || {
        first.says(&format!("{died} was started again"))
    })?;
    check(
        count,
        "a second run beside it is refused and told where the first one is",
        || {
            let phone = first.addresses.last().map(ToString::to_string);
            refused(&data).is_some_and(|said| phone.is_some_and(|at| said.contains(&at)))
        },
    )?;
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
        within(END, || silent(&addresses))
    })?;
    fs::remove_dir_all(&data).doing("remove the data of this check")
}

/// Whether `holds` becomes true within the limit.
fn within(limit: Duration, holds: impl Fn() -> bool) -> bool {
    let started = Instant::now();
    while !holds() {
        if started.elapsed() > limit {
            return false;
        }
        thread::sleep(GLANCE);
    }
    true
}

/// The output of a second run on the same data, which is refused.
fn refused(data: &Path) -> Option<String> {
    let output = command(data).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (!output.status.success()).then_some(said)
}

fn command(data: &Path) -> Command {
    // Not the running program: the build before may have replaced its file.
    let mut command = Command::new(place::program("xtask"));
    command
        .args(["run", "--preview"])
        .env("PROCO_RUN_DATA", data);
    command
}

/// Whether none of `addresses` accepts a connection.
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

/// The name and the process id in `central on http://…, process 1234`.
fn process_in(line: &str) -> Option<(String, i32)> {
    let (rest, number) = line.split_once(", process ")?;
    let name = rest.trim_start_matches("[proco] ").split(" on ").next()?;
    Some((name.to_owned(), number.parse().ok()?))
}

/// A running `cargo xtask run --preview`.
struct Rehearsal {
    group: Group,
    lines: Receiver<String>,
    /// Key service, central, and the phones of officer and lead, in this order.
    addresses: Vec<SocketAddr>,
    /// The names and process ids of key service and central.
    processes: Vec<(String, i32)>,
}

impl Rehearsal {
    /// Starts it and waits until it reports that all is ready.
    fn start(data: &Path, limit: Duration) -> Outcome<Self> {
        let mut command = command(data);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let mut group = Group::start("cargo xtask run", &mut command)?;
        let lines = process::lines(&mut group);
        let mut rehearsal = Self {
            group,
            lines,
            addresses: Vec::new(),
            processes: Vec::new(),
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

    /// Reads its output so far; true once it said how to stop it, which is its last line.
    fn is_ready(&mut self) -> bool {
        while let Ok(line) = self.lines.recv_timeout(GLANCE) {
            say::plain(format!("  {line}"));
            let address = line.split("http://").nth(1);
            let address = address.and_then(|rest| rest.split(',').next());
            let address = address.and_then(|rest| rest.trim_end_matches('/').parse().ok());
            self.addresses.extend::<Option<SocketAddr>>(address);
            self.processes.extend(process_in(&line));
            if line.contains("Ctrl-C stops all of it") {
                return true;
            }
        }
        false
    }

    /// The addresses of key service and central.
    fn servers(&self) -> impl Iterator<Item = SocketAddr> {
        self.addresses.iter().take(2).copied()
    }

    fn type_line(&mut self, line: &str) -> Outcome {
        let Some(keyboard) = self.group.child().stdin.as_mut() else {
            return Err(Fault::new("cargo xtask run has no standard input."));
        };
        writeln!(keyboard, "{line}").doing("type a line")
    }

    /// Kills one of the servers with SIGKILL. Gives its name.
    fn kill_server(&self) -> Outcome<String> {
        let Some((name, process)) = self.processes.last() else {
            return Err(Fault::new("cargo xtask run names no process."));
        };
        let process = Pid::from_raw(*process).ok_or_else(|| Fault::new("No such process."))?;
        kill_process(process, Signal::KILL)
            .map_err(std::io::Error::from)
            .doing("kill a server")?;
        Ok(name.clone())
    }

    /// Whether its output contains these words within some time.
    fn says(&self, words: &str) -> bool {
        let started = Instant::now();
        while started.elapsed() < END {
            if let Ok(line) = self.lines.recv_timeout(GLANCE) {
                say::plain(format!("  {line}"));
                if line.contains(words) {
                    return true;
                }
            }
        }
        false
    }

    /// Kills it with SIGKILL, as the out-of-memory killer would.
    fn kill(mut self) -> Outcome {
        self.group.child().kill().doing("kill cargo xtask run")
    }

    /// Sends SIGINT, as Ctrl-C does. Gives the exit status.
    fn interrupt(mut self) -> Outcome<ExitStatus> {
        self.group.interrupt();
        let asked = Instant::now();
        while asked.elapsed() < END {
            if let Ok(line) = self.lines.recv_timeout(GLANCE) {
                say::plain(format!("  {line}"));
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
