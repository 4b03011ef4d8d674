//! A check that is entered afterwards: whatever becomes of the phone's clock, the time of day that its officer gave
//! stays, and the day follows from when it was entered.

use std::collections::BTreeSet;
use std::time::Duration;

use proco_access::Role;
use proco_device::view::{CentralAnswer, SyncState};
use proco_exchange::report::ReportId;
use proco_exchange::{Clock, UtcMillis};
use proco_testbed::officer::{EVENING, Officer, town, year};
use proco_testbed::phone::smallest;
use proco_testbed::road::Weather;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const PLATE: &str = "00-BDF-0";
const OTHER: &str = "BF-000-G";

fn hours(moments: &[UtcMillis]) -> BTreeSet<u32> {
    moments.iter().map(|at| at.hour().0).collect()
}

/// The name under which the only stop of a phone was sent.
fn name_of_the_stop(officer: &Officer) -> ReportId {
    let store = officer.bare();
    let name = store.query_row("SELECT report_id FROM stops", [], |row| row.get(0));
    ReportId(uuid::Uuid::from_bytes(name.unwrap()))
}

#[tokio::test]
async fn it_arrives_with_the_hour_of_the_check_and_nothing_of_when_it_was_entered() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    for clock in [&noor.clock, &bram.clock, town.clock()] {
        clock.advance_millis(23 * HOUR);
    }
    let at = EVENING.plus_millis(2 * HOUR);
    let card = noor.enters_stop(PLATE, at);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(noor.hours_sent(), hours(&[at]));
    let name = name_of_the_stop(&noor).0.get_timestamp().unwrap();
    let (named, _) = name.to_unix();
    assert_eq!(i64::try_from(named).unwrap(), at.hour().start().0 / 1000);
    let kept = noor.phone().stop(card.id).unwrap().card;
    assert_eq!((kept.sync, kept.afterwards), (SyncState::Sent, true));

    let asked = bram.looks_up(PLATE);
    let answer = bram.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers")
    };
    assert_eq!(year(&counts), (0, 1, 1), "a stop, and no look-up");
}

#[tokio::test]
async fn a_check_of_before_her_phone_was_enrolled_is_not_refused() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let checks = [EVENING.plus_millis(-3 * HOUR), EVENING.plus_millis(-DAY)];
    for (plate, at) in [PLATE, OTHER].into_iter().zip(checks) {
        noor.enters_stop(plate, at);
    }
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (0, 0));
    assert_eq!(noor.hours_sent(), hours(&checks));
}

#[tokio::test]
async fn a_correction_of_the_clock_moves_what_it_dated_and_not_what_she_gave() {
    for off in [-5 * HOUR, 5 * HOUR] {
        let (_data, town) = town().await;
        let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        for clock in [&noor.clock, town.clock()] {
            clock.advance_millis(DAY);
        }
        noor.leaves(OTHER);
        noor.syncs().await;
        noor.weather(Weather::NoNetwork);
        let now = town.clock().now();
        noor.clock.advance_millis(off);
        // By the watch on her arm.
        let at = now.plus_millis(-8 * HOUR);
        let card = noor.enters_stop(PLATE, at);
        noor.leaves(OTHER);
        noor.weather(Weather::Fair);
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{off}");
        assert_eq!(noor.hours_sent(), hours(&[at, now]), "{off}");
        assert_eq!(noor.phone().stop(card.id).unwrap().card.at, at, "{off}");
    }
}

#[tokio::test]
async fn on_a_clock_that_is_days_off_the_day_follows_from_when_it_was_entered() {
    for days in [-20, -3, 3, 40] {
        let (_data, town) = town().await;
        let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        town.pass_days(2).await.unwrap();
        noor.clock.set(town.clock().now());
        noor.leaves(OTHER);
        noor.syncs().await;
        noor.weather(Weather::NoNetwork);
        let now = town.clock().now();
        noor.clock.advance_millis(days * DAY + 120_000);
        // Seven hours ago, as she chooses it: the date beside it is that of the phone.
        let chosen = noor.clock.now().plus_millis(-7 * HOUR - 120_000);
        let really = now.plus_millis(-7 * HOUR);
        let card = noor.enters_stop(PLATE, chosen);
        noor.weather(Weather::Fair);
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.refused), (0, 0), "{days}");
        assert_eq!(noor.hours_sent(), hours(&[now, really]), "{days}");
        let kept = noor.phone().stop(card.id).unwrap().card;
        assert_eq!((kept.at, kept.afterwards), (really, true), "{days}");
    }
}

