//! Agent Noor checks a car and the two people in it: one check, one reason, three subjects.

use proco_device::DeviceError;
use proco_device::view::{DraftView, LookUpView};
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::ids::DraftId;
use proco_domain::place::PlaceKind;
use proco_domain::reflection::{DoAgain, Reflection};
use proco_domain::stop::WithdrawReason;

use proco_testbed::phone::{DAY, MINUTE, Phone, smallest};

/// A check of a car that its driver was added to.
fn car_and_driver(noor: &Phone) -> (DraftId, LookUpView, LookUpView) {
    let car = noor.looks_up("BB-00-DD");
    let check = noor.device.start_check(car.query).unwrap().id;
    noor.waits(MINUTE);
    let driver = noor.looks_up_person("Jansen", "Ali");
    noor.device.join_check(driver.query, check).unwrap();
    (check, car, driver)
}

fn others(draft: &DraftView) -> usize {
    draft.others.len()
}

#[test]
fn one_check_of_a_car_and_its_driver_makes_a_stop_of_each_with_the_same_answers() {
    let mut noor = Phone::new();
    let (check, ..) = car_and_driver(&noor);
    noor.answers(check, smallest());
    noor.answers(check, [Change::Place(Some(PlaceKind::Nightlife))]);
    noor.kill_and_start();
    let open = noor.device.open_drafts().unwrap();
    assert_eq!(open.len(), 1, "it is one check");
    assert_eq!((open[0].id, others(&open[0])), (check, 1));

    let card = noor.device.finish(check, None).unwrap();
    assert_eq!(card.others, 1);
    let cards = noor.device.my_stops().unwrap();
    assert_eq!(cards.len(), 2);
    let seen = noor.device.stop(card.id).unwrap();
    let other = noor.device.stop(seen.others[0].id).unwrap();
    assert_eq!(other.others[0].id, card.id, "each shows the other");
    assert_eq!(seen.card.at, other.card.at);
    assert_eq!(seen.revisions[0].answers, other.revisions[0].answers);
    assert_eq!(noor.year("BB-00-DD"), (1, 1, 1));
    assert_eq!(
        noor.device.sync_status().waiting,
        4,
        "two look-ups, two stops"
    );
    assert!(noor.device.open_drafts().unwrap().is_empty());
}

#[test]
fn undo_brings_the_whole_check_back() {
    let noor = Phone::new();
    let (check, ..) = car_and_driver(&noor);
    noor.answers(check, smallest());
    noor.device.finish(check, None).unwrap();
    noor.device.take_back().unwrap();
    let open = noor.device.open_draft().unwrap().unwrap();
    assert_eq!((open.id, others(&open), open.missing.len()), (check, 1, 0));
    assert!(noor.device.my_stops().unwrap().is_empty());
    assert_eq!(
        noor.device.sync_status().waiting,
        0,
        "nothing is sent of it"
    );

    noor.device.finish(check, None).unwrap();
    assert_eq!(noor.device.my_stops().unwrap().len(), 2);
}

#[test]
fn letting_it_go_lets_all_of_it_go_and_undo_brings_all_of_it_back() {
    let noor = Phone::new();
    let (check, car, _) = car_and_driver(&noor);
    noor.device.leave_it(car.query, None).unwrap();
    assert!(noor.device.open_drafts().unwrap().is_empty());
    assert_eq!(noor.device.my_shift().unwrap().left, 2);
    noor.device.take_back().unwrap();
    let open = noor.device.open_draft().unwrap().unwrap();
    assert_eq!((open.id, others(&open)), (check, 1));
}

#[test]
fn a_further_subject_is_taken_out_again_and_undo_puts_it_back() {
    let noor = Phone::new();
    let (check, _, driver) = car_and_driver(&noor);
    let left = noor.device.take_out(check, driver.query).unwrap();
    assert_eq!(others(&left), 0);
    noor.device.take_back().unwrap();
    let open = noor.device.open_draft().unwrap().unwrap();
    assert_eq!((open.id, others(&open)), (check, 1));
    assert_eq!(
        noor.device.take_out(check, open.query).err(),
        Some(DeviceError::Gone),
        "the subject of the check itself stays"
    );
}

#[test]
fn a_plate_that_was_typed_wrong_hands_its_check_to_the_driver() {
    let noor = Phone::new();
    let (check, car, driver) = car_and_driver(&noor);
    noor.answers(check, smallest());
    noor.device.typed_wrong(car.query).unwrap();
    let open = noor.device.open_drafts().unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].query, others(&open[0])), (driver.query, 0));
    assert!(open[0].missing.is_empty(), "with its answers");
    noor.device.take_back().unwrap();
    let open = noor.device.open_drafts().unwrap();
    assert_eq!(
        (open.len(), others(&open[0])),
        (1, 1),
        "both are in it again"
    );
}

