//! Officer Noor looks in her mirror: what her own records say. It is compared with the same figures worked out a second
//! time, from the raw rows of the encrypted file and without the code of the core.

mod again;
mod lives;

use std::collections::BTreeSet;

use proco_device::WithdrawReason;
use proco_device::view::Mirror;
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::ground::GroundCode;
use proco_domain::mirror::{Certainty, NEXT_TIMES};
use proco_domain::outcome::{Finding, Link};
use proco_domain::reflection::{DoAgain, LookingBack, Reflection, Theme};
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_domain::treatment::{Rating, Ratings};
use proco_testbed::phone::{DAY, HOUR, MINUTE, MORNING, Phone};
use proptest::prelude::*;

const PLATES: [&str; 4] = ["BB-00-DD", "TF-000-G", "GF-000-B", "FF-00-GH"];

fn of(grounds: &[GroundCode]) -> Change {
    Change::Grounds(grounds.iter().copied().collect())
}

fn found(link: Link) -> [Change; 3] {
    [
        Change::Result(Some(ResultChoice::Found)),
        Change::Findings(BTreeSet::from([Finding::Fine])),
        Change::Link(Some(link)),
    ]
}

fn reflection(do_again: DoAgain, themes: &[Theme], note: Option<&str>) -> Reflection {
    Reflection {
        do_again,
        themes: themes.iter().copied().collect(),
        note: note.and_then(|note| FreeText::new(note).unwrap()),
        looking_back: LookingBack::default(),
    }
}

fn shares(mirror: &Mirror) -> [(u32, u32); 4] {
    [
        mirror.found,
        mirror.repeats,
        mirror.told_unasked,
        mirror.reflected,
    ]
    .map(|share| (share.part, share.whole))
}

#[test]
fn an_empty_phone_has_an_empty_mirror() {
    let mirror = Phone::new().device.mirror().unwrap();
    assert_eq!((mirror.stops, mirror.left), (0, 0));
    assert_eq!(mirror.weeks.len(), 1, "this week, with nothing in it");
    assert_eq!(shares(&mirror), [(0, 0); 4]);
    assert!(mirror.grounds.is_empty() && mirror.ratings.is_empty() && mirror.next_time.is_empty());
}

#[test]
fn it_tells_what_was_found_on_each_ground_and_what_was_left() {
    let mut noor = Phone::new();
    noor.leaves("TF-000-G");
    noor.stops("BB-00-DD", []);
    noor.waits(7 * DAY);
    let ground = of(&[GroundCode::VehicleDefect, GroundCode::TrafficOffence]);
    let rated = Ratings {
        voice: Rating::try_from(4).ok(),
        ..Ratings::default()
    };
    let more = [ground, Change::Ratings(rated)]
        .into_iter()
        .chain(found(Link::Unlinked));
    noor.stops("BB-00-DD", more);
    noor.kill_and_start();

    let mirror = noor.device.mirror().unwrap();
    let weeks: Vec<_> = mirror
        .weeks
        .iter()
        .map(|week| (week.stops, week.left))
        .collect();
    assert_eq!(weeks, [(1, 1), (1, 0)], "oldest first");
    assert_eq!(
        shares(&mirror),
        [(1, 2), (1, 2), (2, 2), (0, 2)],
        "the second stop was of the same car, a week later"
    );
    assert_eq!(mirror.found.certainty, Certainty::Little);
    let grounds: Vec<_> = mirror
        .grounds
        .iter()
        .map(|of| (of.code, of.found.part, of.found.whole, of.linked))
        .collect();
    let list = [
        (GroundCode::TrafficOffence, 1, 1, 0),
        (GroundCode::VehicleDefect, 1, 2, 0),
    ];
    assert_eq!(grounds, list, "in the order of the list, not of the yield");
    assert_eq!(mirror.ratings.len(), 1);
    assert_eq!(mirror.ratings[0].voice, [0, 0, 0, 1, 0]);
    assert_eq!(mirror.ratings[0].trust, [0; 5]);
}

#[test]
fn after_thirty_days_a_stop_of_the_same_car_is_no_repeated_one() {
    let noor = Phone::new();
    noor.stops("BB-00-DD", []);
    noor.waits(30 * DAY + MINUTE);
    let stop = noor.stops("BB-00-DD", []);
    assert_eq!(noor.device.mirror().unwrap().repeats.part, 0);
    noor.waits(DAY);
    noor.stops("BB-00-DD", []);
    assert_eq!(noor.device.mirror().unwrap().repeats.part, 1);
    // What was withdrawn makes no other a repeated one.
    let reason = WithdrawReason::NoStop;
    noor.device.withdraw(stop.id, reason).unwrap();
    let mirror = noor.device.mirror().unwrap();
    assert_eq!((mirror.stops, mirror.repeats.part), (2, 0));
}

