//! A start that is killed at its first write, at its second, and so on until it ends by itself.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::earlier::Earlier;
use crate::program::Program;

/// All by which a process changes what is on disk. A call that waits for the disk (fsync, fdatasync) changes
/// nothing that outlives a kill alone: a kill there leaves what a kill at the next of these leaves.
const CALLS: [&str; 14] = [
    "write",
    "pwrite64",
    "writev",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "fallocate",
];
const SIGKILL: i32 = 9;
/// Far more than any start has: the loop is bounded.
const MOST: usize = 2000;

pub fn kill_at_each(program: Program) {
    let mut cases = vec![Earlier::nothing(program)];
    cases.extend(Earlier::of_each_version(program));
    let mut all = 0;
    for case in &cases {
        let kills = kill_one(case);
        println!("{}: killed at each of {kills} writes", case.what);
        assert!(kills > 5, "{}: strace saw {kills} writes", case.what);
        all += kills;
    }
    println!("{program:?}: {all} starts killed, each opened in peace with everything there");
}

/// Runs `trial` once in peace, and once for each write of its process, which is killed there; of each kind of
/// write until the process ends by itself. A trial is given strace, to start its process with, and says whether
/// that was killed. Gives the number of kills.
pub fn at_each(mut trial: impl FnMut(&[String], &str) -> bool) -> usize {
    let seen = tempfile::NamedTempFile::new().unwrap();
    let in_peace = strace(seen.path(), &CALLS.join(","), &[]);
    assert!(!trial(&in_peace, "in peace"));
    let seen = fs::read_to_string(seen.path()).unwrap();
    let mut kills = 0;
    for call in CALLS
        .iter()
        .filter(|call| seen.contains(&format!(" {call}(")))
    {
        let ended = (1..MOST).find(|number| {
            let inject = format!("inject={call}:signal=KILL:when={number}");
            let words = strace(Path::new("/dev/null"), call, &["-e", &inject]);
            let killed = trial(&words, &format!("killed at {call} {number}"));
            kills += usize::from(killed);
            !killed
        });
        assert!(ended.is_some(), "no end after {MOST} times {call}");
    }
    kills
}

/// strace of these calls, which are counted for each kind and each thread apart. With `--seccomp-bpf` it is
/// quicker and kills nobody: ptrace takes no signal at the stops of that filter.
fn strace(log: &Path, calls: &str, more: &[&str]) -> Vec<String> {
    let trace = format!("trace={calls}");
    let log = log.to_str().unwrap();
    let words = ["strace", "-f", "-qq", "-o", log, "-e", &trace];
    words
        .iter()
        .chain(more)
        .map(|word| (*word).to_owned())
        .collect()
}

/// Runs what is started with strace; whether it was killed before it ended by itself, and well.
pub fn is_killed(command: &mut Command, when: &str) -> bool {
    let ended = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("strace is on this machine: `cargo xtask test` installs it");
    let killed = ended.signal() == Some(SIGKILL) || ended.code() == Some(128 + SIGKILL);
    assert!(killed || ended.success(), "{when}: {ended}");
    killed
}

fn kill_one(case: &Earlier) -> usize {
    at_each(|strace, when| {
        let folder = tempfile::tempdir().unwrap();
        case.copy(folder.path());
        let mut start = case.program.command(folder.path(), strace);
        let killed = is_killed(&mut start, &format!("{}, {when}", case.what));
        case.must_open(folder.path(), when);
        killed
    })
}