#[test]
fn nobody_is_in_two_checks_or_twice_in_one() {
    let noor = Phone::new();
    let (check, car, driver) = car_and_driver(&noor);
    noor.waits(10 * MINUTE);
    let again = noor.looks_up_person("Jansen", "Ali");
    let same = noor.device.join_check(again.query, check).unwrap();
    assert_eq!(others(&same), 1);
    let opened = noor.device.start_check(driver.query).unwrap();
    assert_eq!(opened.id, check, "she opens the check that he is in");
    let second = noor.looks_up("FF-00-GH");
    let second = noor.device.start_check(second.query).unwrap();
    for query in [car.query, driver.query] {
        assert_eq!(
            noor.device.join_check(query, second.id).err(),
            Some(DeviceError::DraftOpen)
        );
    }
}

#[test]
fn a_check_has_ten_subjects_at_most_and_the_eleventh_loses_nothing() {
    let noor = Phone::new();
    let (check, ..) = car_and_driver(&noor);
    for name in ["Ab", "Bo", "Cas", "Dirk", "Ed", "Fee", "Gijs", "Hans"] {
        let look_up = noor.looks_up_person("Jansen", name);
        noor.device.join_check(look_up.query, check).unwrap();
    }
    let eleventh = noor.looks_up_person("Jansen", "Ida");
    assert_eq!(
        noor.device.join_check(eleventh.query, check).err(),
        Some(DeviceError::Value)
    );
    assert_eq!(others(&noor.device.go_on(check).unwrap()), 9);
    noor.device.start_check(eleventh.query).unwrap();
}

#[test]
fn looking_back_once_is_enough_for_the_whole_check() {
    let noor = Phone::new();
    let (check, ..) = car_and_driver(&noor);
    noor.answers(check, smallest());
    let card = noor.device.finish(check, None).unwrap();
    let reflection = Reflection {
        do_again: DoAgain::Yes,
        themes: Default::default(),
        note: None,
        looking_back: Default::default(),
    };
    noor.device.reflect(card.id, reflection).unwrap();
    let cards = noor.device.my_stops().unwrap();
    assert!(
        cards
            .iter()
            .all(|card| !card.awaits_reflection && card.revision == 2)
    );
}

#[test]
fn withdrawing_or_correcting_one_touches_no_other() {
    let noor = Phone::new();
    let (check, ..) = car_and_driver(&noor);
    noor.answers(check, smallest());
    let card = noor.device.finish(check, None).unwrap();
    noor.waits(MINUTE);
    let right = noor.looks_up("FF-00-GH");
    let corrected = noor.device.correct(card.id, right.query).unwrap();
    assert_eq!(corrected.others, 1, "the driver, and not the wrong car");
    assert_eq!((noor.year("BB-00-DD").2, noor.year("FF-00-GH").2), (0, 1));
    let seen = noor.device.stop(corrected.id).unwrap();
    assert_eq!(seen.others.len(), 1);
    let wrong = noor.device.stop(card.id).unwrap();
    assert_eq!((wrong.card.others, wrong.others.len()), (0, 0));
    let driver = seen.others[0].id;
    noor.device
        .withdraw(driver, WithdrawReason::NoStop)
        .unwrap();
    let seen = noor.device.stop(corrected.id).unwrap();
    assert!(!seen.card.withdrawn);
    assert_eq!((seen.card.others, seen.others.len()), (0, 0));
}

#[test]
fn a_correction_puts_nobody_into_a_check_twice() {
    let noor = Phone::new();
    let (check, ..) = car_and_driver(&noor);
    noor.answers(check, smallest());
    let car = noor.device.finish(check, None).unwrap();
    let again = noor.looks_up_person("Jansen", "Ali");
    let before = noor.device.sync_status();
    assert_eq!(
        noor.device.correct(car.id, again.query).err(),
        Some(DeviceError::InCheck)
    );
    assert_eq!(noor.year("BB-00-DD"), (1, 1, 1), "nothing has changed");
    assert_eq!(noor.device.sync_status(), before);
    assert_eq!(noor.device.stop(car.id).unwrap().card.others, 1);

    // Once the driver's stop was withdrawn, he is in it no more.
    let driver = noor.device.stop(car.id).unwrap().others[0].id;
    noor.device
        .withdraw(driver, WithdrawReason::NoStop)
        .unwrap();
    noor.device.correct(car.id, again.query).unwrap();
    assert_eq!(noor.year("BB-00-DD"), (0, 0, 0));
}

#[test]
fn it_is_closed_as_a_whole_a_week_after_its_last_answer() {
    let mut noor = Phone::new();
    let (check, ..) = car_and_driver(&noor);
    let days_pass = |noor: &mut Phone, days: u32| {
        for _ in 0..days {
            noor.waits(DAY);
            noor.kill_and_start();
        }
    };
    days_pass(&mut noor, 5);
    noor.answers(check, [Change::Result(Some(ResultChoice::Nothing))]);
    days_pass(&mut noor, 6);
    assert_eq!(others(&noor.device.open_drafts().unwrap()[0]), 1);
    days_pass(&mut noor, 2);
    assert!(noor.device.open_drafts().unwrap().is_empty());
    assert_eq!(noor.device.sync_status().waiting, 2, "both led to nothing");
}
