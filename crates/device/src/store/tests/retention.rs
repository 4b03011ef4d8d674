//! What retention takes, when, and what it never takes.

use proco_domain::draft::Change;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::pair::Partner;
use proco_domain::reflection::DoAgain;
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;
use proco_exchange::period::{Period, Week};
use proco_exchange::receipt::RefusalCode;

use crate::DeviceError;
use crate::phone::{DAY, Phone};
use crate::retention::Scope;
use crate::store::outbox::Kind;
use crate::store::queries;
use crate::view::{Notice, QuestionAnswer, ReflectionDraft, SyncState};

#[test]
fn retention_takes_the_mark_and_leaves_the_counts() {
    let phone = Phone::new();
    let stop = phone.stops("BB-00-DD", []);
    let begun = ReflectionDraft {
        do_again: Some(DoAgain::No),
        ..ReflectionDraft::default()
    };
    phone.device.save_reflection(stop.id, begun).unwrap();
    let sent = phone.sends();
    phone.gets_receipts(&sent);
    phone.waits(7 * DAY - 1);
    phone.retains();
    assert!(phone.device.stop(stop.id).unwrap().card.subject.is_some());

    phone.waits(1);
    phone.retains();
    let view = phone.device.stop(stop.id).unwrap();
    assert!(view.card.subject.is_none() && !view.card.awaits_reflection);
    assert!(view.reflection_draft.is_none(), "it can no longer be given");
    assert_eq!(
        view.revisions[0].answers.legal_basis,
        Some(LegalBasis::Wvw160)
    );
    assert_eq!(phone.device.amend(stop.id).err(), Some(DeviceError::TooOld));
    let seen = phone.looks_up("BB-00-DD").local.windows[3];
    assert_eq!((seen.queries, seen.stops), (1, 1), "own counts go on");

    phone
        .device
        .withdraw(stop.id, WithdrawReason::Double)
        .unwrap();
    let withdrawal = phone.sends();
    assert_eq!(
        withdrawal[0].reference.kind,
        Kind::Withdrawal,
        "a mistake can be withdrawn without its mark"
    );
}

#[test]
fn a_thought_about_the_question_of_the_shift_goes_after_a_year() {
    let phone = Phone::new();
    let asked = phone.device.shift_question().unwrap();
    let answer = QuestionAnswer {
        choice: None,
        thought: FreeText::new("eerst kijken").unwrap(),
    };
    phone
        .device
        .answer_question(&asked.day, &asked.question, answer)
        .unwrap();
    let kept = || phone.device.shift_question().unwrap().earlier.len();
    phone.waits(364 * DAY);
    phone.retains();
    assert_eq!(kept(), 1);
    phone.waits(2 * DAY);
    phone.retains();
    assert_eq!(kept(), 0);
}

#[test]
fn with_the_mark_goes_what_two_began_to_look_back_on_and_not_what_both_kept() {
    for kept in [false, true] {
        let phone = Phone::new();
        let stop = phone.stops("BB-00-DD", []).id;
        let answers = ReflectionDraft {
            do_again: Some(DoAgain::No),
            ..ReflectionDraft::default()
        };
        let device = &phone.device;
        device.save_reflection(stop, answers.clone()).unwrap();
        device.hand_over(stop).unwrap();
        device.save_colleague(stop, answers).unwrap();
        device.show_both(stop).unwrap();
        device.keep_pair(stop, Partner::Officer).unwrap();
        if kept {
            device.keep_pair(stop, Partner::Colleague).unwrap();
        }
        let sent = phone.sends();
        phone.gets_receipts(&sent);
        phone.waits(8 * DAY);
        phone.retains();
        let view = phone.device.stop(stop).unwrap();
        assert!(view.card.subject.is_none());
        assert_eq!(view.pair.is_some(), kept);
    }
}

#[test]
fn a_talk_with_the_team_and_what_was_done_with_figures_go_after_a_year() {
    let phone = Phone::new();
    let week = Period::Week(Week::of(phone.device.now().hour()));
    phone.changes(&format!(
        "INSERT INTO talks (team, week, topic, round, turn, held_at, note)
         VALUES ('duinwijk', '{week}', 'told-less', 0, 'no_quarter', 1, 'rustig besproken');
         INSERT INTO period_reviews VALUES ('duinwijk', '{week}', 'seen', {})",
        phone.device.now().0
    ));
    let kept = || {
        let count = "SELECT (SELECT count(*) FROM talks) + (SELECT count(*) FROM period_reviews)";
        phone
            .device
            .read(|c| Ok(c.query_row(count, [], |row| row.get::<_, u32>(0)).unwrap()))
            .unwrap()
    };
    phone.waits(364 * DAY);
    phone.retains();
    assert_eq!(kept(), 2);
    phone.waits(8 * DAY);
    phone.retains();
    assert_eq!(kept(), 0);
}

#[test]
fn retention_drops_what_is_a_year_old_and_never_what_waits() {
    let phone = Phone::new();
    let old = phone.stops("BB-00-DD", []);
    phone.gets_receipts(&phone.sends());
    let never_sent = phone.stops("FF-00-GH", []);
    phone.waits(400 * DAY);
    phone.retains();
    assert_eq!(phone.device.stop(old.id).err(), Some(DeviceError::Gone));
    let kept = phone.device.stop(never_sent.id).unwrap();
    assert!(kept.card.subject.is_some());
    assert_eq!(phone.waiting().len(), 2);
}

