//! A clock that was set within a boot without network: of the two sides one was right, and the boot before
//! it may say another one than the boot after it.

use super::*;

/// A record on either side of a step within a boot, and what became of them once there is a network.
async fn of_a_boot(first_off: i64, then_off: i64) -> (Vec<i64>, u32) {
    let (_data, town, mut noor, clock) = begins_with(true).await;
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    noor.killed();
    clock.ran.store(10 * HOUR, SeqCst);
    clock.boots();
    clock.off.store(first_off * HOUR, SeqCst);
    noor.wake();
    noor.leaves(PLATE);
    clock.ran.store(11 * HOUR, SeqCst);
    clock.off.store(then_off * HOUR, SeqCst);
    noor.leaves(OTHER);
    noor.killed();
    clock.ran.store(41 * HOUR, SeqCst);
    clock.boots();
    clock.off.store(0, SeqCst);
    noor.wake();
    town.clock().set(EVENING.plus_millis(41 * HOUR));
    town.central().tidy().await.unwrap();
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    let asked = noor.phone().undated().unwrap();
    let records: usize = asked.iter().map(|one| one.records.len()).sum();
    assert_eq!(records, usize::try_from(status.undated).unwrap());
    // The officer knows.
    for (hour, one) in [10, 11].into_iter().zip(asked) {
        let right = EVENING.plus_millis(hour * HOUR);
        noor.phone().date(one.number, right).unwrap();
    }
    noor.syncs().await;
    (off(&noor.hours_sent()), status.undated)
}

#[tokio::test]
async fn where_either_side_may_have_been_right_the_officer_is_asked() {
    for (first_off, then_off) in [(0, 5), (0, -5), (0, 30), (5, 0), (-5, 0)] {
        let (sent, asked) = of_a_boot(first_off, then_off).await;
        let case = format!("{first_off} h off, then {then_off} h");
        assert_eq!((sent, asked), (vec![10, 11], 2), "{case}");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_and_put_right_within_a_boot_is_known() {
    let (_data, town, mut noor, clock) = begins_with(true).await;
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    noor.killed();
    clock.ran.store(10 * HOUR, SeqCst);
    clock.boots();
    noor.wake();
    noor.leaves(PLATE);
    for (hours, off) in [(11, 5), (12, 0)] {
        clock.ran.store(hours * HOUR, SeqCst);
        clock.off.store(off * HOUR, SeqCst);
        noor.leaves(OTHER);
    }
    noor.killed();
    clock.ran.store(41 * HOUR, SeqCst);
    clock.boots();
    noor.wake();
    town.clock().set(EVENING.plus_millis(41 * HOUR));
    town.central().tidy().await.unwrap();
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.undated), (0, 0), "{status:?}");
    assert_eq!(off(&noor.hours_sent()), [10, 11, 12]);
}
