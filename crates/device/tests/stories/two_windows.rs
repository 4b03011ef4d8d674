//! Agent Noor has the same check open in two windows, and answers in both.

use std::collections::BTreeSet;

use proco_device::DeviceError;
use proco_device::view::DraftView;
use proco_domain::draft::{Change, ResultChoice, Step};
use proco_domain::ground::GroundCode;
use proco_domain::legal_basis::LegalBasis;

use proco_testbed::phone::{Phone, smallest};

const PLATE: &str = "tf000g";

fn grounds(of: &[GroundCode]) -> Change {
    Change::Grounds(of.iter().copied().collect::<BTreeSet<_>>())
}

fn begun(phone: &Phone) -> DraftView {
    let look_up = phone.looks_up(PLATE);
    phone.device.start_check(look_up.query).unwrap()
}

/// The draft as it stands.
fn stands(phone: &Phone) -> DraftView {
    phone.device.open_draft().unwrap().unwrap()
}

fn refused<T>(answer: Result<T, DeviceError>) -> DeviceError {
    answer.err().expect("it builds on what stands no longer")
}

#[test]
fn an_answer_that_builds_on_what_stands_no_longer_is_refused_and_overwrites_nothing() {
    let mut phone = Phone::new();
    let shown = begun(&phone);
    let (id, first) = (shown.id, shown.revision);
    let defect = grounds(&[GroundCode::VehicleDefect]);
    let one = phone
        .device
        .save_field((id, first), defect.clone())
        .unwrap();
    assert!(one.revision > first);

    let evading = grounds(&[GroundCode::Evading]);
    let late = phone.device.save_field((id, first), evading.clone());
    assert_eq!(refused(late), DeviceError::DraftChanged);
    phone.kill_and_start();
    let now = stands(&phone);
    assert_eq!(now.revision, one.revision, "also after a kill");
    assert_eq!(now.answers.grounds, one.answers.grounds);

    // Whoever has seen what stands may say otherwise.
    let seen = phone
        .device
        .save_field((id, now.revision), evading)
        .unwrap();
    assert_eq!(seen.answers.grounds, BTreeSet::from([GroundCode::Evading]));
}

#[test]
fn the_same_answer_and_another_step_are_no_other_draft() {
    let phone = Phone::new();
    let shown = begun(&phone);
    let defect = grounds(&[GroundCode::VehicleDefect]);
    let one = phone.device.save_field(shown.id, defect.clone()).unwrap();
    let moved = phone.device.go_to_step(shown.id, Step::Contact).unwrap();
    assert_eq!(moved.revision, one.revision);
    // An answer that was lost on its way back is given once more.
    let again = phone.device.save_field((shown.id, shown.revision), defect);
    assert_eq!(again.unwrap().revision, one.revision);
}

#[test]
fn a_check_that_another_window_changed_is_not_finished_unseen() {
    let phone = Phone::new();
    let draft = begun(&phone).id;
    let [ground, basis, told, nothing] = smallest();
    phone.answers(draft, [ground, basis, told]);
    let shown = stands(&phone).revision;
    let other = Change::LegalBasis(Some(LegalBasis::Apv));
    phone.device.save_field((draft, shown), other).unwrap();

    let unseen = phone.device.finish((draft, shown), Some(nothing.clone()));
    assert_eq!(refused(unseen), DeviceError::DraftChanged);
    assert!(phone.device.my_stops().unwrap().is_empty());
    let now = stands(&phone);
    assert_eq!(
        now.answers.result, None::<ResultChoice>,
        "nor is its answer saved"
    );
    phone
        .device
        .finish((draft, now.revision), Some(nothing))
        .unwrap();
    assert_eq!(phone.device.my_stops().unwrap().len(), 1);
}

#[test]
fn another_subject_is_another_draft() {
    let phone = Phone::new();
    let check = begun(&phone);
    phone.answers(check.id, smallest());
    let shown = stands(&phone).revision;
    let passenger = phone.looks_up("bb00dd");
    let joined = phone.device.join_check(passenger.query, check.id).unwrap();
    let unseen = phone.device.finish((check.id, shown), None);
    assert_eq!(refused(unseen), DeviceError::DraftChanged);
    let out = phone.device.take_out(check.id, passenger.query).unwrap();
    let unseen = phone.device.finish((check.id, joined.revision), None);
    assert_eq!(refused(unseen), DeviceError::DraftChanged);
    phone.device.finish((check.id, out.revision), None).unwrap();
}

#[test]
fn a_draft_that_undo_brought_back_is_none_that_was_shown_before() {
    let phone = Phone::new();
    let check = begun(&phone);
    phone.answers(check.id, smallest());
    let shown = stands(&phone).revision;
    phone.device.finish(check.id, None).unwrap();
    phone.device.take_back().unwrap();
    let unseen = phone.device.finish((check.id, shown), None);
    assert_eq!(refused(unseen), DeviceError::DraftChanged);
}
