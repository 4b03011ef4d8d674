//! A record that was sent and whose hour is corrected afterwards: central has it once, with the right
//! hour, and what its officer decides about it reaches central.

mod entered;
mod without_mark;

use std::path::Path;

use super::found::*;
use proco_central::copies::{self, Existing};
use proco_domain::time::Epoch;
use proco_exchange::receipt::RefusalCode;

/// 2026-12-31, 20:00 UTC.
const EVE: UtcMillis = UtcMillis(EVENING.0 + 43 * DAY);

/// What central keeps of records, withdrawn ones left out: kind, epoch, hour.
fn kept(data: &Path) -> Vec<(String, i64, u32)> {
    let store = rusqlite::Connection::open(data.join("central/central.db")).unwrap();
    let mut rows = store
        .prepare("SELECT kind, epoch, hour FROM records WHERE kind <> 'withdrawn' ORDER BY kind")
        .unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn number(epoch: Epoch) -> i64 {
    i64::from(epoch.year()) * 10 + i64::from(epoch.quarter())
}

/// A look-up and a stop of a moment.
fn both(at: UtcMillis) -> Vec<(String, i64, u32)> {
    ["query", "stop"]
        .map(|kind| (kind.to_owned(), number(at.epoch()), at.hour().0))
        .into()
}

fn look_up(at: UtcMillis) -> Vec<(String, i64, u32)> {
    both(at)[..1].to_vec()
}

/// Central is a day ahead on New Year's Eve, and believed by a phone that was just booted: the stop of
/// the evening is sent as one of the next quarter.
async fn sent_a_quarter_late(town: &Town, data: &Path) -> (Arc<Witnessed>, Officer, StopId) {
    let clock = Witnessed::new();
    let mut noor = joins_witnessed(town, &clock).await;
    town.pass_days(44).await.unwrap();
    noor.killed();
    clock.ran.store(43 * DAY, SeqCst);
    clock.boots();
    noor.wake();
    let stop = noor.stops(PLATE, []).id;
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(kept(data), both(EVE.plus_millis(DAY)));
    (clock, noor, stop)
}

/// Central is put right, and a day later tells the time again.
async fn central_is_put_right(town: &Town, clock: &Witnessed) {
    for hours in [1, 26] {
        clock.ran.store(43 * DAY + hours * HOUR, SeqCst);
        town.clock().set(EVE.plus_millis(hours * HOUR));
        town.central().tidy().await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
    }
}

#[tokio::test]
async fn what_central_misdated_into_another_quarter_is_there_once_with_its_hour() {
    let (data, town) = town().await;
    let (clock, noor, stop) = sent_a_quarter_late(&town, data.path()).await;
    central_is_put_right(&town, &clock).await;
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
    assert_eq!(noor.phone().stop(stop).unwrap().card.at, EVE);
    assert_eq!(kept(data.path()), both(EVE));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
}

#[tokio::test]
async fn a_stop_that_was_dated_back_into_another_quarter_can_be_withdrawn() {
    let (data, town) = town().await;
    let (clock, noor, stop) = sent_a_quarter_late(&town, data.path()).await;
    central_is_put_right(&town, &clock).await;
    noor.phone()
        .withdraw(stop, WithdrawReason::WrongSubject)
        .unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(kept(data.path()), look_up(EVE));
    assert_eq!(counted(&town, PLATE).await, (1, 0, 0));
}

#[tokio::test]
async fn a_stop_that_was_dated_back_into_another_quarter_can_be_amended() {
    let (data, town) = town().await;
    let (clock, noor, stop) = sent_a_quarter_late(&town, data.path()).await;
    central_is_put_right(&town, &clock).await;
    amends(&noor, stop, found_something());
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(kept(data.path()), both(EVE));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));

    amends(&noor, stop, []);
    noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(kept(data.path()), look_up(EVE));
}

#[tokio::test]
async fn no_lost_answer_and_no_copy_leaves_it_there_twice() {
    for lost in [Weather::LoseAnswer, Weather::LoseRequest, Weather::Twice] {
        let (data, town) = town().await;
        let (clock, mut noor, stop) = sent_a_quarter_late(&town, data.path()).await;
        let copy = noor.copy();
        central_is_put_right(&town, &clock).await;
        noor.to_central.set_for("/v1/reports", lost);
        noor.syncs().await;
        noor.to_central.clear();
        assert_eq!(noor.syncs().await.waiting, 0);
        assert_eq!(kept(data.path()), both(EVE), "{lost:?}");

        noor.put_back(&copy);
        amends(&noor, stop, found_something());
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{lost:?}");
        assert_eq!(kept(data.path()), both(EVE), "{lost:?}");
        assert_eq!(counted(&town, PLATE).await, (1, 1, 0), "{lost:?}");
    }
}

