//! One question that nobody answers keeps all records for ever.

use super::*;

#[tokio::test]
async fn a_question_that_nobody_answers_keeps_no_other_record_longer_than_a_year() {
    for asks in [false, true] {
        let (_data, town, noor) = begins().await;
        let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
        let sent = noor.stops("FB-00-GH", []);
        assert_eq!(noor.syncs().await.waiting, 0);
        days_go_by(&town, &bram, 300).await;
        noor.clock.set(town.clock().now());
        noor.syncs().await;
        if asks {
            noor.weather(Weather::NoNetwork);
            noor.clock.set(EVENING.plus_millis(-400 * DAY));
            noor.stops(PLATE, []);
            days_go_by(&town, &bram, 2).await;
            noor.clock.set(town.clock().now());
            noor.weather(Weather::Fair);
            assert_eq!(noor.syncs().await.undated, 2);
        }
        for _ in 0..50 {
            days_go_by(&town, &bram, 2).await;
            noor.clock.set(town.clock().now());
            noor.syncs().await;
        }
        assert!(
            noor.phone().stop(sent.id).is_err(),
            "asks {asks}: it was sent 400 days ago"
        );
    }
}
