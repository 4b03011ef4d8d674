//! Agent Bram is in the middle of a check when his phone dies.

use std::collections::{BTreeMap, BTreeSet};

use proco_device::DeviceError;
use proco_device::view::Notice;
use proco_domain::coercion::{Search, SearchPurpose, Searched};
use proco_domain::draft::{Change, Missing, ResultChoice, Step};
use proco_domain::explanation::{Answer, ReasonTold, Understood};
use proco_domain::ground::{DescriptionSource, GroundCode};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::{Finding, Link, Outcome};
use proco_domain::place::PlaceKind;
use proco_domain::reflection::{DoAgain, Theme};
use proco_domain::stop::SpareDays;
use proco_domain::text::FreeText;
use proco_domain::time::UtcMillis;
use proco_domain::treatment::{Calming, Duration, Escalation, Rating, Ratings};

use proco_testbed::phone::{DAY, HOUR, Phone, smallest};

fn text(words: &str) -> Option<FreeText> {
    FreeText::new(words).unwrap()
}

/// Every field that there is, each with an answer.
fn everything() -> Vec<Change> {
    let ratings = Ratings {
        voice: Rating::try_from(4).ok(),
        ..Ratings::default()
    };
    vec![
        Change::Place(Some(PlaceKind::Nightlife)),
        Change::Grounds(BTreeSet::from([GroundCode::WantedDescription])),
        Change::DescriptionSource(Some(DescriptionSource::Witness)),
        Change::DescriptionGivenAt(Some(UtcMillis(1_794_999_000_000))),
        Change::GroundNote(text("rende weg bij het hek")),
        Change::LegalBasis(Some(LegalBasis::Politiewet8Wid2)),
        Change::ReasonTold(Some(ReasonTold::WhenAsked)),
        Change::Understood(Some(Understood::Partly)),
        Change::LanguageBarrier(Some(Answer::Yes)),
        Change::SlipOffered(Some(Answer::No)),
        Change::Ratings(ratings),
        Change::Duration(Some(Duration::From5To10)),
        Change::Search(Some(BTreeMap::from([
            (Search::Frisk, Searched::default()),
            (
                Search::Vehicle,
                Searched {
                    basis: Some(LegalBasis::Wwm51),
                    purposes: BTreeSet::from([SearchPurpose::Weapons]),
                },
            ),
        ]))),
        Change::Force(Some(BTreeMap::new())),
        Change::Escalation(Some(Escalation::Calmed)),
        Change::Calming(BTreeSet::from([Calming::Listening])),
        Change::ComplaintOffered(Some(Answer::Yes)),
        Change::Result(Some(ResultChoice::Found)),
        Change::Findings(BTreeSet::from([Finding::Help])),
        Change::Link(Some(Link::Unlinked)),
        Change::Spare(Some(SpareDays::OFFERED)),
        Change::DoAgain(Some(DoAgain::Differently)),
        Change::Themes(BTreeSet::from([Theme::Workload])),
        Change::ReflectionNote(text("eerst vragen, dan pas het portier")),
        Change::AmendReason(text("hoort hier niet, maar wordt bewaard")),
    ]
}

#[test]
fn each_field_is_there_when_the_phone_dies_right_after_it() {
    let mut bram = Phone::new();
    let look_up = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(look_up.query).unwrap();
    for change in everything() {
        let field = format!("{change:?}");
        let saved = bram.device.save_field(draft.id, change).unwrap();
        bram.kill_and_start();
        let back = bram.device.open_draft().unwrap().unwrap();
        assert_eq!(back.answers, saved.answers, "lost after {field}");
    }
    bram.device.go_to_step(draft.id, Step::Reflect).unwrap();
    bram.kill_and_start();
    let back = bram.device.open_draft().unwrap().unwrap();
    assert_eq!(back.step, Step::Reflect, "he comes back in the same step");
    assert_eq!(back.started_at, draft.started_at);
    assert!(
        bram.device.open_look_up().unwrap().is_none(),
        "and not to the look-up"
    );
}

