//! Which own records are added to central's counts: those that central certainly does not have.

use proco_domain::draft::Change;
use proco_domain::text::FreeText;
use proco_exchange::receipt::RefusalCode;

use crate::phone::Phone;
use crate::store::outbox::{self};

#[test]
fn what_may_be_at_central_is_not_added_though_its_later_revision_is_refused() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    let stop = phone.stops("FF-00-GH", []);
    let of_stop = phone.looks_up("FF-00-GH");
    let _their_answer_is_lost = phone.sends();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.reflect(stop.id);
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (0, 0));
    let (_, stops) = phone.adds(of_stop.query);
    assert_eq!(stops, 0);

    let draft = phone.device.amend(stop.id).unwrap();
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.device.finish(draft.id, None).unwrap();
    phone.sends_and_all_is_refused();
    let (_, stops) = phone.adds(of_stop.query);
    assert_eq!(stops, 0, "a third revision brings nothing to light");
}

#[test]
fn what_came_too_late_is_at_central_and_not_added() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    // A copy that knows nothing of an earlier sending: its first one, to what it knows.
    for claimed in phone.sends() {
        phone.is_refused_as(&claimed, RefusalCode::TooLate);
    }
    assert_eq!(phone.adds(look_up.query), (0, 0));
    phone.device.leave_it(look_up.query, None).unwrap();
    for claimed in phone.sends() {
        phone.is_refused_as(&claimed, RefusalCode::TooLate);
    }
    assert_eq!(phone.adds(look_up.query), (0, 0));
}

#[test]
fn what_was_refused_and_never_left_without_an_answer_is_added() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (1, 0), "its first batch");

    let look_up = phone.looks_up("FF-00-GH");
    phone.device.close_look_up(look_up.query).unwrap();
    let _lost = phone.sends();
    phone.sends_and_all_is_refused();
    assert_eq!(
        phone.adds(look_up.query),
        (1, 0),
        "central would have known it"
    );
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(
        phone.adds(look_up.query),
        (1, 0),
        "refused in each revision"
    );
}

#[test]
fn what_this_phone_refuses_after_a_lost_answer_is_not_added() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    let _their_answer_is_lost = phone.sends();
    // Its quarter is over meanwhile: nothing more is sent of it.
    for row in phone.waiting() {
        phone.is_refused_here(&row, RefusalCode::EpochClosed);
    }
    assert_eq!(phone.adds(look_up.query), (0, 0), "central may have it");
}

#[test]
fn what_was_refused_before_a_copy_was_made_may_have_been_taken_since() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (1, 0));
    phone.is_found_older();
    assert_eq!(phone.adds(look_up.query), (0, 0));
}

#[test]
fn what_a_central_that_was_put_back_refuses_is_no_longer_there() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.gets_receipts(&phone.sends());
    let queue_again = |t: &rusqlite::Connection| Ok(outbox::queue_again(t)?);
    phone.device.write(queue_again).unwrap();
    assert_eq!(phone.adds(look_up.query), (0, 0), "it may have it still");
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (1, 0));
}

#[test]
fn a_look_up_that_is_decided_twice_on_a_copy_may_be_at_central() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.is_found_older();
    phone.device.close_look_up(look_up.query).unwrap();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.sends_and_all_is_refused();
    assert_eq!(phone.adds(look_up.query), (0, 0));
}
