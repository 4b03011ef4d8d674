//! Agent Noor checks the driver while the passenger and a second car wait.

use proco_device::DeviceError;
use proco_domain::draft::{Change, Step};
use proco_domain::ids::DraftId;
use proco_domain::place::PlaceKind;
use proco_domain::stop::WithdrawReason;

use proco_testbed::phone::{DAY, MINUTE, Phone, smallest};

/// Looks a plate up and begins a check of it.
fn begins(noor: &Phone, plate: &str) -> DraftId {
    noor.waits(MINUTE);
    let look_up = noor.looks_up(plate);
    noor.device.start_check(look_up.query).unwrap().id
}

/// The open drafts as the first screen lists them.
fn waiting(noor: &Phone) -> Vec<DraftId> {
    let open = noor.device.open_drafts().unwrap();
    open.iter().map(|draft| draft.id).collect()
}

fn on_screen(noor: &Phone) -> Option<DraftId> {
    noor.device.open_draft().unwrap().map(|draft| draft.id)
}

#[test]
fn several_checks_wait_in_the_order_in_which_they_were_begun_also_after_a_kill() {
    let mut noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    noor.answers(car, smallest());
    noor.device.go_to_step(car, Step::Reflect).unwrap();
    noor.waits(MINUTE);
    let passenger = noor.looks_up_person("Jansen", "Ali");
    assert_eq!(
        on_screen(&noor),
        None,
        "whoever looks up somebody else parks"
    );
    let person = noor.device.start_check(passenger.query).unwrap().id;
    let second = begins(&noor, "FF-00-GH");
    assert_eq!(on_screen(&noor), Some(second));
    noor.kill_and_start();
    assert_eq!(waiting(&noor), [car, person, second]);
    assert_eq!(on_screen(&noor), Some(second), "he comes back to this one");

    let back = noor.device.go_on(car).unwrap();
    assert_eq!((back.step, back.missing.len()), (Step::Reflect, 0));
    noor.kill_and_start();
    assert_eq!(on_screen(&noor), Some(car));
    assert_eq!(waiting(&noor), [car, person, second], "none is lost");
}

#[test]
fn a_parked_check_stays_parked_and_a_look_up_comes_before_it() {
    let mut noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    noor.device.park(car).unwrap();
    noor.device.park(car).unwrap();
    noor.kill_and_start();
    assert_eq!((on_screen(&noor), waiting(&noor)), (None, vec![car]));
    let person = noor.looks_up_person("Jansen", "Ali");
    noor.kill_and_start();
    let open = noor.device.open_look_up().unwrap().map(|open| open.query);
    assert_eq!((on_screen(&noor), open), (None, Some(person.query)));
}

#[test]
fn the_same_subject_looked_up_again_at_once_parks_its_check_too() {
    let mut noor = Phone::with_one_look_up();
    let look_up = noor.looks_up("BB-00-DD");
    let car = noor.device.start_check(look_up.query).unwrap().id;
    let again = noor.looks_up("BB-00-DD");
    assert_eq!(again.query, look_up.query, "it is one look-up");
    assert_eq!((on_screen(&noor), waiting(&noor)), (None, vec![car]));
    noor.kill_and_start();
    assert_eq!(noor.device.start_check(look_up.query).unwrap().id, car);
    assert_eq!(on_screen(&noor), Some(car));
}

#[test]
fn parking_a_check_that_waits_already_leaves_the_one_on_the_screen() {
    let noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    let second = begins(&noor, "FF-00-GH");
    noor.device.park(car).unwrap();
    assert_eq!(on_screen(&noor), Some(second));
}

#[test]
fn putting_away_the_look_up_of_a_check_that_waits_decides_nothing() {
    let noor = Phone::new();
    let car = noor.looks_up("BB-00-DD");
    let check = noor.device.start_check(car.query).unwrap();
    begins(&noor, "FF-00-GH");
    noor.device.close_look_up(car.query).unwrap();
    assert_eq!(noor.device.sync_status().waiting, 0, "it is undecided");
    noor.answers(check.id, smallest());
    noor.device.finish(check.id, None).unwrap();
}

