//! A check that was entered afterwards while central's clock was hours off, and central is put right.

use super::*;

#[tokio::test]
async fn the_time_that_she_gave_is_there_again_once_central_is_put_right() {
    for (ahead, ago) in [(10, 1), (10, 15), (10, 20), (5, 4), (5, 23), (-10, 8)] {
        let (data, town) = town().await;
        let clock = Witnessed::new();
        let mut noor = joins_witnessed(&town, &clock).await;
        town.pass_days(43).await.unwrap();
        town.clock().advance_millis(ahead * HOUR);
        noor.killed();
        clock.ran.store(43 * DAY, SeqCst);
        clock.boots();
        noor.wake();
        let at = EVE.plus_millis(-ago * HOUR);
        let card = noor.enters_stop(PLATE, at);
        noor.syncs().await;
        central_is_put_right(&town, &clock).await;
        assert_eq!(noor.syncs().await.waiting, 0);
        let when = format!("{ahead} hours ahead, {ago} hours ago");
        assert_eq!(noor.phone().stop(card.id).unwrap().card.at, at, "{when}");
        let there = [("stop".to_owned(), number(at.epoch()), at.hour().0)];
        assert_eq!(kept(data.path()), there, "{when}");
    }
}
