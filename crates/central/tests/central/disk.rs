//! A full disk, another file in the place of the database: central says so.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use proco_central::copies::{self, Existing};
use proco_central::{Central, Config, ManualClock};
use proco_exchange::report::PROTOCOL_VERSION;
use serde_json::json;

use crate::damage::health;
use crate::summaries::MONDAY;
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{query, stored};

/// A file system of this size, in KiB, while the test runs; nothing where the machine allows none.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn of(kib: u32) -> Option<Self> {
        let at = tempfile::tempdir().unwrap();
        let size = format!("size={kib}k");
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(at.path())
            .output();
        mounted
            .is_ok_and(|mounted| mounted.status.success())
            .then_some(Self(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let gone = std::process::Command::new("umount")
            .arg("-l")
            .arg(self.0.path())
            .status();
        assert!(gone.is_ok_and(|status| status.success()));
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_forgotten_with_room_and_nothing_acknowledged_is_lost() {
    let Some(disk) = SmallDisk::of(16_000) else {
        return;
    };
    let clock = Arc::new(ManualClock::at(MONDAY));
    let server = Central::open(Config::new(disk.0.path().join("central")), clock.clone()).unwrap();
    let central = TestCentral::of(server, clock, tempfile::tempdir().unwrap()).await;
    let phone = central.officer("roermond-1").await;
    central.server.look_for_room().await;
    assert_eq!(health(&central.server).await.0, 204);
    let filler = disk.0.path().join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    let full = std::io::copy(&mut std::io::repeat(1), &mut file);
    assert!(full.is_err(), "the disk is full");
    drop(file);
    central.server.look_for_room().await;
    let (status, told) = health(&central.server).await;
    assert_eq!(status, 503);
    assert!(
        told["detail"]
            .as_str()
            .unwrap()
            .contains("nothing can be written")
    );
    let mut acknowledged = 0;
    let mut refused = 0;
    for _ in 0..200 {
        let reports: Vec<_> = (0..=255).map(|n| query(n, central.hour())).collect();
        let body = json!({ "version": PROTOCOL_VERSION, "reports": reports });
        let answer = central.post("/v1/reports", Some(&phone.token), &body).await;
        if answer.status == 200 {
            acknowledged += 256;
        } else {
            assert_eq!(answer.refusal(), (503, "unavailable"));
            refused += 1;
        }
        if refused == 3 {
            break;
        }
    }
    assert_eq!(refused, 3);
    central.server.look_for_room().await;
    assert_eq!(health(&central.server).await.0, 503);

    fs::remove_file(&filler).unwrap();
    central.server.look_for_room().await;
    assert_eq!(health(&central.server).await.0, 204, "without a restart");
    assert_eq!(
        central.upload(&phone, &[query(1, central.hour())]).await,
        [stored()]
    );
    let kept = || -> i64 {
        let file = disk.0.path().join("central").join("central.db");
        let database = rusqlite::Connection::open(file).unwrap();
        let count = "SELECT count(*) FROM records";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(kept(), acknowledged + 1);
    drop(central);
}

/// What stands in a folder, without what a reader of the database leaves there.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let of_readers = ["central.db-wal", "central.db-shm"];
    names
        .filter(|name| !of_readers.contains(&name.as_str()))
        .collect()
}

#[tokio::test]
async fn a_disk_that_is_full_at_any_level_is_called_full_and_nothing_half_made_is_left() {
    let Some(disk) = SmallDisk::of(2_000) else {
        return;
    };
    let clock = Arc::new(ManualClock::at(MONDAY));
    let open = |data: &Path| Central::open(Config::new(data), clock.clone());
    let source = tempfile::tempdir().unwrap();
    let copy = source.path().join("copy.db");
    let kept = source.path().join("kept");
    let server = open(&kept).unwrap();
    server.backup(&copy).await.unwrap();
    server.leave().await.unwrap();
    drop(server);
    let data = disk.0.path().join("central");
    let filler = disk.0.path().join("filler");
    let to = disk.0.path().join("to.db");
    let (mut full, mut went) = ([0; 7], [0; 7]);
    for kib in (0..=640).step_by(8) {
        for act in 0..7 {
            // As it is put on a disk that has room.
            fs::create_dir(&data).unwrap();
            if act > 0 {
                crate::damage::copy_all(&kept, &data);
            }
            let before = names(&data);
            let fill = |rest: u64| {
                let mut file = fs::File::create(&filler).unwrap();
                let all = std::io::copy(&mut std::io::repeat(1), &mut file);
                assert!(all.is_err(), "the disk is full");
                let size = file.metadata().unwrap().len();
                file.set_len(size.saturating_sub(rest * 1024)).unwrap();
            };
            let done = match act {
                0 | 1 => {
                    fill(kib);
                    open(&data).map(drop)
                }
                2 => {
                    fill(kib);
                    copies::restore(&data, &copy, Existing::MoveAside, &*clock).await
                }
                3 => {
                    fill(kib);
                    copies::begin_anew(&data, Existing::MoveAside, &*clock).await
                }
                4 => {
                    let server = open(&data).unwrap();
                    fill(kib);
                    server.backup(&to).await
                }
                5 => {
                    fill(kib);
                    copies::replace_issuer_key(&data, Existing::MoveAside, &*clock).await
                }
                _ => {
                    fill(kib);
                    proco_central::rescue::rescue(&data.join("central.db"), &to).map(drop)
                }
            };
            // Emptied first: a process that another test starts may hold it for a moment.
            fs::write(&filler, []).unwrap();
            fs::remove_file(&filler).unwrap();
            match done {
                Ok(()) => went[act] += 1,
                Err(error) => {
                    full[act] += 1;
                    let words = error.to_string();
                    assert!(
                        words.contains("full") || words.contains("No space left"),
                        "{act} with {kib} KiB: {words}"
                    );
                    assert_eq!(
                        names(disk.0.path()),
                        ["central".to_owned()].into(),
                        "{act} with {kib} KiB"
                    );
                    if act == 2 || act == 3 {
                        assert_eq!(names(&data), before, "{act} with {kib} KiB");
                    }
                }
            }
            if act < 4 || act == 5 {
                open(&data).unwrap_or_else(|error| panic!("{act} after {kib} KiB: {error}"));
            }
            let _ = fs::remove_file(&to);
            fs::remove_dir_all(&data).unwrap();
        }
    }
    let all = |levels: [i32; 7]| levels.iter().all(|number| *number > 0);
    assert!(all(full) && all(went), "{full:?} {went:?}");
}

#[tokio::test]
async fn a_database_that_is_moved_away_under_central_is_told_and_nothing_acknowledged_into_it() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let database = central.folder.path().join("central.db");
    let aside = central.folder.path().join("aside.db");
    for put in [None, Some(b"another file")] {
        fs::rename(&database, &aside).unwrap();
        if let Some(other) = put {
            fs::write(&database, other).unwrap();
        }
        assert_eq!(health(&central.server).await.0, 503);
        let body = json!({ "version": PROTOCOL_VERSION, "reports": [query(1, central.hour())] });
        let answer = central.post("/v1/reports", Some(&phone.token), &body).await;
        assert_eq!(answer.refusal(), (503, "unavailable"));
        fs::rename(&aside, &database).unwrap();
        assert_eq!(health(&central.server).await.0, 204);
    }
    assert_eq!(
        central.upload(&phone, &[query(1, central.hour())]).await,
        [stored()]
    );
}
