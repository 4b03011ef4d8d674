//! A program that keeps running, with its log in a file.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::fault::{Fault, Outcome, While};
use crate::group::Group;
use crate::process;

/// `program` as a command whose process is asked to end when this one dies, also when this one is
/// killed outright and can end nobody. `setpriv` is part of every Debian (util-linux), and it
/// becomes the program; where it is missing, only Ctrl-C ends what was started.
pub fn command(program: &Path) -> Command {
    let tie = ["--pdeathsig", "TERM", "--"];
    if !process::works(Command::new("setpriv").args(tie).arg("true")) {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(tie).arg(program);
    command
}

/// A running program and where its log is. Dropping it ends it.
pub struct Service {
    group: Group,
    log: PathBuf,
}

impl Service {
    /// Starts `command`; what it says goes to `<logs>/<name>.log`, anew each time.
    pub fn start(name: &str, command: &mut Command, logs: &Path) -> Outcome<Self> {
        let log = logs.join(format!("{}.log", name.replace(' ', "-")));
        let file = File::create(&log).doing(format!("write {}", log.display()))?;
        let twin = file.try_clone().doing("share a log file")?;
        command.stdin(Stdio::null()).stdout(file).stderr(twin);
        let group = Group::start(name, command)?;
        Ok(Self { group, log })
    }

    /// What it is called in messages.
    pub fn name(&self) -> &str {
        self.group.name()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.group.ended()
    }

    /// Asks it to end, and does not wait.
    pub fn ask_to_end(&self) {
        self.group.ask();
    }

    /// That it died, and what it said before.
    pub fn obituary(&self, status: ExitStatus) -> Fault {
        Fault::new(format!(
            "{} ended by itself ({status}).\n{}",
            self.name(),
            self.last_words()
        ))
    }

    /// The end of its log, and where the whole of it is.
    pub fn last_words(&self) -> String {
        const LINES: usize = 15;
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let tail = &lines[lines.len().saturating_sub(LINES)..];
        format!(
            "Its last lines, from {}:\n  {}",
            self.log.display(),
            tail.join("\n  ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;
    use std::thread;

    #[test]
    fn a_death_is_told_with_the_last_words() {
        let logs = place::target().join("xtask-tests/obituary");
        fs::create_dir_all(&logs).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo the disk is full >&2; exit 3"]);
        let mut service = Service::start("key service", &mut command, &logs).unwrap();
        let status = loop {
            match service.ended() {
                Some(status) => break status,
                None => thread::yield_now(),
            }
        };
        let told = service.obituary(status).to_string();
        assert!(told.contains("key service ended by itself"), "{told}");
        assert!(told.contains("the disk is full"), "{told}");
        fs::remove_dir_all(&logs).unwrap();
    }
}
