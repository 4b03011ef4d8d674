//! The same subject looked up again within five minutes is one look-up, at central too.

use std::time::Duration;

use proco_access::Role;
use proco_device::view::{CentralAnswer, Counts, LookUpAnswer, LookUpRequest, LookUpView};
use proco_domain::query::Initiative;
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::phone::{FIVE_MINUTES, plate_input};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;

const PLATE: &str = "00-BDF-0";

async fn joins(town: &Town, name: &str) -> Officer {
    let mut officer = Officer::joins(town, name, Role::Officer).await;
    officer.killed();
    officer.wake_with(|config| config.one_look_up_within = FIVE_MINUTES);
    officer
}

async fn counts(officer: &Officer, look_up: &LookUpView) -> Counts {
    let answer = officer.phone().central_counts(look_up.query).await;
    let CentralAnswer::Known { counts, .. } = answer.unwrap() else {
        panic!("central answers");
    };
    counts
}

#[tokio::test]
async fn it_adds_nothing_to_the_counts_and_does_not_count_itself() {
    let (_data, town) = town().await;
    let noor = joins(&town, "duinwijk").await;
    let bram = joins(&town, "havenstad").await;
    let first = noor.looks_up(PLATE);
    assert_eq!(year(&counts(&noor, &first).await), (0, 0, 0));
    noor.phone().leave_it(first.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);

    noor.waits(Duration::from_secs(120).as_millis().try_into().unwrap());
    let again = noor.looks_up(PLATE);
    assert_eq!(again.query, first.query);
    let shown = counts(&noor, &again).await;
    assert_eq!(
        year(&shown),
        (0, 0, 0),
        "central has it, and it is this one"
    );
    assert_eq!(shown.last_query, None);
    noor.phone().leave_it(again.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(year(&counts(&bram, &bram.looks_up(PLATE)).await), (1, 0, 0));
}

#[tokio::test]
async fn another_reason_is_told_to_central_also_where_the_first_one_was_sent() {
    let (_data, town) = town().await;
    let noor = joins(&town, "duinwijk").await;
    let bram = joins(&town, "havenstad").await;
    let looks_up = || {
        let request = LookUpRequest {
            subject: plate_input(PLATE),
            initiative: Initiative::Briefing,
            confirmed: false,
        };
        match noor.phone().look_up(request).unwrap() {
            LookUpAnswer::Known { look_up } => look_up,
            LookUpAnswer::Question { .. } => panic!("a plain plate"),
        }
    };
    let sent = || String::from_utf8_lossy(&noor.to_central.seen()).into_owned();
    let first = noor.looks_up(PLATE);
    noor.phone().leave_it(first.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert!(!sent().contains("briefing"));

    assert_eq!(looks_up().query, first.query);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(sent().matches("\"initiative\":\"briefing\"").count(), 1);
    assert_eq!(year(&counts(&bram, &bram.looks_up(PLATE)).await), (1, 0, 0));
    // The same reason once more is no news.
    looks_up();
    noor.syncs().await;
    assert_eq!(sent().matches("\"initiative\":\"briefing\"").count(), 1);
}

#[tokio::test]
async fn where_no_answer_came_it_is_sent_first_and_still_does_not_count_itself() {
    let (_data, town) = town().await;
    let noor = joins(&town, "duinwijk").await;
    let first = noor.looks_up(PLATE);
    noor.phone().leave_it(first.query, None).unwrap();
    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    assert_ne!(noor.syncs().await.waiting, 0);
    noor.to_central.clear();
    let again = noor.looks_up(PLATE);
    assert_eq!(year(&counts(&noor, &again).await), (0, 0, 0));
    assert_eq!(noor.phone().sync_status().waiting, 0);
}

#[tokio::test]
async fn what_another_officer_looked_up_meanwhile_is_shown() {
    let (_data, town) = town().await;
    let noor = joins(&town, "duinwijk").await;
    let bram = joins(&town, "havenstad").await;
    let first = noor.looks_up(PLATE);
    counts(&noor, &first).await;
    bram.phone()
        .leave_it(bram.looks_up(PLATE).query, None)
        .unwrap();
    bram.syncs().await;
    let again = noor.looks_up(PLATE);
    assert_eq!(again.query, first.query);
    assert_eq!(year(&counts(&noor, &again).await), (1, 0, 0));
}

#[tokio::test]
async fn typed_wrong_and_then_right_again_it_counts_once() {
    let (_data, town) = town().await;
    let noor = joins(&town, "duinwijk").await;
    let bram = joins(&town, "havenstad").await;
    let wrong = noor.looks_up(PLATE);
    noor.phone().typed_wrong(wrong.query).unwrap();
    let right = noor.looks_up(PLATE);
    assert_ne!(right.query, wrong.query);
    noor.phone().leave_it(right.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(year(&counts(&bram, &bram.looks_up(PLATE)).await), (1, 0, 0));
}
