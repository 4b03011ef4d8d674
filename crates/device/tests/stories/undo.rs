//! Agent Noor takes back what her thumb decided.

use proco_device::DeviceError;
use proco_domain::draft::{Change, ResultChoice};
use proco_domain::ids::StopId;
use proco_domain::query::LeaveReason;
use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::stop::SpareDays;
use proco_domain::text::FreeText;

use proco_testbed::phone::{Phone, smallest};

const PLATE: &str = "tf000g";

fn waiting(phone: &Phone) -> u32 {
    phone.device.sync_status().waiting
}

/// The open draft as the screens see it, without its revision, which is a new one each time.
fn draft_of(phone: &Phone) -> serde_json::Value {
    let draft = phone.device.open_draft().unwrap().unwrap();
    let mut draft = serde_json::to_value(draft).unwrap();
    draft.as_object_mut().unwrap().remove("revision");
    draft
}

fn is_too_late(phone: &Phone) -> bool {
    phone.device.can_take_back().is_none()
        && matches!(phone.device.take_back(), Err(DeviceError::Gone))
}

#[test]
fn what_was_left_alone_asks_for_a_decision_again() {
    let phone = Phone::new();
    let look_up = phone.looks_up(PLATE);
    assert!(is_too_late(&phone), "nothing was decided");
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.waits(9_000);
    let reason = Some(LeaveReason::NoGround);
    phone.device.leave_it(look_up.query, reason).unwrap();
    assert_eq!(phone.device.can_take_back(), Some(1_000));

    phone.device.take_back().unwrap();
    let open = phone.device.open_look_up().unwrap().unwrap();
    assert_eq!(open.query, look_up.query);
    assert_eq!((waiting(&phone), phone.year(PLATE)), (0, (1, 0, 0)));
    assert!(is_too_late(&phone), "once is enough");
    let draft = phone.device.start_check(look_up.query).unwrap();
    assert_eq!(draft.query, look_up.query);
}

#[test]
fn a_finished_check_is_a_draft_again_as_it_was_before_the_last_answer() {
    let phone = Phone::new();
    let look_up = phone.looks_up(PLATE);
    let draft = phone.device.start_check(look_up.query).unwrap();
    let [ground, basis, told, nothing] = smallest();
    phone.answers(draft.id, [ground, basis, told]);
    let before = draft_of(&phone);
    phone.device.finish(draft.id, Some(nothing)).unwrap();
    assert_eq!(waiting(&phone), 2);

    phone.device.take_back().unwrap();
    assert_eq!(draft_of(&phone), before);
    assert!(phone.device.my_stops().unwrap().is_empty());
    assert_eq!((waiting(&phone), phone.year(PLATE)), (0, (1, 0, 0)));

    let found = Change::Result(Some(ResultChoice::Nothing));
    let card = phone.device.finish(draft.id, Some(found)).unwrap();
    assert_eq!(card.id, StopId(draft.id.0));
    assert_eq!(phone.device.my_stops().unwrap().len(), 1);
    assert_eq!((waiting(&phone), phone.year(PLATE)), (2, (1, 1, 1)));
}

#[test]
fn a_check_that_was_let_go_comes_back_with_its_answers() {
    let phone = Phone::new();
    let look_up = phone.looks_up(PLATE);
    let draft = phone.device.start_check(look_up.query).unwrap();
    phone.answers(draft.id, smallest());
    let before = draft_of(&phone);
    phone.device.leave_it(look_up.query, None).unwrap();
    assert!(phone.device.open_draft().unwrap().is_none());

    phone.device.take_back().unwrap();
    assert_eq!(draft_of(&phone), before);
    assert_eq!(waiting(&phone), 0);
}

#[test]
fn an_amendment_that_was_thrown_away_comes_back() {
    let phone = Phone::new();
    let card = phone.stops(PLATE, []);
    let draft = phone.device.amend(card.id).unwrap();
    phone.answers(draft.id, [Change::Result(Some(ResultChoice::Found))]);
    let before = draft_of(&phone);
    phone.device.discard_draft(draft.id).unwrap();
    phone.device.take_back().unwrap();
    assert_eq!(draft_of(&phone), before);
    assert_eq!(phone.device.my_stops().unwrap().len(), 1);
}

/// All of a stop and its revisions, and whether it was sent, as the screens see it.
fn stop_of(phone: &Phone, stop: StopId) -> serde_json::Value {
    serde_json::to_value(phone.device.stop(stop).unwrap()).unwrap()
}

#[test]
fn an_amendment_that_was_finished_is_a_draft_again_and_the_former_revision_stands() {
    let phone = Phone::new();
    let spare = Change::Spare(Some(SpareDays::OFFERED));
    let card = phone.stops(PLATE, [spare]);
    phone.waits(60_000);
    let former = stop_of(&phone, card.id);
    let told = phone.looks_up("bb00dd");
    phone.device.close_look_up(told.query).unwrap();
    let waited = waiting(&phone);
    let draft = phone.device.amend(card.id).unwrap();
    let reason = FreeText::new("vergist").unwrap();
    phone.answers(draft.id, [Change::AmendReason(reason), Change::Spare(None)]);
    let before = draft_of(&phone);
    let amended = phone.device.finish(draft.id, None).unwrap();
    assert_eq!((amended.revision, amended.spared_until), (2, None));

    phone.device.take_back().unwrap();
    assert_eq!(stop_of(&phone, card.id), former);
    assert_eq!(draft_of(&phone), before);
    assert_eq!(waiting(&phone), waited);
    assert!(is_too_late(&phone), "once is enough");
    let again = phone.device.finish(draft.id, None).unwrap();
    assert_eq!((again.id, again.revision), (card.id, 2));
    let revisions = phone.device.stop(card.id).unwrap().revisions.len();
    assert_eq!((revisions, waiting(&phone)), (2, waited));
}