#[test]
fn the_counts_that_a_draft_came_from_are_seen_again_also_after_a_kill() {
    let mut bram = Phone::new();
    bram.stops("BB-00-DD", []);
    let look_up = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(look_up.query).unwrap();
    bram.kill_and_start();
    let back = bram.device.see_look_up(draft.query).unwrap().unwrap();
    let year = &back.local.windows[3];
    let counted = (year.queries, year.stops);
    assert_eq!(counted, (1, 1), "this look-up does not count itself");
    assert_eq!(back.query, look_up.query);
    let draft = bram.device.open_draft().unwrap().unwrap();
    assert_eq!(draft.step, Step::Select, "the check is still open");
}

#[test]
fn a_draft_that_lacks_answers_says_which() {
    let bram = Phone::new();
    let draft = bram
        .device
        .start_check(bram.looks_up("BB-00-DD").query)
        .unwrap();
    let refused = bram.device.finish(draft.id, None).err().unwrap();
    let wanted = vec![
        Missing::Ground,
        Missing::LegalBasis,
        Missing::ReasonTold,
        Missing::Outcome,
    ];
    assert_eq!(refused, DeviceError::Incomplete(wanted));
    assert!(
        bram.device.open_draft().unwrap().is_some(),
        "and stays open"
    );
}

#[test]
fn the_last_answer_and_the_stop_are_one_transaction() {
    let bram = Phone::new();
    let look_up = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(look_up.query).unwrap();
    let [first @ .., last] = smallest();
    bram.answers(draft.id, first);
    let before = bram.transactions();
    let card = bram.device.finish(draft.id, Some(last)).unwrap();
    assert_eq!(bram.transactions(), before + 1);
    assert_eq!(card.outcome, Outcome::Nothing);
    assert_eq!(bram.device.sync_status().waiting, 2);
}

#[test]
fn a_last_answer_that_makes_no_stop_is_kept_in_the_draft() {
    let mut bram = Phone::new();
    let look_up = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(look_up.query).unwrap();
    let [grounds, _, reason_told, last] = smallest();
    bram.answers(draft.id, [grounds, reason_told]);
    let refused = bram.device.finish(draft.id, Some(last)).err();
    let missing = vec![Missing::LegalBasis];
    assert_eq!(refused, Some(DeviceError::Incomplete(missing.clone())));
    bram.kill_and_start();
    let back = bram.device.open_draft().unwrap().unwrap();
    assert_eq!(back.answers.result, Some(ResultChoice::Nothing));
    assert_eq!(back.missing, missing);
    assert!(bram.device.my_stops().unwrap().is_empty());
    let basis = Change::LegalBasis(Some(LegalBasis::Wvw160));
    bram.device.finish(draft.id, Some(basis)).unwrap();
}

#[test]
fn a_check_of_a_subject_that_is_being_checked_is_the_one_that_is_open() {
    let bram = Phone::new();
    let first = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(first.query).unwrap();
    bram.answers(draft.id, smallest());
    let again = bram.looks_up("bb00dd");
    let resumed = bram.device.start_check(again.query).unwrap();
    assert_eq!((resumed.id, resumed.query), (draft.id, first.query));
    assert!(resumed.missing.is_empty(), "with its answers");
    assert!(bram.device.open_look_up().unwrap().is_none());
    assert_eq!(
        bram.device.sync_status().waiting,
        1,
        "the later one led to nothing of its own"
    );
    bram.device.finish(draft.id, None).unwrap();
    assert_eq!(bram.year("BB-00-DD"), (2, 1, 1));

    let stop = bram.device.my_stops().unwrap()[0].id;
    let amendment = bram.device.amend(stop).unwrap();
    let later = bram.looks_up("BB-00-DD");
    let new = bram.device.start_check(later.query).unwrap();
    assert_ne!(
        new.id, amendment.id,
        "an amendment is no check that goes on"
    );
}

#[test]
fn a_check_that_is_begun_twice_is_one() {
    let bram = Phone::new();
    let first = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(first.query).unwrap();
    let tapped_twice = bram.device.start_check(first.query).unwrap();
    assert_eq!(tapped_twice.id, draft.id);
    assert_eq!(bram.device.open_drafts().unwrap().len(), 1);
}

