//! What central no longer keeps is in none of its files: each byte of the folder is read.

use std::fs;
use std::path::Path;

use proco_central::keys::CentralKey;
use proco_central::{Central, Config};
use proco_exchange::Epoch;
use proco_exchange::pseudonym::Pseudonym;
use serde_json::{Value, json};

use crate::damage::copied;
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{pseudonym, revised, stop, stored, withdrawal};
use proco_testbed::visitor::Visitor;

const DAY: i64 = 24 * 3_600_000;

/// A subject as this central keeps it.
fn planted(central: &TestCentral, epoch: Epoch, subject: u8) -> [u8; 16] {
    let key = fs::read(central.folder.path().join("keys/central.key")).unwrap();
    let key = CentralKey::from_bytes(key.as_slice().try_into().unwrap());
    let pseudonym = Pseudonym::from_bytes([subject; 16]);
    key.subject(epoch, &pseudonym).0
}

/// The files of a folder in which these bytes stand.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let mut holding = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() {
            let text = fs::read(&path).unwrap();
            if text.windows(bytes.len()).any(|window| window == bytes) {
                holding.push(name);
            }
        }
    }
    holding.sort();
    holding
}

/// The same report about another subject, as one that was typed wrong is put right.
fn of_another_subject(report: &Value, subject: u8) -> Value {
    let mut report = revised(report, 2);
    report["stop"]["head"]["pseudonym"] = json!(pseudonym(subject));
    report
}

/// Uploads a stop that is withdrawn and one whose subject is put right, and gives what should be gone.
async fn withdraw_and_supersede(central: &TestCentral, phone: &Visitor) -> [[u8; 16]; 2] {
    let hour = central.hour();
    let (withdrawn, wrong) = (stop(1, hour), stop(2, hour));
    let reports = [withdrawn.clone(), wrong.clone()];
    assert_eq!(central.upload(phone, &reports).await, [stored(), stored()]);
    let planted = [1, 2].map(|subject| planted(central, hour.epoch(), subject));
    for planted in &planted {
        assert!(!holding(central.folder.path(), planted).is_empty());
    }
    let reports = [withdrawal(&withdrawn, 2), of_another_subject(&wrong, 3)];
    assert_eq!(central.upload(phone, &reports).await, [stored(), stored()]);
    planted
}

fn is_gone(folder: &Path, planted: &[[u8; 16]], when: &str) {
    for planted in planted {
        assert_eq!(holding(folder, planted), Vec::<String>::new(), "{when}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_or_superseded_is_gone_seconds_after() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let gone = withdraw_and_supersede(&central, &phone).await;
    let folder = central.folder.path();
    assert_eq!(
        holding(folder, &gone[0]),
        ["central.db-wal"],
        "until the next look"
    );
    central.server.look_after_log().await;
    is_gone(folder, &gone, "at the next look");
    let log = || fs::metadata(folder.join("central.db-wal")).unwrap().len();
    assert_eq!(log(), 0);
    // What puts nothing in the place of anything waits for its turn.
    central.upload(&phone, &[stop(4, central.hour())]).await;
    central.server.look_after_log().await;
    assert!(log() > 0);
}

#[tokio::test]
async fn what_is_withdrawn_or_superseded_is_gone_at_the_end_of_server_and_command() {
    for end in ["server", "command"] {
        let central = TestCentral::open().await;
        let phone = central.officer("roermond-1").await;
        let gone = withdraw_and_supersede(&central, &phone).await;
        if end == "server" {
            central.server.leave().await.unwrap();
        } else {
            let data = Config::new(central.folder.path());
            let command = Central::open_existing(data, central.clock.clone()).unwrap();
            command.close_after_command().await;
        }
        is_gone(central.folder.path(), &gone, end);
    }
}

#[tokio::test]
async fn what_was_withdrawn_before_a_kill_is_gone_after_the_start() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let gone = withdraw_and_supersede(&central, &phone).await;
    let killed = copied(central.folder.path());
    assert!(!holding(killed.path(), &gone[0]).is_empty());
    let again = Central::open(Config::new(killed.path()), central.clock.clone()).unwrap();
    again.tidy().await.unwrap();
    is_gone(killed.path(), &gone, "after the start");
}

#[tokio::test]
async fn who_reads_holds_up_no_upload_and_it_goes_when_he_has_read() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let gone = withdraw_and_supersede(&central, &phone).await;
    let folder = central.folder.path();
    let mut other = rusqlite::Connection::open(folder.join("central.db")).unwrap();
    let reading = other.transaction().unwrap();
    let count = "SELECT count(*) FROM records";
    reading
        .query_row(count, [], |row| row.get::<_, i64>(0))
        .unwrap();
    let begun = std::time::Instant::now();
    central.server.look_after_log().await;
    assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
    let receipts = central.upload(&phone, &[stop(4, central.hour())]).await;
    assert_eq!(receipts, [stored()]);
    drop(reading);
    central.server.look_after_log().await;
    is_gone(folder, &gone, "once nobody reads");
}

#[tokio::test]
async fn an_epoch_that_is_over_is_gone_when_it_is_dropped() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let epoch = central.hour().epoch();
    let reports: Vec<_> = (0..200).map(|n| stop(n, central.hour())).collect();
    central.upload(&phone, &reports).await;
    let planted: Vec<_> = (0..200).map(|n| planted(&central, epoch, n)).collect();
    let folder = central.folder.path();
    assert!(!holding(folder, &planted[0]).is_empty());
    central.server.tidy().await.unwrap();
    central.clock.advance_millis(2 * 365 * DAY);
    for _ in 0..3 {
        central.server.tidy().await.unwrap();
        assert!(!holding(folder, &planted[0]).is_empty());
        central.clock.advance_millis(23 * 3_600_000);
        if central.server.tidy().await.is_ok() && holding(folder, &planted[0]).is_empty() {
            break;
        }
    }
    is_gone(folder, &planted, "after the epoch was dropped");
}

#[tokio::test]
async fn what_a_killed_restore_left_is_gone_when_the_server_begins() {
    let central = TestCentral::open().await;
    let folder = central.folder.path();
    for name in ["central.db.new", "central.db.new-wal"] {
        fs::write(folder.join(name), "a record").unwrap();
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let served = proco_central::serve(listener, central.server.clone(), async {});
    served.await.unwrap();
    assert_eq!(holding(folder, b"a record"), Vec::<String>::new());
}
