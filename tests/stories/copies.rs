//! A phone's folder that is put back from a copy, or whose log was lost: central has each record once.

use proco_access::Role;
use proco_device::StopId;
use proco_device::view::{CentralAnswer, SyncState};
use proco_domain::stop::WithdrawReason;
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;

const PLATES: [&str; 3] = ["00-BDF-0", "BF-000-G", "FB-00-GH"];

/// Queries, stops and stops that found nothing of each plate, as another officer is told.
async fn central_counts(town: &Town) -> Vec<(u32, u32, u32)> {
    let bram = Officer::joins(town, "havenstad", Role::Officer).await;
    let mut counts = Vec::new();
    for plate in PLATES {
        let asked = bram.looks_up(plate);
        let answer = bram.phone().central_counts(asked.query).await.unwrap();
        let CentralAnswer::Known { counts: told, .. } = answer else {
            panic!("central answers");
        };
        counts.push(year(&told));
    }
    counts
}

fn three_stops(noor: &Officer) -> Vec<StopId> {
    PLATES.map(|plate| noor.stops(plate, []).id).into()
}

#[tokio::test]
async fn a_copy_of_before_sending_sends_nothing_twice() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    three_stops(&noor);
    let copy = noor.copy();
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.waiting, 0);
    for _ in 0..2 {
        noor.put_back(&copy);
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0));
    }
    assert_eq!(central_counts(&town).await, [(1, 1, 1); 3]);
}

#[tokio::test]
async fn a_copy_of_the_middle_of_a_pass_sends_nothing_twice() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    three_stops(&noor);
    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    assert_ne!(noor.syncs().await.waiting, 0);
    let copy = noor.copy();
    noor.to_central.clear();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(central_counts(&town).await, [(1, 1, 1); 3]);
}

#[tokio::test]
async fn after_a_lost_log_nothing_is_sent_twice_and_a_withdrawal_reaches_what_was_sent() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    let stops = three_stops(&noor);
    // A pass folds the log into the file.
    noor.syncs().await;
    let before = noor.copy();
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.loses_its_log(&before);
    assert!(noor.phone().store_is_older_copy());
    // She withdraws one of them before the phone has heard that central has it.
    let withdrawn = noor.phone().withdraw(stops[0], WithdrawReason::Double);
    assert_eq!(withdrawn.unwrap().sync, SyncState::Waiting);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    let counts = central_counts(&town).await;
    assert_eq!(counts, [(1, 0, 0), (1, 1, 1), (1, 1, 1)]);
}

#[tokio::test]
async fn a_withdrawal_on_the_copy_reaches_what_was_sent() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    let stops = three_stops(&noor);
    let copy = noor.copy();
    noor.weather(Weather::Fair);
    noor.syncs().await;
    noor.put_back(&copy);
    noor.syncs().await;
    let withdrawn = noor.phone().withdraw(stops[1], WithdrawReason::NoStop);
    assert_eq!(withdrawn.unwrap().sync, SyncState::Waiting);
    noor.syncs().await;
    let counts = central_counts(&town).await;
    assert_eq!(counts, [(1, 1, 1), (1, 0, 0), (1, 1, 1)]);
}
