//! Answers of a server that cannot be: they settle nothing, and silence nothing else.

use proco_access::Role;
use proco_device::view::{CentralAnswer, SyncProblem, SyncState};
use proco_exchange::report::MAX_BATCH_ITEMS;
use proco_exchange::{Clock as _, Epoch};
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;
use tempfile::TempDir;

const MINUTE: i64 = 60_000;
const PLATE: &str = "00-BDF-0";
const OTHER: &str = "BF-000-G";

async fn joins(town: &Town) -> Officer {
    Officer::joins(town, "duinwijk", Role::Officer).await
}

fn wait(town: &Town, officer: &Officer, millis: i64) {
    officer.waits(millis);
    town.clock().advance_millis(millis);
}

#[tokio::test]
async fn a_receipt_for_less_than_was_sent_settles_nothing() {
    for restarted in [false, true] {
        let (_data, town) = town().await;
        let mut noor = joins(&town).await;
        let bram = joins(&town).await;
        let card = noor.stops(PLATE, []);
        if restarted {
            noor.killed();
            noor.wake();
        }
        let impossible = Weather::OtherStored(0);
        noor.to_central.set_for("/v1/reports", impossible);
        let status = noor.syncs().await;
        assert_eq!(
            (status.waiting, status.problem),
            (2, Some(SyncProblem::Server)),
            "{restarted}"
        );
        let state = |noor: &Officer| noor.phone().stop(card.id).unwrap().card.sync;
        assert_eq!(state(&noor), SyncState::Waiting);
        noor.to_central.clear();
        wait(&town, &noor, 61 * MINUTE);
        bram.waits(61 * MINUTE);
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.problem), (0, None), "{restarted}");
        assert_eq!(state(&noor), SyncState::Sent);
        let asked = bram.looks_up(PLATE);
        let answer = bram.phone().central_counts(asked.query).await.unwrap();
        let CentralAnswer::Known { counts, .. } = answer else {
            panic!("central answers")
        };
        assert_eq!(year(&counts), (1, 1, 1), "{restarted}");
    }
}

/// Changes the key of one epoch, as a key service does that was restored and made it anew.
async fn change_key(data: &TempDir, town: &mut Town, epoch: Epoch) {
    town.stop_keyservice().await;
    let folder = data.path().join("keyservice");
    let key = std::fs::read_to_string(folder.join("keys/keyservice.key")).unwrap();
    let store = rusqlite::Connection::open(folder.join("keyservice.db")).unwrap();
    let give_key = format!("PRAGMA key = \"x'{}'\"", key.trim());
    store.execute_batch(&give_key).unwrap();
    let key = proco_oprf::EpochKey::generate(&mut rand::rngs::OsRng);
    let changed = store.execute(
        "UPDATE epochs SET secret_key = ?1, public_key = ?2 WHERE epoch = ?3",
        (
            key.expose().as_slice(),
            key.public_key().as_bytes(),
            epoch.to_string(),
        ),
    );
    assert_eq!(changed, Ok(1));
    drop(store);
    town.start_keyservice().await.unwrap();
}

/// Stops at the end of a quarter that wait without a network, and one in the next. Gives the first quarter.
async fn waits_for_two_quarters(town: &mut Town, noor: &Officer, stops: usize) -> Epoch {
    noor.leaves(PLATE);
    assert_eq!(noor.syncs().await.waiting, 0, "all keys are pinned");
    let old = town.clock().now().epoch();
    noor.weather(Weather::NoNetwork);
    for _ in 0..stops {
        noor.stops("BB-00-DD", []);
    }
    for _ in 0..50 {
        town.pass_days(1).await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
    }
    noor.waits(50 * 24 * 60 * MINUTE);
    noor.stops(OTHER, []);
    noor.weather(Weather::Fair);
    old
}

/// Looks a car up, and gives what central answers.
async fn asks(noor: &Officer, plate: &str) -> CentralAnswer {
    let asked = noor.looks_up(plate);
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    noor.phone().close_look_up(asked.query).unwrap();
    answer
}

/// Looks a car up, and is told that a quarter is missing in the counts.
async fn asks_and_lacks_a_quarter(noor: &Officer, plate: &str, when: &str) {
    let answer = asks(noor, plate).await;
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("{answer:?} {when}")
    };
    assert!(counts.incomplete, "{when}: it says so");
}

#[tokio::test]
async fn a_key_that_changes_within_the_hour_of_the_list_silences_no_other() {
    let (data, mut town) = town().await;
    let noor = joins(&town).await;
    noor.leaves(PLATE);
    assert_eq!(noor.syncs().await.waiting, 0, "all keys are pinned");
    let quarter_before = Epoch::live_at(town.clock().now())[1];
    change_key(&data, &mut town, quarter_before).await;
    for minutes in [0, 10, 61] {
        wait(&town, &noor, minutes * MINUTE);
        noor.stops(OTHER, []);
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.problem), (0, None), "{minutes}");
        asks_and_lacks_a_quarter(&noor, "BB-00-DD", &format!("after {minutes} minutes")).await;
    }
}

#[tokio::test]
async fn rows_of_a_quarter_whose_key_changed_keep_those_of_the_next_from_nothing() {
    let (data, mut town) = town().await;
    let noor = joins(&town).await;
    let old = waits_for_two_quarters(&mut town, &noor, 1).await;
    // The list is fetched, and then the key changes.
    asks(&noor, "FF-00-GH").await;
    change_key(&data, &mut town, old).await;
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.problem),
        (2, Some(SyncProblem::EpochKeyChanged)),
        "those of the quarter itself wait, with their cause"
    );
}

#[tokio::test]
async fn a_list_that_still_names_the_old_key_keeps_no_later_page_waiting() {
    let (data, mut town) = town().await;
    let noor = joins(&town).await;
    let more_than_a_page = MAX_BATCH_ITEMS / 2 + 1;
    let old = waits_for_two_quarters(&mut town, &noor, more_than_a_page).await;
    asks(&noor, "FF-00-GH").await;
    change_key(&data, &mut town, old).await;
    noor.to_keyservice.set_for("/v1/epochs", Weather::Cached);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting as usize, status.problem),
        (2 * more_than_a_page, Some(SyncProblem::Server)),
        "those of the quarter itself wait, with their cause"
    );
}

/// One quarter that the key service lists and does not evaluate in.
async fn one_quarter_that_is_not_evaluated(weather: fn(Epoch) -> Weather) {
    let (_data, mut town) = town().await;
    let noor = joins(&town).await;
    let old = waits_for_two_quarters(&mut town, &noor, 1).await;
    noor.to_keyservice.set_for("/v1/evaluations", weather(old));
    for pass in 1..=3 {
        let status = noor.syncs().await;
        assert_eq!(
            (status.waiting, status.problem),
            (2, Some(SyncProblem::Server)),
            "pass {pass}: those of the quarter itself wait, with their cause"
        );
        asks_and_lacks_a_quarter(&noor, "FF-00-GH", &format!("after pass {pass}")).await;
        wait(&town, &noor, 61 * MINUTE);
    }
    noor.to_keyservice.clear();
    assert_eq!(noor.syncs().await.waiting, 0);
}

#[tokio::test]
async fn a_quarter_that_is_listed_and_refused_silences_no_other() {
    one_quarter_that_is_not_evaluated(Weather::NotLive).await;
}

#[tokio::test]
async fn a_quarter_that_is_left_out_of_the_answer_silences_no_other() {
    one_quarter_that_is_not_evaluated(Weather::Unanswered).await;
}
