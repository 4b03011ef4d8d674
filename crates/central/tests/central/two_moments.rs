//! A database and a log of two moments: one of them was put back alone. SQLite would count from a mixture of both.

use std::fs;

use proco_access::Role;
use proco_central::{Central, CentralError, Config};

use crate::damage::{busy, copied};

#[tokio::test]
async fn an_older_database_beside_a_newer_log_and_a_newer_beside_an_older_are_refused() {
    let (central, phone, lead) = busy().await;
    central.server.leave().await.unwrap();
    let earlier = copied(central.folder.path());
    let clock = central.clock.clone();
    let open = |folder: &std::path::Path| Central::open(Config::new(folder), clock.clone());

    // An evening later, in order, and then one that ended with the machine.
    let later = copied(central.folder.path());
    let server = open(later.path()).unwrap();
    assert!(server.revoke(phone.device).await.unwrap());
    server.leave().await.unwrap();
    let between = copied(later.path());
    let server = open(later.path()).unwrap();
    assert!(server.revoke(lead.device).await.unwrap());
    let killed = copied(later.path());
    let database = killed.path().join("central.db");
    let log = killed.path().join("central.db-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0);

    let sound = copied(killed.path());
    let opened = open(sound.path()).unwrap();
    let revoked = opened.devices().await.unwrap();
    let out = revoked.iter().filter(|device| device.revoked_at.is_some());
    assert_eq!(out.count(), 2, "all of the log is there");

    fs::copy(earlier.path().join("central.db"), &database).unwrap();
    let refused = open(killed.path()).map(drop).unwrap_err();
    assert!(
        matches!(refused, CentralError::DatabaseDamaged(_)),
        "{refused}"
    );
    // The one on which the log was begun is as good as the one that was there.
    fs::copy(between.path().join("central.db"), &database).unwrap();
    assert!(open(killed.path()).is_ok());

    // Further on, in order; and the log of that evening is put back beside it.
    let newer = copied(later.path());
    let server = open(newer.path()).unwrap();
    let team = "assen-1".parse().unwrap();
    server.enrol_code(team, Role::Officer).await.unwrap();
    server.leave().await.unwrap();
    let mixed = copied(newer.path());
    let log = later.path().join("central.db-wal");
    fs::copy(log, mixed.path().join("central.db-wal")).unwrap();
    let refused = open(mixed.path()).map(drop).unwrap_err();
    assert!(
        matches!(refused, CentralError::DatabaseDamaged(_)),
        "{refused}"
    );
}
