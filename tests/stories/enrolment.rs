//! A phone becomes known to central, whatever becomes of the answer.

use proco_access::Role;
use proco_device::DeviceError;
use proco_tests::officer::{Officer, town};
use proco_tests::road::Weather;

#[tokio::test]
async fn a_phone_that_missed_the_answer_is_in_with_the_same_code() {
    let (_data, town) = town().await;
    for weather in [Weather::LoseAnswer, Weather::Twice] {
        let mut noor = Officer::unpacks(&town).await;
        noor.wake();
        let code = town.code("duinwijk", Role::Officer).await.unwrap();
        noor.to_central.forecast([weather]);
        let missed = noor.phone().enrol(&code).await;
        if weather == Weather::LoseAnswer {
            assert!(matches!(missed, Err(DeviceError::Call(_))));
            noor.killed();
            noor.wake();
            noor.phone().enrol(&code).await.unwrap();
        } else {
            assert!(missed.is_ok());
        }
        noor.stops("00-BDF-0", []);
        assert_eq!(noor.syncs().await.waiting, 0);
    }
    let devices = town.central().devices().await.unwrap();
    assert_eq!(devices.len(), 2, "no phone is in twice");
}

#[tokio::test]
async fn a_code_for_another_team_whose_answer_was_lost_counts_and_a_wrong_one_does_not() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let wrong = noor.phone().enrol("0000-0000-0000-0000").await;
    assert!(matches!(wrong, Err(DeviceError::EnrolmentCode)));
    let code = town.code("havenkwartier", Role::Officer).await.unwrap();
    noor.to_central.forecast([Weather::LoseAnswer]);
    assert!(
        noor.phone().enrol(&code).await.is_err(),
        "the answer was lost"
    );
    let status = noor.phone().enrol(&code).await.unwrap();
    assert_eq!(status.team.as_deref(), Some("havenkwartier"));
}
