//! A phone whose clock is wrong is told so, still works, and lets nothing go on the word of it.

use proco_access::Role;
use proco_device::view::{Notice, StopCard, SyncProblem, SyncState};
use proco_exchange::Clock as _;
use proco_testbed::officer::{EVENING, Officer, town, year};
use proco_testbed::road::Weather;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

#[tokio::test]
async fn a_clock_that_runs_a_year_ahead_removes_nothing_and_is_seen() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops("00-BDF-0", []);
    noor.syncs().await;
    let notices = |noor: &Officer| noor.phone().status().unwrap().notices;
    assert_eq!(notices(&noor), []);

    noor.waits(400 * DAY);
    let status = noor.syncs().await;
    assert_eq!(
        status.problem, None,
        "a phone with a wrong clock still gets its token"
    );
    assert_eq!(notices(&noor), [Notice::ClockOff]);
    let kept = noor.phone().stop(card.id).unwrap();
    assert!(
        kept.card.subject.is_some(),
        "retention waits for a clock that central agrees with"
    );

    noor.waits(-400 * DAY);
    let look_up = noor.looks_up("00-BDF-0");
    assert_eq!(year(&look_up.local), (1, 1, 1));
    noor.phone().central_counts(look_up.query).await.unwrap();
    assert_eq!(
        notices(&noor),
        [],
        "and it is over when the clocks agree again"
    );
}

#[tokio::test]
async fn a_week_after_the_sync_the_mark_is_gone_and_the_counts_go_on() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops("00-BDF-0", []);
    noor.syncs().await;
    for _ in 0..7 {
        town.clock().advance_millis(DAY);
        noor.waits(DAY);
        assert_eq!(noor.syncs().await.problem, None);
    }
    assert!(noor.phone().stop(card.id).unwrap().card.subject.is_none());
    assert_eq!(year(&noor.looks_up("00-BDF-0").local), (1, 1, 1));
}

#[tokio::test]
async fn what_a_fast_clock_recorded_is_sent_at_once_with_the_hour_that_it_had() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.waits(2 * DAY);
    let early = noor.stops("00-BDF-0", []);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(noor.phone().status().unwrap().notices, [Notice::ClockOff]);
    let kept = noor.phone().stop(early.id).unwrap();
    assert_eq!(kept.card.sync, SyncState::Sent);
    assert_eq!(kept.card.at, EVENING, "the screen says so too");

    noor.waits(-2 * DAY);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(noor.phone().status().unwrap().notices, []);
}

#[tokio::test]
async fn a_mark_goes_in_time_from_a_phone_without_network_and_nothing_else_does() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let sent = noor.stops("00-BDF-0", []);
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    let waiting = noor.stops("BF-000-G", []);
    noor.waits(400 * DAY);
    assert_eq!(noor.syncs().await.problem, Some(SyncProblem::Offline));
    noor.waits(DAY);
    noor.syncs().await;
    let mark = |noor: &Officer, card: &StopCard| {
        let kept = noor.phone().stop(card.id).unwrap();
        kept.card.subject.is_some()
    };
    assert!(!mark(&noor, &sent), "its record stays, its mark is gone");
    assert!(mark(&noor, &waiting), "or it could never be sent");
    noor.killed();
    noor.wake();
    assert!(mark(&noor, &waiting));
}

#[tokio::test]
async fn a_mark_goes_in_time_at_the_start_of_the_app() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let sent = noor.stops("00-BDF-0", []);
    noor.syncs().await;
    noor.killed();
    for day in 1..=7 {
        noor.waits(DAY);
        noor.wake();
        let kept = noor.phone().stop(sent.id).unwrap().card.subject;
        assert_eq!(kept.is_some(), day < 7, "day {day}");
        noor.killed();
    }
}

#[tokio::test]
async fn a_phone_that_lay_in_a_drawer_believes_its_clock_once_central_agrees() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let sent = noor.stops("00-BDF-0", []);
    noor.syncs().await;
    noor.killed();
    noor.waits(8 * DAY);
    town.pass_days(8).await.unwrap();
    noor.wake();
    let kept = |noor: &Officer| noor.phone().stop(sent.id).unwrap().card.subject;
    assert!(kept(&noor).is_some(), "nobody has confirmed the jump yet");
    assert_eq!(noor.syncs().await.problem, None);
    assert!(kept(&noor).is_none());
}

#[tokio::test]
async fn what_lies_ahead_of_her_clock_waits_until_central_tells_the_time() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.syncs().await;
    // Central's machine was off for three days: it takes reports, and tells no time for a day.
    town.clock().advance_millis(3 * DAY);
    town.central().tidy().await.unwrap();
    let truth = town.clock().now();
    noor.killed();
    noor.clock.set(truth.plus_millis(3 * DAY));
    noor.wake();
    noor.stops("00-BDF-0", []);
    // They enter a batch that is lost, while nothing tells that they lie ahead.
    noor.to_central.set_for("/v1/reports", Weather::LoseRequest);
    noor.syncs().await;
    noor.to_central.clear();
    noor.killed();
    noor.clock.set(truth);
    noor.wake();
    noor.leaves("BF-000-G");
    let same = noor.looks_up("00-BDF-0");
    noor.phone().central_counts(same.query).await.unwrap();
    noor.phone().close_look_up(same.query).unwrap();
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (2, 0, Some(SyncProblem::Server))
    );
    let refused = |noor: &Officer| {
        let passed = noor.to_central.passages();
        passed.iter().any(|one| one.answer.contains("in_future"))
    };
    assert!(!refused(&noor));

    noor.waits(25 * HOUR);
    town.clock().advance_millis(25 * HOUR);
    town.central().tidy().await.unwrap();
    noor.syncs().await;
    for asked in noor.phone().undated().unwrap() {
        noor.phone().date(asked.number, truth).unwrap();
    }
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
    assert!(!refused(&noor), "it was never sent with that hour again");
}
