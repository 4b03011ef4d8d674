//! A look-up that was left lying goes as one that led to nothing; what its officer decides after
//! that still counts, and it stays one look-up.

use std::path::Path;

use proco_access::Role;
use proco_device::DeviceError;
use proco_device::view::CentralAnswer;
use proco_domain::query::LeaveReason;
use proco_testbed::officer::{Officer, smallest, town, year};
use rusqlite::Connection;

const PLATE: &str = "00-BDF-0";
const MINUTE: i64 = 60_000;

/// What central keeps of look-ups: what each led to.
fn look_ups_at_central(data: &Path) -> Vec<String> {
    let store = Connection::open(data.join("central/central.db")).unwrap();
    let mut statement = store
        .prepare("SELECT facts FROM records WHERE kind = 'query' ORDER BY report")
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(|facts: Result<String, _>| {
        let facts: serde_json::Value = serde_json::from_str(&facts.unwrap()).unwrap();
        facts["led_to"].as_str().unwrap().to_owned()
    })
    .collect()
}

async fn counted(town: &proco_testbed::town::Town) -> (u32, u32, u32) {
    let bram = Officer::joins(town, "havenkwartier", Role::Officer).await;
    let look_up = bram.looks_up(PLATE);
    let answer = bram.phone().central_counts(look_up.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers")
    };
    year(&counts)
}

#[tokio::test]
async fn a_look_up_that_was_sent_as_nothing_can_still_be_left() {
    let (data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let look_up = noor.looks_up(PLATE);
    noor.waits(61 * MINUTE);
    town.clock().advance_millis(61 * MINUTE);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(look_ups_at_central(data.path()), ["nothing"]);

    let reason = Some(LeaveReason::RecentlyChecked);
    noor.phone().leave_it(look_up.query, reason).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(look_ups_at_central(data.path()), ["left_it"]);
    assert_eq!(counted(&town).await, (1, 0, 0), "it is one look-up");
}

#[tokio::test]
async fn a_look_up_that_was_sent_as_nothing_can_still_become_a_stop() {
    let (data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let look_up = noor.looks_up(PLATE);
    noor.waits(61 * MINUTE);
    town.clock().advance_millis(61 * MINUTE);
    assert_eq!(noor.syncs().await.waiting, 0);

    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(look_ups_at_central(data.path()), ["stop"]);
    assert_eq!(counted(&town).await, (1, 1, 1));
}

#[tokio::test]
async fn what_can_no_longer_be_left_is_not_said_to_be() {
    const DAY: i64 = 24 * 60 * MINUTE;
    let (data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let look_up = noor.looks_up(PLATE);
    for _ in 0..9 {
        noor.waits(DAY);
        town.clock().advance_millis(DAY);
        town.central().tidy().await.unwrap();
        noor.syncs().await;
    }
    let left = noor.phone().leave_it(look_up.query, None);
    assert!(matches!(left, Err(DeviceError::Gone)), "its mark is gone");
    noor.syncs().await;
    assert_eq!(look_ups_at_central(data.path()), ["nothing"]);
}
