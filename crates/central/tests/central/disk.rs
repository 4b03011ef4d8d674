//! A full disk, a lost log, another file in the place of the database: central says so.

use std::fs;
use std::sync::Arc;

use proco_central::{Central, Config, ManualClock, router};
use proco_exchange::report::PROTOCOL_VERSION;
use serde_json::json;

use crate::damage::{copied, health};
use crate::summaries::MONDAY;
use crate::support::{Centre, query, stored};

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
    let central = Central::open(Config::new(disk.0.path().join("central")), clock.clone()).unwrap();
    let centre = Centre {
        router: router(central.clone()),
        central,
        clock,
        folder: tempfile::tempdir().unwrap(),
    };
    let phone = centre.officer("roermond-1").await;
    centre.central.look_for_room().await;
    assert_eq!(health(&centre.central).await.0, 204);
    let filler = disk.0.path().join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    let full = std::io::copy(&mut std::io::repeat(1), &mut file);
    assert!(full.is_err(), "the disk is full");
    drop(file);
    centre.central.look_for_room().await;
    let (status, told) = health(&centre.central).await;
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
        let reports: Vec<_> = (0..=255).map(|n| query(n, centre.hour())).collect();
        let body = json!({ "version": PROTOCOL_VERSION, "reports": reports });
        let answer = centre.post("/v1/reports", Some(&phone.token), &body).await;
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
    centre.central.look_for_room().await;
    assert_eq!(health(&centre.central).await.0, 503);

    fs::remove_file(&filler).unwrap();
    centre.central.look_for_room().await;
    assert_eq!(health(&centre.central).await.0, 204, "without a restart");
    assert_eq!(
        centre.upload(&phone, &[query(1, centre.hour())]).await,
        [stored()]
    );
    let kept = || -> i64 {
        let file = disk.0.path().join("central").join("central.db");
        let database = rusqlite::Connection::open(file).unwrap();
        let count = "SELECT count(*) FROM records";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(kept(), acknowledged + 1);
    drop(centre);
}

#[tokio::test]
async fn a_lost_log_or_an_older_file_is_noticed_and_phones_are_told_to_send_again() {
    for lost in ["log", "older file", "nothing"] {
        let centre = Centre::open();
        let phone = centre.officer("roermond-1").await;
        let early = query(2, centre.hour());
        assert_eq!(centre.upload(&phone, &[early]).await, [stored()]);
        // As a machine leaves it that is killed, and somebody copied before.
        let folder = tempfile::tempdir().unwrap();
        let older = folder.path().join("older.db");
        centre.central.backup(&older).await.unwrap();
        assert_eq!(
            centre.upload(&phone, &[query(1, centre.hour())]).await,
            [stored()]
        );
        let killed = copied(centre.folder.path());
        let database = killed.path().join("central.db");
        match lost {
            "log" => fs::remove_file(killed.path().join("central.db-wal")).unwrap(),
            "older file" => {
                fs::remove_file(killed.path().join("central.db-wal")).unwrap();
                fs::remove_file(killed.path().join("central.db-shm")).unwrap();
                fs::copy(&older, &database).unwrap();
            }
            _ => {}
        }
        let mut numbers = Vec::new();
        for _ in 0..2 {
            let clock = centre.clock.clone();
            let Ok(central) = Central::open(Config::new(killed.path()), clock.clone()) else {
                // All of it stood in the log: there is no database without it.
                assert_eq!(lost, "log");
                break;
            };
            let again = Centre {
                router: router(central.clone()),
                central,
                clock,
                folder: tempfile::tempdir().unwrap(),
            };
            let grant = again.refresh(&phone).await.body;
            numbers.push(grant["restored"].as_u64());
        }
        let told = numbers
            .iter()
            .all(|number| number.is_some_and(|number| number > 0));
        assert_eq!(told, lost != "nothing", "{lost}: {numbers:?}");
        assert!(
            numbers.windows(2).all(|pair| pair[0] == pair[1]),
            "once: {numbers:?}"
        );
    }
}

#[tokio::test]
async fn a_database_that_is_moved_away_under_central_is_told_and_nothing_acknowledged_into_it() {
    let centre = Centre::open();
    let phone = centre.officer("roermond-1").await;
    let database = centre.folder.path().join("central.db");
    let aside = centre.folder.path().join("aside.db");
    for put in [None, Some(b"another file")] {
        fs::rename(&database, &aside).unwrap();
        if let Some(other) = put {
            fs::write(&database, other).unwrap();
        }
        assert_eq!(health(&centre.central).await.0, 503);
        let body = json!({ "version": PROTOCOL_VERSION, "reports": [query(1, centre.hour())] });
        let answer = centre.post("/v1/reports", Some(&phone.token), &body).await;
        assert_eq!(answer.refusal(), (503, "unavailable"));
        fs::rename(&aside, &database).unwrap();
        assert_eq!(health(&centre.central).await.0, 204);
    }
    assert_eq!(
        centre.upload(&phone, &[query(1, centre.hour())]).await,
        [stored()]
    );
}
