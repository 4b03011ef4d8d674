//! The clocks are compared while a pass is under way, and a record moves into another quarter between the
//! evaluation of its mark and its report.

use super::*;

#[tokio::test]
async fn what_is_dated_in_another_quarter_in_the_middle_of_a_pass_goes_under_the_pseudonym_of_that()
{
    let (_data, town, mut noor, clock) = begins_with(true).await;
    noor.syncs().await;
    town.pass_days(43).await.unwrap();
    // Central's machine was off for three days: for a day it tells no time.
    town.clock().advance_millis(3 * DAY);
    town.central().tidy().await.unwrap();
    town.keyservice().rotate_epochs().unwrap();
    noor.killed();
    clock.ran.store(46 * DAY, SeqCst);
    clock.boots();
    clock.off.store(-5 * DAY, SeqCst);
    noor.wake();
    // The day is nearly over.
    town.clock().advance_millis(24 * HOUR - MINUTE);
    clock.ran.fetch_add(24 * HOUR - MINUTE, SeqCst);
    town.central().tidy().await.unwrap();
    let truth = town.clock().now();
    let stop = noor.stops(PLATE, []).id;
    let wrong = noor.phone().stop(stop).unwrap().card.at;
    assert_ne!(wrong.epoch(), truth.epoch());
    let held = noor.to_keyservice.hold("/v1/evaluations");
    let phone = noor.phone().clone();
    let pass = tokio::spawn(async move { phone.sync_pass().await });
    held.answered().await;
    town.clock().advance_millis(2 * MINUTE);
    clock.ran.fetch_add(2 * MINUTE, SeqCst);
    town.central().tidy().await.unwrap();
    let asked = noor.looks_up(OTHER);
    noor.phone().central_counts(asked.query).await.unwrap();
    assert_eq!(noor.phone().stop(stop).unwrap().card.at, truth);
    held.let_go();
    let status = pass.await.unwrap();
    assert_eq!((status.refused, status.problem), (0, None));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
}
