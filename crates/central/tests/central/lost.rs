//! A lost, cut or damaged log, an older copy in the place of the database: central says what is gone.

use std::fs;
use std::path::Path;

use proco_access::Role;
use proco_central::copies::{self, Existing};
use proco_central::{Central, Config};
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_exchange::evaluation::EpochPublicKey;
use rusqlite::Connection;

use crate::damage::{copied, health};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{query, revised, stop, stored, withdrawal};
use proco_testbed::visitor::Visitor;

/// A folder as a killed machine leaves it, in which everything before one act stands in the file, and that
/// act in the log alone. Also the phone that was enrolled before, and a copy of the database from before.
async fn killed_after(act: &str) -> (TestCentral, Visitor, tempfile::TempDir) {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let other = central.officer("roermond-1").await;
    let early = stop(2, central.hour());
    assert_eq!(
        central.upload(&phone, std::slice::from_ref(&early)).await,
        [stored()]
    );
    central.server.leave().await.unwrap();
    let central = central.reopened().await;
    let files = copied(central.folder.path());
    fs::create_dir(files.path().join("before")).unwrap();
    let before = files.path().join("before").join("central.db");
    fs::copy(central.folder.path().join("central.db"), before).unwrap();
    match act {
        "a record" => {
            let receipts = central.upload(&phone, &[query(1, central.hour())]).await;
            assert_eq!(receipts, [stored()]);
        }
        "a withdrawal" => {
            let receipts = central.upload(&phone, &[withdrawal(&early, 2)]).await;
            assert_eq!(receipts, [stored()]);
        }
        "a higher revision" => {
            let receipts = central.upload(&phone, &[revised(&early, 2)]).await;
            assert_eq!(receipts, [stored()]);
        }
        "a revocation" => assert!(central.server.revoke(other.device).await.unwrap()),
        "a code" => {
            let team = "roermond-1".parse().unwrap();
            let code = central.server.enrol_code(team, Role::Officer).await;
            assert!(code.is_ok());
        }
        "an accepted key" => {
            let accepted = AcceptedEpochKey {
                epoch: central.hour().epoch(),
                public_key: EpochPublicKey::from_bytes([7; 32]),
            };
            central.server.accept_epoch_key(accepted).await.unwrap();
        }
        _ => {}
    }
    for name in [
        "central.db",
        "central.db-wal",
        "central.db-shm",
        "central.db.commits",
    ] {
        let from = central.folder.path().join(name);
        if from.exists() {
            fs::copy(from, files.path().join(name)).unwrap();
        }
    }
    (central, phone, files)
}

/// The restores that three starts tell a phone of.
async fn starts(central: &TestCentral, phone: &Visitor, folder: &Path) -> Vec<u64> {
    let mut told = Vec::new();
    for _ in 0..3 {
        let clock = central.clock.clone();
        let server = Central::open(Config::new(folder), clock.clone()).unwrap();
        let again = TestCentral::of(server, clock, tempfile::tempdir().unwrap()).await;
        let grant = again.refresh(phone).await.body;
        told.push(grant["restored"].as_u64().unwrap());
        again.stopped().await;
    }
    told
}

const ACTS: [&str; 6] = [
    "a record",
    "a withdrawal",
    "a higher revision",
    "a revocation",
    "a code",
    "an accepted key",
];

