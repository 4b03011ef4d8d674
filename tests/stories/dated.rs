//! A clock that was wrong: its records reach central with the hour that they had, or the officer is
//! asked, and nothing of them is dropped or closed on the way.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering::SeqCst;

use proco_access::Role;
use proco_device::DeviceError;
use proco_device::view::{CentralAnswer, Notice, SyncProblem, SyncState};
use proco_exchange::frequency::Window;
use proco_exchange::{Clock, UtcMillis};
use proco_testbed::officer::{EVENING, Officer, town, year};
use proco_testbed::road::Weather;
use proco_testbed::witnessed::Witnessed;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const PLATE: &str = "00-BDF-0";

fn hour(at: UtcMillis) -> BTreeSet<u32> {
    BTreeSet::from([at.hour().0])
}

#[tokio::test]
async fn a_clock_that_stood_back_and_was_put_right_misdates_and_drops_nothing() {
    for days in [1, 2, 6, 30, 200, 360, 366, 400, 460, 700, 3_650, 20_000] {
        let (_data, town) = town().await;
        let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        noor.weather(Weather::NoNetwork);
        noor.clock.set(EVENING.plus_millis(-days * DAY));
        let card = noor.stops(PLATE, []);
        noor.clock.set(EVENING.plus_millis(15 * MINUTE));
        town.clock().set(EVENING.plus_millis(15 * MINUTE));
        noor.weather(Weather::Fair);
        let status = noor.syncs().await;
        assert_eq!(
            (status.waiting, status.refused, status.problem),
            (0, 0, None),
            "{days} days back"
        );
        assert_eq!(noor.hours_sent(), hour(EVENING), "{days} days back");
        let kept = noor.phone().stop(card.id).unwrap().card;
        assert_eq!(kept.sync, SyncState::Sent, "{days} days back");
        assert_eq!(kept.at.hour(), EVENING.hour(), "{days} days back");
        assert!(kept.subject.is_some(), "a fresh stop keeps its mark");
        assert!(noor.phone().amend(kept.id).is_ok(), "{days} days back");
        assert_eq!(noor.phone().status().unwrap().notices, []);
    }
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_by_central_on_either_side() {
    for off in [
        -20_000 * DAY,
        -366 * DAY,
        -DAY,
        -2 * HOUR,
        2 * HOUR,
        DAY,
        30 * DAY,
        3_000 * DAY,
    ] {
        let (_data, town) = town().await;
        let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        noor.clock.set(EVENING.plus_millis(off));
        noor.stops(PLATE, []);
        let status = noor.syncs().await;
        assert_eq!(
            (status.waiting, status.refused, status.problem),
            (0, 0, None),
            "{off}"
        );
        assert_eq!(noor.hours_sent(), hour(EVENING), "{off}");
        assert_eq!(noor.phone().status().unwrap().notices, [Notice::ClockOff]);

        // It is known now: what comes next is dated right from the start.
        noor.clock.advance_millis(10 * MINUTE);
        town.clock().advance_millis(10 * MINUTE);
        let next = noor.stops("BF-000-G", []);
        assert_eq!(next.at, EVENING.plus_millis(10 * MINUTE), "{off}");
        let local = noor.looks_up(PLATE).local;
        assert_eq!(year(&local), (1, 1, 1), "and counted right: {off}");

        // It is put right: the notice goes without a look-up, and no record moves again.
        noor.clock.set(town.clock().now());
        noor.syncs().await;
        assert_eq!(noor.phone().status().unwrap().notices, [], "{off}");
        assert_eq!(noor.hours_sent(), hour(EVENING), "{off}");
    }
}

#[tokio::test]
async fn others_count_a_record_of_a_clock_that_was_behind_within_the_day() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    noor.clock.set(EVENING.plus_millis(-366 * DAY));
    noor.stops(PLATE, []);
    noor.syncs().await;
    let asked = bram.looks_up(PLATE);
    let answer = bram.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers");
    };
    let day = counts
        .windows
        .iter()
        .find(|count| count.window == Window::Day);
    let day = day.unwrap();
    assert_eq!((day.queries, day.stops), (1, 1));
}

