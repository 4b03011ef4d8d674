//! A stop is sent with the hour of a clock that stood sixteen months ahead, while central told no time; then its
//! hour is corrected, into an epoch that is over by now.

use proco_central::copies::{self, Existing};
use proco_exchange::receipt::RefusalCode;

use super::*;

const MONTHS: i64 = 480 * DAY;

#[tokio::test]
async fn what_was_sent_with_a_wrong_hour_and_is_too_old_by_the_right_one_is_not_left_at_central() {
    let (data, mut town) = town().await;
    let clock = Witnessed::new();
    let mut noor = joins_witnessed(&town, &clock).await;
    noor.syncs().await;
    noor.killed();
    clock.boots();
    clock.off.store(MONTHS, SeqCst);
    noor.wake();
    noor.weather(Weather::NoNetwork);
    let stop = noor.stops(PLATE, []).id;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    days_go_by(&town, &bram, 480).await;
    // Central's machine was off for three days, and tells no time for one.
    town.clock().advance_millis(3 * DAY);
    town.central().tidy().await.unwrap();
    clock.ran.store(MONTHS + 3 * DAY, SeqCst);
    clock.off.store(0, SeqCst);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0), "{status:?}");
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));

    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();

    town.clock().advance_millis(25 * HOUR);
    town.central().tidy().await.unwrap();
    clock.ran.store(MONTHS + 3 * DAY + 25 * HOUR, SeqCst);
    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (2, 0), "{status:?}");
    noor.to_central.clear();
    for _ in 0..2 {
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 2), "{status:?}");
    }
    let card = noor.phone().stop(stop).unwrap().card;
    let code = RefusalCode::EpochClosed;
    assert_eq!(card.sync, SyncState::Refused { code });
    assert_eq!(card.at, EVENING);
    assert_eq!(counted(&town, PLATE).await, (0, 0, 0));

    // Central is put back from before that.
    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, &copy, Existing::MoveAside, town.clock().as_ref())
        .await
        .unwrap();
    noor.to_central.lead_to(town.start_central().await.unwrap());
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
    // A token is asked for anew.
    town.clock().advance_millis(9 * HOUR);
    clock.ran.fetch_add(9 * HOUR, SeqCst);
    for _ in 0..2 {
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 2), "{status:?}");
    }
    assert_eq!(counted(&town, PLATE).await, (0, 0, 0));
}
