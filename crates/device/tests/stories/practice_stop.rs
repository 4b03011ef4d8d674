//! Officer Noor practises with the real screens on invented subjects, and her phone does not notice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proco_device::view::{
    CentralAnswer, LookUpView, PracticeEnd, PracticeReview, PracticeRule, StopCard, SubjectView,
};
use proco_device::{Change, DeviceError, PracticeDevice, QueryId};
use proco_domain::explanation::ReasonTold;
use proco_domain::ground::GroundCode;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::stop::SpareDays;
use proco_domain::text::FreeText;
use proco_domain::treatment::{Rating, Ratings};
use proco_testbed::phone::{Phone, known, person, plate_request, smallest};
use serde_json::{Value, json};

const NEVER: &str = "G-000-BD";
const FOUR_TIMES_NOTHING: &str = "TF-000-G";
const TO_BE_SPARED: &str = "BD-000-G";

fn looks_up(practice: &PracticeDevice, plate: &str) -> LookUpView {
    known(practice.look_up(plate_request(plate)).unwrap())
}

/// Queries, stops, stops that found nothing in a year, and whether an advisory stands.
fn told(practice: &PracticeDevice, query: QueryId) -> (u32, u32, u32, bool) {
    match practice.central_counts(query).unwrap() {
        CentralAnswer::Known {
            counts, advisory, ..
        } => {
            let year = counts.windows[3];
            let often = (year.queries, year.stops, year.found_nothing);
            (often.0, often.1, often.2, advisory.is_some())
        }
        other @ (CentralAnswer::Offline
        | CentralAnswer::Unavailable { .. }
        | CentralAnswer::Nobody) => panic!("{other:?}"),
    }
}

/// Looks up, sees the counts, checks and finds nothing, with these answers too.
fn stops(
    practice: &PracticeDevice,
    plate: &str,
    more: impl IntoIterator<Item = Change>,
) -> StopCard {
    let look_up = looks_up(practice, plate);
    told(practice, look_up.query);
    let draft = practice.start_check(look_up.query).unwrap();
    for change in smallest().into_iter().chain(more) {
        practice.save_field(draft.id, change).unwrap();
    }
    practice.finish(draft.id, None).unwrap()
}

/// What the screen is told of these rules.
fn told_of(rules: &[PracticeRule]) -> Vec<Value> {
    let rules = rules.iter().map(serde_json::to_value);
    rules.collect::<Result<_, _>>().unwrap()
}

fn rules(practice: &PracticeDevice) -> Vec<Value> {
    let reviews = practice.review().unwrap();
    let rules = reviews.iter().flat_map(|review| told_of(&review.rules));
    rules.collect()
}

/// Every file of her phone.
fn files(noor: &Phone) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(noor.folder()).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_whole_practice_stop_leaves_each_file_of_the_phone_as_it_was() {
    let noor = Phone::new();
    noor.stops("ZZ-00-ZZ", []);
    let before = files(&noor);
    assert!(
        before.len() > 3,
        "store, log, keys and more: {:?}",
        before.keys()
    );
    let (status, year) = (noor.device.sync_status(), noor.year(FOUR_TIMES_NOTHING));

    let practice = noor.device.begin_practice().unwrap();
    let look_up = looks_up(&practice, FOUR_TIMES_NOTHING);
    assert_eq!(
        look_up.local.windows[3].queries, 0,
        "nothing of her own yet"
    );
    assert_eq!(told(&practice, look_up.query), (13, 4, 4, false));
    stops(&practice, NEVER, [Change::Spare(Some(SpareDays::OFFERED))]);
    practice.leave_it(look_up.query, None).unwrap();
    assert_eq!(practice.review().unwrap().len(), 2);

    assert_eq!(
        noor.device.sync_status(),
        status,
        "nothing waits to be sent"
    );
    assert_eq!(noor.year(FOUR_TIMES_NOTHING), year, "and nothing counts");
    assert_eq!(noor.device.my_stops().unwrap().len(), 1);
    practice.close();
    drop(practice);
    assert!(before == files(&noor), "not one byte is another");
    noor.device.practise("practice-stop").unwrap();
    assert_eq!(noor.device.practised().unwrap(), ["practice-stop"]);
    assert_eq!(noor.device.sync_status(), status);
}

