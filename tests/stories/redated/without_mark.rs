//! The hour is corrected when the mark is gone.

use super::*;

#[tokio::test]
async fn a_stop_without_its_mark_can_still_be_withdrawn_where_it_was_sent() {
    let (data, town) = town().await;
    let (clock, noor, stop) = sent_a_quarter_late(&town, data.path()).await;
    for day in 2..=9 {
        clock.ran.store((43 + day) * DAY, SeqCst);
        town.clock().set(EVE.plus_millis((day + 1) * DAY));
        noor.syncs().await;
    }
    assert!(noor.phone().stop(stop).unwrap().card.subject.is_none());
    // Central is put right only now.
    for hours in [0, 26] {
        clock.ran.store(53 * DAY + hours * HOUR, SeqCst);
        town.clock().set(EVE.plus_millis(10 * DAY + hours * HOUR));
        town.central().tidy().await.unwrap();
    }
    noor.syncs().await;
    assert_eq!(noor.phone().stop(stop).unwrap().card.at, EVE);
    noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(kept(data.path()).len(), 1, "the look-up");
}

/// Central is believed although it is nearly two days ahead, and put right once the marks are gone.
#[tokio::test]
async fn what_was_sent_more_than_a_day_off_and_has_no_mark_any_more_is_taken_back_and_shown() {
    let (data, town) = town().await;
    let clock = Witnessed::new();
    let mut noor = joins_witnessed(&town, &clock).await;
    town.pass_days(43).await.unwrap();
    noor.killed();
    clock.ran.store(43 * DAY, SeqCst);
    clock.boots();
    let ahead = EVE.plus_millis(40 * HOUR);
    town.clock().set(ahead);
    town.keyservice().rotate_epochs().unwrap();
    noor.wake();
    let stop = noor.stops(PLATE, []).id;
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(kept(data.path()), both(ahead));
    for day in 1..=9 {
        clock.ran.store((43 + day) * DAY, SeqCst);
        town.clock().set(ahead.plus_millis(day * DAY));
        noor.syncs().await;
    }
    assert!(noor.phone().stop(stop).unwrap().card.subject.is_none());
    for hours in [0, 26] {
        clock.ran.store(53 * DAY + hours * HOUR, SeqCst);
        town.clock().set(EVE.plus_millis(10 * DAY + hours * HOUR));
        town.central().tidy().await.unwrap();
    }
    for weather in [Weather::LoseAnswer, Weather::Fair, Weather::Fair] {
        noor.to_central.set_for("/v1/reports", weather);
        noor.syncs().await;
        noor.to_central.clear();
    }
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 2));
    let card = noor.phone().stop(stop).unwrap().card;
    let code = RefusalCode::Misdated;
    assert_eq!((card.at, card.sync), (EVE, SyncState::Refused { code }));
    assert_eq!(kept(data.path()), []);
    assert_eq!(counted(&town, PLATE).await, (0, 0, 0));
}