#[test]
fn a_look_back_that_was_made_with_an_amendment_is_still_to_come_after_undo() {
    let phone = Phone::new();
    let card = phone.stops(PLATE, [Change::Themes([Theme::Workload].into())]);
    phone.waits(60_000);
    let former = stop_of(&phone, card.id);
    let draft = phone.device.amend(card.id).unwrap();
    let reason = FreeText::new("vergist").unwrap();
    let look_back = Change::DoAgain(Some(DoAgain::Yes));
    phone.answers(draft.id, [Change::AmendReason(reason), look_back]);
    assert!(
        !phone
            .device
            .finish(draft.id, None)
            .unwrap()
            .awaits_reflection
    );
    phone.device.take_back().unwrap();
    assert_eq!(
        stop_of(&phone, card.id),
        former,
        "with what was begun of it"
    );
    assert!(phone.device.my_stops().unwrap()[0].awaits_reflection);
    let kept = phone.device.open_draft().unwrap().unwrap();
    assert_eq!(kept.answers.do_again, Some(DoAgain::Yes));
}

#[test]
fn an_app_that_dies_after_an_amendment_has_amended() {
    let mut phone = Phone::new();
    let card = phone.stops(PLATE, []);
    let draft = phone.device.amend(card.id).unwrap();
    let reason = FreeText::new("vergist").unwrap();
    phone.answers(draft.id, [Change::AmendReason(reason)]);
    phone.device.finish(draft.id, None).unwrap();
    assert!(phone.device.can_take_back().is_some());
    phone.kill_and_start();
    assert!(is_too_late(&phone));
    assert_eq!(phone.device.my_stops().unwrap()[0].revision, 2);
}

#[test]
fn after_ten_seconds_it_is_too_late() {
    let phone = Phone::new();
    let look_up = phone.looks_up(PLATE);
    phone.device.leave_it(look_up.query, None).unwrap();
    assert_eq!(phone.device.can_take_back(), Some(10_000));
    phone.waits(10_000);
    assert!(is_too_late(&phone));
    assert!(phone.device.open_look_up().unwrap().is_none());
}

#[test]
fn a_clock_that_goes_back_gives_no_more_time() {
    let phone = Phone::new();
    let look_up = phone.looks_up(PLATE);
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.waits(-3_600_000);
    assert!(is_too_late(&phone));
}

#[test]
fn what_comes_next_makes_it_final() {
    let phone = Phone::new();
    let left = phone.looks_up(PLATE);
    phone.device.leave_it(left.query, None).unwrap();
    phone.looks_up("bb00dd");
    assert!(is_too_late(&phone), "the next look-up");

    let card = phone.stops("zf00gz", []);
    phone.device.amend(card.id).unwrap();
    assert!(is_too_late(&phone), "the stop itself is amended");
}

#[test]
fn a_decision_that_could_not_be_written_is_none_and_the_one_before_it_can_be_taken_back() {
    let phone = Phone::new();
    let left = phone.looks_up(PLATE);
    let other = phone.looks_up("zf00gz");
    phone.device.leave_it(left.query, None).unwrap();
    // As on a disk that fails at the end: everything is written, and the commit is refused.
    phone.damages(
        "CREATE TABLE room (id INTEGER PRIMARY KEY);
         CREATE TABLE needs_room (id INTEGER REFERENCES room (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER no_room AFTER INSERT ON outbox BEGIN INSERT INTO needs_room VALUES (1); END",
    );
    phone.device.leave_it(other.query, None).unwrap_err();
    phone.device.typed_wrong(other.query).unwrap_err();
    phone.damages("DROP TRIGGER no_room; DROP TABLE needs_room; DROP TABLE room");
    let left_it = || {
        let sql = "SELECT count(*) FROM queries WHERE led_to = 'left_it'";
        let left_it = phone.bare().query_row(sql, [], |row| row.get::<_, u32>(0));
        left_it.unwrap()
    };
    assert_eq!(left_it(), 1);
    phone.device.take_back().unwrap();
    assert_eq!(left_it(), 0, "the one that was made");
    assert!(is_too_late(&phone), "one decision was made");
}

#[test]
fn an_app_that_dies_meanwhile_has_decided() {
    let mut phone = Phone::new();
    let card = phone.stops(PLATE, []);
    assert!(phone.device.can_take_back().is_some());
    phone.kill_and_start();
    assert!(is_too_late(&phone));
    assert_eq!(phone.device.my_stops().unwrap()[0].id, card.id);
    assert_eq!(waiting(&phone), 2);
}

#[test]
fn what_was_left_alone_can_still_become_a_check() {
    let phone = Phone::new();
    let look_up = phone.looks_up(PLATE);
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.waits(60_000);
    let draft = phone.device.start_check(look_up.query).unwrap();
    phone.answers(draft.id, smallest());
    phone.device.finish(draft.id, None).unwrap();
    phone.device.take_back().unwrap();
    phone.device.finish(draft.id, None).unwrap();
    assert_eq!((waiting(&phone), phone.year(PLATE)), (2, (1, 1, 1)));
}
