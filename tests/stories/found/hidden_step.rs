//! Right records are moved by a step that came after them, and nobody is asked.

use super::*;

#[tokio::test]
async fn a_step_of_two_hours_that_did_not_show_moves_no_record_made_before_it() {
    let (_data, town, noor) = begins().await;
    noor.weather(Weather::NoNetwork);
    let advance = |hours: i64| {
        town.clock().advance_millis(hours * HOUR);
        noor.waits(hours * HOUR);
    };
    let mut right = BTreeSet::new();
    for _ in 0..3 {
        advance(3);
        noor.stops(PLATE, []);
        right.insert(town.clock().now().hour().0);
    }
    // The clock is set two hours ahead.
    advance(1);
    noor.waits(2 * HOUR);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    let sent = noor.hours_sent();
    assert!(
        sent.is_subset(&right),
        "right {:?}, sent {:?}, {status:?}",
        off(&right),
        off(&sent)
    );
}

#[tokio::test]
async fn a_step_of_two_hours_after_a_restart_moves_no_record_made_before_it() {
    let (_data, town, mut noor) = begins().await;
    noor.weather(Weather::NoNetwork);
    let mut right = BTreeSet::new();
    noor.killed();
    town.clock().advance_millis(12 * HOUR);
    noor.waits(12 * HOUR);
    noor.wake();
    for _ in 0..3 {
        town.clock().advance_millis(HOUR);
        noor.waits(HOUR);
        noor.stops(PLATE, []);
        right.insert(town.clock().now().hour().0);
    }
    noor.waits(2 * HOUR);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    let sent = noor.hours_sent();
    assert!(
        sent.is_subset(&right),
        "right {:?}, sent {:?}, {status:?}",
        off(&right),
        off(&sent)
    );
}
