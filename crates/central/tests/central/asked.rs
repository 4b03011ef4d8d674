//! What devices ask, against the look-ups that they send.

use proco_access::DeviceId;
use proco_central::asked::{Asked, SAME_SUBJECT_PER_HOUR};

use crate::support::{Centre, Phone, query};

/// A device that the administrator is told of.
fn one(phone: &Phone, answered: u64, look_ups: u64) -> Vec<(DeviceId, Asked)> {
    vec![(phone.device, Asked { answered, look_ups })]
}

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
    centre.central.tidy().await.unwrap();
    let found = centre.central.unexplained().await.unwrap();
    assert_eq!(found, one(&rogue, 30, 1));

    centre = centre.reopened();
    let found = centre.central.unexplained().await.unwrap();
    assert_eq!(found, one(&rogue, 30, 1), "a restart forgets nothing");
    for _ in 0..8 {
        centre.clock.advance_millis(24 * 3_600_000);
        centre.central.tidy().await.unwrap();
    }
    assert_eq!(centre.central.unexplained().await.unwrap(), []);
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
