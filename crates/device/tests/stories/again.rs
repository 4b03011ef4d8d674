//! Agent Noor looks the same plate up again: at once, or later.

use proco_device::view::{LookUpAnswer, LookUpRequest, LookUpView};
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::query::{Initiative, LeaveReason};
use proco_testbed::phone::{MINUTE, Phone, plate_input, smallest};

const PLATE: &str = "tf000g";
const OTHER: &str = "bb00dd";

fn waiting(phone: &Phone) -> u32 {
    phone.device.sync_status().waiting
}

#[test]
fn within_five_minutes_it_is_one_look_up_and_later_another() {
    let phone = Phone::with_one_look_up();
    let first = phone.looks_up(PLATE);
    phone.waits(4 * MINUTE);
    let again = phone.looks_up(PLATE);
    assert_eq!((again.query, again.at), (first.query, first.at));
    assert_eq!(
        again.local.as_of,
        first.at.plus_millis(4 * MINUTE),
        "as it is now"
    );
    assert_eq!(
        again.local.windows[3].queries, 0,
        "it does not count itself"
    );
    assert_eq!(phone.year(PLATE), (1, 0, 0));
    // Counted from the first time: typing again prolongs nothing.
    phone.waits(MINUTE);
    let later = phone.looks_up(PLATE);
    assert_ne!(later.query, first.query);
    assert_eq!(phone.year(PLATE), (2, 0, 0));
}

#[test]
fn what_it_leads_to_belongs_to_the_first() {
    let phone = Phone::with_one_look_up();
    let first = phone.looks_up(PLATE);
    phone.device.leave_it(first.query, None).unwrap();
    let again = phone.looks_up(PLATE);
    assert_eq!(again.query, first.query);
    assert!(
        phone.device.can_take_back().is_none(),
        "what comes next makes it final"
    );
    let reason = Some(LeaveReason::NoGround);
    phone.device.leave_it(again.query, reason).unwrap();
    assert_eq!(waiting(&phone), 1, "left alone once");
    // Now she checks it after all.
    let draft = phone.device.start_check(again.query).unwrap();
    phone.answers(draft.id, smallest());
    phone.device.finish(draft.id, None).unwrap();
    assert_eq!((waiting(&phone), phone.year(PLATE)), (2, (1, 1, 1)));
}

/// Looks the plate up for a reason.
fn looks_up_for(phone: &Phone, initiative: Initiative) -> LookUpView {
    let request = LookUpRequest {
        subject: plate_input(PLATE),
        initiative,
        confirmed: false,
    };
    match phone.device.look_up(request).unwrap() {
        LookUpAnswer::Known { look_up } => look_up,
        LookUpAnswer::Question { .. } => panic!("a plain plate"),
    }
}

#[test]
fn the_last_reason_that_was_given_is_that_of_the_look_up_and_of_its_check() {
    let phone = Phone::with_one_look_up();
    let first = looks_up_for(&phone, Initiative::Proactive);
    let again = looks_up_for(&phone, Initiative::Call);
    assert_eq!(again.query, first.query, "it is one look-up");
    let draft = phone.device.start_check(again.query).unwrap();
    assert_eq!(draft.initiative, Initiative::Call);

    // And so it is where the check was begun already.
    looks_up_for(&phone, Initiative::Briefing);
    let same = phone.device.start_check(first.query).unwrap();
    assert_eq!((same.id, same.initiative), (draft.id, Initiative::Briefing));
    assert_eq!(phone.year(PLATE), (1, 0, 0));
}

#[test]
fn the_reason_of_a_check_is_that_of_all_its_subjects_and_another_look_up_changes_no_other() {
    let phone = Phone::with_one_look_up();
    let car = looks_up_for(&phone, Initiative::Proactive);
    let check = phone.device.start_check(car.query).unwrap().id;
    let other = phone.looks_up(OTHER);
    phone.device.join_check(other.query, check).unwrap();
    looks_up_for(&phone, Initiative::Call);
    let draft = phone.device.start_check(car.query).unwrap();
    assert_eq!((draft.id, draft.initiative), (check, Initiative::Call));
    phone.answers(check, smallest());
    let card = phone.device.finish(check, None).unwrap();
    let joined = phone.device.stop(card.id).unwrap().others[0].id;
    for stop in [card.id, joined] {
        let view = phone.device.stop(stop).unwrap();
        assert_eq!(view.initiative, Some(Initiative::Call));
    }
}