#[test]
fn the_words_about_a_next_time_are_the_newest_and_those_of_one_check_stand_once() {
    let noor = Phone::new();
    for number in 0..NEXT_TIMES + 2 {
        let stop = noor.stops(PLATES[number % PLATES.len()], []);
        let words = format!("volgende keer {number}");
        let reflection = reflection(DoAgain::Differently, &[Theme::Colleague], Some(&words));
        noor.device.reflect(stop.id, reflection).unwrap();
        noor.waits(HOUR);
    }
    let look_up = noor.looks_up(PLATES[0]);
    let draft = noor.device.start_check(look_up.query).unwrap();
    let other = noor.looks_up(PLATES[1]);
    noor.device.join_check(other.query, draft.id).unwrap();
    noor.answers(draft.id, proco_testbed::phone::smallest());
    let stop = noor.device.finish(draft.id, None).unwrap();
    let both = reflection(DoAgain::Yes, &[], Some("eerst vertellen waarom"));
    noor.device.reflect(stop.id, both).unwrap();

    let mirror = noor.device.mirror().unwrap();
    let words: Vec<_> = mirror
        .next_time
        .iter()
        .map(|one| one.note.expose())
        .collect();
    assert_eq!(words.len(), NEXT_TIMES);
    assert_eq!(
        words[..2],
        [
            "eerst vertellen waarom",
            &format!("volgende keer {}", NEXT_TIMES + 1)
        ]
    );
    let again: Vec<_> = mirror.do_again.iter().map(|of| of.times).collect();
    assert_eq!(again, [2, 22, 0], "it counts for both its stops");
    assert_eq!(mirror.themes.len(), 1, "only what was named");
    assert_eq!(mirror.themes[0].times, 22);
}

#[test]
fn a_stop_that_cannot_be_read_is_told_and_hides_no_other() {
    let noor = Phone::new();
    for plate in &PLATES[..3] {
        noor.stops(plate, []);
    }
    noor.damages(
        "UPDATE stop_revisions SET body = substr(body, 1, 40) WHERE stop_id = (SELECT min(stop_id) FROM stops);
         UPDATE stop_revisions SET body = CAST(x'fffe' || CAST(body AS BLOB) AS TEXT)
         WHERE stop_id = (SELECT max(stop_id) FROM stops);",
    );
    let mirror = noor.device.mirror().unwrap();
    assert_eq!((mirror.stops, mirror.unreadable), (1, 2));
}

#[test]
fn a_stop_that_cannot_be_read_is_no_repeated_one_and_makes_the_next_one_that() {
    let noor = Phone::new();
    for _ in 0..3 {
        noor.stops(PLATES[0], []);
        noor.waits(DAY);
    }
    assert_eq!(noor.device.mirror().unwrap().repeats.part, 2);
    noor.damages(
        "UPDATE stop_revisions SET body = substr(body, 1, 40)
         WHERE stop_id = (SELECT stop_id FROM stops ORDER BY at LIMIT 1 OFFSET 1)",
    );
    let mirror = noor.device.mirror().unwrap();
    assert_eq!((mirror.stops, mirror.unreadable), (2, 1));
    assert_eq!(mirror.repeats.part, 1, "the third, of the day after");
}

#[test]
fn it_equals_what_is_worked_out_anew_from_the_raw_records() {
    let config = ProptestConfig {
        cases: std::env::var("PROPTEST_CASES")
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(24),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let lives = prop::collection::vec(lives::happening(), 1..45);
    let seen = std::cell::Cell::new((0, 0));
    proptest!(config, |(happenings in lives)| {
        let mut noor = Phone::new();
        let mut stops = Vec::new();
        for happening in &happenings {
            happening.happens(&mut noor, &mut stops);
        }
        let mirror = serde_json::to_value(noor.device.mirror().unwrap()).unwrap();
        let now = noor.device.now();
        prop_assert_eq!(&mirror, &again::worked_out(&noor.bare(), now));
        let (of_stops, of_words) = seen.get();
        let stops = mirror["stops"].as_u64().unwrap();
        let words = mirror["next_time"].as_array().unwrap().len();
        seen.set((of_stops + stops, of_words + words));
    });
    let (stops, words) = seen.get();
    assert!(
        stops > 24 && words > 5,
        "the lives had something to show: {seen:?}"
    );
}

#[test]
fn a_year_of_work_fits_in_it_and_what_is_older_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut noor = Phone::within(folder.path(), MORNING.plus_millis(-380 * DAY));
    noor.stops(PLATES[0], []);
    noor.waits(8 * DAY);
    noor.stops(PLATES[1], []);
    while noor.device.now() < MORNING {
        noor.waits(9 * DAY);
        noor.leaves(PLATES[2]);
    }
    noor.kill_and_start();
    let mirror = noor.device.mirror().unwrap();
    let now: UtcMillis = noor.device.now();
    assert_eq!(
        serde_json::to_value(&mirror).unwrap(),
        again::worked_out(&noor.bare(), now)
    );
    assert_eq!(mirror.stops, 0, "both are older than its 53 weeks");
    assert_eq!(mirror.weeks.len(), 53);
}
