//! A phone whose clock is wrong is told so, still works, and lets nothing go on the word of it.

use proco_access::Role;
use proco_device::view::Notice;
use proco_tests::officer::{Officer, town, year};

const DAY: i64 = 24 * 3_600_000;

#[tokio::test]
async fn a_clock_that_runs_a_year_ahead_removes_nothing_and_is_seen() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops("12-ABC-3", []);
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
    let look_up = noor.looks_up("12-ABC-3");
    assert_eq!(year(&look_up.local), (1, 1, 1));
    noor.phone().centre_counts(look_up.query).await.unwrap();
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
    let card = noor.stops("12-ABC-3", []);
    noor.syncs().await;
    for _ in 0..7 {
        town.clock().advance_millis(DAY);
        noor.waits(DAY);
        assert_eq!(noor.syncs().await.problem, None);
    }
    assert!(noor.phone().stop(card.id).unwrap().card.subject.is_none());
    assert_eq!(year(&noor.looks_up("12-ABC-3").local), (1, 1, 1));
}
