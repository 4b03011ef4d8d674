//! Putting the clock right closes the look-up on the screen.

use super::*;

#[tokio::test]
async fn putting_the_clock_right_closes_no_look_up_that_is_on_the_screen() {
    for witness in [true, false] {
        let (_data, town, mut noor, clock) = begins_with(witness).await;
        noor.killed();
        noor.clock.set(EVENING.plus_millis(-400 * DAY));
        clock.off.store(-400 * DAY, SeqCst);
        clock.boots();
        noor.wake();
        let look_up = noor.looks_up(PLATE);
        let later = EVENING.plus_millis(5 * MINUTE);
        noor.clock.set(later);
        clock.off.store(0, SeqCst);
        clock.ran.store(5 * MINUTE, SeqCst);
        town.clock().set(later);
        noor.syncs().await;
        let open = noor.phone().open_look_up().unwrap();
        assert_eq!(
            open.map(|open| open.query),
            Some(look_up.query),
            "witness {witness}"
        );
    }
}
