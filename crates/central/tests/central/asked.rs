//! What devices ask, against the look-ups that they send.

use proco_access::DeviceId;
use proco_central::asked::{Day, SAME_SUBJECT_PER_HOUR};

use crate::support::{Centre, query};

#[tokio::test]
async fn a_program_that_asks_and_records_nothing_is_told_and_a_phone_is_not() {
    let mut centre = Centre::open();
    let rogue = centre.officer("roermond-1").await;
    let phone = centre.officer("roermond-1").await;
    for subject in 0..30 {
        assert_eq!(centre.counts(&rogue, subject).await.status, 200);
        assert_eq!(centre.counts(&phone, subject).await.status, 200);
        let look_up = query(subject, centre.hour());
        centre.upload(&phone, &[look_up]).await;
    }
    // What is sent again explains nothing more.
    let again = [query(100, centre.hour())];
    for _ in 0..10 {
        centre.upload(&rogue, &again).await;
    }
    let found: Vec<(DeviceId, Day)> = vec![(rogue.device, Day::of(centre.central.now()))];
    centre.central.tidy().await.unwrap();
    assert_eq!(centre.central.unexplained().await.unwrap(), found);

    centre = centre.reopened();
    let again = centre.central.unexplained().await.unwrap();
    assert_eq!(again, found, "a restart forgets nothing");
    for _ in 0..32 {
        centre.clock.advance_millis(24 * 3_600_000);
        centre.central.tidy().await.unwrap();
    }
    assert_eq!(centre.central.unexplained().await.unwrap(), []);
}

#[tokio::test]
async fn no_number_of_look_ups_of_a_device_stands_in_the_database() {
    let centre = Centre::open();
    let rogue = centre.officer("roermond-1").await;
    let phone = centre.officer("roermond-1").await;
    for subject in 0..30 {
        centre.counts(&rogue, subject).await;
        let look_up = query(subject, centre.hour());
        centre.upload(&phone, &[look_up]).await;
    }
    centre.central.leave().await.unwrap();
    let database = rusqlite::Connection::open(centre.folder.path().join("central.db")).unwrap();
    let kept = |device: DeviceId| -> i64 {
        let sql = "SELECT count(*) FROM unexplained WHERE device = ?1";
        let bytes = device.0.as_bytes().as_slice();
        database.query_row(sql, [bytes], |row| row.get(0)).unwrap()
    };
    assert_eq!((kept(rogue.device), kept(phone.device)), (1, 0));
    let columns: i64 = database
        .query_row(
            "SELECT count(*) FROM pragma_table_info('unexplained')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(columns, 2, "the device and the day");
}

#[tokio::test]
async fn a_subject_is_told_so_often_in_an_hour_to_a_device() {
    let centre = Centre::open();
    let phone = centre.officer("roermond-1").await;
    for _ in 0..SAME_SUBJECT_PER_HOUR {
        assert_eq!(centre.counts(&phone, 1).await.status, 200);
    }
    let refused = centre.counts(&phone, 1).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    assert_eq!(centre.counts(&phone, 2).await.status, 200);
    centre.clock.advance_millis(3_600_000);
    assert_eq!(centre.counts(&phone, 1).await.status, 200);
}