#[tokio::test]
async fn putting_the_clock_right_closes_no_draft_and_takes_no_mark() {
    for days in [2, 6, 8, 30, 400] {
        for restarted in [false, true] {
            let (_data, town) = town().await;
            let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
            noor.weather(Weather::NoNetwork);
            noor.clock.set(EVENING.plus_millis(-days * DAY));
            if restarted {
                noor.killed();
                noor.wake();
            }
            let fresh = noor.stops("BF-000-G", []);
            let look_up = noor.looks_up(PLATE);
            let draft = noor.phone().start_check(look_up.query).unwrap();
            noor.answers(draft.id, proco_testbed::phone::smallest());
            noor.clock.set(EVENING.plus_millis(15 * MINUTE));
            town.clock().set(EVENING.plus_millis(15 * MINUTE));
            if restarted {
                noor.killed();
                noor.wake();
            }
            let open = noor.phone().open_draft().unwrap();
            assert_eq!(
                open.map(|open| open.id),
                Some(draft.id),
                "before the network"
            );
            noor.weather(Weather::Fair);
            noor.syncs().await;
            let open = noor.phone().open_draft().unwrap();
            let open = open.expect("it was touched a quarter of an hour ago");
            assert_eq!(open.started_at.hour(), EVENING.hour(), "{days} {restarted}");
            let stop = noor.phone().finish(open.id, None).unwrap();
            noor.syncs().await;
            assert_eq!(noor.hours_sent(), hour(EVENING), "{days} {restarted}");
            for card in [fresh, stop] {
                assert!(noor.phone().amend(card.id).is_ok(), "{days} {restarted}");
                let open = noor.phone().open_draft().unwrap().unwrap();
                noor.phone().discard_draft(open.id).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn where_the_phone_cannot_tell_the_officer_is_asked_and_nothing_is_sent_before() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.clock.set(EVENING.plus_millis(-400 * DAY));
    let card = noor.stops(PLATE, []);
    // 40 hours later the clock is put right: the stop may have been at any of them.
    let later = EVENING.plus_millis(40 * HOUR);
    noor.clock.set(later);
    town.clock().set(later);
    let right = noor.stops("BF-000-G", []);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!(
        (
            status.waiting,
            status.undated,
            status.refused,
            status.problem
        ),
        (2, 2, 0, Some(SyncProblem::TimeUnknown))
    );
    assert_eq!(noor.hours_sent(), hour(later), "the other one went");
    let state = |id| noor.phone().stop(id).unwrap().card.sync;
    assert_eq!(
        (state(card.id), state(right.id)),
        (SyncState::Waiting, SyncState::Sent)
    );

    let asked = noor.phone().undated().unwrap();
    let [asked] = asked.as_slice() else {
        panic!("one stretch of the clock, one question");
    };
    assert_eq!(asked.records.len(), 2);
    assert_eq!(asked.from, Some(EVENING));
    assert_eq!(asked.until, Some(later));
    let says = |at: UtcMillis| noor.phone().date(asked.number, at);
    for absurd in [EVENING.plus_millis(-DAY), later.plus_millis(2 * HOUR)] {
        assert_eq!(says(absurd), Err(DeviceError::Moment));
    }
    let really = EVENING.plus_millis(DAY);
    assert_eq!(says(really), Ok(()));
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.undated, status.problem),
        (0, 0, None)
    );
    let both: BTreeSet<u32> = hour(later).union(&hour(really)).copied().collect();
    assert_eq!(noor.hours_sent(), both);
    assert_eq!(noor.phone().undated().unwrap().len(), 0);
}

#[tokio::test]
async fn records_that_span_more_than_there_was_time_are_asked_about_apart() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.clock.set(EVENING.plus_millis(-400 * DAY));
    let first = noor.stops(PLATE, []);
    // A step that nothing shows, wider than all the time that there was.
    noor.clock.advance_millis(47 * HOUR);
    let second = noor.stops(PLATE, []);
    let later = EVENING.plus_millis(20 * HOUR);
    noor.clock.set(later);
    town.clock().set(later);
    noor.weather(Weather::Fair);
    noor.syncs().await;
    let says = |hours: i64| {
        let asked = noor.phone().undated().unwrap();
        let asked = asked.first().expect("a question");
        assert_eq!(asked.records.len(), 2, "a look-up and its stop");
        assert_eq!(asked.until, Some(later));
        noor.phone()
            .date(asked.number, EVENING.plus_millis(hours * HOUR))
            .unwrap();
    };
    says(18);
    says(19);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.undated, status.problem),
        (0, 0, None)
    );
    let at = |id| noor.phone().stop(id).unwrap().card.at;
    assert_eq!(at(first.id), EVENING.plus_millis(18 * HOUR));
    assert_eq!(at(second.id), EVENING.plus_millis(19 * HOUR));
}

