//! The invented subjects as they are written.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use proco_domain::plate::Fit;

use super::*;
use crate::written::Words;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    dated: String,
    version: u32,
    subjects: Vec<Shown>,
}

/// A subject with what the screens read of it.
#[derive(Deserialize)]
struct Shown {
    id: String,
    seen: Words,
    subject: serde_json::Value,
}

fn list() -> List {
    serde_json::from_str(include_str!("../../data/invented.json")).unwrap()
}

#[test]
fn each_subject_is_read_without_a_question_and_has_something_to_see() {
    let list = list();
    assert!(list.version > 0 && !list.dated.is_empty());
    assert!(list.subjects.len() >= 6);
    assert_eq!(ALL.len(), list.subjects.len(), "each can be read");
    let mut ids = BTreeSet::new();
    for (shown, read) in list.subjects.iter().zip(ALL.iter()) {
        assert!(ids.insert(&shown.id), "{} stands twice", shown.id);
        assert!(shown.seen.fits(160), "{}", shown.id);
        if let Subject::Plate(plate) = &read.subject {
            let typed = shown.subject["text"].as_str().unwrap();
            assert!(matches!(plate.fit(typed), Fit::Known), "{}", shown.id);
        }
        let again = found(&read.subject).unwrap();
        assert!(std::ptr::eq(again, read), "{}: one mark each", shown.id);
    }
}

#[test]
fn what_is_known_holds_together() {
    for one in ALL.iter() {
        let windows = Window::ALL.map(|window| one.windows.of(window));
        for often in windows {
            assert!(often.found_nothing <= often.stops);
            assert!(often.stops <= often.queries, "a stop comes from a look-up");
        }
        for pair in windows.windows(2) {
            assert!(pair[0].queries <= pair[1].queries && pair[0].stops <= pair[1].stops);
            assert!(pair[0].found_nothing <= pair[1].found_nothing);
        }
        for (last, count) in [
            (
                one.last_query_hours,
                (|often: Often| often.queries) as fn(Often) -> u32,
            ),
            (one.last_stop_hours, |often| often.stops),
        ] {
            for window in Window::ALL {
                let within = last.is_some_and(|hours| hours < window.hours());
                assert_eq!(within, count(one.windows.of(window)) > 0, "{window:?}");
            }
        }
        assert!(
            one.spared_days.is_none() || one.last_stop_hours.is_some(),
            "an advisory rests on a stop"
        );
    }
}

#[test]
fn the_list_has_who_was_never_stopped_who_was_often_for_nothing_and_who_is_to_be_spared() {
    let year = |one: &Invented| one.windows.of(Window::Year);
    let has = |is: &dyn Fn(&Invented) -> bool| ALL.iter().any(is);
    assert!(has(&|one| year(one).stops == 0));
    assert!(has(
        &|one| year(one).stops == 4 && year(one).found_nothing == 4
    ));
    assert!(has(&|one| year(one).found_nothing < year(one).stops));
    assert!(has(&|one| one.spared_days.is_some()));
    for person in [true, false] {
        assert!(has(
            &|one| matches!(one.subject, Subject::Person(_)) == person
        ));
    }
}

#[test]
fn another_subject_is_not_found() {
    let other = Plate::read("ZZ-00-ZZ", Country::NL).unwrap();
    assert!(found(&Subject::Plate(other)).is_none());
}