#[tokio::test]
async fn what_was_sent_while_central_told_no_time_is_there_once_when_the_officer_has_dated_it() {
    let (data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.syncs().await;
    town.pass_days(43).await.unwrap();
    // Central's machine was off for three days. Her clock stands five days back.
    town.clock().advance_millis(3 * DAY);
    town.central().tidy().await.unwrap();
    let truth = town.clock().now();
    let behind = truth.plus_millis(-5 * DAY);
    assert_ne!(behind.epoch(), truth.epoch());
    noor.killed();
    noor.clock.set(behind);
    noor.wake();
    let stop = noor.stops(PLATE, []).id;
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(kept(data.path()), both(behind));

    noor.waits(25 * HOUR);
    town.clock().advance_millis(25 * HOUR);
    town.central().tidy().await.unwrap();
    noor.syncs().await;
    let asked = noor.phone().undated().unwrap();
    assert_eq!(asked.len(), 1, "nobody else can tell");
    noor.phone().date(asked[0].number, truth).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(kept(data.path()), both(truth));
    amends(&noor, stop, found_something());
    assert_eq!(noor.syncs().await.refused, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
}

#[tokio::test]
async fn a_central_put_back_from_before_the_correction_has_it_once_again() {
    for withdrawn in [false, true] {
        let (data, mut town) = town().await;
        let (clock, noor, stop) = sent_a_quarter_late(&town, data.path()).await;
        let copy = data.path().join("copy.db");
        let folder = data.path().join("central");
        town.central().backup(&copy).await.unwrap();
        central_is_put_right(&town, &clock).await;
        noor.syncs().await;
        assert_eq!(kept(data.path()), both(EVE));
        if withdrawn {
            noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
            noor.syncs().await;
        }
        town.stop_central().await;
        copies::restore(&folder, &copy, Existing::MoveAside, town.clock().as_ref())
            .await
            .unwrap();
        let address = town.start_central().await.unwrap();
        noor.to_central.lead_to(address);
        assert_eq!(kept(data.path()), both(EVE.plus_millis(DAY)));
        for hours in [36, 62] {
            clock.ran.store(43 * DAY + hours * HOUR, SeqCst);
            town.clock().set(EVE.plus_millis(hours * HOUR));
            town.central().tidy().await.unwrap();
            noor.syncs().await;
        }
        let there = if withdrawn { look_up(EVE) } else { both(EVE) };
        assert_eq!(kept(data.path()), there, "withdrawn {withdrawn}");
    }
}

#[tokio::test]
async fn what_central_misdated_ahead_of_now_is_never_sent_with_that_hour() {
    let (data, town) = town().await;
    let clock = Witnessed::new();
    let mut noor = joins_witnessed(&town, &clock).await;
    town.pass_days(43).await.unwrap();
    noor.killed();
    clock.ran.store(43 * DAY, SeqCst);
    clock.boots();
    noor.wake();
    // Central is nearly two days ahead, and tells so; what she records then is not sent.
    town.clock().set(EVE.plus_millis(47 * HOUR));
    noor.to_keyservice.set(Weather::NoNetwork);
    noor.stops(PLATE, []);
    assert_eq!(noor.syncs().await.waiting, 2);
    noor.to_keyservice.set(Weather::Fair);
    noor.killed();
    clock.boots();
    noor.wake();
    for hours in [1, 26, 52, 78] {
        clock.ran.store(43 * DAY + hours * HOUR, SeqCst);
        town.clock().set(EVE.plus_millis(hours * HOUR));
        town.central().tidy().await.unwrap();
        town.keyservice().rotate_epochs().unwrap();
        noor.syncs().await;
        for asked in noor.phone().undated().unwrap() {
            noor.phone().date(asked.number, EVE).unwrap();
        }
    }
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(kept(data.path()), both(EVE));
    assert_eq!(noor.hours_sent(), BTreeSet::from([EVE.hour().0]));
}

/// Both clocks are off, hers by five hours and central's by as many as `ahead`, while she looks up; then
/// central is right, and stays so for longer than a day.
#[tokio::test]
async fn what_a_wrong_central_dated_on_a_wrong_phone_follows_its_last_word() {
    for ahead in [3 * HOUR, 26 * HOUR, -3 * HOUR] {
        let (data, town) = town().await;
        let clock = Witnessed::new();
        let mut noor = joins_witnessed(&town, &clock).await;
        noor.killed();
        clock.ran.store(2 * DAY, SeqCst);
        clock.boots();
        clock.off.store(-5 * HOUR, SeqCst);
        town.clock().set(EVENING.plus_millis(2 * DAY + ahead));
        noor.wake();
        let stop = noor.stops(PLATE, []).id;
        assert_eq!(noor.syncs().await.waiting, 0);
        // The clock is set by hand meanwhile: also what came before that follows.
        clock.off.store(-7 * HOUR, SeqCst);
        let other = noor.stops(PLATE, []).id;
        for hours in [1, 13, 26, 27] {
            clock.ran.store(2 * DAY + hours * HOUR, SeqCst);
            town.clock()
                .set(EVENING.plus_millis(2 * DAY + hours * HOUR));
            town.central().tidy().await.unwrap();
            noor.syncs().await;
        }
        let truth = EVENING.plus_millis(2 * DAY);
        for stop in [stop, other] {
            assert_eq!(noor.phone().stop(stop).unwrap().card.at, truth, "{ahead}");
        }
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{ahead}");
        let hours: Vec<u32> = kept(data.path()).into_iter().map(|row| row.2).collect();
        assert_eq!(hours, [truth.hour().0; 4], "{ahead}");
    }
}

#[tokio::test]
async fn a_central_that_was_wrong_for_two_days_misdates_nothing_from_before_and_after() {
    let (data, town) = town().await;
    let clock = Witnessed::new();
    let noor = joins_witnessed(&town, &clock).await;
    let moment = |hours: i64| EVENING.plus_millis(hours * HOUR);
    let mut stops = Vec::new();
    for (hours, ahead) in [(1, 0), (2, 5), (20, 5), (30, 5), (40, 5), (41, 0), (90, 0)] {
        clock.ran.store(hours * HOUR, SeqCst);
        town.clock().set(moment(hours + ahead));
        town.central().tidy().await.unwrap();
        noor.syncs().await;
        stops.push((hours, noor.stops(PLATE, []).id));
        noor.syncs().await;
    }
    for (hours, stop) in &stops {
        let at = noor.phone().stop(*stop).unwrap().card.at;
        assert_eq!(at, moment(*hours), "{hours}");
    }
    let mut hours: Vec<_> = kept(data.path()).into_iter().map(|row| row.2).collect();
    hours.dedup();
    let right: Vec<_> = stops
        .iter()
        .map(|(hours, _)| moment(*hours).hour().0)
        .collect();
    hours.sort_unstable();
    hours.dedup();
    assert_eq!(hours, right);
}

/// The copy knows nothing of the correction, and after a boot nothing on the phone tells of it either.
#[tokio::test]
async fn an_amendment_under_a_withdrawn_name_is_not_called_sent() {
    let (data, town) = town().await;
    let (clock, mut noor, stop) = sent_a_quarter_late(&town, data.path()).await;
    let copy = noor.copy();
    central_is_put_right(&town, &clock).await;
    noor.syncs().await;
    assert_eq!(kept(data.path()), both(EVE));

    clock.boots();
    noor.put_back(&copy);
    amends(&noor, stop, found_something());
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 1));
    let state = noor.phone().stop(stop).unwrap().card.sync;
    let code = RefusalCode::Withdrawn;
    assert_eq!(state, SyncState::Refused { code });
    assert_eq!(kept(data.path()), both(EVE));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1), "as it was");
}

#[tokio::test]
async fn what_its_officer_withdrew_is_told_to_a_copy_that_sends_it_again() {
    let (data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let stop = noor.stops(PLATE, []).id;
    let copy = noor.copy();
    noor.syncs().await;
    noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
    noor.syncs().await;
    noor.put_back(&copy);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 1));
    let code = RefusalCode::Withdrawn;
    let state = noor.phone().stop(stop).unwrap().card.sync;
    assert_eq!(state, SyncState::Refused { code });
    assert_eq!(kept(data.path()).len(), 1, "the look-up");
    // Withdrawn here as well, it is done with.
    noor.phone().withdraw(stop, WithdrawReason::Double).unwrap();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
}
