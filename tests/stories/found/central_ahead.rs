//! One wrong word of central misdates a phone for good.

use super::*;

#[tokio::test]
async fn a_central_that_was_a_day_ahead_when_the_phone_joined_misdates_it_for_good() {
    let (_data, town) = town().await;
    let clock = Witnessed::new();
    town.clock().set(EVENING.plus_millis(DAY));
    let mut noor = joins_witnessed(&town, &clock).await;
    // Central is put right, and believed a day later.
    town.clock().set(EVENING.plus_millis(HOUR));
    clock.ran.store(HOUR, SeqCst);
    town.central().tidy().await.unwrap();
    for _ in 0..10 {
        noor.killed();
        clock.ran.fetch_add(12 * HOUR, SeqCst);
        town.clock().advance_millis(12 * HOUR);
        town.central().tidy().await.unwrap();
        noor.wake();
        noor.syncs().await;
    }
    let now = town.clock().now();
    assert_eq!(now, clock.now());
    let card = noor.stops(PLATE, []);
    let status = noor.syncs().await;
    assert_eq!(
        card.at, now,
        "the clocks agree to the second since five days; {status:?}"
    );
    assert_eq!(noor.phone().status().unwrap().notices, []);
    assert_eq!((status.waiting, status.refused), (0, 0));
}

#[tokio::test]
async fn a_central_that_was_a_year_ahead_when_the_phone_joined_keeps_nothing_for_a_year() {
    let (_data, town) = town().await;
    town.clock().advance_millis(365 * DAY);
    town.central().tidy().await.unwrap();
    town.clock().advance_millis(25 * HOUR);
    town.central().tidy().await.unwrap();
    let noor = Officer::unpacks(&town).await;
    let mut noor = noor;
    noor.clock.set(EVENING.plus_millis(25 * HOUR));
    noor.wake();
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code).await.unwrap();
    noor.weather(Weather::NoNetwork);
    noor.waits(HOUR);
    noor.stops(PLATE, []);
    town.clock().set(EVENING.plus_millis(26 * HOUR));
    town.central().tidy().await.unwrap();
    noor.weather(Weather::Fair);
    let mut out = vec![];
    for _ in 0..6 {
        noor.waits(13 * HOUR);
        town.clock().advance_millis(13 * HOUR);
        town.central().tidy().await.unwrap();
        let s = noor.syncs().await;
        out.push((s.waiting, s.refused, s.undated, s.problem));
    }
    let s = noor.syncs().await;
    assert!(
        s.undated > 0 || off(&noor.hours_sent()) == [26],
        "{:?} {out:?} {:?} {:?}",
        off(&noor.hours_sent()),
        noor.phone().status().unwrap().notices,
        noor.phone()
            .unsent()
            .unwrap()
            .iter()
            .map(|u| (u.cause, u.at.map(|a| (a.0 - EVENING.0) / HOUR)))
            .collect::<Vec<_>>()
    );
}
