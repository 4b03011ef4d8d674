//! A start that is killed at its first write, at its second, and so on until it ends by itself; one from an older schema
//! at some of its writes.

use std::collections::BTreeMap;
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

/// Which writes of a start are tried. A first start and the upgrade from the schema before the newest are killed at each;
/// one from an older schema differs from that in the number of pages that its one transaction writes, and is killed at
/// some. With `PROCO_KILLS=each` in the environment each is killed at each, which takes ten minutes.
#[derive(Clone, Copy)]
enum Tried {
    Each,
    /// The first and the last of each kind, and some between them, others for each number.
    Some(usize),
}

impl Tried {
    fn of(nth: usize, cases: usize) -> Self {
        let all = std::env::var("PROCO_KILLS").is_ok_and(|which| which == "each");
        if all || nth == 0 || nth + 1 == cases {
            Self::Each
        } else {
            Self::Some(nth)
        }
    }

    /// Of these writes of one kind, by their numbers, which are tried.
    fn of_writes(self, writes: &[usize]) -> Vec<usize> {
        match self {
            Self::Each => (1..MOST).collect(),
            Self::Some(_) if writes.len() <= 2 * ENDS => writes.to_vec(),
            Self::Some(nth) => {
                let step = (writes.len() / BETWEEN).max(1);
                let (first, rest) = writes.split_at(ENDS);
                let (between, last) = rest.split_at(rest.len() - ENDS);
                let between = between.iter().skip(nth % step).step_by(step);
                first.iter().chain(between).chain(last).copied().collect()
            }
        }
    }
}

/// How many writes at either end of a start are tried, of each kind.
const ENDS: usize = 2;
/// About how many between them.
const BETWEEN: usize = 10;

pub fn kill_at_each(program: Program) {
    let mut cases = vec![Earlier::nothing(program)];
    cases.extend(Earlier::of_each_version(program));
    let mut all = 0;
    for (nth, case) in cases.iter().enumerate() {
        let kills = kill_one(case, Tried::of(nth, cases.len()));
        println!("{}: killed at {kills} writes", case.what);
        assert!(kills > 5, "{}: strace saw {kills} writes", case.what);
        all += kills;
    }
    println!("{program:?}: {all} starts killed, each opened in peace with everything there");
}

/// Runs `trial` once in peace, and once for each write of its process, which is killed there; of each kind of
/// write until the process ends by itself. A trial is given strace, to start its process with, and says whether
/// that was killed. Gives the number of kills.
pub fn at_each(trial: impl FnMut(&[String], &str) -> bool) -> usize {
    at(Tried::Each, trial)
}

fn at(tried: Tried, mut trial: impl FnMut(&[String], &str) -> bool) -> usize {
    let seen = tempfile::NamedTempFile::new().unwrap();
    let in_peace = strace(seen.path(), &CALLS.join(","), &[]);
    assert!(!trial(&in_peace, "in peace"));
    let seen = fs::read_to_string(seen.path()).unwrap();
    let mut kills = 0;
    for call in CALLS {
        let writes = of_one_thread(&seen, call);
        if writes.is_empty() {
            continue;
        }
        let ended = tried.of_writes(&writes).into_iter().find(|number| {
            let inject = format!("inject={call}:signal=KILL:when={number}");
            let words = strace(Path::new("/dev/null"), call, &["-e", &inject]);
            let killed = trial(&words, &format!("killed at {call} {number}"));
            kills += usize::from(killed);
            !killed
        });
        let all_tried = matches!(tried, Tried::Some(_));
        assert!(
            ended.is_some() || all_tried,
            "no end after {MOST} times {call}"
        );
    }
    kills
}

/// The numbers of the calls of this kind by which something on disk is changed, of the thread that made most of them. strace
/// numbers those of each thread apart, and names it at the beginning of a line; what goes to the standard output has a number
/// too, and changes nothing on disk.
fn of_one_thread(seen: &str, call: &str) -> Vec<usize> {
    let (starts, to_output) = (format!("{call}("), format!("{call}(1,"));
    let mut of_each: BTreeMap<&str, (usize, Vec<usize>)> = BTreeMap::new();
    for line in seen.lines() {
        let Some((thread, said)) = line.split_once(' ') else {
            continue;
        };
        let said = said.trim_start();
        if !said.starts_with(&starts) {
            continue;
        }
        let (number, writes) = of_each.entry(thread).or_default();
        *number += 1;
        if !said.starts_with(&to_output) {
            writes.push(*number);
        }
    }
    let of_each = of_each.into_values().map(|(_, writes)| writes);
    of_each.max_by_key(Vec::len).unwrap_or_default()
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

fn kill_one(case: &Earlier, tried: Tried) -> usize {
    at(tried, |strace, when| {
        let folder = tempfile::tempdir().unwrap();
        case.copy(folder.path());
        let mut start = case.program.command(folder.path(), strace);
        let killed = is_killed(&mut start, &format!("{}, {when}", case.what));
        case.must_open(folder.path(), when);
        killed
    })
}
