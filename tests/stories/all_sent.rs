//! "All sent" is said only when it is so: what cannot go has a cause, and holds nothing else up.

use proco_access::Role;
use proco_device::view::{CentralAnswer, SyncProblem, SyncState};
use proco_exchange::Clock as _;
use proco_exchange::enrolment::AcceptedEpochKey;
use proco_keyservice::store::Store;
use proco_testbed::officer::{Officer, town};
use proco_testbed::town::Town;
use tempfile::TempDir;

const PLATE: &str = "00-BDF-0";

/// What the administrator of the key service does beside it.
fn administers(data: &TempDir) -> Store {
    Store::open_existing(&data.path().join("keyservice")).unwrap()
}

async fn joins(town: &Town) -> Officer {
    Officer::joins(town, "duinwijk", Role::Officer).await
}

#[tokio::test]
async fn without_the_key_of_this_quarter_nothing_is_called_sent() {
    let (data, town) = town().await;
    let noor = joins(&town).await;
    let now = town.clock().now();
    administers(&data).expire_epoch(now.epoch(), now).unwrap();
    let card = noor.stops(PLATE, []);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (2, 0, Some(SyncProblem::NoEpochKey))
    );
    assert_eq!(status.last_success, None, "no pass went through");
    let asked = noor.looks_up(PLATE);
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("the other quarters answer");
    };
    assert!(counts.incomplete, "and it is said that one is missing");
    noor.phone().close_look_up(asked.query).unwrap();

    administers(&data).revive_epoch(now.epoch()).unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    let kept = noor.phone().stop(card.id).unwrap().card.sync;
    assert_eq!(kept, SyncState::Sent);
}

#[tokio::test]
async fn without_any_key_it_is_the_fault_of_the_key_service() {
    let (data, town) = town().await;
    let noor = joins(&town).await;
    let now = town.clock().now();
    for epoch in proco_exchange::Epoch::live_at(now) {
        administers(&data).expire_epoch(epoch, now).unwrap();
    }
    noor.stops(PLATE, []);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.problem),
        (2, Some(SyncProblem::Server))
    );
    let asked = noor.looks_up(PLATE);
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    assert_eq!(
        answer,
        CentralAnswer::Unavailable {
            problem: SyncProblem::Server
        }
    );
}

#[tokio::test]
async fn a_changed_key_is_told_and_believed_once_central_says_that_it_was_replaced() {
    let (data, mut town) = town().await;
    let noor = joins(&town).await;
    noor.leaves(PLATE);
    assert_eq!(noor.syncs().await.waiting, 0, "all keys are pinned");

    // The key service was lost, and is begun anew.
    town.stop_keyservice().await;
    std::fs::remove_dir_all(data.path().join("keyservice")).unwrap();
    let address = town.start_keyservice().await.unwrap();
    noor.to_keyservice.lead_to(address);
    noor.waits(61 * 60_000);
    town.clock().advance_millis(61 * 60_000);
    let card = noor.stops("BF-000-G", []);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (2, 0, Some(SyncProblem::EpochKeyChanged))
    );
    let asked = noor.looks_up(PLATE);
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    let problem = SyncProblem::EpochKeyChanged;
    assert_eq!(answer, CentralAnswer::Unavailable { problem });
    noor.phone().close_look_up(asked.query).unwrap();

    // The administrator says so at central, for this quarter; the phone hears it with its token.
    let told = town.keyservice().live_epochs().unwrap().epochs;
    let now = town.clock().now();
    let new = told.iter().find(|one| one.epoch == now.epoch()).unwrap();
    let accepted = AcceptedEpochKey {
        epoch: new.epoch,
        public_key: new.public_key,
    };
    town.central().accept_epoch_key(accepted).await.unwrap();
    noor.waits(8 * 3_600_000);
    town.clock().advance_millis(8 * 3_600_000);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    let kept = noor.phone().stop(card.id).unwrap().card.sync;
    assert_eq!(
        kept,
        SyncState::Sent,
        "the other quarters wait for their own word"
    );
    let asked = noor.looks_up("BF-000-G");
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    assert!(matches!(answer, CentralAnswer::Known { counts, .. } if counts.incomplete));
}

#[tokio::test]
async fn a_full_phone_says_why_nothing_is_sent_and_sends_once_there_is_room() {
    let (_data, town) = town().await;
    let noor = joins(&town).await;
    for _ in 0..60 {
        noor.stops(PLATE, []);
    }
    noor.phone().hold_size(true).unwrap();
    let status = noor.syncs().await;
    assert_ne!(status.waiting, 0, "names and receipts need room");
    assert_eq!(status.problem, Some(SyncProblem::DiskFull));
    noor.phone().hold_size(false).unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
}
