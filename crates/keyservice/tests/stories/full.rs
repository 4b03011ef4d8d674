//! A disk that is full, on a small disk in memory.

use std::fs;
use std::sync::Arc;

use proco_access::Issuer;
use proco_access::token::EMBEDDED_ISSUER;
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
    let ask = async || station.evaluate(&token, &q4, &blind(&["AB-12-CD"])).await;
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
    assert_eq!((refused.status, &*refused.code()), (503, "unavailable"));
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

#[tokio::test]
async fn whoever_only_asks_how_it_is_makes_it_write_once_in_ten_seconds() {
    let station = Station::open().await;
    let log = || fs::read(station.file("keyservice.db-wal")).unwrap();
    station.health().await;
    let before = log();
    for _ in 0..50 {
        assert_eq!(station.health().await.0, 200);
    }
    assert!(log() == before);
    station.clock.advance_millis(10_000);
    station.health().await;
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
            Err(Error::DiskFull | Error::Disk(_) | Error::Io(_)) => began[0] += 1,
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
