//! A renewal of the issuer's key that is killed at its first write, at its second, and so on until it ends
//! by itself: the next start opens, says how far it has come, and goes on to the end.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use proco_central::renewal::Step;
use proco_central::{Central, Config, ManualClock};
use proco_exchange::UtcMillis;

use crate::program::own_process;
use crate::restore::{block_on, copy_files};
use crate::writes::{at_each, is_killed};

/// Set for the process that renews: where.
pub const FOLDER: &str = "PROCO_RENEWAL";

/// 2026-11-22 10:00 UTC.
const BEGUN: UtcMillis = UtcMillis(1_795_341_600_000);

/// By then no token of the old key is good.
const OVER: i64 = 9 * 3_600_000;

fn open(folder: &Path, clock: &Arc<ManualClock>) -> Central {
    Central::open(Config::new(folder), clock.clone())
        .unwrap_or_else(|error| panic!("it does not start: {error}"))
}

/// From the command to the end, or from where an earlier one was killed.
pub fn as_told(folder: &Path) {
    let clock = Arc::new(ManualClock::at(BEGUN));
    let central = open(folder, &clock);
    block_on(async {
        if central.issuer_renewal().is_none() {
            central.renew_issuer_key(0).unwrap();
        }
        while central.issuer_renewal().is_some() {
            central.look_after_issuer().await.unwrap();
            clock.advance_millis(OVER);
        }
        central.leave().await.unwrap();
    });
}

pub fn kill_at_each_write() {
    let begun = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(BEGUN));
    block_on(open(begun.path(), &clock).leave()).unwrap();
    let mut found = BTreeMap::new();
    at_each(|strace, when| {
        let (killed, left) = kill_one(begun.path(), strace, when);
        *found.entry(left).or_insert(0) += 1;
        killed
    });
    println!("a renewal killed at each write: {found:?}");
    for left in ["not begun", "announced", "signing", "ended"] {
        assert!(found.contains_key(left), "{left}: {found:?}");
    }
}

/// Whether it was killed, and what it left.
fn kill_one(begun: &Path, strace: &[String], when: &str) -> (bool, &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    copy_files(begun, folder);
    let before = fs::read(folder.join("keys/issuer.key")).unwrap();
    let mut command = own_process(strace);
    let killed = is_killed(command.env(FOLDER, folder), when);

    let clock = Arc::new(ManualClock::at(BEGUN));
    let central = open(folder, &clock);
    let key = || fs::read(folder.join("keys/issuer.key")).unwrap();
    let left = match central.issuer_renewal() {
        Some(Step::Announced { .. }) => "announced",
        Some(Step::Signing { .. }) => "signing",
        None if key() == before => "not begun",
        None => "ended",
    };
    let published = fs::read_to_string(folder.join("issuer.jwks.json")).unwrap();
    assert_eq!(published, central.issuer_keys().to_json(), "{when}");
    let number = published.matches("\"kid\"").count();
    let is_under_way = central.issuer_renewal().is_some();
    assert_eq!(number, 1 + usize::from(is_under_way), "{when}");
    block_on(central.leave()).unwrap();
    drop(central);
    if left != "ended" {
        as_told(folder);
        assert_ne!(key(), before, "{when}");
    }
    let central = open(folder, &clock);
    block_on(central.look_after_issuer()).unwrap();
    assert_eq!(central.issuer_renewal(), None, "{when}");
    let kept = fs::read_dir(folder.join("keys")).unwrap();
    let mut kept: Vec<_> = kept.map(|entry| entry.unwrap().file_name()).collect();
    kept.sort();
    assert_eq!(kept, ["central.key", "issuer.key"], "{when}");
    (killed, left)
}
