//! Agent Noor enters a check afterwards, with the hour at which it was.

use proco_device::DeviceError;
use proco_device::view::{Doubt, EnterAnswer, LookUpAnswer};
use proco_domain::draft::Change;
use proco_domain::stop::{SpareDays, WithdrawReason};
use proco_testbed::phone::{DAY, HOUR, MINUTE, MORNING, Phone, plate_request, smallest};

const PLATE: &str = "tf000g";

#[test]
fn it_has_its_own_hour_and_no_look_up() {
    let mut phone = Phone::new();
    let at = MORNING.plus_millis(-3 * HOUR);
    let draft = phone.enters(PLATE, at).unwrap();
    assert!(draft.afterwards && !draft.despite_advisory);
    assert_eq!(draft.started_at, at);
    phone.answers(draft.id, smallest());
    phone.kill_and_start();
    let open = phone.device.open_draft().unwrap().unwrap();
    assert!(open.afterwards, "it stays marked");
    assert_eq!(open.started_at, at);

    let card = phone.device.finish(draft.id, None).unwrap();
    assert!(card.afterwards);
    assert_eq!(card.at, at);
    let listed = &phone.device.my_stops().unwrap()[0];
    assert!(listed.afterwards);
    assert_eq!(phone.year(PLATE), (0, 1, 1), "nobody looked it up");
    assert_eq!(phone.device.sync_status().waiting, 1);
    let told = phone.looks_up(PLATE).local;
    assert_eq!((told.windows[0].stops, told.windows[0].queries), (1, 0));
    phone.waits(21 * HOUR);
    let told = phone.looks_up(PLATE).local;
    assert_eq!(told.windows[0].stops, 0, "a day after it was made");
}

#[test]
fn what_lies_ahead_or_more_than_a_day_back_is_refused() {
    let phone = Phone::new();
    for wrong in [MINUTE, -DAY - 1, -400 * DAY, i64::MAX - MORNING.0] {
        let refused = phone.enters(PLATE, MORNING.plus_millis(wrong)).err();
        assert_eq!(refused, Some(DeviceError::Moment), "{wrong}");
    }
    assert!(phone.device.open_draft().unwrap().is_none());
    for right in [0, -DAY] {
        let draft = phone.enters(PLATE, MORNING.plus_millis(right)).unwrap();
        phone.device.discard_draft(draft.id).unwrap();
    }
    assert_eq!(phone.device.sync_status().waiting, 0, "there is no look-up");
}

#[test]
fn an_odd_plate_is_asked_about_as_at_a_look_up() {
    let phone = Phone::new();
    let mut request = plate_request("qq000q");
    let asked = phone.device.look_up(request).unwrap();
    let LookUpAnswer::Question { about, spelled, .. } = asked else {
        panic!("it is asked about");
    };
    request = plate_request("qq000q");
    let answer = phone.device.enter_check(request, MORNING).unwrap();
    let EnterAnswer::Question {
        about: same,
        spelled: too,
        ..
    } = answer
    else {
        panic!("it is asked about");
    };
    assert_eq!((about, &spelled), (same, &too));
    assert_ne!(about, Doubt::SeveralPlates);
    request = plate_request("qq000q");
    request.confirmed = true;
    let answer = phone.device.enter_check(request, MORNING).unwrap();
    assert!(matches!(answer, EnterAnswer::Begun { .. }));
}

#[test]
fn it_is_taken_back_amended_and_withdrawn_as_any_other() {
    let phone = Phone::new();
    let at = MORNING.plus_millis(-HOUR);
    let card = phone.enters_stop(PLATE, at);
    phone.device.take_back().unwrap();
    assert!(phone.device.my_stops().unwrap().is_empty());
    let draft = phone.device.open_draft().unwrap().unwrap();
    assert!(draft.afterwards);
    phone.device.discard_draft(draft.id).unwrap();
    phone.device.take_back().unwrap();
    let spare = Change::Spare(Some(SpareDays::OFFERED));
    let again = phone.device.finish(draft.id, Some(spare)).unwrap();
    assert_eq!((again.id, again.at), (card.id, at));
    assert_eq!(again.spared_until, Some(at.plus_days(90)));

    let amendment = phone.device.amend(card.id).unwrap();
    assert!(amendment.afterwards);
    phone.device.discard_draft(amendment.id).unwrap();
    phone
        .device
        .withdraw(card.id, WithdrawReason::NoStop)
        .unwrap();
    assert_eq!(phone.year(PLATE), (0, 0, 0));
    assert_eq!(phone.device.sync_status().waiting, 0);
}

#[test]
fn the_check_of_now_does_not_go_on_with_the_one_of_before() {
    let phone = Phone::new();
    let look_up = phone.looks_up(PLATE);
    let before = phone.enters(PLATE, MORNING.plus_millis(-HOUR)).unwrap();
    let now = phone.device.start_check(look_up.query).unwrap();
    assert!(now.id != before.id && !now.afterwards);
    let other = phone.enters(PLATE, MORNING).unwrap();
    let open = phone.device.open_draft().unwrap();
    assert_eq!(open.map(|open| open.id), Some(other.id), "the rest waits");
    assert_eq!(phone.device.open_drafts().unwrap().len(), 3);
    assert_eq!(phone.device.go_on(before.id).unwrap().id, before.id);
}
