//! Bits that flip in the file, at rest and while the service runs.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use proco_access::DeviceId;
use proco_access::limit::Limit;
use proco_keyservice::store::copies::Existing;
use proco_keyservice::store::quota::Budget;
use proco_keyservice::store::{Store, copies, rescue};
use proco_keyservice::{Error, KeyService, ManualClock};
use uuid::Uuid;

use crate::support::{JANSEN, NOW, Station, blind, epoch};

const LIMIT: Limit = Limit {
    burst: 60,
    per_day: 300,
};

const BUDGET: Budget = Budget {
    hour: GENEROUS,
    day: GENEROUS,
};

const GENEROUS: Limit = Limit {
    burst: 1_000_000,
    per_day: 1_000_000,
};

/// A service that many phones have asked, so that its file has many pages.
async fn busy() -> Station {
    let station = Station::open().await;
    station.live().await;
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    for device in 0..400 {
        let device = DeviceId(Uuid::from_u128(device << 64));
        store.take(device, 1, LIMIT, BUDGET, NOW).unwrap();
    }
    assert!(store.fold().unwrap());
    station
}

#[tokio::test]
async fn each_flipped_bit_is_told_at_the_start() {
    let mut station = busy().await;
    station.stop().await;
    let file = station.file("keyservice.db");
    let whole = fs::read(&file).unwrap();
    assert!(whole.len() > 10 * 4096);
    let clock = || Arc::new(ManualClock::at(NOW));
    // A prime, so that each place within a page has its turn.
    for place in (0..whole.len()).step_by(whole.len() / 197) {
        let mut flipped = whole.clone();
        flipped[place] ^= 1 << (place % 8);
        fs::write(&file, &flipped).unwrap();
        match KeyService::open(&station.config, clock()) {
            Err(Error::Damaged | Error::WrongKey) => {}
            other => panic!("the bit at {place} gives {other:?}"),
        }
        assert_eq!(fs::read(&file).unwrap(), flipped, "and nothing was changed");
    }
    fs::write(&file, &whole).unwrap();
    assert!(KeyService::open(&station.config, clock()).is_ok());
}

#[tokio::test]
async fn a_page_that_is_damaged_while_it_runs_is_told_and_gives_no_wrong_answer() {
    let mut station = busy().await;
    let q4 = epoch("2026Q4");
    let before = station.pseudonyms(JANSEN, "BB-00-DD", q4).await;
    let backup = station.beside("backup");
    let data = station.config.data_dir.clone();
    Store::open_existing(&data)
        .unwrap()
        .back_up(&backup, NOW)
        .unwrap();
    assert_eq!(station.health().await, (200, "ok".to_owned()));

    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(data.join("keyservice.db"))
        .unwrap();
    for page in 1..file.metadata().unwrap().len() / 4096 {
        file.write_all_at(&[0x5a; 8], page * 4096 + 100).unwrap();
    }
    assert!(matches!(station.service().check(), Err(Error::Damaged)));
    let (status, said) = station.health().await;
    assert_eq!(
        (status, &*said),
        (503, "The store is damaged: restore a backup.")
    );
    // What is in memory may still be answered, and rightly; what has to be read is not.
    for _ in 0..3 {
        let blinding = blind(&["BB-00-DD"]);
        let answer = station
            .evaluate(&station.token(JANSEN), &[q4], &blinding)
            .await;
        assert!([200, 503].contains(&answer.status), "{}", answer.text);
    }
    station.stop().await;

    assert!(matches!(
        KeyService::open(&station.config, station.clock.clone()),
        Err(Error::Damaged)
    ));
    copies::restore(&data, &backup, None, Existing::MoveAside, NOW).unwrap();
    station.start().await;
    assert_eq!(station.pseudonyms(JANSEN, "BB-00-DD", q4).await, before);
    assert_eq!(station.health().await, (200, "ok".to_owned()));
}

#[tokio::test]
async fn after_an_orderly_stop_the_one_file_is_the_whole_store() {
    let mut station = Station::open().await;
    let blinding = blind(&["BB-00-DD"; 60]);
    let q4 = epoch("2026Q4");
    let token = station.token(JANSEN);
    assert_eq!(station.evaluate(&token, &[q4], &blinding).await.status, 200);
    let statement = station
        .issuer
        .revoke(crate::support::BAKKER, station.seconds());
    station.service().stand(&statement).unwrap();
    // As a stop by a signal: the connection is not closed before the file is copied.
    let held = station.service().clone();
    station.stop().await;
    let other = station.beside("copy");
    fs::create_dir(&other).unwrap();
    for (from, name) in [
        ("keyservice.db", "keyservice.db"),
        ("keys/keyservice.key", "keyservice.key"),
    ] {
        fs::copy(station.file(from), other.join(name)).unwrap();
    }
    drop(held);
    station.config.data_dir = other;
    station.start().await;
    let again = station.evaluate(&token, &[q4], &blind(&["BB-00-DD"])).await;
    assert_eq!(again.status, 429, "what was asked is known");
    let revoked = station.token(crate::support::BAKKER);
    assert_eq!(station.get("/v1/epochs", Some(&revoked)).await.status, 403);
}

