//! A start that is killed at its first write, at its second, and so on until it ends by itself.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use crate::earlier::Earlier;
use crate::program::Program;

/// All by which a start changes what is on disk.
pub const CALLS: [&str; 16] = [
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
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
pub const MOST: usize = 2000;

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

/// What kills a process at its call of this number of one of these. The calls of each kind and of each
/// thread are counted apart.
pub fn strace(calls: &str, number: usize) -> Vec<String> {
    let trace = format!("trace={calls}");
    let inject = format!("inject={calls}:signal=KILL:when={number}");
    let words = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    words.map(str::to_owned).to_vec()
}

/// Runs what [`strace`] kills; whether it was killed before it ended by itself, and well.
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
    CALLS.iter().map(|call| kill_at(case, call)).sum()
}

fn kill_at(case: &Earlier, call: &str) -> usize {
    for number in 1..MOST {
        let folder = tempfile::tempdir().unwrap();
        case.copy(folder.path());
        let mut start = case.program.command(folder.path(), &strace(call, number));
        let killed = is_killed(&mut start, &format!("{}, {call} {number}", case.what));
        case.must_open(folder.path(), &format!("killed at {call} {number}"));
        if !killed {
            return number - 1;
        }
    }
    panic!("{}: no end after {MOST} times {call}", case.what);
}
