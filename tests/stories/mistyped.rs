//! A look-up that was typed wrong is taken back, wherever it went meanwhile.

use std::time::Duration;

use proco_access::Role;
use proco_device::DeviceError;
use proco_device::view::CentralAnswer;
use proco_domain::ids::QueryId;
use proco_testbed::officer::{EVENING, Officer, town, year};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;

const PLATE: &str = "00-BDF-0";
const REPORTS: &str = "/v1/reports";
const DAY: i64 = 24 * 3_600_000;

/// How often an officer of another team is told that the plate was looked up.
async fn queries(town: &Town) -> u32 {
    let bram = Officer::joins(town, "havenstad", Role::Officer).await;
    let asked = bram.looks_up(PLATE);
    let answer = bram.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers");
    };
    year(&counts).0
}

/// Noor's look-up of it, left alone, and whether that was sent.
async fn left(town: &Town, sent: bool) -> (Officer, QueryId) {
    let noor = Officer::joins(town, "duinwijk", Role::Officer).await;
    let look_up = noor.looks_up(PLATE).query;
    noor.phone().leave_it(look_up, None).unwrap();
    if sent {
        assert_eq!(noor.syncs().await.waiting, 0);
    }
    (noor, look_up)
}

/// All that went to central, as text.
fn sent(noor: &Officer) -> String {
    String::from_utf8_lossy(&noor.to_central.seen()).into_owned()
}

#[tokio::test]
async fn one_that_was_sent_is_withdrawn_and_without_a_network_as_soon_as_there_is_one() {
    let (_data, town) = town().await;
    let (noor, wrong) = left(&town, true).await;
    assert_eq!(queries(&town).await, 1);
    noor.weather(Weather::NoNetwork);
    noor.phone().typed_wrong(wrong).unwrap();
    assert_eq!(noor.syncs().await.waiting, 1);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(queries(&town).await, 0);
}

#[tokio::test]
async fn one_that_was_never_sent_is_told_without_a_pseudonym_and_never_as_a_look_up() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.phone()
        .typed_wrong(noor.looks_up(PLATE).query)
        .unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    let sent = sent(&noor);
    assert!(sent.contains("\"mistyped\":"));
    assert!(!sent.contains("{\"query\":") && !sent.contains("pseudonym"));
    assert!(
        noor.to_keyservice
            .passed()
            .iter()
            .all(|path| !path.contains("evaluate"))
    );
    assert_eq!(queries(&town).await, 0);
}

#[tokio::test]
async fn nothing_of_it_is_sent_while_it_can_be_undone() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.killed();
    noor.wake_with(|config| config.undo_within = Duration::from_secs(10));
    let look_up = noor.looks_up(PLATE).query;
    noor.phone().typed_wrong(look_up).unwrap();
    noor.waits(9_999);
    assert_eq!(noor.syncs().await.waiting, 1);
    assert!(!noor.to_central.passed().contains(&REPORTS.to_owned()));
    noor.waits(1);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert!(matches!(noor.phone().take_back(), Err(DeviceError::Gone)));
}

#[tokio::test]
async fn no_lost_answer_and_no_second_time_leaves_it_there() {
    let (_data, town) = town().await;
    let (noor, wrong) = left(&town, false).await;
    // The look-up reaches central, and no answer comes back.
    noor.to_central.set_for(REPORTS, Weather::LoseAnswer);
    assert_ne!(noor.syncs().await.waiting, 0);
    assert_eq!(queries(&town).await, 1);
    noor.phone().typed_wrong(wrong).unwrap();
    // So does its withdrawal.
    assert_ne!(noor.syncs().await.waiting, 0);
    assert_eq!(queries(&town).await, 0);
    noor.to_central.clear();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(queries(&town).await, 0);
}

#[tokio::test]
async fn before_she_is_told_of_the_subject_its_withdrawal_is_sent() {
    let (_data, town) = town().await;
    let (noor, wrong) = left(&town, true).await;
    noor.phone().typed_wrong(wrong).unwrap();
    let again = noor.looks_up(PLATE);
    assert_eq!(year(&again.local), (0, 0, 0));
    let answer = noor.phone().central_counts(again.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers");
    };
    assert_eq!(year(&counts), (0, 0, 0));
}

#[tokio::test]
async fn a_copy_of_before_brings_it_back_nowhere() {
    let (_data, town) = town().await;
    let (mut noor, wrong) = left(&town, true).await;
    let copy = noor.copy();
    noor.phone().typed_wrong(wrong).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    noor.syncs().await;
    assert_eq!(queries(&town).await, 0);
    // On the copy she sees it once more, and takes it back once more.
    noor.phone().typed_wrong(wrong).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(queries(&town).await, 0);
}

#[tokio::test]
async fn a_copy_on_which_it_was_never_sent_withdraws_it_all_the_same() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let mut noor = noor;
    let wrong = noor.looks_up(PLATE).query;
    let copy = noor.copy();
    noor.phone().leave_it(wrong, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    noor.phone().typed_wrong(wrong).unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(queries(&town).await, 0);
}

#[tokio::test]
async fn a_clock_that_is_corrected_before_or_after_leaves_it_nowhere() {
    for sent_first in [true, false] {
        let (_data, town) = town().await;
        let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        // Two months behind: another quarter.
        noor.weather(Weather::NoNetwork);
        noor.clock.set(EVENING.plus_millis(-60 * DAY));
        let wrong = noor.looks_up(PLATE).query;
        noor.phone().leave_it(wrong, None).unwrap();
        if sent_first {
            noor.weather(Weather::Fair);
            noor.syncs().await;
            noor.weather(Weather::NoNetwork);
        }
        noor.phone().typed_wrong(wrong).unwrap();
        noor.clock.set(EVENING.plus_millis(15 * 60_000));
        town.clock().set(EVENING.plus_millis(15 * 60_000));
        noor.weather(Weather::Fair);
        noor.syncs().await;
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{sent_first}");
        assert_eq!(queries(&town).await, 0);
    }
}
