//! A decision that can be taken back stays on the phone until it no longer can be.

use std::time::Duration;

use proco_access::Role;
use proco_device::view::SyncState;
use proco_device::{Clock as _, DeviceError};
use proco_domain::draft::Change;
use proco_domain::ids::StopId;
use proco_domain::place::PlaceKind;
use proco_domain::text::FreeText;
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::phone::HOUR;
use proco_testbed::town::Town;

const PLATE: &str = "00-BDF-0";
const REPORTS: &str = "/v1/reports";

async fn with_ten_seconds(town: &Town) -> Officer {
    let mut noor = Officer::joins(town, "duinwijk", Role::Officer).await;
    noor.killed();
    noor.wake_with(|config| config.undo_within = Duration::from_secs(10));
    noor
}

#[tokio::test]
async fn nothing_of_it_is_sent_before_its_time_is_over() {
    let (_data, town) = town().await;
    let noor = with_ten_seconds(&town).await;
    noor.stops(PLATE, []);
    noor.waits(9_999);
    assert_eq!(noor.syncs().await.waiting, 2);
    assert!(!noor.to_central.passed().contains(&REPORTS.to_owned()));

    noor.waits(1);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert!(matches!(noor.phone().take_back(), Err(DeviceError::Gone)));
    let look_up = noor.looks_up(PLATE);
    assert_eq!(year(&look_up.local), (1, 1, 1));
}

#[tokio::test]
async fn what_was_taken_back_never_leaves_the_phone() {
    let (_data, town) = town().await;
    let noor = with_ten_seconds(&town).await;
    noor.stops(PLATE, []);
    noor.syncs().await;
    noor.phone().take_back().unwrap();
    noor.waits(60_000);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert!(!noor.to_central.passed().contains(&REPORTS.to_owned()));
}

#[tokio::test]
async fn one_decided_anew_after_it_was_sent_goes_back_to_what_it_was() {
    let (_data, town) = town().await;
    let noor = with_ten_seconds(&town).await;
    let look_up = noor.looks_up(PLATE);
    noor.phone().close_look_up(look_up.query).unwrap();
    assert_eq!(
        noor.syncs().await.waiting,
        0,
        "it led to nothing, and was sent so"
    );

    noor.phone().leave_it(look_up.query, None).unwrap();
    noor.phone().take_back().unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    let draft = noor.phone().start_check(look_up.query).unwrap();
    assert_eq!(draft.query, look_up.query);
}

/// Amends her last stop.
fn amends(noor: &Officer) -> StopId {
    let stop = noor.phone().my_stops().unwrap()[0].id;
    let draft = noor.phone().amend(stop).unwrap();
    let reason = Change::AmendReason(FreeText::new("vergist").unwrap());
    for change in [reason, Change::Place(Some(PlaceKind::Parking))] {
        noor.phone().save_field(draft.id, change).unwrap();
    }
    noor.phone().finish(draft.id, None).unwrap();
    stop
}

#[tokio::test]
async fn an_amendment_of_what_was_sent_that_was_taken_back_is_never_sent() {
    let (_data, town) = town().await;
    let noor = with_ten_seconds(&town).await;
    noor.stops(PLATE, []);
    noor.waits(10_000);
    assert_eq!(noor.syncs().await.waiting, 0);
    let sent = noor.to_central.passed().len();

    let stop = amends(&noor);
    noor.waits(9_999);
    assert_eq!(noor.syncs().await.waiting, 1, "a pass meanwhile");
    noor.phone().take_back().unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.waits(60_000);
    noor.syncs().await;
    let since = noor.to_central.passed().split_off(sent);
    assert!(!since.contains(&REPORTS.to_owned()), "{since:?}");
    let card = noor.phone().stop(stop).unwrap().card;
    assert_eq!((card.revision, card.sync), (1, SyncState::Sent));

    let draft = noor.phone().open_draft().unwrap().unwrap();
    noor.phone().finish(draft.id, None).unwrap();
    noor.waits(10_000);
    assert_eq!(noor.syncs().await.waiting, 0);
    let card = noor.phone().stop(stop).unwrap().card;
    assert_eq!((card.revision, card.sync), (2, SyncState::Sent));
    let look_up = noor.looks_up(PLATE);
    assert_eq!(year(&look_up.local).1, 1);
}

#[tokio::test]
async fn an_amendment_that_may_be_sent_by_now_is_taken_back_no_more() {
    let (_data, town) = town().await;
    let noor = with_ten_seconds(&town).await;
    noor.stops(PLATE, []);
    noor.waits(10_000);
    noor.syncs().await;
    let stop = amends(&noor);
    noor.waits(10_000);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert!(matches!(noor.phone().take_back(), Err(DeviceError::Gone)));
    let card = noor.phone().stop(stop).unwrap().card;
    assert_eq!((card.revision, card.sync), (2, SyncState::Sent));
}

/// The pass compares her clock with central's, and dates what she has just decided by it.
#[tokio::test]
async fn nor_is_it_where_the_pass_finds_her_clock_wrong() {
    for wrong_by in [-5, 5] {
        let (_data, town) = town().await;
        let noor = with_ten_seconds(&town).await;
        noor.waits(wrong_by * HOUR);
        noor.stops(PLATE, []);
        noor.waits(3_000);
        town.clock().advance_millis(3_000);
        assert_eq!(noor.syncs().await.waiting, 2, "{wrong_by}");
        assert!(!noor.to_central.passed().contains(&REPORTS.to_owned()));
        assert_eq!(noor.phone().can_take_back(), Some(7_000), "{wrong_by}");
        noor.phone().take_back().unwrap();
        assert_eq!(noor.syncs().await.waiting, 0, "{wrong_by}");
        let draft = noor.phone().open_draft().unwrap().unwrap();
        noor.phone().finish(draft.id, None).unwrap();
        noor.waits(10_000);
        assert_eq!(noor.syncs().await.waiting, 0, "{wrong_by}");
        let hour = u32::try_from(town.clock().now().0 / HOUR).unwrap();
        assert_eq!(noor.hours_sent(), [hour].into(), "{wrong_by}");
    }
}
