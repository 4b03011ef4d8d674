//! The clock before a boot and the one after it are each less than an hour off, and more than an hour
//! apart: central is taken to have told a wrong time.

use super::*;

#[tokio::test]
async fn clocks_of_less_than_an_hour_off_on_either_side_of_a_boot_doubt_nobody() {
    for (before, after) in [(28, -48), (50, -50)] {
        for sent_before in [true, false] {
            let case = format!("{before} and {after} minutes off, sent before {sent_before}");
            let (_data, town, mut noor, clock) = begins_with(true).await;
            noor.syncs().await;
            // The next morning, after a night off.
            noor.killed();
            clock.boots();
            it_is(&noor, &clock, &town, 10 * HOUR, before * MINUTE);
            noor.wake();
            noor.leaves(OTHER);
            noor.syncs().await;
            it_is(&noor, &clock, &town, 18 * HOUR, before * MINUTE);
            let card = noor.stops(PLATE, []);
            if sent_before {
                assert_eq!(noor.syncs().await.waiting, 0, "{case}");
            }
            // An empty battery, and a few minutes later on again.
            noor.killed();
            clock.boots();
            it_is(&noor, &clock, &town, 18 * HOUR + 3 * MINUTE, after * MINUTE);
            noor.wake();
            let status = noor.syncs().await;
            let left = (status.waiting, status.undated, status.problem);
            assert_eq!(left, (0, 0, None), "{case}");
            assert_eq!(
                noor.phone().stop(card.id).unwrap().card.at,
                card.at,
                "{case}"
            );
            amends(&noor, card.id, found_something());
            let status = noor.syncs().await;
            let left = (status.waiting, status.undated, status.problem);
            assert_eq!(left, (0, 0, None), "{case}");
            assert_eq!(off(&noor.hours_sent()), [10, 18], "{case}");
            assert_eq!(counted(&town, PLATE).await, (1, 1, 0), "{case}");
        }
    }
}
