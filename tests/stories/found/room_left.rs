//! A question is asked before the records in front of it are dated, in the same comparison: after that,
//! less than an hour is left, and it need not be asked.

use super::*;

#[tokio::test]
async fn what_has_less_than_an_hour_of_room_once_all_else_is_dated_is_not_asked_about() {
    let (_data, town, mut noor, clock) = begins_with(true).await;
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    let flat = -EVENING.0 - 10 * HOUR;
    for (minutes, off) in [(0, 0), (20, flat)] {
        noor.killed();
        clock.boots();
        it_is(&noor, &clock, &town, 10 * HOUR + minutes * MINUTE, off);
        noor.wake();
        noor.leaves(PLATE);
    }
    noor.killed();
    clock.boots();
    it_is(&noor, &clock, &town, 10 * HOUR + 40 * MINUTE, 0);
    noor.wake();
    town.central().tidy().await.unwrap();
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    let left = (status.waiting, status.undated, status.problem);
    assert_eq!(left, (0, 0, None));
    assert_eq!(off(&noor.hours_sent()), [10]);
    assert_eq!(counted(&town, PLATE).await, (2, 0, 0));
}
