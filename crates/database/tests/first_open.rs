//! Threads that open the first files of a process at the same moment. What is first is so once in a
//! process, so each attempt is a process of its own.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::env;
use std::path::Path;
use std::process::Command;
use std::sync::Barrier;
use std::thread;

const THREADS: usize = 8;
const ATTEMPTS: usize = 60;
const CHILD: &str = "PROCO_TEST_FIRST_OPEN";

#[test]
fn the_first_files_of_a_process_may_be_opened_at_once() {
    if env::var_os(CHILD).is_some() {
        open_at_once();
        return;
    }
    let this = env::current_exe().unwrap();
    let failed = (0..ATTEMPTS).filter(|_| !succeeds(&this)).count();
    assert_eq!(failed, 0, "of {ATTEMPTS} processes");
}

fn succeeds(this: &Path) -> bool {
    let name = "the_first_files_of_a_process_may_be_opened_at_once";
    let child = Command::new(this)
        .args(["--exact", name])
        .env(CHILD, "1")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&child.stdout).contains("running 1 test"));
    child.status.success()
}

fn open_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let barrier = Barrier::new(THREADS);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let file = folder.path().join(format!("{number}.db"));
            let barrier = &barrier;
            scope.spawn(move || {
                barrier.wait();
                let db = proco_database::open(&file).unwrap();
                let key = format!("PRAGMA key = \"x'{}'\"", "01".repeat(32));
                db.execute_batch(&key).unwrap();
                db.execute_batch("CREATE TABLE t (a)").unwrap();
            });
        }
    });
}
