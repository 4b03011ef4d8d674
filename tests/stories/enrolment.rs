//! A phone becomes known to central, whatever becomes of the answer.

use std::fs;

use proco_access::Role;
use proco_device::DeviceError;
use proco_testbed::officer::{Officer, town};
use proco_testbed::road::Weather;

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
async fn a_phone_that_could_not_keep_its_grant_is_in_with_the_code_that_central_took() {
    let (_data, town) = town().await;
    let mut noor = Officer::unpacks(&town).await;
    noor.wake();
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    // As on a disk without room: what central grants cannot be written.
    noor.damages(
        "CREATE TRIGGER no_room BEFORE INSERT ON enrolment BEGIN SELECT RAISE(ABORT, 'no room'); END",
    );
    let refused = noor.phone().enrol(&code).await;
    assert!(matches!(refused, Err(DeviceError::Store(_))), "not kept");
    assert_eq!(town.central().devices().await.unwrap().len(), 1);
    noor.damages("DROP TRIGGER no_room");
    noor.phone().enrol(&code).await.unwrap();
    assert!(noor.phone().status().unwrap().team.is_some());
    assert_eq!(town.central().devices().await.unwrap().len(), 1);
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

/// The secrets of a phone as programs of before P-256 wrote them: three times 32 bytes, the last an Ed25519 key.
const EARLIER_SECRETS: &str = r#"{
  "what": "ProCo: the secrets of this device.",
  "database": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
  "own_counts": "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
  "signing": "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM"
}"#;

#[tokio::test]
async fn a_phone_of_before_p256_keeps_its_key_and_a_new_one_signs_with_p256() {
    let (_data, town) = town().await;
    let mut noor = Officer::unpacks(&town).await;
    let file = noor.store_file().with_file_name("keys.json");
    proco_host::key_file::make(&file, EARLIER_SECRETS.as_bytes()).unwrap();
    noor.wake();
    let code = async || town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code().await).await.unwrap();
    let bram = Officer::joins(&town, "duinwijk", Role::Officer).await;

    noor.killed();
    noor.wake();
    let shift = 9 * 60 * 60 * 1000;
    town.clock().advance_millis(shift);
    for officer in [&noor, &bram] {
        // Its token has ended, so it signs a challenge for another one.
        officer.waits(shift);
        officer.stops("00-BDF-0", []);
        assert_eq!(officer.syncs().await.waiting, 0);
    }
    noor.phone().enrol(&code().await).await.unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), EARLIER_SECRETS);

    let devices = town.central().devices().await.unwrap();
    let mut lengths: Vec<_> = devices
        .iter()
        .map(|device| device.public_key.to_bytes().len())
        .collect();
    lengths.sort_unstable();
    assert_eq!(lengths, [32, 33], "each is in once");
}
