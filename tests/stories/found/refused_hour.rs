//! What was refused for its hour, under a clock of central or of the phone that was wrong, stayed so
//! after that clock was put right.

use std::path::Path;

use super::*;

/// How many look-ups and stops central keeps.
fn kept(data: &Path) -> (u32, u32) {
    let store = rusqlite::Connection::open(data.join("central/central.db")).unwrap();
    let count =
        "SELECT count(*) FILTER (WHERE kind = 'query'), count(*) FILTER (WHERE kind = 'stop')
                 FROM records";
    store
        .query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
}

/// The true time, on the servers and on the phone.
async fn it_is(town: &Town, noor: &Officer, clock: &Witnessed, after: i64) {
    let now = EVENING.plus_millis(after);
    town.clock().set(now);
    clock.ran.store(after, SeqCst);
    noor.clock.set(now);
    town.central().tidy().await.unwrap();
    town.keyservice().rotate_epochs().unwrap();
}

#[tokio::test]
async fn what_is_sent_while_central_stands_far_ahead_is_taken_or_waits() {
    for witness in [true, false] {
        let (data, town, noor, clock) = begins_with(witness).await;
        let stop = noor.stops(PLATE, []);
        noor.syncs().await;
        clock.ran.store(HOUR, SeqCst);
        noor.waits(HOUR);
        town.clock().advance_millis(HOUR + 500 * DAY);
        noor.leaves(OTHER);
        let reason = WithdrawReason::WrongSubject;
        noor.phone().withdraw(stop.id, reason).unwrap();
        let status = noor.syncs().await;
        assert_eq!(status.refused, 0, "witness {witness}: {status:?}");
        assert_eq!(kept(data.path()).1, 0, "the withdrawal arrived");
        it_is(&town, &noor, &clock, 2 * HOUR).await;
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0));
        assert_eq!(kept(data.path()), (2, 0), "witness {witness}");
    }
}

/// It stood so for two days, and was believed: nobody could know better.
#[tokio::test]
async fn what_a_central_that_was_believed_called_too_old_is_sent_when_it_is_put_right() {
    let (data, town, noor, clock) = begins_with(true).await;
    let stop = noor.stops(PLATE, []);
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    noor.phone()
        .withdraw(stop.id, WithdrawReason::WrongSubject)
        .unwrap();
    noor.leaves(OTHER);
    for hours in (0..=26).step_by(2) {
        clock.ran.store(hours * HOUR, SeqCst);
        town.clock()
            .set(EVENING.plus_millis(hours * HOUR + 60 * DAY));
        town.central().tidy().await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
    }
    town.clock().set(EVENING.plus_millis(500 * DAY));
    town.central().tidy().await.unwrap();
    town.clock().set(EVENING.plus_millis(501 * DAY + HOUR));
    town.central().tidy().await.unwrap();
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert!(status.refused > 0, "{status:?}");
    for hours in 27..60 {
        it_is(&town, &noor, &clock, hours * HOUR).await;
        noor.syncs().await;
    }
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0), "{status:?}");
    assert_eq!(kept(data.path()).1, 0, "the withdrawal arrived");
}

#[tokio::test]
async fn what_a_late_central_refused_is_sent_in_the_pass_that_finds_it_put_right() {
    for witness in [true, false] {
        let (_data, mut town, noor, clock) = begins_with(witness).await;
        noor.stops(PLATE, []);
        noor.syncs().await;
        // Central is down for four hours and comes back three and a half late.
        town.stop_central().await;
        clock.ran.store(4 * HOUR, SeqCst);
        noor.waits(4 * HOUR);
        town.clock().advance_millis(HOUR / 2);
        let address = town.start_central().await.unwrap();
        noor.to_central.lead_to(address);
        noor.stops(OTHER, []);
        let status = noor.syncs().await;
        assert_eq!(status.refused, if witness { 2 } else { 0 });
        it_is(&town, &noor, &clock, 4 * HOUR + MINUTE).await;
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{status:?}");
        assert_eq!(noor.phone().status().unwrap().notices, []);
        if witness {
            assert_eq!(off(&noor.hours_sent()), [0, 4]);
        }
    }
}

/// Central was away for three days and tells no time; a phone is enrolled then whose clock stands five
/// days back.
#[tokio::test]
async fn what_was_refused_under_a_wrong_hour_is_sent_with_the_right_one() {
    let (data, town) = town().await;
    town.clock().advance_millis(3 * DAY);
    town.central().tidy().await.unwrap();
    let clock = Witnessed::new();
    clock.off.store(-2 * DAY, SeqCst);
    let noor = joins_witnessed(&town, &clock).await;
    noor.stops(PLATE, []);
    assert_eq!(noor.syncs().await.refused, 2, "before its enrolment");
    clock.ran.fetch_add(25 * HOUR, SeqCst);
    town.clock().advance_millis(25 * HOUR);
    town.central().tidy().await.unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0), "{status:?}");
    assert_eq!(kept(data.path()), (1, 1));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
}