#[test]
fn another_subject_in_between_is_decided_and_the_first_goes_on() {
    let phone = Phone::with_one_look_up();
    let first = phone.looks_up(PLATE);
    phone.looks_up(OTHER);
    assert_eq!(waiting(&phone), 1, "the first led to nothing so far");
    assert_eq!(phone.looks_up(PLATE).query, first.query);
    assert_eq!(waiting(&phone), 2, "and so did the other");
    phone.device.leave_it(first.query, None).unwrap();
    assert_eq!(waiting(&phone), 2);
    assert_eq!(
        (phone.year(PLATE), phone.year(OTHER)),
        ((1, 0, 0), (1, 0, 0))
    );
}

#[test]
fn the_check_that_was_begun_is_the_one_it_goes_on_with() {
    let phone = Phone::with_one_look_up();
    let first = phone.looks_up(PLATE);
    let draft = phone.device.start_check(first.query).unwrap();
    phone.looks_up(OTHER);
    let again = phone.looks_up(PLATE);
    assert_eq!(again.query, first.query);
    assert_eq!(waiting(&phone), 1, "the other led to nothing");
    assert_eq!(phone.device.start_check(again.query).unwrap().id, draft.id);
}

#[test]
fn after_a_check_it_is_another_look_up_unless_that_was_taken_back() {
    let phone = Phone::with_one_look_up();
    let first = phone.looks_up(PLATE);
    let draft = phone.device.start_check(first.query).unwrap();
    let [ground, basis, told, _] = smallest();
    phone.answers(draft.id, [ground, basis, told]);
    let nothing = Change::Result(Some(ResultChoice::Nothing));
    phone
        .device
        .finish(draft.id, Some(nothing.clone()))
        .unwrap();
    phone.device.take_back().unwrap();
    assert_eq!(phone.looks_up(PLATE).query, first.query);
    phone.device.finish(draft.id, Some(nothing)).unwrap();
    let again = phone.looks_up(PLATE);
    assert_ne!(again.query, first.query);
    assert_eq!(again.local.windows[3].stops, 1);
}

#[test]
fn one_that_was_typed_wrong_does_not_go_on() {
    let phone = Phone::with_one_look_up();
    let wrong = phone.looks_up(PLATE);
    phone.device.typed_wrong(wrong.query).unwrap();
    let right = phone.looks_up(OTHER);
    // It was right after all.
    let again = phone.looks_up(PLATE);
    assert!(again.query != wrong.query && again.query != right.query);
    assert_eq!(
        (phone.year(PLATE), phone.year(OTHER)),
        ((1, 0, 0), (1, 0, 0))
    );
}

#[test]
fn a_clock_that_was_set_begins_another() {
    let phone = Phone::with_one_look_up();
    let first = phone.looks_up(PLATE);
    phone.waits(-MINUTE);
    let again = phone.looks_up(PLATE);
    assert_ne!(again.query, first.query);
}

#[test]
fn a_vehicle_without_a_plate_is_another_each_time() {
    let phone = Phone::with_one_look_up();
    let none = || phone.looks_up_subject(proco_device::view::SubjectInput::NoPlate);
    assert_ne!(none().query, none().query);
}

/// The platform of this phone does not tell how long it has run, so nobody knows how long the app was away.
#[test]
fn after_a_start_that_cannot_vouch_for_the_clock_it_is_another() {
    let mut phone = Phone::with_one_look_up();
    let first = phone.looks_up(PLATE);
    phone.dies_with_one_look_up();
    assert_ne!(phone.looks_up(PLATE).query, first.query);
}