#[tokio::test]
async fn what_can_be_read_of_a_damaged_store_is_saved_and_restored() {
    let mut station = busy().await;
    let pinned = station.live().await;
    station.stop().await;
    let data = station.config.data_dir.clone();
    let file = station.file("keyservice.db");
    let whole = fs::read(&file).unwrap();
    let (mut restored, mut lost) = (0, 0);
    for page in 1..whole.len() / 4096 {
        let mut damaged = whole.clone();
        // More than one bit: that is found by trying.
        damaged[page * 4096 + 100] ^= 9;
        fs::write(&file, &damaged).unwrap();
        let saved = station.beside(&format!("saved-{page}"));
        let found = rescue::rescue(&data, &file, &saved, None).unwrap();
        assert_eq!(fs::read(&file).unwrap(), damaged, "it is only read");
        let of = |name: &str| found.iter().find(|found| found.table == name);
        if of("epochs").is_none_or(|epochs| epochs.read < 6) {
            lost += 1;
            continue;
        }
        copies::restore(&data, &saved, None, Existing::MoveAside, NOW).unwrap();
        station.start().await;
        // As central does when it starts, and daily.
        station.admit(&[JANSEN]);
        assert_eq!(station.live().await, pinned, "page {page}");
        station.stop().await;
        restored += 1;
    }
    assert!(
        restored > 5 && lost <= 2,
        "{restored} restored, {lost} lost"
    );
    // The last page is gone, or a part of it.
    for lost in [1000, 4096] {
        fs::write(&file, &whole[..whole.len() - lost]).unwrap();
        let saved = station.beside(&format!("cut-{lost}"));
        let found = rescue::rescue(&data, &file, &saved, None).unwrap();
        let read: u64 = found.iter().map(|found| found.read).sum();
        assert!(read > 5, "{lost} bytes: {found:?}");
    }
    for at in [3, 100]
        .into_iter()
        .chain((4500..whole.len()).step_by(7001))
    {
        let mut one_bit = whole.clone();
        one_bit[at] ^= 1 << (at % 8);
        fs::write(&file, &one_bit).unwrap();
        let saved = station.beside(&format!("bit-{at}"));
        let found = rescue::rescue(&data, &file, &saved, None).unwrap();
        let unreadable: u64 = found.iter().map(|table| table.unreadable).sum();
        let epochs = found.iter().find(|table| table.table == "epochs").unwrap();
        assert!(epochs.read >= 6 && unreadable == 0, "byte {at}: {found:?}");
    }
    let mut first = whole.clone();
    first[100] ^= 9;
    fs::write(&file, first).unwrap();
    let nothing = rescue::rescue(&data, &file, &station.beside("nothing"), None);
    assert!(matches!(nothing, Err(Error::Rescue(_))));
    assert!(!station.beside("nothing").exists());
}

#[tokio::test]
async fn a_lost_log_takes_back_no_key_and_no_revocation() {
    let mut station = Station::open().await;
    let pinned = station.live().await;
    let statement = station
        .issuer
        .revoke(crate::support::BAKKER, station.seconds());
    station.service().stand(&statement).unwrap();
    let store = Store::open_existing(&station.config.data_dir).unwrap();
    assert!(store.expire_epoch(epoch("2026Q1"), NOW).unwrap());
    drop(store);
    // As after a power failure: the process has not folded anything at its end.
    let other = station.beside("without-its-log");
    fs::create_dir(&other).unwrap();
    for (from, name) in [
        ("keyservice.db", "keyservice.db"),
        ("keys/keyservice.key", "keyservice.key"),
    ] {
        fs::copy(station.file(from), other.join(name)).unwrap();
    }
    station.stop().await;
    station.config.data_dir = other;
    station.start().await;
    let revoked = station.token(crate::support::BAKKER);
    assert_eq!(station.get("/v1/epochs", Some(&revoked)).await.status, 403);
    let mut live = pinned.clone();
    live.epochs.retain(|live| live.epoch != epoch("2026Q1"));
    assert_eq!(station.live().await, live);
}

#[tokio::test]
async fn a_store_or_key_that_is_moved_away_under_it_is_told() {
    let station = Station::open().await;
    for name in ["keyservice.db", "keys/keyservice.key"] {
        assert_eq!(station.health().await, (200, "ok".to_owned()));
        fs::rename(station.file(name), station.beside("moved")).unwrap();
        let (status, said) = station.health().await;
        assert_eq!(status, 503, "{name}");
        assert!(said.contains("put it back"), "{said}");
        assert!(matches!(
            station.service().rotate_epochs(),
            Err(Error::Gone)
        ));
        assert_eq!(station.live().await.epochs.len(), 5, "meanwhile it answers");
        fs::copy(station.beside("moved"), station.file(name)).unwrap();
        assert_eq!(station.health().await.0, 503, "another file of that name");
        fs::rename(station.beside("moved"), station.file(name)).unwrap();
    }
    assert_eq!(station.health().await, (200, "ok".to_owned()));
}
