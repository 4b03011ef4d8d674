//! An amendment came too late for a central that had the stop, and central is put back from before the stop.

use proco_central::copies::{self, Existing};

use super::*;

#[tokio::test]
async fn an_amendment_that_came_too_late_is_taken_by_a_central_that_lost_the_stop() {
    let (data, mut town, noor) = begins().await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();
    let card = noor.stops(PLATE, []);
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.weather(Weather::NoNetwork);
    amends(&noor, card.id, found_something());
    town.pass_days(30).await.unwrap();
    noor.clock.set(town.clock().now());
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.refused, 1, "too late");

    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, &copy, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    noor.to_central.lead_to(address);
    noor.waits(9 * HOUR);
    town.clock().advance_millis(9 * HOUR);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(
        counted(&town, PLATE).await,
        (0, 1, 0),
        "its look-up has no mark"
    );
}
