//! A process group: a program that was started here, with all processes that it starts.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::fault::{Outcome, While};

/// How long a program may take to end after SIGTERM.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a running program is polled.
pub const GLANCE: Duration = Duration::from_millis(40);

/// A running program and its descendants. Dropping it ends them.
pub struct Group {
    name: String,
    child: Child,
    ended: Option<ExitStatus>,
}

impl Group {
    /// Starts `command` in a process group of its own. Ctrl-C then reaches only this program, which can end the
    /// others in the right order.
    pub fn start(name: &str, command: &mut Command) -> Outcome<Self> {
        forget_xtask(command);
        let child = command
            .process_group(0)
            .spawn()
            .doing(format!("start {name}"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            ended: None,
        })
    }

    /// The name of the program in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The child itself, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The process id.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The exit status, if it ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().unwrap_or(None);
        }
        self.ended
    }

    /// Sends SIGTERM, and does not wait.
    pub fn ask(&self) {
        self.signal(Signal::TERM);
    }

    /// Sends SIGINT, as Ctrl-C in its own terminal would.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Sends SIGTERM, waits, and sends SIGKILL.
    pub fn end(&mut self) {
        self.ask();
        let asked = Instant::now();
        while self.ended().is_none() && asked.elapsed() < PATIENCE {
            thread::sleep(GLANCE);
        }
        // This also reaches descendants that outlived the program.
        self.signal(Signal::KILL);
        let insisted = Instant::now();
        while self.ended().is_none() && insisted.elapsed() < PATIENCE {
            thread::sleep(GLANCE);
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // This fails only when the group is empty, which is the aim.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Removes the variables that `cargo xtask` set about its own package. A cargo that is started from here would
/// pass them on to build scripts, and ring's compiles again for each different value.
fn forget_xtask(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let of_package = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        let set_here = command.get_envs().any(|(key, _)| key == name);
        if of_package && !set_here {
            command.env_remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_ends_with_all_that_it_started() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 300 & wait"]);
        let mut group = Group::start("sh", &mut command).unwrap();
        let leader = i32::try_from(group.child().id()).unwrap();
        group.end();
        assert!(group.ended().is_some());
        let pid = Pid::from_raw(leader).unwrap();
        // A killed process belongs to the group until init (process 1) has reaped it.
        let killed = Instant::now();
        while rustix::process::test_kill_process_group(pid).is_ok() && killed.elapsed() < PATIENCE {
            thread::sleep(GLANCE);
        }
        assert!(
            rustix::process::test_kill_process_group(pid).is_err(),
            "nobody may be left of a stopped program, or its port stays taken"
        );
    }

    #[test]
    fn a_program_that_ignores_the_request_is_ended_all_the_same() {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' TERM; while :; do sleep 1; done"]);
        let mut group = Group::start("stubborn", &mut command).unwrap();
        group.end();
        assert!(group.ended().is_some());
    }
}
