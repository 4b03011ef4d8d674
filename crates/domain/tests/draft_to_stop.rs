//! From draft to stop: what officer Noor must answer, and what she may leave open.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use proco_domain::draft::{Change, Missing, ResultChoice, Step, StopDraft};
use proco_domain::explanation::{ReasonTold, Understood};
use proco_domain::ground::{DescriptionSource, GroundCode};
use proco_domain::ids::{DraftId, QueryId, Revision, StopId};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::{Finding, Link};
use proco_domain::plate::{Country, Plate};
use proco_domain::query::Initiative;
use proco_domain::reflection::{DoAgain, Reflection};
use proco_domain::stop::SpareDays;
use proco_domain::subject::Subject;
use proco_domain::text::{FreeText, TypedText};
use proco_domain::time::UtcMillis;
use proco_domain::treatment::{Calming, Escalation};
use uuid::Uuid;

fn noors_draft() -> StopDraft {
    StopDraft {
        id: DraftId(Uuid::from_u128(1)),
        query: QueryId(Uuid::from_u128(2)),
        subject: Subject::Plate(Plate::read("BB-00-DD", Country::NL).unwrap()),
        initiative: Initiative::Proactive,
        started_at: UtcMillis(1_795_000_000_000),
        afterwards: false,
        despite_advisory: false,
        amends: None,
        step: Step::Select,
        answers: Default::default(),
    }
}

fn with(changes: impl IntoIterator<Item = Change>) -> StopDraft {
    let mut draft = noors_draft();
    for change in changes {
        draft.apply(change);
    }
    draft
}

fn smallest() -> [Change; 4] {
    [
        Change::Grounds(BTreeSet::from([GroundCode::VehicleDefect])),
        Change::LegalBasis(Some(LegalBasis::Wvw160)),
        Change::ReasonTold(Some(ReasonTold::Unasked)),
        Change::Result(Some(ResultChoice::Nothing)),
    ]
}

#[test]
fn each_answer_of_a_draft_has_a_change_that_gives_it() {
    let answers = serde_json::to_value(noors_draft().answers).unwrap();
    for (field, value) in answers.as_object().unwrap() {
        let change = serde_json::json!({ "field": field, "value": value });
        let change: Change<TypedText> = serde_json::from_value(change).unwrap();
        assert!(change.checked(false).is_ok(), "{field}");
    }
}

const ID: StopId = StopId(Uuid::from_u128(3));
const LATER: UtcMillis = UtcMillis(1_795_000_600_000);

#[test]
fn an_empty_draft_says_all_that_is_missing_in_the_order_of_the_steps() {
    let missing = noors_draft().finish(ID, LATER).unwrap_err();
    assert_eq!(
        missing,
        [
            Missing::Ground,
            Missing::LegalBasis,
            Missing::ReasonTold,
            Missing::Outcome
        ]
    );
    assert!(
        missing
            .windows(2)
            .all(|pair| pair[0].step() <= pair[1].step())
    );
}

#[test]
fn four_answers_make_a_stop_that_found_nothing_and_nothing_is_filled_in() {
    let stop = with(smallest()).finish(ID, LATER).unwrap();
    assert_eq!((stop.id(), stop.revision()), (ID, Revision::FIRST));
    assert_eq!(
        stop.at(),
        UtcMillis(1_795_000_000_000),
        "the time of the stop is its beginning"
    );
    let details = stop.details();
    assert!(
        details.reflection.is_none()
            && details.spare.is_none()
            && details.selection.place.is_none()
    );
    assert!(details.treatment.force.is_none() && details.explanation.understood.is_none());
}

#[test]
fn each_of_the_four_answers_is_needed() {
    let wanted = [
        Missing::Ground,
        Missing::LegalBasis,
        Missing::ReasonTold,
        Missing::Outcome,
    ];
    for (left_out, missing) in wanted.into_iter().enumerate() {
        let changes = smallest().into_iter().enumerate();
        let draft = with(
            changes
                .filter(|(at, _)| *at != left_out)
                .map(|(_, change)| change),
        );
        assert_eq!(draft.finish(ID, LATER).unwrap_err(), [missing]);
    }
}

#[test]
fn a_description_needs_its_source_and_its_time() {
    let mut draft = with(smallest());
    draft.apply(Change::Grounds(BTreeSet::from([
        GroundCode::WantedDescription,
    ])));
    assert_eq!(draft.missing(), [Missing::DescriptionSource]);
    draft.apply(Change::DescriptionSource(Some(DescriptionSource::Witness)));
    assert_eq!(
        draft.missing(),
        [Missing::DescriptionSource],
        "a source without a time is none"
    );
    draft.apply(Change::DescriptionGivenAt(Some(UtcMillis(1))));
    assert!(draft.finish(ID, LATER).is_ok());
}