#[tokio::test]
async fn a_clock_that_stood_ahead_and_was_put_back_dates_what_came_before_as_it_was() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.clock.advance_millis(5 * MINUTE);
    let before = noor.stops("BF-000-G", []);
    noor.clock.advance_millis(2 * DAY);
    let ahead = noor.stops(PLATE, []);
    noor.clock.set(EVENING.plus_millis(20 * MINUTE));
    town.clock().set(EVENING.plus_millis(20 * MINUTE));
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
    assert_eq!(noor.hours_sent(), hour(EVENING));
    let at = |id| noor.phone().stop(id).unwrap().card.at;
    assert_eq!(at(before.id), EVENING.plus_millis(5 * MINUTE));
    assert_eq!(at(ahead.id).hour(), EVENING.hour());
}

#[tokio::test]
async fn some_days_off_without_a_network_are_no_reason_to_ask() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    let mut hours = BTreeSet::new();
    for day in [1, 2, 6, 7, 13] {
        noor.killed();
        noor.clock.set(EVENING.plus_millis(day * DAY));
        noor.wake();
        noor.stops(PLATE, []);
        hours.extend(hour(EVENING.plus_millis(day * DAY)));
    }
    town.clock().set(noor.clock.now());
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.undated, status.problem),
        (0, 0, None)
    );
    assert_eq!(noor.hours_sent(), hours);
}

#[tokio::test]
async fn where_the_platform_tells_how_long_it_ran_each_hour_is_exact_and_nobody_is_asked() {
    let (_data, town) = town().await;
    let clock = Witnessed::new();
    let mut noor = Officer::unpacks(&town).await;
    noor.witnessed = Some(clock.clone());
    noor.wake();
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code).await.unwrap();
    noor.weather(Weather::NoNetwork);
    let mut hours = BTreeSet::new();
    for (step, off) in [0, -30 * HOUR, 20 * HOUR, 5 * HOUR, -400 * DAY, 0, 90 * DAY]
        .into_iter()
        .enumerate()
    {
        clock.ran.fetch_add(3 * HOUR, SeqCst);
        clock.off.store(off, SeqCst);
        if step % 2 == 1 {
            noor.killed();
            noor.wake();
        }
        let really = EVENING.plus_millis(clock.ran.load(SeqCst));
        let card = noor.stops(PLATE, []);
        assert_eq!(card.at, really, "{off}: known without any network");
        hours.extend(hour(really));
    }
    // The battery goes flat; the phone boots with a clock of 1970, and nobody can tell it.
    noor.killed();
    clock.ran.fetch_add(HOUR, SeqCst);
    clock.boots();
    clock.off.store(-EVENING.0, SeqCst);
    noor.wake();
    noor.stops(PLATE, []);
    let really = EVENING.plus_millis(clock.ran.load(SeqCst));
    hours.extend(hour(really));
    town.clock().set(really);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.undated, status.problem),
        (0, 0, None)
    );
    assert_eq!(noor.hours_sent(), hours);
}

#[tokio::test]
async fn a_central_whose_clock_was_set_misdates_no_phone_that_saw_no_step() {
    let (_data, town) = town().await;
    let clock = Witnessed::new();
    let mut noor = Officer::unpacks(&town).await;
    noor.witnessed = Some(clock.clone());
    noor.wake();
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code).await.unwrap();
    clock.ran.fetch_add(HOUR, SeqCst);
    town.clock().set(EVENING.plus_millis(DAY));
    let look_up = noor.looks_up(PLATE);
    noor.phone().central_counts(look_up.query).await.unwrap();
    noor.phone().leave_it(look_up.query, None).unwrap();
    noor.syncs().await;
    assert_eq!(noor.phone().status().unwrap().notices, []);
    assert_eq!(noor.hours_sent(), hour(EVENING.plus_millis(HOUR)));
}