#[tokio::test]
async fn whatever_stood_in_a_lost_log_alone_is_told_and_phones_send_again() {
    for act in ACTS {
        for lost in [
            "nothing",
            "the log",
            "its last bytes",
            "a bit",
            "the file",
            "the log and the count",
        ] {
            let (central, phone, killed) = killed_after(act).await;
            let [database, log, memory] =
                ["", "-wal", "-shm"].map(|end| killed.path().join(format!("central.db{end}")));
            match lost {
                "the log" => fs::remove_file(&log).unwrap(),
                "its last bytes" => {
                    let bytes = fs::read(&log).unwrap();
                    fs::write(&log, &bytes[..bytes.len() - 700]).unwrap();
                }
                "a bit" => {
                    let mut bytes = fs::read(&log).unwrap();
                    bytes[32 + 24 + 100] ^= 1;
                    fs::write(&log, bytes).unwrap();
                }
                "the log and the count" => {
                    fs::remove_file(&log).unwrap();
                    fs::remove_file(&memory).unwrap();
                    fs::remove_file(killed.path().join("central.db.commits")).unwrap();
                }
                "the file" => {
                    fs::remove_file(&log).unwrap();
                    fs::remove_file(&memory).unwrap();
                    fs::copy(killed.path().join("before").join("central.db"), &database).unwrap();
                }
                _ => {}
            }
            let told = starts(&central, &phone, killed.path()).await;
            let cause = format!("{lost} lost after {act}: {told:?}");
            assert_eq!(told[0] > 0, lost != "nothing", "{cause}");
            assert!(
                told.iter().all(|number| *number == told[0]),
                "once: {cause}"
            );
            let aside = fs::read_dir(killed.path()).unwrap().filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_string_lossy().contains(".cut-")
            });
            let aside = aside.count();
            let wanted = usize::from(lost == "its last bytes" || lost == "a bit") * 2;
            assert_eq!(aside, wanted, "file and log are kept: {cause}");
        }
    }
}

#[tokio::test]
async fn a_command_that_writes_before_the_next_start_hides_no_loss() {
    for (act, lost) in [("a revocation", "the log"), ("a record", "its last bytes")] {
        let (central, phone, killed) = killed_after(act).await;
        let log = killed.path().join("central.db-wal");
        if lost == "the log" {
            fs::remove_file(&log).unwrap();
        } else {
            let bytes = fs::read(&log).unwrap();
            fs::write(&log, &bytes[..bytes.len() - 700]).unwrap();
        }
        let clock = central.clock.as_ref();
        copies::replace_issuer_key(killed.path(), Existing::MoveAside, clock)
            .await
            .unwrap();
        let told = starts(&central, &phone, killed.path()).await;
        assert!(told[0] > 0, "{act}, {lost}: phones are told");
        let database = Connection::open(killed.path().join("central.db")).unwrap();
        let gone = "SELECT lost FROM commits";
        let gone: i64 = database.query_row(gone, [], |row| row.get(0)).unwrap();
        assert_eq!(gone, 1, "{act}, {lost}");
    }
}

#[tokio::test]
async fn what_stands_behind_a_wrong_bit_in_the_log_is_rescued_after_a_start_too() {
    let (central, phone, killed) = killed_after("a record").await;
    let log = killed.path().join("central.db-wal");
    let mut bytes = fs::read(&log).unwrap();
    // In the sum of a frame: nothing of a page is wrong, and SQLite stops there.
    bytes[32 + 17] ^= 1;
    fs::write(&log, bytes).unwrap();
    let records = |from: &Path| {
        let to = from.with_extension("rescued");
        let rescued = proco_central::rescue::rescue(from, &to).unwrap();
        rescued
            .iter()
            .find(|found| found.table == "records")
            .unwrap()
            .read
    };
    assert_eq!(records(&killed.path().join("central.db")), 2);
    starts(&central, &phone, killed.path()).await;
    let aside = fs::read_dir(killed.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains(".cut-") && !path.ends_with("-wal"));
    let aside = aside.unwrap();
    let aside = aside.to_str().unwrap().trim_end_matches("-wal");
    assert_eq!(records(Path::new(aside)), 2);
}

#[tokio::test]
async fn a_copy_that_is_put_in_place_by_hand_is_told_and_not_called_damaged() {
    for copied_by in ["cp", "backup"] {
        let central = TestCentral::open().await;
        let phone = central.officer("roermond-1").await;
        central.server.leave().await.unwrap();
        let (folder, clock) = central.stopped().await;
        let data = folder.path();
        let copy = tempfile::tempdir().unwrap();
        let copy = copy.path().join("copy.db");
        let command = || Central::open(Config::new(data), clock.clone()).unwrap();
        if copied_by == "cp" {
            fs::copy(data.join("central.db"), &copy).unwrap();
        } else {
            command().backup(&copy).await.unwrap();
        }
        // Only a command runs, and leaves in order.
        let revoking = command();
        assert!(revoking.revoke(phone.device).await.unwrap());
        revoking.close_after_command().await;
        drop(revoking);
        fs::copy(&copy, data.join("central.db")).unwrap();
        let server = command();
        let central = TestCentral::of(server, clock.clone(), tempfile::tempdir().unwrap()).await;
        assert_eq!(health(&central.server).await.0, 204, "{copied_by}");
        assert!(!data.join("central.damaged").exists());
        let grant = central.refresh(&phone).await.body;
        assert!(
            grant["restored"].as_u64().unwrap() > 0,
            "{copied_by}: {grant}"
        );
    }
}

