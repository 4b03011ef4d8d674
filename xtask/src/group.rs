//! A program that was started here, with all that it starts itself, as one process group.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::fault::{Outcome, While};

/// How long a program may take to end in order.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a running program is looked at.
pub const GLANCE: Duration = Duration::from_millis(40);

/// A running program and its descendants. Dropping it ends them.
pub struct Group {
    name: String,
    child: Child,
    ended: Option<ExitStatus>,
}

impl Group {
    /// Starts `command` in a process group of its own, so that Ctrl-C reaches this program alone,
    /// and it can end the others in the right order.
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

    /// What it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The child itself, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The number by which the operating system knows it.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().unwrap_or(None);
        }
        self.ended
    }

    /// Asks it to end, and does not wait.
    pub fn ask(&self) {
        self.signal(Signal::TERM);
    }

    /// What Ctrl-C in its own terminal would do.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Asks it to end, waits, and insists.
    pub fn end(&mut self) {
        self.ask();
        let asked = Instant::now();
        while self.ended().is_none() && asked.elapsed() < PATIENCE {
            thread::sleep(GLANCE);
        }
        // Also reaches descendants that outlived the program itself.
        self.signal(Signal::KILL);
        let insisted = Instant::now();
        while self.ended().is_none() && insisted.elapsed() < PATIENCE {
            thread::sleep(GLANCE);
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // Fails only when nobody is left in the group, which is what is wanted.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// Takes out what `cargo xtask` told this program about its own package. A cargo started from here
/// would hand it on to build scripts; ring's compiles anew for each other value.
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
        // What was killed counts as one of the group until the first process of the machine has
        // taken note of its end.
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
