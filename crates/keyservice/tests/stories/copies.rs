//! Backups, restores, and keys that come back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use proco_access::DeviceId;
use proco_exchange::evaluation::EvaluationRequest;
use proco_keyservice::Error;
use proco_keyservice::store::copies::Existing;
use proco_keyservice::store::exports::Imported;
use proco_keyservice::store::{Store, copies};
use proco_oprf::EpochKey;
use rand::rngs::OsRng;
use uuid::Uuid;

use crate::support::{BAKKER, DAY, JANSEN, NOW, Station, blind, epoch, public_key};

const PLATE: &str = "BB-00-DD";

fn store(station: &Station) -> Store {
    Store::open_existing(&station.config.data_dir).unwrap()
}

/// Loses the store and puts a backup back.
async fn put_back(station: &mut Station, backup: &str) -> copies::Restored {
    station.stop().await;
    fs::remove_file(station.file("keyservice.db")).unwrap();
    let now = station.now();
    let from = station.beside(backup);
    let restored =
        copies::restore(&station.config.data_dir, &from, None, Existing::Keep, now).unwrap();
    station.start().await;
    restored
}

#[tokio::test]
async fn a_backup_of_the_quarter_before_holds_the_key_of_this_one() {
    let mut station = Station::open().await;
    let backup = station.beside("november");
    store(&station).back_up(&backup, NOW).unwrap();
    let mode = fs::metadata(&backup).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert!(!fs::read(&backup).unwrap().starts_with(b"SQLite format 3"));

    station.clock.advance_millis(60 * DAY);
    let q1 = epoch("2027Q1");
    let pinned = station.live().await;
    let before = station.pseudonyms(JANSEN, PLATE, q1).await;
    let restored = put_back(&mut station, "november").await;
    assert_eq!(restored.lacks, []);
    assert_eq!(station.live().await, pinned, "no phone notices");
    assert_eq!(station.pseudonyms(BAKKER, PLATE, q1).await, before);
}

#[tokio::test]
async fn a_copy_holds_together_while_phones_go_on_asking() {
    let station = Station::open_with(1_000_000, 1_000_000).await;
    station.live().await;
    let request =
        EvaluationRequest::new(vec![epoch("2026Q4")], blind(&[PLATE]).blinded().to_vec()).unwrap();
    let (station, request) = (&station, &request);
    std::thread::scope(|scope| {
        let asking = scope.spawn(move || {
            for device in 0..400 {
                let device = DeviceId(Uuid::from_u128(device << 64));
                station.service().evaluate(device, request).unwrap();
            }
        });
        for number in 0.. {
            let copy = station.beside(&number.to_string());
            store(station).back_up(&copy, NOW).unwrap();
            if asking.is_finished() && number > 2 {
                break;
            }
        }
    });
}

#[tokio::test]
async fn a_key_that_a_restore_lost_is_not_made_anew_and_comes_back_from_an_export() {
    let mut station = Station::open().await;
    store(&station)
        .back_up(&station.beside("old"), NOW)
        .unwrap();
    // The quarter turns twice; the key of 2027Q2 is made in 2027Q1 and copied out.
    station.clock.advance_millis(60 * DAY);
    station.live().await;
    let now = station.now();
    store(&station)
        .export_epochs(&station.beside("export"), now)
        .unwrap();
    station.clock.advance_millis(90 * DAY);
    let q2 = epoch("2027Q2");
    let pinned = station.live().await;
    let before = station.pseudonyms(JANSEN, PLATE, q2).await;

    let restored = put_back(&mut station, "old").await;
    assert_eq!(restored.lacks, [q2]);
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        let live = station.live().await;
        assert_eq!(
            live.epochs,
            pinned.epochs[1..],
            "the others go on as they were"
        );
        let asked = station
            .evaluate(&station.token(JANSEN), &[q2], &blind(&[PLATE]))
            .await;
        assert_eq!(asked.code(), "epoch_not_live");
        assert_eq!(
            station.health().await,
            (
                503,
                "A live epoch has no key: the log says which, and what to do.".to_owned()
            )
        );
    }

    let outcome = store(&station)
        .import_epochs(&station.beside("export"), None, station.now())
        .unwrap();
    assert!(outcome.contains(&(q2, Imported::PutBack)));
    assert!(outcome.contains(&(epoch("2027Q1"), Imported::Known)));
    assert!(outcome.contains(&(epoch("2025Q4"), Imported::NotLive)));
    assert_eq!(
        station.live().await,
        pinned,
        "phones go on without noticing"
    );
    assert_eq!(station.pseudonyms(BAKKER, PLATE, q2).await, before);
    assert_eq!(station.health().await, (200, "ok".to_owned()));
}

