//! Officer Noor looks back on her shift, and at what she looked up in it.

use proco_device::LeaveReason;
use proco_device::view::{ShiftRecord, ShiftView};
use proco_domain::ids::{QueryId, StopId};
use proco_domain::query::LedTo;

use proco_testbed::phone::{HOUR, MINUTE, MORNING, Phone};

fn counts(shift: &ShiftView) -> [u32; 4] {
    [
        shift.looked_up,
        shift.left,
        shift.checked,
        shift.found_nothing,
    ]
}

/// What a look-up of the shift led to, and the check that came from it.
fn look_up(record: &ShiftRecord) -> (QueryId, Option<LedTo>, Option<StopId>) {
    match record {
        ShiftRecord::LookUp {
            query,
            led_to,
            stop,
            ..
        } => (*query, *led_to, *stop),
        ShiftRecord::Entered { .. } => panic!("it was entered afterwards"),
    }
}

/// The checks of the shift that were entered afterwards.
fn entered(shift: &ShiftView) -> Vec<StopId> {
    let of = |record: &ShiftRecord| match record {
        ShiftRecord::Entered { stop, .. } => Some(*stop),
        ShiftRecord::LookUp { .. } => None,
    };
    shift.records.iter().filter_map(of).collect()
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
    let led_to: Vec<_> = shift.records.iter().map(|each| look_up(each).1).collect();
    let newest_first = [None, Some(LedTo::Stop), Some(LedTo::LeftIt)];
    assert_eq!(led_to, newest_first);
    assert_eq!(look_up(&shift.records[1]).2, Some(stop.id));
}

#[test]
fn a_look_up_of_this_shift_is_shown_again_and_does_not_count_once_more() {
    let noor = Phone::new();
    let first = noor.looks_up("TF-000-G");
    noor.device.leave_it(first.query, None).unwrap();
    noor.waits(HOUR);
    let listed = look_up(&noor.device.my_shift().unwrap().records[0]).0;
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
    assert_eq!(look_up(&shift.records[0]).2, None);
}

#[test]
fn a_check_that_was_entered_afterwards_is_of_the_shift_in_which_it_was() {
    let mut noor = Phone::new();
    let yesterday = noor.enters_stop("GF-000-B", MORNING.plus_millis(-20 * HOUR));
    let empty = noor.device.my_shift().unwrap();
    assert_eq!((empty.since, counts(&empty)), (None, [0, 0, 0, 0]));

    let at = MORNING.plus_millis(-2 * HOUR);
    let card = noor.enters_stop("TF-000-G", at);
    let shift = noor.device.my_shift().unwrap();
    assert_eq!(
        shift.since,
        Some(at),
        "nothing was looked up, and yet she worked"
    );
    noor.looks_up("BB-00-DD");
    noor.kill_and_start();
    let shift = noor.device.my_shift().unwrap();
    assert_eq!(shift.since, Some(at));
    assert_eq!((counts(&shift), shift.entered), ([1, 0, 1, 1], 1));
    assert_eq!(entered(&shift), [card.id], "and not {:?}", yesterday.id);
    assert_eq!(look_up(&shift.records[0]).1, None, "newest first");

    let reason = proco_device::WithdrawReason::NoStop;
    noor.device.withdraw(card.id, reason).unwrap();
    let shift = noor.device.my_shift().unwrap();
    assert_eq!((counts(&shift), shift.entered), ([1, 0, 0, 0], 0));
    assert_eq!(entered(&shift), []);
}

#[test]
fn one_that_was_corrected_counts_once_and_at_its_own_hour() {
    let noor = Phone::new();
    let wrong = noor.enters_stop("GF-000-B", MORNING.plus_millis(-HOUR));
    let right = noor.looks_up("TF-000-G");
    let card = noor.device.correct(wrong.id, right.query).unwrap();
    let shift = noor.device.my_shift().unwrap();
    assert_eq!((counts(&shift), shift.entered), ([1, 0, 1, 1], 1));
    assert_eq!(entered(&shift), [card.id]);
    // The look-up by which it was corrected leads to it, and is no second check.
    let of_look_up = (right.query, Some(LedTo::Stop), Some(card.id));
    assert_eq!(look_up(&shift.records[0]), of_look_up);

    noor.waits(9 * HOUR);
    let late = noor.enters_stop("BB-00-DD", MORNING.plus_millis(-HOUR / 2));
    let shift = noor.device.my_shift().unwrap();
    assert_eq!(
        counts(&shift),
        [0, 0, 0, 0],
        "{:?} was in the last one",
        late.id
    );
}