#[test]
fn a_finished_draft_is_gone_and_cannot_be_finished_twice() {
    let mut bram = Phone::new();
    let look_up = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(look_up.query).unwrap();
    bram.answers(draft.id, smallest());
    let stop = bram.device.finish(draft.id, None).unwrap();
    assert_eq!(
        bram.device.finish(draft.id, None).err(),
        Some(DeviceError::Gone)
    );
    assert_eq!(
        bram.device.start_check(look_up.query).err(),
        Some(DeviceError::Gone)
    );
    bram.kill_and_start();
    assert!(bram.device.open_draft().unwrap().is_none());
    assert_eq!(bram.device.my_stops().unwrap()[0].id, stop.id);
    assert_eq!(
        bram.device.sync_status().waiting,
        2,
        "the stop and its look-up were queued with it"
    );
    assert_eq!(bram.year("BB-00-DD"), (1, 1, 1));
}

#[test]
fn a_discarded_draft_leaves_a_look_up_that_led_to_nothing() {
    let bram = Phone::new();
    let draft = bram
        .device
        .start_check(bram.looks_up("BB-00-DD").query)
        .unwrap();
    bram.device.discard_draft(draft.id).unwrap();
    assert!(bram.device.open_draft().unwrap().is_none());
    assert_eq!(bram.device.sync_status().waiting, 1);
    assert_eq!(bram.year("BB-00-DD"), (1, 0, 0));
}

#[test]
fn a_draft_that_takes_all_evening_keeps_its_look_up() {
    let bram = Phone::new();
    let draft = bram
        .device
        .start_check(bram.looks_up("BB-00-DD").query)
        .unwrap();
    bram.waits(5 * HOUR);
    bram.looks_up("FF-00-GH");
    assert_eq!(bram.device.sync_status().waiting, 0, "neither is decided");
    bram.answers(draft.id, smallest());
    bram.device.finish(draft.id, None).unwrap();
    assert_eq!(bram.device.sync_status().waiting, 2);
}

#[test]
fn leaving_it_takes_the_draft_with_it_in_one_step() {
    let bram = Phone::new();
    let look_up = bram.looks_up("BB-00-DD");
    bram.device.start_check(look_up.query).unwrap();
    bram.device.leave_it(look_up.query, None).unwrap();
    assert!(bram.device.open_draft().unwrap().is_none());
    assert_eq!(bram.device.sync_status().waiting, 1);
}

#[test]
fn leaving_another_look_up_leaves_the_draft_alone() {
    let bram = Phone::new();
    let checked = bram.looks_up("BB-00-DD");
    let draft = bram.device.start_check(checked.query).unwrap();
    let other = bram.looks_up("FF-00-GH");
    bram.device.leave_it(other.query, None).unwrap();
    let open = bram.device.open_drafts().unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].id, draft.id);
}

#[test]
fn leaving_a_look_up_takes_no_amendment_with_it() {
    let bram = Phone::new();
    let stop = bram.stops("BB-00-DD", []);
    let draft = bram.device.amend(stop.id).unwrap();
    assert_eq!(
        bram.device.leave_it(draft.query, None).err(),
        Some(DeviceError::Gone),
        "a stop came from it"
    );
    assert!(bram.device.open_draft().unwrap().is_some());
}

#[test]
fn a_draft_that_he_left_for_a_week_is_closed_and_he_is_told() {
    let mut bram = Phone::new();
    let look_up = bram.looks_up("BF-00-DG");
    let draft = bram.device.start_check(look_up.query).unwrap();
    bram.waits(DAY);
    bram.answers(draft.id, smallest());
    for _ in 0..6 {
        bram.waits(DAY);
        bram.kill_and_start();
    }
    bram.waits(DAY - 1);
    bram.kill_and_start();
    let open = bram.device.open_draft().unwrap();
    assert!(open.is_some(), "a week from his last answer, not the first");
    assert_eq!(bram.device.sync_status().waiting, 0);

    bram.waits(1);
    bram.kill_and_start();
    assert!(bram.device.open_draft().unwrap().is_none());
    assert_eq!(bram.device.sync_status().waiting, 1, "it led to nothing");
    let notices = |bram: &Phone| bram.device.status().unwrap().notices;
    assert_eq!(notices(&bram), [Notice::DraftClosed]);
    bram.kill_and_start();
    assert_eq!(notices(&bram), [Notice::DraftClosed], "until he goes on");
    let look_up = bram.looks_up("BF-00-DG");
    bram.device.start_check(look_up.query).unwrap();
    assert_eq!(notices(&bram), []);
}