#[tokio::test]
async fn an_import_contradicts_no_key_that_phones_may_have_pinned() {
    let other = Station::open().await;
    let export = other.beside("export");
    let q4 = epoch("2026Q4");
    let q1 = epoch("2027Q1");
    store(&other).export_epochs(&export, NOW).unwrap();
    let other_key = other.file("keys/keyservice.key");

    let station = Station::open().await;
    let pinned = station.live().await;
    let import = || store(&station).import_epochs(&export, Some(&other_key), NOW);
    let outcome = import().unwrap();
    assert!(outcome.contains(&(q4, Imported::Contradicts)));
    assert!(
        outcome.contains(&(q1, Imported::Replaced)),
        "no phone has seen the key of an epoch that has not begun"
    );
    assert_eq!(station.live().await, pinned);
    assert!(store(&station).destroy_epoch(q4, NOW).unwrap());
    let outcome = import().unwrap();
    assert!(outcome.contains(&(q4, Imported::Destroyed)), "for good");
    assert!(outcome.contains(&(q1, Imported::Known)));
    assert!(matches!(
        store(&station).import_epochs(&export, None, NOW),
        Err(Error::NotACopy(_))
    ));
    station.clock.advance_millis(60 * DAY);
    other.clock.advance_millis(60 * DAY);
    assert_eq!(
        public_key(&station.live().await, q1),
        public_key(&other.live().await, q1)
    );
}

#[tokio::test]
async fn an_administrator_may_make_a_key_that_is_gone_for_good() {
    let mut station = Station::open().await;
    store(&station)
        .back_up(&station.beside("old"), NOW)
        .unwrap();
    station.clock.advance_millis(150 * DAY);
    let restored = put_back(&mut station, "old").await;
    assert_eq!(restored.lacks, [epoch("2027Q2")]);
    let key = EpochKey::generate(&mut OsRng);
    let made = store(&station).add_epochs(&[(epoch("2027Q2"), key)], station.now());
    assert!(made.unwrap());
    assert_eq!(station.live().await.epochs.len(), 5);
    assert_eq!(station.health().await, (200, "ok".to_owned()));
}

#[tokio::test]
async fn a_restore_goes_over_no_store_and_takes_no_damaged_copy() {
    let mut station = Station::open().await;
    let data = station.config.data_dir.clone();
    let backup = station.beside("backup");
    store(&station).back_up(&backup, NOW).unwrap();
    let again = store(&station).back_up(&backup, NOW);
    assert!(matches!(again, Err(Error::CopyExists)));
    let restore = || copies::restore(&data, &backup, None, Existing::Keep, NOW);
    assert!(matches!(restore(), Err(Error::Occupied)));
    fs::rename(data.join("keyservice.db"), station.beside("moved")).unwrap();
    assert!(matches!(restore(), Err(Error::InUse)), "it is served still");
    station.stop().await;

    let whole = fs::read(&backup).unwrap();
    let mut damaged = whole.clone();
    damaged[9000] ^= 4;
    for bad in [&whole[..whole.len() / 2], &damaged, b""] {
        fs::write(&backup, bad).unwrap();
        assert!(matches!(restore(), Err(Error::NotACopy(_))));
        assert!(!data.join("keyservice.db").exists());
    }
    fs::write(&backup, whole).unwrap();
    // What a lost store left beside itself is not taken for a part of the copy.
    fs::write(data.join("keyservice.db-wal"), "of another store").unwrap();
    fs::write(
        data.join("keyservice.db.part"),
        "of a restore that was killed",
    )
    .unwrap();
    fs::write(data.join("keyservice.db.part-journal"), "of it").unwrap();
    let keys = fs::read(data.join("keys/keyservice.key")).unwrap();
    restore().unwrap();
    assert_eq!(fs::read(data.join("keys/keyservice.key")).unwrap(), keys);
    assert!(data.join("keyservice.db-wal.aside").exists());
    assert!(!data.join("keyservice.db.part").exists());
    assert!(!data.join("keyservice.db.part-journal").exists());
    station.start().await;
    assert_eq!(station.live().await.epochs.len(), 5);
}

#[tokio::test]
async fn moved_aside_is_not_deleted_and_to_begin_anew_takes_a_word() {
    let mut station = Station::open().await;
    let pinned = station.live().await;
    let data = station.config.data_dir.clone();
    let backup = station.beside("backup");
    store(&station).back_up(&backup, NOW).unwrap();
    let aside = |standing| copies::begin_anew(&data, standing);
    assert!(matches!(aside(Existing::Keep), Err(Error::Occupied)));
    assert!(matches!(aside(Existing::MoveAside), Err(Error::InUse)));
    station.stop().await;
    copies::restore(&data, &backup, None, Existing::MoveAside, NOW).unwrap();
    assert!(data.join("keyservice.db.aside").exists());
    station.start().await;
    assert_eq!(station.live().await, pinned);
    station.stop().await;

    aside(Existing::MoveAside).unwrap();
    for name in ["keyservice.db.aside+", "keys/keyservice.key.aside"] {
        assert!(data.join(name).exists(), "{name}");
    }
    station.start().await;
    station.admit(&[JANSEN]);
    assert_ne!(station.live().await, pinned, "new keys");
}

#[tokio::test]
async fn a_lost_folder_comes_back_from_a_backup_and_the_key_file_that_was_kept_apart() {
    let mut station = Station::open().await;
    let pinned = station.live().await;
    let backup = station.beside("backup");
    let key = station.beside("key");
    store(&station).back_up(&backup, NOW).unwrap();
    fs::copy(station.file("keys/keyservice.key"), &key).unwrap();
    station.stop().await;
    let data = station.config.data_dir.clone();
    fs::remove_dir_all(&data).unwrap();
    assert!(matches!(
        copies::restore(&data, &backup, None, Existing::Keep, NOW),
        Err(Error::NoKeyForCopy)
    ));
    copies::restore(&data, &backup, Some(&key), Existing::Keep, NOW).unwrap();
    station.start().await;
    assert_eq!(station.live().await, pinned);
}
