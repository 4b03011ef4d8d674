//! A step that the phone saw, running or at a start, is forgotten when nothing was recorded after it.

use super::*;

#[tokio::test]
async fn a_clock_that_was_seen_to_be_put_back_was_ahead() {
    for witness in [true, false] {
        let (_data, town, mut noor, clock) = begins_with(witness).await;
        noor.weather(Weather::NoNetwork);
        noor.killed();
        noor.clock.set(EVENING.plus_millis(10 * DAY));
        clock.boots();
        clock.off.store(10 * DAY, SeqCst);
        noor.wake();
        noor.stops(PLATE, []);
        // It is put right while the app runs, which sees it.
        noor.clock.set(EVENING.plus_millis(15 * MINUTE));
        clock.off.store(0, SeqCst);
        clock.ran.store(15 * MINUTE, SeqCst);
        noor.phone().open_draft().unwrap();
        noor.syncs().await;
        noor.phone().status().unwrap();
        noor.killed();
        // Eleven days later there is a network again.
        clock.ran.store(11 * DAY, SeqCst);
        clock.boots();
        noor.clock.set(EVENING.plus_millis(11 * DAY));
        town.pass_days(11).await.unwrap();
        noor.wake();
        noor.weather(Weather::Fair);
        let status = noor.syncs().await;
        let sent = off(&noor.hours_sent());
        assert!(
            sent.is_empty() || sent == [0],
            "witness {witness}: sent {sent:?}, {status:?}"
        );
    }
}

#[tokio::test]
async fn two_days_off_with_a_flat_battery_and_a_clock_that_begins_where_it_ended() {
    let (_data, town, mut noor, clock) = begins_with(true).await;
    noor.weather(Weather::NoNetwork);
    // The battery is flat for a day and a half; at the boot the clock goes on where it stopped.
    noor.killed();
    clock.ran.fetch_add(36 * HOUR, SeqCst);
    clock.off.store(-36 * HOUR, SeqCst);
    clock.boots();
    noor.wake();
    noor.stops(PLATE, []);
    clock.ran.fetch_add(HOUR, SeqCst);
    // Put right while it runs: the platform shows the step.
    clock.off.store(0, SeqCst);
    noor.phone().open_draft().unwrap();
    noor.killed();
    clock.ran.fetch_add(HOUR, SeqCst);
    clock.boots();
    noor.wake();
    town.clock().set(EVENING.plus_millis(38 * HOUR));
    noor.weather(Weather::Fair);
    let s = noor.syncs().await;
    assert_eq!(off(&noor.hours_sent()), [36], "{s:?}");
}

#[tokio::test]
async fn a_clock_that_a_start_saw_put_back_was_ahead() {
    for witness in [true, false] {
        let (_data, town, mut noor, clock) = begins_with(witness).await;
        noor.weather(Weather::NoNetwork);
        noor.killed();
        noor.clock.set(EVENING.plus_millis(10 * DAY));
        clock.boots();
        clock.off.store(10 * DAY, SeqCst);
        noor.wake();
        noor.stops(PLATE, []);
        // It is put right while the app is shut, and nothing is recorded after the next start.
        noor.killed();
        noor.clock.set(EVENING.plus_millis(15 * MINUTE));
        clock.off.store(0, SeqCst);
        clock.ran.store(15 * MINUTE, SeqCst);
        noor.wake();
        noor.killed();
        clock.ran.store(11 * DAY, SeqCst);
        clock.boots();
        noor.clock.set(EVENING.plus_millis(11 * DAY));
        town.pass_days(11).await.unwrap();
        noor.wake();
        noor.weather(Weather::Fair);
        let status = noor.syncs().await;
        let sent = off(&noor.hours_sent());
        if witness {
            assert_eq!(sent, [0], "the platform shows the step: {status:?}");
        } else {
            assert!(sent.is_empty() || sent == [0], "sent {sent:?}, {status:?}");
        }
    }
}

#[tokio::test]
async fn a_clock_that_a_start_saw_put_right_was_behind() {
    for shut in [false, true] {
        // By 10 hours it begins where it ended, as after a flat battery.
        for back in [3, 5, 10] {
            let (_data, town, mut noor, clock) = begins_with(true).await;
            noor.syncs().await;
            noor.weather(Weather::NoNetwork);
            noor.killed();
            clock.ran.store(10 * HOUR, SeqCst);
            clock.boots();
            clock.off.store(-back * HOUR, SeqCst);
            noor.wake();
            noor.leaves(PLATE);
            if shut {
                noor.killed();
            }
            clock.ran.store(11 * HOUR, SeqCst);
            clock.off.store(0, SeqCst);
            if shut {
                noor.wake();
            }
            noor.phone().open_draft().unwrap();
            noor.killed();
            clock.ran.store(20 * HOUR, SeqCst);
            clock.boots();
            noor.wake();
            town.clock().set(EVENING.plus_millis(20 * HOUR));
            town.central().tidy().await.unwrap();
            noor.weather(Weather::Fair);
            let status = noor.syncs().await;
            let sent = off(&noor.hours_sent());
            let right = if back == 10 { vec![10] } else { vec![] };
            assert_eq!(sent, right, "shut {shut}, {back} h: {status:?}");
            assert_eq!(
                status.waiting, status.undated,
                "asked, where either may be so"
            );
        }
    }
}
