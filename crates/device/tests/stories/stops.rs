//! Agent Sanne looks back: amends, reflects, withdraws.

use std::collections::BTreeSet;

use proco_device::view::{Since, SyncState};
use proco_device::{DeviceError, ReflectionDraft};
use proco_domain::draft::{Change, Missing};
use proco_domain::ids::StopId;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::reflection::{Concrete, DoAgain, LookingBack, Reflection, Theme, Yielded};
use proco_domain::stop::WithdrawReason;
use proco_domain::text::FreeText;
use proco_domain::treatment::{Rating, Ratings};

use proco_testbed::phone::{MINUTE, Phone, smallest};

fn reflection() -> Reflection {
    Reflection {
        do_again: DoAgain::Yes,
        themes: BTreeSet::new(),
        note: None,
        looking_back: LookingBack::default(),
    }
}

fn amend(sanne: &Phone, stop: StopId, basis: LegalBasis, reason: &str) {
    let draft = sanne.device.amend(stop).unwrap();
    sanne.answers(
        draft.id,
        [
            Change::LegalBasis(Some(basis)),
            Change::AmendReason(FreeText::new(reason).unwrap()),
        ],
    );
    sanne.device.finish(draft.id, None).unwrap();
}

#[test]
fn an_amendment_needs_a_reason_and_the_earlier_one_stays_readable() {
    let sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let draft = sanne.device.amend(stop.id).unwrap();
    assert_eq!(draft.missing, [Missing::AmendReason]);
    assert_eq!(sanne.device.amend(stop.id).unwrap().id, draft.id);
    amend(&sanne, stop.id, LegalBasis::Apv, "verkeerde bevoegdheid");

    let view = sanne.device.stop(stop.id).unwrap();
    let bases: Vec<_> = view
        .revisions
        .iter()
        .map(|r| r.answers.legal_basis)
        .collect();
    assert_eq!(bases, [Some(LegalBasis::Apv), Some(LegalBasis::Wvw160)]);
    let reason = view.revisions[0].amend_reason.as_ref().unwrap();
    assert_eq!(reason.expose(), "verkeerde bevoegdheid");
    assert_eq!((view.card.revision, view.card.at), (2, stop.at));
    assert_eq!(sanne.year("BB-00-DD"), (1, 1, 1), "it is still one stop");
    assert_eq!(
        sanne.device.sync_status().waiting,
        2,
        "and one row in the outbox"
    );
}

#[test]
fn stops_that_wait_for_reflection_come_first() {
    let sanne = Phone::new();
    let first = sanne.stops("BB-00-DD", []);
    sanne.waits(MINUTE);
    let second = sanne.stops("FF-00-GH", []);
    let order = |phone: &Phone| -> Vec<StopId> {
        phone
            .device
            .my_stops()
            .unwrap()
            .iter()
            .map(|s| s.id)
            .collect()
    };
    assert_eq!(order(&sanne), [second.id, first.id], "newest first");
    let reflected = sanne.device.reflect(second.id, reflection()).unwrap();
    assert!(!reflected.awaits_reflection);
    assert_eq!(reflected.revision, 2);
    assert_eq!(order(&sanne), [first.id, second.id]);
}

#[test]
fn a_reflection_does_not_get_lost_in_an_open_amendment() {
    let sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let draft = sanne.device.amend(stop.id).unwrap();
    assert_eq!(
        sanne.device.reflect(stop.id, reflection()).err(),
        Some(DeviceError::DraftOpen)
    );
    sanne.device.discard_draft(draft.id).unwrap();
    assert!(sanne.device.reflect(stop.id, reflection()).is_ok());
}

#[test]
fn a_stop_that_never_left_the_phone_is_taken_back_whole() {
    let sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let withdrawn = sanne
        .device
        .withdraw(stop.id, WithdrawReason::WrongSubject)
        .unwrap();
    assert!(withdrawn.withdrawn && !withdrawn.awaits_reflection);
    assert_eq!(withdrawn.sync, SyncState::NeverSent);
    assert_eq!(
        sanne.device.sync_status().waiting,
        1,
        "only the look-up remains"
    );
    assert_eq!(sanne.year("BB-00-DD"), (1, 0, 0));
    for again in [
        sanne.device.withdraw(stop.id, WithdrawReason::Double).err(),
        sanne.device.reflect(stop.id, reflection()).err(),
        sanne.device.amend(stop.id).err(),
    ] {
        assert_eq!(again, Some(DeviceError::Withdrawn));
    }
}

