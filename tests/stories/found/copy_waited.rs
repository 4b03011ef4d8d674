//! What merely waited in a copy undoes what central has by now.

use std::path::Path;

use proco_central::copies::{self, Existing};

use super::*;

/// The facts of the look-up that central has.
fn look_up(data: &Path) -> String {
    let store = rusqlite::Connection::open(data.join("central/central.db")).unwrap();
    let sql = "SELECT facts FROM records WHERE kind = 'query'";
    store.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn an_amendment_at_central_stays_where_nobody_did_anything_on_the_copy() {
    let (_data, town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    let copy = noor.copy();
    noor.syncs().await;
    amends(&noor, card.id, found_something());
    assert_eq!(noor.syncs().await.waiting, 0);
    for written_over in [false, true] {
        if written_over {
            noor.written_over(&copy);
        } else {
            noor.put_back(&copy);
        }
        let status = noor.syncs().await;
        assert_eq!(
            (status.waiting, status.refused, status.problem),
            (0, 0, None)
        );
        assert_eq!(counted(&town, PLATE).await, (1, 1, 0), "{written_over}");
        // What is decided on the copy counts all the same.
        amends(
            &noor,
            card.id,
            [Change::Result(Some(ResultChoice::Nothing))],
        );
        assert_eq!(noor.syncs().await.waiting, 0);
        assert_eq!(counted(&town, PLATE).await, (1, 1, 1), "{written_over}");
        amends(&noor, card.id, found_something());
        assert_eq!(noor.syncs().await.waiting, 0);
    }
}

#[tokio::test]
async fn after_a_lost_log_an_amendment_at_central_stays() {
    let (_data, town, mut noor) = begins().await;
    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    // A pass folds the log into the file.
    let before = noor.copy();
    noor.to_central.clear();
    noor.syncs().await;
    amends(&noor, card.id, found_something());
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.loses_its_log(&before);
    assert!(noor.phone().store_is_older_copy());
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
}

/// A snapshot of the disk leaves nothing beside the store by which a start could notice it.
#[tokio::test]
async fn what_waited_in_a_copy_that_is_not_noticed_yields_and_what_is_decided_does_not() {
    for decides in [false, true] {
        let (_data, town, mut noor) = begins().await;
        let card = noor.stops(PLATE, []);
        let copy = noor.copy();
        noor.syncs().await;
        amends(&noor, card.id, found_something());
        assert_eq!(noor.syncs().await.waiting, 0);
        noor.put_back_unseen(&copy);
        if decides {
            amends(
                &noor,
                card.id,
                [Change::Result(Some(ResultChoice::Nothing))],
            );
        }
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.problem), (0, None));
        let right = (1, 1, u32::from(decides));
        assert_eq!(counted(&town, PLATE).await, right, "{decides}");
    }
}

#[tokio::test]
async fn a_look_up_that_was_left_stays_left_when_it_settles_itself_on_the_copy() {
    let (data, town, mut noor) = begins().await;
    let asked = noor.looks_up(PLATE);
    let copy = noor.copy();
    noor.phone().leave_it(asked.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    noor.waits(2 * HOUR);
    town.clock().advance_millis(2 * HOUR);
    assert_eq!(noor.syncs().await.waiting, 0);
    let facts = look_up(data.path());
    assert!(facts.contains("left_it"), "{facts}");
}

#[tokio::test]
async fn a_draft_that_is_closed_on_the_copy_undoes_no_stop() {
    let (data, town, mut noor) = begins().await;
    let asked = noor.looks_up(PLATE);
    let draft = noor.phone().start_check(asked.query).unwrap();
    noor.answers(draft.id, smallest());
    let copy = noor.copy();
    noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    for _ in 0..10 {
        noor.waits(DAY);
        town.clock().advance_millis(DAY);
        town.central().tidy().await.unwrap();
        noor.syncs().await;
    }
    assert!(
        noor.phone().open_drafts().unwrap().is_empty(),
        "it was closed"
    );
    assert_eq!(noor.phone().sync_status().waiting, 0);
    let facts = look_up(data.path());
    assert!(facts.contains(r#""led_to":"stop""#), "{facts}");
}

/// The phone is put back from before an amendment, central from after it.
#[tokio::test]
async fn what_is_queued_again_for_a_central_that_was_put_back_undoes_nothing() {
    let (data, mut town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    let before = noor.copy();
    amends(&noor, card.id, found_something());
    noor.syncs().await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();
    noor.put_back(&before);
    noor.syncs().await;
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, &copy, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    noor.to_central.lead_to(address);
    noor.waits(9 * HOUR);
    town.clock().advance_millis(9 * HOUR);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
}

/// What was decided on a copy and is lost by central comes again with the number that it had.
#[tokio::test]
async fn what_was_decided_on_the_copy_is_sent_again_to_a_central_that_was_put_back() {
    let (data, mut town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    let before = noor.copy();
    amends(&noor, card.id, []);
    noor.syncs().await;
    noor.put_back(&before);
    amends(&noor, card.id, []);
    noor.syncs().await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();
    amends(&noor, card.id, found_something());
    noor.syncs().await;
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, &copy, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    noor.to_central.lead_to(address);
    noor.waits(9 * HOUR);
    town.clock().advance_millis(9 * HOUR);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
}
