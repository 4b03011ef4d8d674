//! A stop that was finished under the wrong plate: everybody's counts follow.

use std::collections::BTreeSet;

use proco_access::Role;
use proco_device::view::CentralAnswer;
use proco_domain::draft::Change;
use proco_domain::stop::SpareDays;
use proco_testbed::officer::{EVENING, Officer, town, year};
use proco_testbed::road::Weather;

const WRONG: &str = "BB-00-DD";
const RIGHT: &str = "BF-000-G";
const HOUR: i64 = 3_600_000;

async fn known(officer: &Officer, plate: &str) -> ((u32, u32, u32), bool) {
    let look_up = officer.looks_up(plate);
    let answer = officer.phone().central_counts(look_up.query).await.unwrap();
    let CentralAnswer::Known {
        counts, advisory, ..
    } = answer
    else {
        panic!("central answers")
    };
    (year(&counts), advisory.is_some())
}

#[tokio::test]
async fn off_line_too_the_wrong_one_goes_and_the_right_one_has_its_hour() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    let wrong = noor.stops(WRONG, [Change::Spare(Some(SpareDays::OFFERED))]);
    noor.syncs().await;
    assert_eq!(known(&bram, WRONG).await, ((1, 1, 1), true));

    noor.weather(Weather::NoNetwork);
    for clock in [&noor.clock, &bram.clock, town.clock()] {
        clock.advance_millis(2 * HOUR);
    }
    let look_up = noor.looks_up(RIGHT);
    let card = noor.phone().correct(wrong.id, look_up.query).unwrap();
    assert_eq!(card.at, wrong.at);
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(known(&bram, WRONG).await, ((1, 0, 0), false), "his own");
    assert_eq!(known(&bram, RIGHT).await, ((1, 1, 1), true));
    let hours = [EVENING.hour().0, EVENING.hour().0 + 2];
    assert_eq!(noor.hours_sent(), BTreeSet::from(hours));
}

#[tokio::test]
async fn a_clock_that_was_wrong_dates_the_right_one_as_it_would_the_wrong_one() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    noor.clock.advance_millis(-48 * HOUR);
    let wrong = noor.stops(WRONG, []);
    let look_up = noor.looks_up(RIGHT);
    let card = noor.phone().correct(wrong.id, look_up.query).unwrap();
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(noor.hours_sent(), BTreeSet::from([EVENING.hour().0]));
    let kept = noor.phone().stop(card.id).unwrap().card;
    assert_eq!(kept.at.hour(), EVENING.hour());
}

#[tokio::test]
async fn a_copy_that_is_corrected_again_is_at_central_once() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    let wrong = noor.stops(WRONG, []);
    noor.syncs().await;
    let look_up = noor.looks_up(RIGHT);
    let copy = noor.copy();
    let first = noor.phone().correct(wrong.id, look_up.query).unwrap();
    noor.syncs().await;
    noor.put_back(&copy);
    let again = noor.phone().correct(wrong.id, look_up.query).unwrap();
    assert_eq!(again.id, first.id);
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(known(&bram, WRONG).await, ((0, 0, 0), false));
    assert_eq!(known(&bram, RIGHT).await, ((1, 1, 1), false));
}

#[tokio::test]
async fn a_correction_before_anything_was_sent_tells_central_of_no_look_up_of_the_wrong_one() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    let wrong = noor.stops(WRONG, []);
    let look_up = noor.looks_up(RIGHT);
    noor.phone().correct(wrong.id, look_up.query).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    let sent = String::from_utf8_lossy(&noor.to_central.seen()).into_owned();
    assert_eq!(sent.matches("\"mistyped\":").count(), 1);
    assert_eq!(sent.matches("{\"query\":").count(), 1);
    assert_eq!(known(&bram, WRONG).await, ((0, 0, 0), false));
    assert_eq!(known(&bram, RIGHT).await, ((1, 1, 1), false));
}
