//! The copy was made while a record had the hour of a wrong clock; it was sent with the right one.

use std::path::Path;

use proco_testbed::phone::Files;

use super::*;

/// What central keeps of records, withdrawn ones left out: kind, epoch, hour.
fn kept(data: &Path) -> Vec<(String, i64, u32)> {
    let store = rusqlite::Connection::open(data.join("central/central.db")).unwrap();
    let mut rows = store
        .prepare("SELECT kind, epoch, hour FROM records WHERE kind <> 'withdrawn' ORDER BY kind")
        .unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

/// An officer whose clock was so many days back when she recorded a stop, off the network; the copy of
/// then; and the stop. Her clock was put right since, and all was sent.
async fn sent_with_its_hour(
    town: &Town,
    data: &Path,
    witness: bool,
    days: i64,
) -> (Officer, Files, StopId) {
    let clock = Witnessed::new();
    let mut noor = joins_with(town, &clock, witness).await;
    noor.weather(Weather::NoNetwork);
    noor.killed();
    clock.boots();
    clock.off.store(-days * DAY, SeqCst);
    noor.clock.set(EVENING.plus_millis(-days * DAY));
    noor.wake();
    let stop = noor.stops(PLATE, []).id;
    noor.syncs().await;
    let copy = noor.copy();
    clock.off.store(0, SeqCst);
    clock.ran.store(5 * MINUTE, SeqCst);
    noor.clock.set(EVENING.plus_millis(5 * MINUTE));
    town.clock().set(EVENING.plus_millis(5 * MINUTE));
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.waiting, 0);
    let hours: Vec<_> = kept(data).into_iter().map(|row| row.2).collect();
    assert!(
        hours
            .iter()
            .all(|hour| hour.abs_diff(EVENING.hour().0) <= 1),
        "{hours:?}"
    );
    (noor, copy, stop)
}

#[tokio::test]
async fn a_copy_of_before_the_correction_sends_nothing_twice() {
    for (witness, days) in [(true, 80), (false, 80), (true, 10), (false, 10)] {
        for lost_log in [false, true] {
            let (data, town) = town().await;
            let (mut noor, copy, _) = sent_with_its_hour(&town, data.path(), witness, days).await;
            let there = kept(data.path());
            if lost_log {
                noor.loses_its_log(&copy);
            } else {
                noor.put_back(&copy);
            }
            let status = noor.syncs().await;
            assert_eq!((status.waiting, status.refused), (0, 0));
            assert_eq!(kept(data.path()), there, "{witness} {days} {lost_log}");
            assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
        }
    }
}

#[tokio::test]
async fn what_is_decided_on_a_copy_of_before_the_correction_reaches_central() {
    for days in [10, 80] {
        let (data, town) = town().await;
        let (mut noor, copy, stop) = sent_with_its_hour(&town, data.path(), false, days).await;
        noor.put_back(&copy);
        amends(&noor, stop, found_something());
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0));
        assert_eq!(counted(&town, PLATE).await, (1, 1, 0), "{days}");
        noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0));
        assert_eq!(counted(&town, PLATE).await, (1, 0, 0), "{days}");

        // And once more, withdrawn before anything was compared.
        let (data, town) = proco_testbed::officer::town().await;
        let (mut noor, copy, stop) = sent_with_its_hour(&town, data.path(), false, days).await;
        noor.put_back(&copy);
        noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0));
        assert_eq!(counted(&town, PLATE).await, (1, 0, 0), "{days}");
    }
}

/// Central tells no time, so a phone whose clock stands 80 days back sends with that hour; a day later
/// central tells it, and the hour is corrected. The copy is of before it was sent, or of between.
#[tokio::test]
async fn what_was_sent_with_another_hour_is_there_once_and_can_be_withdrawn() {
    for (entered, corrected, withdraws) in [
        (false, false, false),
        (false, true, false),
        (true, false, false),
        (true, true, false),
        (false, false, true),
        (false, true, true),
        (true, false, true),
        (true, true, true),
    ] {
        let case = format!("{entered} {corrected} {withdraws}");
        let (data, town, mut noor, clock) = begins_with(true).await;
        noor.syncs().await;
        town.pass_days(80).await.unwrap();
        // Central's machine was off for three days: it tells no time.
        town.clock().advance_millis(3 * DAY);
        town.central().tidy().await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
        let truth = town.clock().now();
        noor.killed();
        clock.ran.store(83 * DAY, SeqCst);
        clock.boots();
        clock.off.store(-80 * DAY, SeqCst);
        noor.wake();
        let stop = noor.stops(PLATE, []).id;
        let mut copy = noor.copy();
        assert_eq!(noor.syncs().await.waiting, 0);
        assert_eq!(kept(data.path()).len(), 2);
        if entered {
            copy = noor.copy();
        }
        let a_day_later = || async {
            clock.ran.fetch_add(25 * HOUR, SeqCst);
            town.clock().advance_millis(25 * HOUR);
            town.central().tidy().await.unwrap();
        };
        a_day_later().await;
        if corrected {
            assert_eq!(noor.syncs().await.waiting, 0);
            assert_eq!(noor.phone().stop(stop).unwrap().card.at, truth);
        }
        noor.put_back(&copy);
        if withdraws {
            noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
        }
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{case}");
        let there = kept(data.path());
        assert_eq!(there.len(), 2 - usize::from(withdraws), "{case} {there:?}");
        assert!(
            there.iter().all(|row| row.2 == truth.hour().0),
            "{case} {there:?}"
        );
    }
}