#[tokio::test]
async fn a_draft_of_it_is_corrected_too_open_or_taken_back() {
    for taken_back in [false, true] {
        let (_data, town) = town().await;
        let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
        noor.killed();
        noor.wake_with(|config| config.undo_within = Duration::from_secs(10));
        noor.waits(-9 * DAY);
        let chosen = noor.clock.now().plus_millis(-7 * HOUR);
        let really = town.clock().now().plus_millis(-7 * HOUR);
        let draft = noor.enters(PLATE, chosen).unwrap();
        if taken_back {
            noor.phone().discard_draft(draft.id).unwrap();
        }
        noor.syncs().await;
        if taken_back {
            noor.phone().take_back().unwrap();
        }
        let open = noor.phone().open_draft().unwrap().unwrap();
        assert_eq!((open.started_at, open.afterwards), (really, true));
        noor.answers(open.id, smallest());
        noor.phone().finish(open.id, None).unwrap();
        noor.waits(10_000);
        assert_eq!(noor.syncs().await.waiting, 0);
        assert_eq!(noor.hours_sent(), hours(&[really]));
    }
}

#[tokio::test]
async fn where_the_clock_cannot_be_told_she_is_asked_and_the_day_follows() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.clock.set(EVENING.plus_millis(-380 * DAY));
    let chosen = noor.clock.now().plus_millis(-2 * HOUR);
    let card = noor.enters_stop(PLATE, chosen);
    let later = EVENING.plus_millis(40 * HOUR);
    noor.clock.set(later);
    town.clock().set(later);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.undated), (1, 1));
    assert_eq!(noor.hours_sent(), hours(&[]));
    let asked = noor.phone().undated().unwrap();
    let record = &asked[0].records[0];
    assert!(record.afterwards && record.is_stop);
    let entered = EVENING.plus_millis(DAY);
    noor.phone().date(asked[0].number, entered).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    let really = entered.plus_millis(-2 * HOUR);
    assert_eq!(noor.hours_sent(), hours(&[really]));
    assert_eq!(noor.phone().stop(card.id).unwrap().card.at, really);
}

#[tokio::test]
async fn she_is_asked_about_what_her_clock_dated_and_not_about_what_she_gave() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.clock.set(EVENING.plus_millis(-400 * DAY));
    noor.stops(PLATE, []);
    // 40 hours later the clock is put right: the stop may have been at any of them.
    let later = EVENING.plus_millis(40 * HOUR);
    noor.clock.set(later);
    town.clock().set(later);
    let at = later.plus_millis(-20 * HOUR);
    let card = noor.enters_stop(OTHER, at);
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.undated), (2, 2));
    assert_eq!(noor.hours_sent(), hours(&[at]));
    let asked = noor.phone().undated().unwrap();
    assert_eq!(asked[0].records.len(), 2);
    let really = EVENING.plus_millis(DAY);
    noor.phone().date(asked[0].number, really).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(noor.hours_sent(), hours(&[at, really]));
    assert_eq!(noor.phone().stop(card.id).unwrap().card.at, at);
}

#[tokio::test]
async fn its_mark_goes_a_week_after_the_check() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    town.pass_days(1).await.unwrap();
    noor.clock.set(town.clock().now());
    let now = town.clock().now();
    noor.enters_stop(PLATE, now.plus_millis(-20 * HOUR));
    noor.syncs().await;
    let marks_after = async |millis: i64| {
        for clock in [&noor.clock, town.clock()] {
            clock.set(now.plus_millis(millis));
        }
        noor.syncs().await;
        noor.marks().len()
    };
    for day in 1..=6 {
        assert_eq!(marks_after(day * DAY).await, 1, "day {day}");
    }
    assert_eq!(marks_after(6 * DAY + 3 * HOUR).await, 1);
    assert_eq!(marks_after(6 * DAY + 5 * HOUR).await, 0);
}
