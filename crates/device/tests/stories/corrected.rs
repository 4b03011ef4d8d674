//! Agent Sanne finished a check under the wrong plate.

use std::collections::BTreeSet;

use proco_device::view::{ShiftRecord, SyncState};
use proco_device::{DeviceError, ReflectionDraft};
use proco_domain::draft::Change;
use proco_domain::ids::StopId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::reflection::Theme;
use proco_domain::stop::{SpareDays, WithdrawReason};
use proco_testbed::phone::{DAY, MINUTE, MORNING, Phone};

const WRONG: &str = "BB-00-DD";
const RIGHT: &str = "FF-00-GH";

/// What was answered in the newest revision.
fn answers(phone: &Phone, stop: StopId) -> serde_json::Value {
    let view = phone.device.stop(stop).unwrap();
    serde_json::to_value(&view.revisions[0].answers).unwrap()
}

#[test]
fn it_is_withdrawn_and_recorded_under_the_right_one_with_its_answers_and_its_time() {
    let sanne = Phone::new();
    let spare = Change::Spare(Some(SpareDays::OFFERED));
    let wrong = sanne.stops(WRONG, [spare, Change::LegalBasis(Some(LegalBasis::Apv))]);
    let begun = ReflectionDraft {
        themes: BTreeSet::from([Theme::Workload]),
        ..ReflectionDraft::default()
    };
    sanne.device.save_reflection(wrong.id, begun).unwrap();
    let before = answers(&sanne, wrong.id);
    assert!(sanne.looks_up(WRONG).advisory.is_some());

    sanne.waits(3 * MINUTE);
    let look_up = sanne.looks_up(RIGHT);
    let card = sanne.device.correct(wrong.id, look_up.query).unwrap();
    assert_eq!((card.at, card.revision), (MORNING, 1));
    assert_eq!(answers(&sanne, card.id), before);
    let view = sanne.device.stop(card.id).unwrap();
    assert_eq!(
        view.initiative,
        sanne.device.stop(wrong.id).unwrap().initiative
    );
    let begun = view.reflection_draft.unwrap();
    assert_eq!(begun.themes, BTreeSet::from([Theme::Workload]));
    let gone = sanne.device.stop(wrong.id).unwrap();
    assert_eq!(gone.card.sync, SyncState::NeverSent);
    assert_eq!(gone.withdrawn_because, Some(WithdrawReason::WrongSubject));

    assert_eq!(sanne.year(WRONG), (1, 0, 0), "the look-up after the check");
    assert_eq!(sanne.year(RIGHT), (1, 1, 1));
    assert!(sanne.looks_up(WRONG).advisory.is_none());
    assert!(sanne.looks_up(RIGHT).advisory.is_some());
}

#[test]
fn it_is_one_transaction_and_before_it_nothing_has_changed() {
    let mut sanne = Phone::new();
    let wrong = sanne.stops(WRONG, []);
    let look_up = sanne.looks_up(RIGHT);
    sanne.kill_and_start();
    assert_eq!(sanne.year(WRONG), (1, 1, 1));
    let before = sanne.transactions();
    let card = sanne.device.correct(wrong.id, look_up.query).unwrap();
    assert_eq!(sanne.transactions() - before, 1);
    sanne.kill_and_start();
    assert_eq!(sanne.year(WRONG), (0, 0, 0));
    assert_eq!(sanne.year(RIGHT), (1, 1, 1));
    let again = sanne.device.stop(card.id).unwrap().card;
    assert!(!again.withdrawn);
}

#[test]
fn what_cannot_be_corrected_stays_as_it_was() {
    let sanne = Phone::new();
    let stop = sanne.stops(WRONG, []);
    let refused = |stop, query| sanne.device.correct(stop, query).err();
    let same = sanne.looks_up(WRONG);
    assert_eq!(refused(stop.id, same.query), Some(DeviceError::SameSubject));
    let look_up = sanne.looks_up(RIGHT);
    let draft = sanne.device.amend(stop.id).unwrap();
    assert_eq!(
        refused(stop.id, look_up.query),
        Some(DeviceError::DraftOpen)
    );
    sanne.device.discard_draft(draft.id).unwrap();
    assert_eq!(sanne.year(WRONG), (2, 1, 1));

    let other = sanne.device.correct(stop.id, look_up.query).unwrap();
    assert_eq!(refused(stop.id, same.query), Some(DeviceError::Withdrawn));
    assert_eq!(refused(other.id, look_up.query), Some(DeviceError::Gone));
    let back = sanne.device.correct(other.id, same.query).unwrap();
    assert_eq!(back.at, stop.at, "and the first one was right after all");
    assert_eq!(sanne.year(WRONG), (1, 1, 1));
    assert_eq!(sanne.year(RIGHT), (0, 0, 0));
}

#[test]
fn the_wrong_look_up_is_taken_back_as_one_that_was_typed_wrong() {
    let sanne = Phone::new();
    let wrong = sanne.stops(WRONG, []);
    let right = sanne.looks_up(RIGHT);
    let card = sanne.device.correct(wrong.id, right.query).unwrap();
    assert_eq!(sanne.year(WRONG), (0, 0, 0));
    let shift = sanne.device.my_shift().unwrap();
    let [ShiftRecord::LookUp { query, stop, .. }] = shift.records[..] else {
        panic!("nothing of the stranger is left in the shift")
    };
    assert_eq!((query, stop), (right.query, Some(card.id)));
    assert!(sanne.device.stop(wrong.id).unwrap().card.withdrawn);
    // Central is told of the right look-up, of its check, and that one was typed wrong.
    assert_eq!(sanne.device.sync_status().waiting, 3);
}

#[test]
fn a_check_that_was_entered_afterwards_keeps_its_mark() {
    let sanne = Phone::new();
    let at = MORNING.plus_millis(-DAY / 2);
    let wrong = sanne.enters_stop(WRONG, at);
    let look_up = sanne.looks_up(RIGHT);
    let card = sanne.device.correct(wrong.id, look_up.query).unwrap();
    assert!(card.afterwards);
    assert_eq!(card.at, at);
}