#[test]
fn finishing_or_leaving_one_touches_no_other() {
    let noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    noor.answers(car, [Change::Place(Some(PlaceKind::Nightlife))]);
    let second = begins(&noor, "FF-00-GH");
    let third = begins(&noor, "JJ-00-KL");
    noor.answers(second, smallest());
    noor.device.finish(second, None).unwrap();
    assert_eq!(waiting(&noor), [car, third]);
    let query = noor.device.open_drafts().unwrap()[1].query;
    noor.device.leave_it(query, None).unwrap();
    assert_eq!(waiting(&noor), [car]);
    assert_eq!(
        noor.device.sync_status().waiting,
        3,
        "one stop, two look-ups"
    );
    let kept = noor.device.go_on(car).unwrap();
    assert_eq!(kept.answers.selection.place, Some(PlaceKind::Nightlife));
    assert_eq!(
        (
            noor.year("FF-00-GH"),
            noor.year("JJ-00-KL"),
            noor.year("BB-00-DD")
        ),
        ((1, 1, 1), (1, 0, 0), (1, 0, 0))
    );
    for gone in [second, third] {
        assert_eq!(noor.device.go_on(gone).err(), Some(DeviceError::Gone));
        assert_eq!(noor.device.park(gone).err(), Some(DeviceError::Gone));
        let change = Change::Place(None);
        assert_eq!(
            noor.device.save_field(gone, change).err(),
            Some(DeviceError::Gone)
        );
    }
}

#[test]
fn checking_a_subject_with_a_parked_check_opens_that_one() {
    let noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    noor.answers(car, smallest());
    let second = begins(&noor, "FF-00-GH");
    assert_eq!(begins(&noor, "bb00dd"), car);
    assert_eq!(waiting(&noor), [car, second]);
    assert_eq!(on_screen(&noor), Some(car));
    assert_eq!(
        noor.device.sync_status().waiting,
        1,
        "the later look-up led to nothing of its own"
    );
}

#[test]
fn what_was_decided_is_taken_back_beside_the_checks_that_wait() {
    let noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    let second = begins(&noor, "FF-00-GH");
    noor.answers(second, smallest());
    noor.device.finish(second, None).unwrap();
    noor.device.take_back().unwrap();
    assert_eq!(
        (waiting(&noor), on_screen(&noor)),
        (vec![car, second], Some(second))
    );
    noor.device.finish(second, None).unwrap();
    noor.device.go_on(car).unwrap();
    assert_eq!(
        noor.device.take_back().err(),
        Some(DeviceError::Gone),
        "she went on"
    );
}

#[test]
fn an_amendment_waits_as_a_check_does_and_goes_with_its_stop() {
    let noor = Phone::new();
    let stop = noor.stops("BB-00-DD", []).id;
    let car = begins(&noor, "FF-00-GH");
    let amendment = noor.device.amend(stop).unwrap().id;
    assert_eq!(on_screen(&noor), Some(amendment));
    noor.device.go_on(car).unwrap();
    assert_eq!(
        noor.device.amend(stop).unwrap().id,
        amendment,
        "there is one"
    );
    noor.device
        .withdraw(stop, WithdrawReason::WrongSubject)
        .unwrap();
    assert_eq!((waiting(&noor), on_screen(&noor)), (vec![car], None));
}

#[test]
fn each_check_is_closed_a_week_after_its_own_last_answer() {
    let mut noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    noor.waits(DAY);
    let second = begins(&noor, "FF-00-GH");
    for _ in 0..6 {
        noor.waits(DAY);
        noor.kill_and_start();
    }
    assert_eq!(waiting(&noor), [second]);
    assert_eq!(noor.device.go_on(car).err(), Some(DeviceError::Gone));
    assert_eq!(noor.year("BB-00-DD"), (1, 0, 0));
    let marks = noor.marks();
    assert!(
        marks.iter().any(|mark| mark.contains("FF00GH")),
        "{marks:?}"
    );
    noor.waits(DAY);
    noor.kill_and_start();
    assert!(waiting(&noor).is_empty());
    assert_eq!(noor.device.sync_status().waiting, 2, "both led to nothing");
}

#[test]
fn one_that_cannot_be_read_blocks_no_other() {
    let mut noor = Phone::new();
    let car = begins(&noor, "BB-00-DD");
    let second = begins(&noor, "FF-00-GH");
    noor.damages("UPDATE drafts SET body = '?' WHERE parked = 0");
    noor.kill_and_start();
    assert_eq!((waiting(&noor), on_screen(&noor)), (vec![car], None));
    assert_eq!(noor.device.go_on(second).err(), Some(DeviceError::Gone));
    noor.answers(car, smallest());
    noor.device.finish(car, None).unwrap();
}
