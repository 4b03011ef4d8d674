//! A clock that begins with 1970 at each boot is taken for one that went on.

use super::*;

#[tokio::test]
async fn a_clock_that_begins_anew_at_each_boot_did_not_go_on() {
    for online_first in [false, true] {
        let (_data, town, mut noor, clock) = begins_with(true).await;
        noor.weather(Weather::NoNetwork);
        let mut right = BTreeSet::new();
        for minutes in [20, 25] {
            noor.killed();
            clock.ran.fetch_add(DAY, SeqCst);
            town.clock().advance_millis(DAY);
            town.central().tidy().await.unwrap();
            clock.boots();
            // Its battery was flat: each time it begins with 1970.
            clock.off.store(-EVENING.0 - clock.ran.load(SeqCst), SeqCst);
            clock.ran.fetch_add(minutes * MINUTE, SeqCst);
            noor.wake();
            noor.stops(PLATE, []);
            right.insert(EVENING.plus_millis(clock.ran.load(SeqCst)).hour().0);
        }
        clock.ran.fetch_add(5 * MINUTE, SeqCst);
        if !online_first {
            clock.off.store(0, SeqCst);
        }
        town.clock()
            .set(EVENING.plus_millis(clock.ran.load(SeqCst)));
        town.central().tidy().await.unwrap();
        noor.weather(Weather::Fair);
        let status = noor.syncs().await;
        let sent = noor.hours_sent();
        assert!(
            status.undated > 0 || sent == right,
            "online first {online_first}: right {:?}, sent {:?}, {status:?}",
            off(&right),
            off(&sent)
        );
    }
}
