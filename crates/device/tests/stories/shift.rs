//! Officer Noor looks back on her shift, and at what she looked up in it.

use proco_device::LeaveReason;
use proco_device::view::ShiftView;
use proco_domain::query::LedTo;

use proco_testbed::phone::{HOUR, MINUTE, Phone};

fn counts(shift: &ShiftView) -> [u32; 4] {
    [
        shift.looked_up,
        shift.left,
        shift.checked,
        shift.found_nothing,
    ]
}

#[test]
fn a_shift_tells_what_was_looked_up_left_and_checked_also_after_a_kill() {
    let mut noor = Phone::new();
    let empty = noor.device.my_shift().unwrap();
    assert_eq!((empty.since, counts(&empty)), (None, [0, 0, 0, 0]));

    let first = noor.looks_up("TF-000-G");
    let reason = Some(LeaveReason::Explained);
    noor.device.leave_it(first.query, reason).unwrap();
    noor.waits(20 * MINUTE);
    let stop = noor.stops("BB-00-DD", []);
    noor.waits(20 * MINUTE);
    noor.looks_up("GF-000-B");
    noor.kill_and_start();

    let shift = noor.device.my_shift().unwrap();
    assert_eq!(shift.since, Some(first.at));
    assert_eq!(counts(&shift), [3, 1, 1, 1]);
    let led_to: Vec<_> = shift.look_ups.iter().map(|each| each.led_to).collect();
    let newest_first = [None, Some(LedTo::Stop), Some(LedTo::LeftIt)];
    assert_eq!(led_to, newest_first);
    assert_eq!(shift.look_ups[1].stop, Some(stop.id));
}

#[test]
fn a_look_up_of_this_shift_is_shown_again_and_does_not_count_once_more() {
    let noor = Phone::new();
    let first = noor.looks_up("TF-000-G");
    noor.device.leave_it(first.query, None).unwrap();
    noor.waits(HOUR);
    let listed = noor.device.my_shift().unwrap().look_ups[0].query;
    let again = noor.device.see_look_up(listed).unwrap().unwrap();
    assert_eq!((again.query, again.at), (first.query, first.at));
    assert_eq!(noor.device.my_shift().unwrap().looked_up, 1);
    // What was left may still become a check, under the same look-up.
    let draft = noor.device.start_check(listed).unwrap();
    assert_eq!(draft.query, first.query);
}

#[test]
fn after_a_rest_a_new_shift_begins() {
    let noor = Phone::new();
    noor.looks_up("TF-000-G");
    noor.waits(15 * HOUR);
    assert_eq!(noor.device.my_shift().unwrap().looked_up, 0);
    let first = noor.looks_up("BB-00-DD");
    let shift = noor.device.my_shift().unwrap();
    assert_eq!((shift.since, shift.looked_up), (Some(first.at), 1));
}

#[test]
fn a_check_that_was_withdrawn_is_none_of_the_shift() {
    let noor = Phone::new();
    let stop = noor.stops("BB-00-DD", []);
    let reason = proco_device::WithdrawReason::WrongSubject;
    noor.device.withdraw(stop.id, reason).unwrap();
    let shift = noor.device.my_shift().unwrap();
    assert_eq!(counts(&shift), [1, 0, 0, 0]);
    assert_eq!(shift.look_ups[0].stop, None);
}
