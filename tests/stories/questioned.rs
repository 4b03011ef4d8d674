//! What the officer is asked about her records: the truth is always taken, and nothing else is offered.

use std::collections::BTreeSet;

use proco_access::Role;
use proco_exchange::{Clock as _, UtcMillis};
use proco_testbed::officer::{EVENING, Officer, town};
use proco_testbed::road::Weather;
use proco_testbed::town::Town;

const HOUR: i64 = 60 * 60_000;
const DAY: i64 = 24 * HOUR;
const PLATE: &str = "00-BDF-0";

fn hour(at: UtcMillis) -> BTreeSet<u32> {
    BTreeSet::from([at.hour().0])
}

/// A phone that was 40 hours without network, and for a part of them with a clock that nobody can
/// tell the truth of: the officer is asked about a stop.
async fn is_asked(town: &Town) -> Officer {
    let noor = Officer::joins(town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.clock.set(EVENING.plus_millis(-400 * DAY));
    noor.stops(PLATE, []);
    noor.clock.set(EVENING.plus_millis(40 * HOUR));
    noor.weather(Weather::Fair);
    noor
}

#[tokio::test]
async fn what_a_question_takes_is_not_bounded_by_a_clock_that_was_set_back_since() {
    for hours in [0, 20, 40] {
        let (_data, town) = town().await;
        let noor = is_asked(&town).await;
        town.clock().set(noor.clock.now());
        noor.syncs().await;
        let asked = noor.phone().undated().unwrap().pop().unwrap();
        noor.weather(Weather::NoNetwork);
        noor.clock.set(EVENING.plus_millis(-5 * HOUR));
        let truth = EVENING.plus_millis(hours * HOUR);
        assert_eq!(noor.phone().date(asked.number, truth), Ok(()), "{hours}");
        noor.clock.set(town.clock().now());
        noor.weather(Weather::Fair);
        assert_eq!(noor.syncs().await.waiting, 0);
        assert_eq!(noor.hours_sent(), hour(truth));
    }
}

#[tokio::test]
async fn no_question_offers_a_moment_that_is_yet_to_come() {
    let (_data, town) = town().await;
    let noor = is_asked(&town).await;
    let central_says = async |hours: i64| {
        town.clock().set(EVENING.plus_millis(hours * HOUR));
        town.central().tidy().await.unwrap();
    };
    // Central is 40 hours ahead and stands by it for a day, until it is put right and stands by that.
    central_says(55).await;
    central_says(80).await;
    noor.syncs().await;
    for hours in [40, 53, 66] {
        central_says(hours).await;
        noor.clock.set(town.clock().now());
        noor.syncs().await;
    }
    let now = town.clock().now();
    let asked = noor.phone().undated().unwrap().pop().unwrap();
    assert!(asked.until <= Some(now), "{:?}", asked.until);
    let until = asked.until.unwrap();
    assert_eq!(noor.phone().date(asked.number, until), Ok(()));
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(noor.hours_sent(), hour(until));
}