/// How often this database was put back, and whether it is told that something in it is missing.
fn told_of(folder: &Path) -> (i64, bool) {
    let database = Connection::open(folder.join("central.db")).unwrap();
    let told = "SELECT (SELECT count(*) FROM restores), lost_at IS NOT NULL FROM commits";
    let told = database.query_row(told, [], |row| Ok((row.get(0)?, row.get(1)?)));
    told.unwrap()
}

#[tokio::test]
async fn a_copy_that_is_put_back_and_a_database_that_is_begun_anew_have_lost_no_count() {
    for anew in [false, true] {
        let central = TestCentral::open().await;
        central.server.tidy().await.unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let copy = elsewhere.path().join("copy.db");
        central.server.backup(&copy).await.unwrap();
        central.server.leave().await.unwrap();
        let (folder, clock) = central.stopped().await;
        if anew {
            let begun = copies::begin_anew(folder.path(), Existing::MoveAside, &*clock);
            begun.await.unwrap();
        } else {
            let restored = copies::restore(folder.path(), &copy, Existing::MoveAside, &*clock);
            restored.await.unwrap();
        }
        for _ in 0..2 {
            let server = Central::open(Config::new(folder.path()), clock.clone()).unwrap();
            server.leave().await.unwrap();
        }
        assert_eq!(told_of(folder.path()), (1, false), "begun anew: {anew}");
    }
}

#[tokio::test]
async fn a_first_start_that_was_killed_has_lost_no_count() {
    let central = TestCentral::open().await;
    let killed = copied(central.folder.path());
    fs::remove_file(killed.path().join("central.begun")).unwrap();
    let server = Central::open(Config::new(killed.path()), central.clock.clone()).unwrap();
    server.leave().await.unwrap();
    drop(server);
    assert_eq!(told_of(killed.path()), (0, false));
}

#[tokio::test]
async fn a_count_that_is_taken_away_under_a_server_is_made_anew_and_hides_no_later_loss() {
    for moved in [false, true] {
        taken_away(moved).await;
    }
}

async fn taken_away(moved: bool) {
    let central = TestCentral::open().await;
    let (clock, folder) = (central.clock.clone(), central.folder.path());
    let team = || "roermond-1".parse().unwrap();
    let code = async |server: &Central| server.enrol_code(team(), Role::Officer).await.unwrap();
    code(&central.server).await;
    let count = folder.join("central.db.commits");
    match moved {
        true => fs::rename(&count, folder.join("elsewhere")).unwrap(),
        false => fs::remove_file(&count).unwrap(),
    }
    let command = Central::open_existing(Config::new(folder), clock.clone()).unwrap();
    code(&command).await;
    command.close_after_command().await;
    drop(command);
    central.server.tidy().await.unwrap();
    let before = copied(folder);
    for _ in 0..5 {
        code(&central.server).await;
    }
    let killed = copied(folder);
    for end in ["", "-wal", "-shm"] {
        let name = format!("central.db{end}");
        fs::copy(before.path().join(&name), killed.path().join(&name)).unwrap();
    }
    let server = Central::open(Config::new(killed.path()), clock).unwrap();
    server.leave().await.unwrap();
    drop(server);
    let database = Connection::open(killed.path().join("central.db")).unwrap();
    let lost = "SELECT lost FROM commits";
    let lost: i64 = database.query_row(lost, [], |row| row.get(0)).unwrap();
    assert_eq!(lost, 5, "moved: {moved}");
}
