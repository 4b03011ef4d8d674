//! A rescue of a phone's store that is killed at any write leaves nothing under the new name, or a store that
//! goes on: what was not sent is queued in it.

use std::fs;
use std::path::Path;

use proco_device::{FileKeyStore, RescueForm, rescue_store};

use crate::earlier::checks;
use crate::program::{Program, open_phone, own_process};
use crate::restore::copy_files;
use crate::writes::{at_each, is_killed};

/// Set for the process that rescues: where.
pub const FOLDER: &str = "PROCO_RESCUE";

const UNSENT: i64 = 2;

pub fn as_told(folder: &Path) {
    let keys = FileKeyStore::at(folder.join("keys.json"));
    let damaged = folder.join("proco.db");
    let new = folder.join("rescued.db");
    rescue_store(&damaged, &keys, &new, RescueForm::Store).unwrap();
}

pub fn kill_at_each_write() {
    let damaged = tempfile::tempdir().unwrap();
    let phone = open_phone(damaged.path()).unwrap();
    phone.finish(checks(&phone), None).unwrap();
    phone.close();
    let store = Program::Phone.bare(damaged.path(), &damaged.path().join("proco.db"));
    store.execute_batch("DELETE FROM outbox").unwrap();
    drop(store);
    let mut whole = 0;
    let kills = at_each(|strace, when| {
        let folder = tempfile::tempdir().unwrap();
        copy_files(damaged.path(), folder.path());
        let mut command = own_process(strace);
        let killed = is_killed(command.env(FOLDER, folder.path()), when);
        let new = folder.path().join("rescued.db");
        whole += usize::from(new.exists());
        if !new.exists() {
            assert!(killed, "{when}: it ended, and nothing is there");
            as_told(folder.path());
        }
        let rescued = Program::Phone.bare(folder.path(), &new);
        let queued: i64 = rescued
            .query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))
            .unwrap();
        assert_eq!(queued, UNSENT, "{when}");
        let left = fs::read_dir(folder.path()).unwrap();
        let left = left.map(|entry| entry.unwrap().file_name());
        let unfinished = |name: &std::ffi::OsString| name.to_string_lossy().contains("unfinished");
        assert_eq!(left.filter(unfinished).count(), 0, "{when}");
        killed
    });
    println!("a rescue killed at each of {kills} writes; {whole} had a store under the new name");
    assert!(kills > 20, "strace saw {kills} writes");
}
