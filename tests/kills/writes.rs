//! A start that is killed at its first write, at its second, and so on until it ends by itself.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;

use crate::earlier::Earlier;
use crate::program::Program;

/// All by which a start changes what is on disk.
const CALLS: &str = "write,pwrite64,writev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,\
                     link,linkat,unlink,unlinkat,mkdir,mkdirat,fallocate";
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

fn kill_one(case: &Earlier) -> usize {
    for number in 1..MOST {
        let folder = tempfile::tempdir().unwrap();
        case.copy(folder.path());
        let inject = format!("inject={CALLS}:signal=KILL:when={number}");
        let trace = format!("trace={CALLS}");
        let strace = [
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
        let ended = case
            .program
            .command(folder.path(), &strace)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("strace is on this machine: `cargo xtask test` installs it");
        let killed = ended.signal() == Some(SIGKILL) || ended.code() == Some(128 + SIGKILL);
        assert!(
            killed || ended.success(),
            "{}, write {number}: {ended}",
            case.what
        );
        case.must_open(folder.path(), &format!("killed at write {number}"));
        if !killed {
            return number - 1;
        }
    }
    panic!("{}: no end after {MOST} writes", case.what);
}
