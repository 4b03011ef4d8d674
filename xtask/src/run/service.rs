//! A program that keeps running, with a log file.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::fault::{Fault, Outcome, While};
use crate::group::Group;
use crate::process;

/// `program` as a command whose process gets SIGTERM when this one dies, even by SIGKILL (`PR_SET_PDEATHSIG`).
/// `setpriv`, which every Debian has (util-linux), sets that and then becomes the program; where it is missing,
/// only Ctrl-C ends what was started.
pub fn command(program: &Path) -> Command {
    let tie = ["--pdeathsig", "TERM", "--"];
    if !process::works(Command::new("setpriv").args(tie).arg("true")) {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(tie).arg(program);
    command
}

/// A program that ends sooner than this after its start is expected to do so again.
const SOON: Duration = Duration::from_secs(10);
/// How often in a row it is then started again.
const TRIES: u32 = 3;

/// A running program with its log. Dropping it ends the program.
pub struct Service {
    group: Group,
    /// The command by which it is started again.
    command: Command,
    log: PathBuf,
    started: Instant,
    /// How often in a row it ended soon after its start.
    soon: u32,
}

impl Service {
    /// Starts `command`; its output goes to `<logs>/<name>.log`, which is overwritten each time.
    pub fn start(name: &str, mut command: Command, logs: &Path) -> Outcome<Self> {
        let log = logs.join(format!("{}.log", name.replace(' ', "-")));
        let file = File::create(&log).doing(format!("write {}", log.display()))?;
        let twin = file.try_clone().doing("share a log file")?;
        command.stdin(Stdio::null()).stdout(file).stderr(twin);
        let group = Group::start(name, &mut command)?;
        Ok(Self {
            group,
            command,
            log,
            started: Instant::now(),
            soon: 0,
        })
    }

    /// Starts the program again after it ended, on the same address and with the same log.
    ///
    /// # Errors
    /// The fault of [`Self::obituary`], when it ended soon after its start several times in a row.
    pub fn start_again(&mut self, status: ExitStatus) -> Outcome {
        self.soon = match self.started.elapsed() < SOON {
            true => self.soon + 1,
            false => 1,
        };
        if self.soon >= TRIES {
            return Err(self.obituary(status));
        }
        let name = self.name().to_owned();
        self.group = Group::start(&name, &mut self.command)?;
        self.started = Instant::now();
        Ok(())
    }

    /// The process id.
    pub fn process(&self) -> u32 {
        self.group.process()
    }

    /// The name of the program in messages.
    pub fn name(&self) -> &str {
        self.group.name()
    }

    /// The exit status, if it ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.group.ended()
    }

    /// Sends SIGTERM, and does not wait.
    pub fn ask_to_end(&self) {
        self.group.ask();
    }

    /// The fault that the program ended, with its last output.
    pub fn obituary(&self, status: ExitStatus) -> Fault {
        Fault::new(format!(
            "{} ended by itself ({status}).\n{}",
            self.name(),
            self.last_words()
        ))
    }

    /// The last lines of its log, and the path of the log.
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
        let mut service = Service::start("key service", command, &logs).unwrap();
        let status = end_of(&mut service);
        let told = service.obituary(status).to_string();
        assert!(told.contains("key service ended by itself"), "{told}");
        assert!(told.contains("the disk is full"), "{told}");
        fs::remove_dir_all(&logs).unwrap();
    }

    #[test]
    fn what_ends_at_each_start_is_given_up() {
        let logs = place::target().join("xtask-tests/again");
        fs::create_dir_all(&logs).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo once more; exit 3"]);
        let mut service = Service::start("central", command, &logs).unwrap();
        for _ in 1..TRIES {
            let status = end_of(&mut service);
            service.start_again(status).unwrap();
        }
        let status = end_of(&mut service);
        let given_up = service.start_again(status).unwrap_err().to_string();
        assert_eq!(given_up.matches("once more").count(), 3, "{given_up}");
        fs::remove_dir_all(&logs).unwrap();
    }

    fn end_of(service: &mut Service) -> ExitStatus {
        loop {
            match service.ended() {
                Some(status) => return status,
                None => thread::yield_now(),
            }
        }
    }
}
