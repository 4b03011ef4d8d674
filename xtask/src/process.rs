//! Runs a program to its end: its lines are shown as they come, and can be read by the caller.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Fault, Outcome, While};
use crate::group::{GLANCE, Group};
use crate::{say, signals};

/// The time limit of a program; one that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(40 * 60);
/// How long a descendant may keep the pipe open after its program ended.
const TAIL: Duration = Duration::from_secs(3);

/// Runs `command`, shows each line and gives it to `each`. Ctrl-C and the time limit end it.
pub fn follow(
    name: &str,
    command: &mut Command,
    mut each: impl FnMut(&str),
) -> Outcome<ExitStatus> {
    follow_shown(name, command, |line| {
        each(line);
        true
    })
}

/// The same, but `each` decides whether its line is shown.
pub fn follow_shown(
    name: &str,
    command: &mut Command,
    mut each: impl FnMut(&str) -> bool,
) -> Outcome<ExitStatus> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut group = Group::start(name, command)?;
    let lines = lines(&mut group);

    let started = Instant::now();
    let mut ended_at = None;
    loop {
        let closed = match lines.recv_timeout(GLANCE) {
            Ok(line) => {
                if each(&without_colours(&line)) {
                    say::plain(line);
                }
                signals::check()?;
                continue;
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(GLANCE);
                true
            }
        };
        signals::check()?;
        if let Some(status) = group.ended() {
            let since = ended_at.get_or_insert_with(Instant::now);
            if closed || since.elapsed() > TAIL {
                return Ok(status);
            }
        } else if started.elapsed() > LIMIT {
            return Err(Fault::new(format!(
                "{name} did not end within {} minutes and was stopped.",
                LIMIT.as_secs() / 60
            )));
        }
    }
}

/// The lines from a program's pipes, as they come.
pub fn lines(group: &mut Group) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    if let Some(pipe) = group.child().stdout.take() {
        pump(pipe, sender.clone());
    }
    if let Some(pipe) = group.child().stderr.take() {
        pump(pipe, sender);
    }
    lines
}

/// Runs `command`, shows its lines, and fails when it fails.
pub fn must(name: &str, command: &mut Command) -> Outcome {
    succeeded(name, follow(name, command, |_| ())?)
}

/// Runs `command` and gives its standard output; its other lines are shown.
pub fn answer_of(name: &str, command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .doing(format!("start {name}"))?;
    succeeded(name, output.status)?;
    String::from_utf8(output.stdout)
        .map_err(|_| Fault::new(format!("{name} answered with something that is not text.")))
}

/// Whether `command` can be started and succeeds. Its output is discarded.
pub fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The failure of a program as a fault.
pub fn succeeded(name: &str, status: ExitStatus) -> Outcome {
    if status.success() {
        Ok(())
    } else {
        Err(Fault::new(format!("{name} failed ({status}).")))
    }
}

fn pump(pipe: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while pipe
            .read_until(b'\n', &mut bytes)
            .is_ok_and(|read| read > 0)
        {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if lines.send(line).is_err() {
                break;
            }
        }
    });
}

/// A line without the colours of a terminal, so that counts do not depend on them.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character != '\u{1b}' {
            plain.push(character);
            continue;
        }
        // An escape sequence is `ESC [ … letter`.
        for inside in characters.by_ref() {
            if inside.is_ascii_alphabetic() {
                break;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_pipes_are_read_along() {
        let mut seen = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; printf three"]);
        let status = follow("sh", &mut command, |line| seen.push(line.to_owned())).unwrap();
        assert!(status.success());
        seen.sort();
        assert_eq!(seen, ["one", "three", "two"]);
    }

    #[test]
    fn a_descendant_that_keeps_the_pipe_does_not_keep_us() {
        let started = Instant::now();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 120 & echo done"]);
        assert!(follow("sh", &mut command, |_| ()).unwrap().success());
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "a leaked server must not hang the checks"
        );
    }

    #[test]
    fn colours_do_not_hide_a_count() {
        assert_eq!(
            without_colours("\u{1b}[32mtest result: ok\u{1b}[0m."),
            "test result: ok."
        );
    }

    #[test]
    fn a_failure_is_a_fault_with_the_name() {
        let fault = must("false", &mut Command::new("false")).unwrap_err();
        assert!(fault.to_string().starts_with("false failed"));
    }
}