#[test]
fn withdrawing_closes_the_draft_that_amends_it() {
    let sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    sanne.device.amend(stop.id).unwrap();
    sanne
        .device
        .withdraw(stop.id, WithdrawReason::NoStop)
        .unwrap();
    assert!(sanne.device.open_draft().unwrap().is_none());
}

#[test]
fn an_advisory_of_a_withdrawn_stop_does_not_stand() {
    use proco_domain::stop::SpareDays;

    let sanne = Phone::new();
    let draft = sanne
        .device
        .start_check(sanne.looks_up("BB-00-DD").query)
        .unwrap();
    sanne.answers(draft.id, smallest());
    sanne.answers(draft.id, [Change::Spare(Some(SpareDays::OFFERED))]);
    let stop = sanne.device.finish(draft.id, None).unwrap();
    sanne
        .device
        .withdraw(stop.id, WithdrawReason::NoStop)
        .unwrap();
    assert!(sanne.looks_up("BB-00-DD").advisory.is_none());
}

#[test]
fn a_reflection_that_was_begun_survives_a_kill_until_it_is_given() {
    let mut sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let begun = ReflectionDraft {
        do_again: Some(DoAgain::Differently),
        ..begun()
    };
    let card = sanne
        .device
        .save_reflection(stop.id, begun.clone())
        .unwrap();
    assert_eq!((card.revision, card.awaits_reflection), (1, true));
    sanne.kill_and_start();
    assert_eq!(kept(&sanne, stop.id), Some(begun.clone()));
    amend(&sanne, stop.id, LegalBasis::Apv, "verkeerde bevoegdheid");
    assert_eq!(
        kept(&sanne, stop.id),
        Some(begun),
        "an amendment is something else"
    );

    sanne.device.reflect(stop.id, reflection()).unwrap();
    assert_eq!(kept(&sanne, stop.id), None, "it has become a revision");
}

fn begun() -> ReflectionDraft {
    ReflectionDraft {
        ratings: None,
        do_again: None,
        themes: BTreeSet::from([Theme::Workload]),
        note: FreeText::new("liever even wachten").unwrap(),
        looking_back: LookingBack {
            concrete: Some(Concrete::Partly),
            yielded: Some(Yielded::Understanding),
            other_view: FreeText::new("hij vond het lang duren").unwrap(),
            together: false,
            late: false,
        },
    }
}

/// What is typed of a reflection in a draft, without the answer that makes it one.
fn half_a_reflection() -> [Change; 5] {
    let begun = begun();
    [
        Change::Themes(begun.themes),
        Change::ReflectionNote(begun.note),
        Change::Concrete(begun.looking_back.concrete),
        Change::Yielded(begun.looking_back.yielded),
        Change::OtherView(begun.looking_back.other_view),
    ]
}

fn kept(sanne: &Phone, stop: StopId) -> Option<ReflectionDraft> {
    sanne.device.stop(stop).unwrap().reflection_draft
}

#[test]
fn half_a_reflection_in_a_check_is_there_when_she_looks_back() {
    let mut sanne = Phone::new();
    let look_up = sanne.looks_up("BB-00-DD");
    let draft = sanne.device.start_check(look_up.query).unwrap();
    sanne.answers(draft.id, smallest());
    sanne.answers(draft.id, half_a_reflection());
    let stop = sanne.device.finish(draft.id, None).unwrap();
    assert!(stop.awaits_reflection);
    sanne.kill_and_start();
    assert_eq!(
        kept(&sanne, stop.id),
        Some(begun()),
        "nothing typed is lost"
    );
    let none = sanne.stops("FF-00-GH", []);
    assert_eq!(kept(&sanne, none.id), None);
}

#[test]
fn a_reflection_that_is_taken_back_in_an_amendment_is_there_to_be_given_again() {
    let sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let whole = Reflection {
        do_again: DoAgain::Yes,
        themes: begun().themes,
        note: begun().note,
        looking_back: begun().looking_back,
    };
    sanne.device.reflect(stop.id, whole).unwrap();
    let draft = sanne.device.amend(stop.id).unwrap();
    sanne.answers(
        draft.id,
        [
            Change::DoAgain(None),
            Change::AmendReason(FreeText::new("te snel").unwrap()),
        ],
    );
    let card = sanne.device.finish(draft.id, None).unwrap();
    assert!(card.awaits_reflection);
    assert_eq!(kept(&sanne, stop.id), Some(begun()));
}