#[test]
fn a_description_is_of_before_the_check() {
    let mut draft = with(smallest());
    draft.apply(Change::Grounds(BTreeSet::from([
        GroundCode::WantedDescription,
    ])));
    draft.apply(Change::DescriptionSource(Some(DescriptionSource::Witness)));
    let given = |mut draft: StopDraft, at| {
        draft.apply(Change::DescriptionGivenAt(Some(at)));
        draft
    };
    let began = draft.started_at;
    for after in [began.plus_millis(1), LATER, LATER.plus_days(365)] {
        let late = given(draft.clone(), after);
        assert_eq!(late.missing(), [Missing::DescriptionTime]);
        assert_eq!(
            late.finish(ID, LATER).unwrap_err(),
            [Missing::DescriptionTime],
            "a description that came after the choice did not lead to it"
        );
    }
    assert!(given(draft.clone(), began).finish(ID, LATER).is_ok());
    let mut other = given(draft, LATER);
    other.apply(Change::Grounds(BTreeSet::from([GroundCode::VehicleDefect])));
    assert!(other.missing().is_empty(), "it is no ground any more");
    assert_eq!(Missing::DescriptionTime.step(), Step::Select);
}

#[test]
fn what_an_earlier_answer_asked_for_goes_with_that_answer() {
    let told = |told| {
        let mut draft = with(smallest());
        draft.apply(Change::Understood(Some(Understood::Yes)));
        draft.apply(Change::ReasonTold(Some(told)));
        let stop = draft.finish(ID, LATER).unwrap();
        stop.details().explanation.understood
    };
    assert_eq!(told(ReasonTold::WhenAsked), Some(Understood::Yes));
    assert_eq!(told(ReasonTold::NotTold), None, "nothing was understood");

    let calming = BTreeSet::from([Calming::Listening]);
    let tense = |escalation| {
        let mut draft = with(smallest());
        draft.apply(Change::Calming(calming.clone()));
        draft.apply(Change::Escalation(escalation));
        let stop = draft.finish(ID, LATER).unwrap();
        stop.details().treatment.calming.clone()
    };
    assert_eq!(tense(Some(Escalation::Calmed)), calming);
    assert_eq!(tense(Some(Escalation::Remained)), calming);
    for calm in [Some(Escalation::None), None] {
        assert!(tense(calm).is_empty(), "there was nothing to calm");
    }
}

#[test]
fn something_found_must_be_named_and_linked() {
    let mut draft = with(smallest());
    draft.apply(Change::Result(Some(ResultChoice::Found)));
    assert_eq!(draft.missing(), [Missing::Findings]);
    draft.apply(Change::Findings(BTreeSet::from([Finding::Fine])));
    assert_eq!(draft.missing(), [Missing::Link]);
    draft.apply(Change::Link(Some(Link::Linked)));
    assert!(draft.missing().is_empty());
}

#[test]
fn a_subject_is_spared_only_when_nothing_was_found() {
    let mut draft = with(smallest());
    draft.apply(Change::Spare(Some(SpareDays::OFFERED)));
    let spared = draft.finish(ID, LATER).unwrap();
    assert_eq!(spared.spared_until(), Some(spared.at().plus_days(90)));
    draft.apply(Change::Result(Some(ResultChoice::Found)));
    draft.apply(Change::Findings(BTreeSet::from([Finding::Fine])));
    draft.apply(Change::Link(Some(Link::Unlinked)));
    assert_eq!(draft.finish(ID, LATER).unwrap().spared_until(), None);
    assert!(SpareDays::try_from(366).is_err() && SpareDays::try_from(0).is_err());
}

#[test]
fn an_amendment_is_the_next_revision_and_needs_a_reason() {
    let stop = with(smallest()).finish(ID, LATER).unwrap();
    let mut draft = stop.amendment(DraftId(Uuid::from_u128(9)));
    draft.apply(Change::LegalBasis(Some(LegalBasis::Apv)));
    assert_eq!(draft.missing(), [Missing::AmendReason]);
    draft.apply(Change::AmendReason(
        FreeText::new("verkeerde bevoegdheid").unwrap(),
    ));
    let amended = draft.finish(StopId(Uuid::from_u128(77)), LATER).unwrap();
    assert_eq!((amended.id(), amended.revision()), (ID, Revision(2)));
    assert_eq!(
        amended.at(),
        stop.at(),
        "an amendment does not move the stop in time"
    );
    assert_eq!(
        stop.details().legal_basis,
        LegalBasis::Wvw160,
        "the earlier one stays as it was"
    );
}

#[test]
fn a_reflection_may_come_later() {
    let stop = with(smallest()).finish(ID, LATER).unwrap();
    let reflection = Reflection {
        do_again: DoAgain::Differently,
        themes: BTreeSet::new(),
        note: None,
        looking_back: Default::default(),
    };
    let reflected = stop.reflected(reflection.clone(), None, LATER);
    assert_eq!(reflected.revision(), Revision(2));
    assert_eq!(reflected.details().reflection, Some(reflection));
    assert!(reflected.amend_reason().is_none());
}

#[test]
fn a_draft_prints_no_mark() {
    let mut draft = with(smallest());
    draft.apply(Change::GroundNote(
        FreeText::new("achterlicht kapot").unwrap(),
    ));
    let shown = format!("{draft:?}");
    assert!(!shown.contains("BB00DD") && !shown.contains("achterlicht"));
}