#[test]
fn retention_keeps_a_look_up_whose_later_decision_waits() {
    let phone = Phone::new();
    let look_up = phone.looks_up("BB-00-DD");
    phone.device.close_look_up(look_up.query).unwrap();
    phone.gets_receipts(&phone.sends());
    phone.device.leave_it(look_up.query, None).unwrap();
    phone.waits(400 * DAY);
    phone.retains();
    assert_eq!(phone.waiting().len(), 1);
}

#[test]
fn a_refused_look_up_loses_its_mark_after_the_week_unless_it_may_be_taken_yet() {
    let phone = Phone::new();
    let refused = |plate, code| {
        let look_up = phone.looks_up(plate);
        phone.device.close_look_up(look_up.query).unwrap();
        phone.is_refused_as(&phone.sends()[0], code);
        look_up.query
    };
    let for_good = refused("BF-00-DG", RefusalCode::Inconsistent);
    let for_now = refused("FB-00-GH", RefusalCode::Unreadable);
    let readable = |query| {
        let kept = |c: &rusqlite::Connection| queries::get(c, query).map(Option::unwrap);
        let kept = phone.device.read(|c| Ok(kept(c)?));
        kept.unwrap().subject.is_some()
    };
    phone.waits(7 * DAY - 1);
    phone.retains();
    assert!(readable(for_good));
    phone.waits(1);
    phone.retains();
    assert_eq!((readable(for_good), readable(for_now)), (false, true));
    phone.device.courier().refresh_status().unwrap();
    let status = phone.device.sync_status();
    assert_eq!((status.refused, status.refused_look_ups), (2, 2));
}

#[test]
fn an_amendment_that_came_too_late_is_shown_and_loses_its_mark_after_a_week() {
    let phone = Phone::new();
    let stop = phone.stops("BF-00-DG", []);
    phone.gets_receipts(&phone.sends());
    let draft = phone.device.amend(stop.id).unwrap();
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.device.finish(draft.id, None).unwrap();
    // A month off the network.
    phone.waits(30 * DAY);
    let code = RefusalCode::TooLate;
    phone.is_refused_as(&phone.sends()[0], code);
    phone.retains();
    assert_eq!(phone.state(stop.id), SyncState::Refused { code });
    let subject = || phone.device.stop(stop.id).unwrap().card.subject;
    assert!(subject().is_some(), "its officer sees which one it was");
    phone.waits(7 * DAY);
    phone.retains();
    assert!(subject().is_none());
    assert_eq!(
        phone.state(stop.id),
        SyncState::Refused { code },
        "it stays"
    );
}

#[test]
fn an_amendment_holds_the_mark_of_its_stop_until_nobody_touched_it_for_a_week() {
    let phone = Phone::new();
    let stop = phone.stops("BF-00-DG", []);
    phone.gets_receipts(&phone.sends());
    phone.waits(6 * DAY);
    let draft = phone.device.amend(stop.id).unwrap();
    phone.waits(6 * DAY);
    let reason = Change::AmendReason(FreeText::new("verkeerde grond").unwrap());
    phone.device.save_field(draft.id, reason).unwrap();
    phone.waits(7 * DAY - 1);
    phone.retains();
    assert!(phone.device.open_draft().unwrap().is_some());
    assert!(phone.device.stop(stop.id).unwrap().card.subject.is_some());

    phone.waits(1);
    phone.retains();
    assert!(phone.device.open_draft().unwrap().is_none());
    assert!(phone.device.stop(stop.id).unwrap().card.subject.is_none());
    assert_eq!(phone.state(stop.id), SyncState::Sent, "it stays as it was");
    let notices = phone.device.status().unwrap().notices;
    assert_eq!(notices, [Notice::DraftClosed], "and the officer is told");
}

#[test]
fn what_was_set_aside_goes_after_the_week_of_an_untouched_draft_sync_or_not() {
    let phone = Phone::new();
    let query = phone.looks_up("BF-00-DG").query;
    phone.device.start_check(query).unwrap();
    phone.changes("UPDATE drafts SET body = '?'");
    assert!(phone.device.open_draft().unwrap().is_none());
    let kept = || {
        let count = "SELECT count(*) FROM drafts_set_aside";
        phone
            .device
            .read(|c| Ok(c.query_row(count, [], |row| row.get::<_, u32>(0)).unwrap()))
    };
    let notices = || phone.device.status().unwrap().notices;
    phone.waits(7 * DAY - 1);
    phone.retains_within(Scope::Marks);
    assert_eq!((kept(), notices()), (Ok(1), vec![Notice::DraftSetAside]));
    phone.waits(1);
    phone.retains_within(Scope::Marks);
    assert_eq!((kept(), notices()), (Ok(0), vec![]));
}

#[test]
fn a_draft_of_a_clock_that_ran_ahead_is_of_now_once_central_agrees_with_the_clock() {
    let phone = Phone::new();
    phone.waits(365 * DAY);
    let query = phone.looks_up("BF-00-DG").query;
    phone.device.start_check(query).unwrap();
    phone.changes(
        "INSERT INTO drafts_set_aside (aside_at, draft_id, query_id, body)
         SELECT touched_at, draft_id, query_id, body FROM drafts",
    );
    phone.waits(-365 * DAY);
    phone.central_agrees_with_the_clock();
    let notices = || phone.device.status().unwrap().notices;
    phone.waits(7 * DAY - 1);
    phone.retains();
    assert!(phone.device.open_draft().unwrap().is_some());
    assert_eq!(notices(), [Notice::DraftSetAside]);
    phone.waits(1);
    phone.retains();
    assert!(
        phone.device.open_draft().unwrap().is_none(),
        "not in a year"
    );
    assert_eq!(notices(), [Notice::DraftClosed]);
}
