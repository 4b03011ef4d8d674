//! A check alone in its stretch of the clock is not dated, and held as a fault of the server.

use super::*;

#[tokio::test]
async fn a_check_begun_by_a_wrong_clock_from_an_earlier_look_up_is_dated_and_sent() {
    for witness in [true, false] {
        let (_data, town, mut noor, clock) = begins_with(witness).await;
        let look_up = noor.looks_up(PLATE);
        noor.weather(Weather::NoNetwork);
        // It boots with a clock of long ago, and the check begins.
        noor.killed();
        noor.clock.set(EVENING.plus_millis(-400 * DAY));
        clock.off.store(-400 * DAY, SeqCst);
        clock.boots();
        noor.wake();
        let draft = noor.phone().start_check(look_up.query).unwrap();
        noor.answers(draft.id, smallest());
        // The clock is put right, and there is a network.
        let later = EVENING.plus_millis(15 * MINUTE);
        noor.clock.set(later);
        clock.off.store(0, SeqCst);
        clock.ran.store(15 * MINUTE, SeqCst);
        town.clock().set(later);
        noor.weather(Weather::Fair);
        noor.syncs().await;
        noor.clock.advance_millis(2 * MINUTE);
        clock.ran.fetch_add(2 * MINUTE, SeqCst);
        town.clock().advance_millis(2 * MINUTE);
        let open = noor.phone().open_draft().unwrap().expect("open");
        let began = open.started_at;
        let card = noor.phone().finish(open.id, None).unwrap();
        let status = noor.syncs().await;
        let s2 = noor.syncs().await;
        let kept = noor.phone().stop(card.id).unwrap().card;
        assert_eq!(
            (status.waiting, status.problem),
            (0, None),
            "witness {witness}; began {} days off; sent {:?}, at {} days; {s2:?}",
            (began.0 - EVENING.0) / DAY,
            off(&noor.hours_sent()),
            (kept.at.0 - EVENING.0) / DAY
        );
        assert_eq!(began.hour(), EVENING.hour(), "witness {witness}");
    }
}