#[test]
fn what_is_practised_counts_in_the_practice_stop_and_is_gone_with_it() {
    let noor = Phone::new();
    let practice = noor.device.begin_practice().unwrap();
    stops(&practice, NEVER, [Change::Spare(Some(SpareDays::OFFERED))]);
    noor.waits(6 * 60_000);
    let again = looks_up(&practice, NEVER);
    assert!(again.advisory.is_some(), "she asked for it herself");
    assert_eq!(told(&practice, again.query), (2, 1, 1, true));
    assert!(
        practice
            .see_look_up(again.query)
            .unwrap()
            .unwrap()
            .central
            .is_some()
    );
    let next = noor.device.begin_practice().unwrap();
    let first = looks_up(&next, NEVER);
    assert_eq!(told(&next, first.query), (1, 0, 0, false));
    assert!(next.review().unwrap().is_empty(), "nothing is decided");
    practice.close();
    assert!(
        practice.open_look_up().is_err(),
        "what is over answers nothing"
    );
    assert!(next.open_look_up().unwrap().is_some());
}

#[test]
fn only_invented_subjects_are_answered_for() {
    let noor = Phone::new();
    let practice = noor.device.begin_practice().unwrap();
    let other = practice.look_up(plate_request("ZZ-00-ZZ"));
    assert_eq!(other.err(), Some(DeviceError::NotInvented));
    let request = proco_device::view::LookUpRequest {
        subject: person("Jansen", "Ali"),
        ..plate_request("ZZ-00-ZZ")
    };
    let other = practice.look_up(request);
    assert_eq!(other.err(), Some(DeviceError::NotInvented));
    assert!(
        practice.open_look_up().unwrap().is_none(),
        "it is kept nowhere"
    );
    let request = proco_device::view::LookUpRequest {
        subject: proco_device::view::SubjectInput::NoPlate,
        ..plate_request("ZZ-00-ZZ")
    };
    let bicycle = known(practice.look_up(request).unwrap());
    let answer = practice.central_counts(bicycle.query).unwrap();
    assert_eq!(answer, CentralAnswer::Nobody);
}

#[test]
fn the_review_names_the_rules_that_were_concerned_and_no_others() {
    let noor = Phone::new();
    let practice = noor.device.begin_practice().unwrap();
    let note = FreeText::new("Hij hoort hier niet").unwrap();
    stops(
        &practice,
        TO_BE_SPARED,
        [
            Change::GroundNote(note),
            Change::Grounds(BTreeSet::from([GroundCode::ScoutingProperty])),
            Change::LegalBasis(Some(LegalBasis::Wvw160)),
            Change::ReasonTold(Some(ReasonTold::NotTold)),
        ],
    );
    let reviews = practice.review().unwrap();
    let [
        PracticeReview {
            subject,
            end,
            rules,
        },
    ] = &reviews[..]
    else {
        panic!("one check")
    };
    assert!(matches!(subject, SubjectView::Plate { .. }));
    assert_eq!(*end, PracticeEnd::Checked);
    let rules = told_of(rules);
    assert_eq!(rules[0], json!({ "rule": "checked_spared" }));
    let weak = &rules[1];
    assert_eq!(weak["rule"], "weak_words");
    assert_eq!(weak["ground"], "not_from_here");
    assert!(weak["words"].as_str().unwrap().contains("hoort hier niet"));
    assert_eq!(rules[2]["rule"], "misfit");
    assert_eq!(rules[2]["unfit"]["basis"], "wvw_160");
    let rest = told_of(&[
        PracticeRule::ReasonNotTold,
        PracticeRule::NotRated,
        PracticeRule::NothingNotSpared,
    ]);
    assert_eq!(rules[3..], rest);
}

#[test]
fn a_sound_check_is_told_what_was_sound() {
    let noor = Phone::new();
    let practice = noor.device.begin_practice().unwrap();
    let ratings = Ratings {
        voice: Some(Rating::try_from(4).unwrap()),
        ..Ratings::default()
    };
    stops(
        &practice,
        NEVER,
        [
            Change::Spare(Some(SpareDays::OFFERED)),
            Change::Ratings(ratings),
        ],
    );
    let sound = [PracticeRule::ReasonUnasked, PracticeRule::NothingSpared];
    assert_eq!(rules(&practice), told_of(&sound));
}

#[test]
fn to_leave_it_is_told_too_and_what_was_taken_back_is_not() {
    let noor = Phone::new();
    let practice = noor.device.begin_practice().unwrap();
    for (plate, rule) in [
        (NEVER, PracticeRule::Left),
        (FOUR_TIMES_NOTHING, PracticeRule::LeftOftenNothing),
        (TO_BE_SPARED, PracticeRule::LeftSpared),
    ] {
        let look_up = looks_up(&practice, plate);
        told(&practice, look_up.query);
        practice.leave_it(look_up.query, None).unwrap();
        assert_eq!(rules(&practice).last(), told_of(&[rule]).last());
    }
    practice.take_back().unwrap();
    assert_eq!(practice.review().unwrap().len(), 2);
}
