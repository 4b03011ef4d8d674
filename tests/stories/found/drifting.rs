//! A draft is never closed on a phone that restarts daily with a clock that is off.

use super::*;

#[tokio::test]
async fn a_phone_that_restarts_daily_with_a_clock_that_is_off_and_drifts_keeps_no_draft() {
    for witness in [true, false] {
        let (_data, town, mut noor, clock) = begins_with(witness).await;
        noor.waits(-2 * HOUR);
        clock.off.store(-2 * HOUR, SeqCst);
        noor.syncs().await;
        let look_up = noor.looks_up(PLATE);
        noor.phone().start_check(look_up.query).unwrap();
        for _ in 0..20 {
            noor.killed();
            // It loses a second a day.
            noor.waits(DAY - 1000);
            clock.ran.fetch_add(DAY, SeqCst);
            clock.off.fetch_add(-1000, SeqCst);
            clock.boots();
            town.clock().advance_millis(DAY);
            town.central().tidy().await.unwrap();
            noor.wake();
            assert_eq!(noor.syncs().await.problem, None);
        }
        assert!(
            noor.phone().open_drafts().unwrap().is_empty(),
            "witness {witness}: nobody touched it for 20 days"
        );
    }
}