#[test]
fn an_amendment_goes_on_with_the_reflection_that_was_begun() {
    let sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let chosen = ReflectionDraft {
        do_again: Some(DoAgain::No),
        ..begun()
    };
    sanne
        .device
        .save_reflection(stop.id, chosen.clone())
        .unwrap();
    let draft = sanne.device.amend(stop.id).unwrap();
    assert_eq!(
        (
            &draft.answers.themes,
            &draft.answers.reflection_note,
            &draft.answers.looking_back
        ),
        (&begun().themes, &begun().note, &begun().looking_back)
    );
    assert_eq!(draft.answers.do_again, None, "she has not given it yet");
    assert_eq!(
        sanne.device.save_reflection(stop.id, begun()).err(),
        Some(DeviceError::DraftOpen),
        "it is written in one place at a time"
    );
    let words = FreeText::new("liever even wachten, en vragen").unwrap();
    sanne.answers(
        draft.id,
        [
            Change::ReflectionNote(words.clone()),
            Change::AmendReason(FreeText::new("te snel").unwrap()),
        ],
    );
    sanne.device.finish(draft.id, None).unwrap();
    let later = ReflectionDraft {
        note: words.clone(),
        ..chosen
    };
    assert_eq!(kept(&sanne, stop.id), Some(later));

    let draft = sanne.device.amend(stop.id).unwrap();
    sanne.answers(
        draft.id,
        [
            Change::DoAgain(Some(DoAgain::No)),
            Change::AmendReason(FreeText::new("nu echt").unwrap()),
        ],
    );
    sanne.device.finish(draft.id, None).unwrap();
    assert_eq!(kept(&sanne, stop.id), None, "it has become a revision");
    let newest = &sanne.device.stop(stop.id).unwrap().revisions[0];
    assert_eq!(newest.answers.reflection_note, words);
    assert_eq!(newest.answers.looking_back, begun().looking_back);
}

#[test]
fn the_treatment_may_be_rated_when_looking_back() {
    let mut sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let ratings = Ratings {
        voice: Some(Rating::try_from(2).unwrap()),
        ..Ratings::default()
    };
    let rated = ReflectionDraft {
        ratings: Some(ratings),
        ..begun()
    };
    sanne
        .device
        .save_reflection(stop.id, rated.clone())
        .unwrap();
    sanne.kill_and_start();
    assert_eq!(kept(&sanne, stop.id), Some(rated));
    let draft = sanne.device.amend(stop.id).unwrap();
    assert_eq!(
        draft.answers.treatment.ratings, ratings,
        "an amendment goes on with them"
    );
    sanne.device.discard_draft(draft.id).unwrap();
    sanne.device.reflect(stop.id, reflection()).unwrap();
    let revisions = sanne.device.stop(stop.id).unwrap().revisions;
    assert_eq!(revisions[0].answers.treatment.ratings, ratings);
    assert_eq!(
        revisions[1].answers.treatment.ratings,
        Ratings::default(),
        "the first revision stays as it was"
    );
    assert_eq!(kept(&sanne, stop.id), None);
}

#[test]
fn a_withdrawn_stop_keeps_no_reflection_and_takes_none() {
    let sanne = Phone::new();
    let stop = sanne.stops("BB-00-DD", []);
    let begun = ReflectionDraft {
        do_again: Some(DoAgain::No),
        ..ReflectionDraft::default()
    };
    sanne
        .device
        .save_reflection(stop.id, begun.clone())
        .unwrap();
    sanne
        .device
        .withdraw(stop.id, WithdrawReason::NoStop)
        .unwrap();
    assert_eq!(sanne.device.stop(stop.id).unwrap().reflection_draft, None);
    assert_eq!(
        sanne.device.save_reflection(stop.id, begun).err(),
        Some(DeviceError::Withdrawn)
    );
}

#[test]
fn looking_back_she_sees_what_was_recorded_of_the_subject_since() {
    let sanne = Phone::new();
    let first = sanne.stops("BB-00-DD", []);
    let since = |stop| sanne.device.stop(stop).unwrap().since.unwrap();
    let told = |since: Since| (since.queries, since.stops, since.found_nothing);
    assert_eq!(
        told(since(first.id)),
        (0, 0, 0),
        "its own look-up is no later one"
    );
    sanne.waits(30 * MINUTE);
    let second = sanne.stops("BB-00-DD", []);
    sanne.waits(30 * MINUTE);
    sanne.looks_up("BB-00-DD");
    sanne.looks_up("FF-00-GH");
    assert_eq!(
        told(since(first.id)),
        (2, 1, 1),
        "another vehicle counts nowhere"
    );
    assert_eq!(told(since(second.id)), (1, 0, 0));
    sanne
        .device
        .withdraw(second.id, WithdrawReason::Double)
        .unwrap();
    assert_eq!(told(since(first.id)), (2, 0, 0));
}
