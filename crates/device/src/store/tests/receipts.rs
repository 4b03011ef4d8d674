//! What a receipt or a refusal of one revision does to its row and to later revisions.

use proco_domain::draft::Change;
use proco_domain::query::LedTo;
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;
use proco_exchange::receipt::RefusalCode;

use super::by_hand::{Claimed, of};
use crate::DeviceError;
use crate::phone::{DAY, Phone};
use crate::store::claim::Content;
use crate::store::outbox::Kind;
use crate::view::SyncState;

#[test]
fn a_later_revision_survives_the_receipt_of_the_earlier_one() {
    let phone = Phone::new();
    let stop = phone.stops("BB-00-DD", []);
    let first = phone.sends();
    phone.reflect(stop.id);
    phone.gets_receipts(&first);
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
    let second = phone.sends();
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].reference.revision, 2);
    assert_eq!(
        second[0].report,
        of(&first, stop.id.0).report,
        "all revisions have one name"
    );
    phone.gets_receipts(&first);
    assert_eq!(
        phone.waiting().len(),
        1,
        "the same receipt twice settles nothing more"
    );
    phone.gets_receipts(&second);
    assert_eq!(phone.state(stop.id), SyncState::Sent);
}

#[test]
fn a_withdrawal_survives_the_receipt_of_the_report_and_goes_first() {
    let phone = Phone::new();
    let stop = phone.stops("BB-00-DD", []);
    let sent = phone.sends();
    phone.looks_up("FF-00-GH");
    phone
        .device
        .withdraw(stop.id, WithdrawReason::NoStop)
        .unwrap();
    phone.gets_receipts(&sent);
    let next = phone.sends();
    assert_eq!(next[0].reference.kind, Kind::Withdrawal);
    assert_eq!(
        next[0].reference.revision, 2,
        "one more than the stop's last"
    );
    assert_eq!(next[0].report, of(&sent, stop.id.0).report);
    phone.gets_receipts(&next);
    assert_eq!(phone.state(stop.id), SyncState::Sent);
}

#[test]
fn a_batch_whose_answer_is_lost_is_sent_again_under_the_same_names() {
    let phone = Phone::new();
    phone.stops("BB-00-DD", []);
    let names = |sent: &[Claimed]| sent.iter().map(|c| c.report).collect::<Vec<_>>();
    let first = phone.sends();
    phone.waits(DAY);
    assert_eq!(names(&phone.sends()), names(&first));
}

#[test]
fn a_look_up_decided_anew_under_way_is_sent_anew_under_the_same_name() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    let sent = phone.sends();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.gets_receipts(&sent);
    let again = phone.sends();
    let what = |claimed: &Claimed| match &claimed.content {
        Content::Query { led_to, .. } => (claimed.reference.revision, *led_to),
        Content::Stop(_) | Content::WithoutMark | Content::Withdrawal { .. } => {
            panic!("a look-up was sent")
        }
    };
    assert_eq!(what(&sent[0]), (1, LedTo::Nothing));
    assert_eq!(what(&again[0]), (2, LedTo::LeftIt));
    assert_eq!(again[0].report, sent[0].report);
    phone.gets_receipts(&again);
    assert_eq!(phone.waiting(), []);
}

#[test]
fn a_look_up_without_its_mark_stays_as_it_was_sent() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.gets_receipts(&phone.sends());
    phone.waits(7 * DAY);
    phone.retains();
    let left = phone.device.leave_it(look_up.query, None);
    assert_eq!(left, Err(DeviceError::Gone), "and she is told so");
    assert_eq!(phone.waiting(), [], "it could not be sent");
}

#[test]
fn a_refused_report_is_kept_in_sight_blocks_nothing_and_is_put_right_by_an_amendment() {
    let phone = Phone::new();
    let stop = phone.stops("BB-00-DD", []);
    let sent = phone.sends();
    phone.is_refused(of(&sent, stop.id.0));
    let code = RefusalCode::Inconsistent;
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
    assert_eq!(phone.waiting().len(), 1, "its look-up waits on");

    let draft = phone.device.amend(stop.id).unwrap();
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.device.finish(draft.id, None).unwrap();
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
}

#[test]
fn a_refusal_of_an_earlier_revision_does_not_touch_the_later_one() {
    let phone = Phone::new();
    let stop = phone.stops("BB-00-DD", []);
    let sent = phone.sends();
    phone.reflect(stop.id);
    phone.is_refused(of(&sent, stop.id.0));
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
}

#[test]
fn what_lay_in_the_future_is_sent_when_its_moment_has_come() {
    let phone = Phone::new();
    phone.waits(2 * DAY);
    let stop = phone.stops("BB-00-DD", []);
    let sent = phone.sends();
    phone.waits(-2 * DAY);
    phone.is_refused_as(of(&sent, stop.id.0), RefusalCode::InFuture);
    phone.requeues_refused("1.0.0");
    let code = RefusalCode::InFuture;
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });

    phone.waits(2 * DAY);
    phone.clock_is_off(true);
    phone.requeues_refused("1.0.0");
    assert_eq!(
        phone.state(stop.id),
        SyncState::Refused { code },
        "a clock that is off says nothing about that"
    );
    phone.clock_is_off(false);
    phone.requeues_refused("1.0.0");
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
}

#[test]
fn what_was_unreadable_is_sent_once_more_by_another_version() {
    let phone = Phone::new();
    phone.requeues_refused("1.0.0");
    let stop = phone.stops("BB-00-DD", []);
    let code = RefusalCode::Unreadable;
    let refused = || {
        let sent = phone.sends();
        phone.is_refused_as(of(&sent, stop.id.0), code);
    };
    refused();
    phone.requeues_refused("1.0.0");
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
    phone.requeues_refused("1.1.0");
    assert_eq!(phone.state(stop.id), SyncState::Waiting);
    refused();
    phone.requeues_refused("1.1.0");
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
}
