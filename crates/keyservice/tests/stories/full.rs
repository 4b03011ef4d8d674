//! A disk that is full, on a small disk in memory.

use std::fs;
use std::io::ErrorKind;
use std::sync::Arc;

use proco_access::Issuer;
use proco_access::token::EMBEDDED_ISSUER;
use proco_database::RescueFault;
use proco_keyservice::health::Health;
use proco_keyservice::store::copies::{self, Existing};
use proco_keyservice::store::{Store, rescue};
use proco_keyservice::{Error, KeyService, ManualClock, ServiceConfig};
use rand::rngs::OsRng;

use crate::small_disk::SmallDisk;
use crate::support::{JANSEN, NOW, Station, blind, epoch};

#[tokio::test]
async fn a_full_disk_is_told_as_unavailable_and_is_over_with_room() {
    let Some(disk) = SmallDisk::mount(1024) else {
        return;
    };
    let station = Station::open_in(disk.path().join("data")).await;
    let q4 = [epoch("2026Q4")];
    let token = station.token(JANSEN);
    let ask = async || station.evaluate(&token, &q4, &blind(&["BB-00-DD"])).await;
    station.live().await;
    assert_eq!(ask().await.status, 200);
    assert_eq!(station.health().await.0, 200);

    disk.fill(0);
    let refused = loop {
        // What the log has room for is written.
        let answer = ask().await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((refused.status, refused.code()), (503, "unavailable"));
    let (status, said) = station.health().await;
    assert_eq!(status, 503);
    assert!(said.starts_with("Nothing can be written"), "{said}");
    assert_eq!(station.get("/v1/epochs", Some(&token)).await.status, 200);

    disk.make_room();
    station.clock.advance_millis(10_000);
    assert_eq!(
        station.health().await,
        (200, "ok".to_owned()),
        "without a restart"
    );
    assert_eq!(ask().await.status, 200);
}

#[test]
fn whoever_only_asks_how_it_is_makes_it_write_once_in_ten_seconds() {
    // Not served: what serving looks after of itself writes as well.
    let folder = tempfile::tempdir().unwrap();
    let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    let config = ServiceConfig::new(folder.path(), issuer.jwks());
    let clock = Arc::new(ManualClock::at(NOW));
    let service = KeyService::open(&config, clock.clone()).unwrap();
    let log = || fs::read(folder.path().join("keyservice.db-wal")).unwrap();
    let _ = service.health();
    let before = log();
    for _ in 0..50 {
        assert_eq!(service.health(), Health::Ok);
    }
    assert!(log() == before);
    clock.advance_millis(10_000);
    let _ = service.health();
    assert!(log() != before);
}

#[test]
fn a_first_start_on_a_full_disk_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::mount(1024) else {
        return;
    };
    let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    let mut began = [0, 0];
    for kib in (0..=320).step_by(4) {
        let data = disk.path().join(kib.to_string());
        let config = ServiceConfig::new(&data, issuer.jwks());
        let open = || KeyService::open(&config, Arc::new(ManualClock::at(NOW)));
        disk.fill(kib);
        match open() {
            Ok(service) => {
                assert_eq!(service.live_epochs().unwrap().epochs.len(), 5);
                began[1] += 1;
            }
            Err(Error::DiskFull) => began[0] += 1,
            Err(Error::Io(error)) if error.kind() == ErrorKind::StorageFull => began[0] += 1,
            Err(other) => panic!("with {kib} KiB: {other:?}"),
        }
        disk.make_room();
        let service = open().unwrap_or_else(|error| panic!("after {kib} KiB: {error:?}"));
        assert_eq!(service.live_epochs().unwrap().epochs.len(), 5);
        drop(service);
        fs::remove_dir_all(data).unwrap();
    }
    assert!(began[0] > 10 && began[1] > 10, "{began:?}");
}

#[test]
fn a_restore_and_a_rescue_on_a_full_disk_call_it_full() {
    let Some(disk) = SmallDisk::mount(1024) else {
        return;
    };
    let apart = tempfile::tempdir().unwrap();
    let issuer = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    let kept = apart.path().join("kept");
    let config = ServiceConfig::new(&kept, issuer.jwks());
    drop(KeyService::open(&config, Arc::new(ManualClock::at(NOW))).unwrap());
    let copy = apart.path().join("copy");
    let store = Store::open_existing(&kept).unwrap();
    store.back_up(&copy, NOW).unwrap();
    drop(store);
    let key = kept.join("keys/keyservice.key");
    let (mut full, mut went) = ([0, 0], [0, 0]);
    for kib in (0..=320).step_by(4) {
        for act in [0, 1] {
            let data = disk.path().join("data");
            let saved = disk.path().join("saved");
            disk.fill(kib);
            let done = if act == 0 {
                copies::restore(&data, &copy, Some(&key), Existing::MoveAside, NOW).map(drop)
            } else {
                rescue::rescue(&data, &copy, &saved, Some(&key)).map(drop)
            };
            match done {
                Ok(()) => went[act] += 1,
                Err(Error::DiskFull | Error::Rescue(RescueFault::DiskFull)) => full[act] += 1,
                Err(Error::Io(error)) if error.kind() == ErrorKind::StorageFull => full[act] += 1,
                Err(other) => panic!("{act} with {kib} KiB: {other:?}"),
            }
            disk.make_room();
            let _ = fs::remove_dir_all(data);
            let _ = fs::remove_file(saved);
        }
    }
    let some = |levels: [i32; 2]| levels.iter().all(|number| *number > 10);
    assert!(some(full) && some(went), "{full:?} {went:?}");
}
