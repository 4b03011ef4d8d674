//! Steps of less than an hour that the platform showed add up and are not known.

use super::*;

#[tokio::test]
async fn a_clock_that_is_set_ahead_in_small_steps_is_known_by_a_phone_that_saw_each() {
    let (_data, _town, noor, clock) = begins_with(true).await;
    for _ in 0..6 {
        clock.off.fetch_add(50 * MINUTE, SeqCst);
        let _ = noor.phone().open_draft();
    }
    let card = noor.stops(PLATE, []);
    let status = noor.syncs().await;
    let hours = off(&noor.hours_sent());
    assert!(
        (card.at.0 - EVENING.0).abs() <= HOUR,
        "the phone saw each step, and says {} min; sent {hours:?}, {status:?} {:?}",
        (card.at.0 - EVENING.0) / MINUTE,
        noor.phone().status().unwrap().notices
    );
}

#[tokio::test]
async fn a_clock_that_is_set_back_in_small_steps_is_known_by_a_phone_that_saw_each() {
    let (_data, town, noor, clock) = begins_with(true).await;
    clock.ran.fetch_add(30 * MINUTE, SeqCst);
    town.clock().advance_millis(30 * MINUTE);
    for _ in 0..6 {
        clock.off.fetch_add(-50 * MINUTE, SeqCst);
        let _ = noor.phone().open_draft();
    }
    let card = noor.stops(PLATE, []);
    let status = noor.syncs().await;
    let hours = off(&noor.hours_sent());
    assert_eq!(
        hours,
        [0],
        "the phone saw each step, and says {} min; {status:?} {:?} {:?}",
        (card.at.0 - EVENING.0) / MINUTE,
        noor.phone().status().unwrap().notices,
        noor.phone().unsent().unwrap().len()
    );
}
