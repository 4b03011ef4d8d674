//! Agent Noor typed one letter wrong.

use proco_device::DeviceError;

use proco_testbed::phone::{Phone, smallest};

const WRONG: &str = "tf000g";
const RIGHT: &str = "tf000h";

fn waiting(phone: &Phone) -> u32 {
    phone.device.sync_status().waiting
}

#[test]
fn it_counts_nowhere_and_its_mark_is_gone_at_once() {
    let phone = Phone::new();
    let wrong = phone.looks_up(WRONG);
    phone.device.typed_wrong(wrong.query).unwrap();
    assert_eq!(phone.year(WRONG), (0, 0, 0));
    assert!(phone.device.open_look_up().unwrap().is_none());
    assert!(phone.device.see_look_up(wrong.query).unwrap().is_none());
    assert!(phone.marks().is_empty());
    assert_eq!(waiting(&phone), 1, "central counts that it happened");

    let right = phone.looks_up(RIGHT);
    assert_eq!(phone.year(RIGHT), (1, 0, 0));
    phone.device.leave_it(right.query, None).unwrap();
    let again = phone.looks_up(WRONG);
    assert_eq!(again.local.last_query, None, "nobody asked about it");
    assert_eq!(phone.year(WRONG), (1, 0, 0), "now she means it");
}

#[test]
fn nothing_more_can_be_decided_of_it() {
    let phone = Phone::new();
    let wrong = phone.looks_up(WRONG);
    phone.device.typed_wrong(wrong.query).unwrap();
    let is_gone = |answer: Result<(), DeviceError>| matches!(answer, Err(DeviceError::Gone));
    assert!(is_gone(phone.device.typed_wrong(wrong.query)), "once");
    assert!(is_gone(phone.device.leave_it(wrong.query, None)));
    assert!(is_gone(phone.device.start_check(wrong.query).map(|_| ())));
    assert_eq!(phone.year(WRONG), (0, 0, 0));
}

#[test]
fn what_was_left_or_begun_can_still_be_called_typed_wrong() {
    let phone = Phone::new();
    let left = phone.looks_up(WRONG);
    phone.device.leave_it(left.query, None).unwrap();
    phone.waits(3_600_000);
    phone.device.typed_wrong(left.query).unwrap();
    assert_eq!((waiting(&phone), phone.year(WRONG)), (1, (0, 0, 0)));

    let begun = phone.looks_up(RIGHT);
    phone.device.start_check(begun.query).unwrap();
    phone.device.typed_wrong(begun.query).unwrap();
    assert!(phone.device.open_draft().unwrap().is_none());
    assert_eq!((waiting(&phone), phone.year(RIGHT)), (2, (0, 0, 0)));
}

#[test]
fn a_look_up_that_led_to_a_check_is_withdrawn_with_it_first() {
    let phone = Phone::new();
    let look_up = phone.looks_up(WRONG);
    let draft = phone.device.start_check(look_up.query).unwrap();
    phone.answers(draft.id, smallest());
    let card = phone.device.finish(draft.id, None).unwrap();
    let refused = phone.device.typed_wrong(look_up.query);
    assert!(matches!(refused, Err(DeviceError::Gone)));
    assert_eq!(phone.year(WRONG), (1, 1, 1));

    let reason = proco_domain::stop::WithdrawReason::WrongSubject;
    phone.device.withdraw(card.id, reason).unwrap();
    phone.device.typed_wrong(look_up.query).unwrap();
    assert_eq!(phone.year(WRONG), (0, 0, 0));
}

#[test]
fn a_slip_of_the_thumb_is_taken_back_within_ten_seconds() {
    let phone = Phone::new();
    let look_up = phone.looks_up(WRONG);
    let draft = phone.device.start_check(look_up.query).unwrap();
    phone.answers(draft.id, smallest());
    let mut before = serde_json::to_value(phone.device.open_draft().unwrap()).unwrap();
    phone.device.typed_wrong(look_up.query).unwrap();
    phone.device.take_back().unwrap();
    let after = serde_json::to_value(phone.device.open_draft().unwrap()).unwrap();
    // Its revision is a new one, for a window that shows the former one.
    before["revision"] = after["revision"].clone();
    assert_eq!(after, before);
    assert_eq!((waiting(&phone), phone.year(WRONG)), (0, (1, 0, 0)));

    phone.device.leave_it(look_up.query, None).unwrap();
    phone.device.typed_wrong(look_up.query).unwrap();
    phone.device.take_back().unwrap();
    assert_eq!((waiting(&phone), phone.year(WRONG)), (1, (1, 0, 0)));
    let shown = phone.device.see_look_up(look_up.query).unwrap();
    assert_eq!(shown.unwrap().query, look_up.query);
}

#[test]
fn an_app_that_dies_meanwhile_has_taken_it_back() {
    let mut phone = Phone::new();
    let look_up = phone.looks_up(WRONG);
    phone.device.typed_wrong(look_up.query).unwrap();
    phone.kill_and_start();
    assert!(phone.device.can_take_back().is_none());
    assert_eq!((waiting(&phone), phone.year(WRONG)), (1, (0, 0, 0)));
    assert!(phone.marks().is_empty());
}
