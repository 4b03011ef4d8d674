//! A revision alone in its stretch of the clock is never dated.

use super::*;

#[tokio::test]
async fn a_reflection_written_by_a_wrong_clock_is_dated_when_it_is_put_right() {
    let (_data, town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    noor.killed();
    noor.clock.set(EVENING.plus_millis(-400 * DAY));
    noor.wake();
    let reflection = Reflection {
        do_again: DoAgain::Yes,
        themes: BTreeSet::new(),
        note: None,
        looking_back: Default::default(),
    };
    noor.phone().reflect(card.id, reflection).unwrap();
    let later = EVENING.plus_millis(15 * MINUTE);
    noor.clock.set(later);
    town.clock().set(later);
    noor.weather(Weather::Fair);
    for _ in 0..3 {
        noor.syncs().await;
        noor.waits(10 * MINUTE);
        town.clock().advance_millis(10 * MINUTE);
    }
    let revisions = noor.phone().stop(card.id).unwrap().revisions;
    let offs: Vec<i64> = revisions
        .iter()
        .map(|r| (r.finished_at.0 - EVENING.0) / HOUR)
        .collect();
    assert_eq!(
        offs,
        [0, 0],
        "in hours; asked: {:?}",
        noor.phone().undated().unwrap().len()
    );
}

#[tokio::test]
async fn a_check_finished_by_a_wrong_clock_is_dated_when_it_is_put_right() {
    let (_data, town, mut noor) = begins().await;
    noor.weather(Weather::NoNetwork);
    let look_up = noor.looks_up(PLATE);
    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    noor.killed();
    noor.clock.set(EVENING.plus_millis(-400 * DAY));
    noor.wake();
    let card = noor.phone().finish(draft.id, None).unwrap();
    let later = EVENING.plus_millis(15 * MINUTE);
    noor.clock.set(later);
    town.clock().set(later);
    noor.weather(Weather::Fair);
    for _ in 0..3 {
        noor.syncs().await;
        noor.waits(10 * MINUTE);
        town.clock().advance_millis(10 * MINUTE);
    }
    let revisions = noor.phone().stop(card.id).unwrap().revisions;
    let offs: Vec<i64> = revisions
        .iter()
        .map(|r| (r.finished_at.0 - EVENING.0) / HOUR)
        .collect();
    assert_eq!(
        offs,
        [0],
        "in hours; asked: {:?}",
        noor.phone().undated().unwrap().len()
    );
}
