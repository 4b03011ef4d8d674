//! The phone of agent Sanne as the program of each schema that landed left it: today's opens it with
//! everything there. How the stores were made stands in `tests/fixtures/README.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proco_device::Step;
use proco_device::view::{
    CentralAnswer, RevisionView, Seen, StopCard, SubjectView, SyncProblem, SyncState,
};
use proco_domain::draft::Answers;
use proco_domain::reflection::{DoAgain, Theme};
use serde_json::Value;

use crate::half_done;
use proco_testbed::phone::{Files, HOUR, Phone, person};

mod made;

const PERSON: &str = "van der Voorbeeld";
/// A draft with every answer that the programs of these stores asked for.
const DRAFT_ROW: &str = include_str!("../../src/store/rows/frozen/draft.1.json");

fn folder(version: i32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/fixtures/device/V{version}"))
}

/// Sanne takes up the phone an hour after that store was left.
fn of_schema(version: i32) -> Phone {
    let left = |files: &Files| {
        for entry in fs::read_dir(folder(version)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            files.put(&name, &fs::read(entry.path()).unwrap());
        }
    };
    Phone::begun_later_by(HOUR, left).unwrap_or_else(|fault| panic!("V{version}: {fault}"))
}

fn versions() -> std::ops::RangeInclusive<i32> {
    1..=half_done::newest()
}

/// Which of the stops of that day one is.
fn named(card: &StopCard) -> &str {
    match card.subject.as_ref().unwrap() {
        SubjectView::Plate { spelled, .. } => spelled,
        SubjectView::NoPlate => "no plate",
        // Programs of the first marks kept names in capitals.
        SubjectView::Person { family_name, .. } if family_name == "VAN DER VOORBEELD" => PERSON,
        SubjectView::Person { family_name, .. } => family_name,
    }
}

#[test]
fn each_schema_has_its_store() {
    let missing: Vec<i32> = versions()
        .filter(|v| !folder(*v).join("proco.db").exists())
        .collect();
    for version in missing {
        let newest = version == half_done::newest();
        if newest && std::env::var_os("PROCO_BLESS").is_some() {
            made::store(&folder(version));
        } else {
            panic!(
                "no store of V{version}: the program that brings a schema makes one, with PROCO_BLESS=1"
            );
        }
    }
}

#[test]
fn each_stop_of_each_schema_is_there_with_all_its_revisions() {
    for version in versions() {
        let sanne = of_schema(version);
        let cards = sanne.device.my_stops().unwrap();
        let names: BTreeSet<&str> = cards.iter().map(named).collect();
        let mut wanted = BTreeSet::from(["BB-00-DD", "00-GHJ-0", "FF-00-GH", PERSON]);
        // Programs before could not look up a vehicle without a plate.
        if version >= 11 {
            wanted.insert("no plate");
        }
        assert_eq!(names, wanted, "V{version}");
        assert_eq!(cards.len(), wanted.len(), "V{version}");
        for card in &cards {
            let view = sanne.device.stop(card.id).unwrap();
            let numbers: Vec<u32> = view.revisions.iter().map(|r| r.revision).collect();
            let when = format!("V{version}, {}", named(card));
            match named(card) {
                "BB-00-DD" => {
                    assert_eq!(numbers, [3, 2, 1], "{when}");
                    fullest(&view.revisions, &when);
                    assert!(!card.awaits_reflection, "{when}");
                }
                "00-GHJ-0" => {
                    assert_eq!(numbers, [1], "{when}");
                    assert!(card.spared_until.is_some(), "{when}");
                    let begun = view.reflection_draft.unwrap();
                    assert_eq!(begun.themes, BTreeSet::from([Theme::Workload]), "{when}");
                    assert_eq!(begun.note.unwrap().expose(), "nog over nadenken", "{when}");
                    let quota = CentralAnswer::Unavailable {
                        problem: SyncProblem::Quota,
                    };
                    assert_eq!(card.central, Some(quota), "{when}");
                }
                "FF-00-GH" => {
                    assert!(card.withdrawn, "{when}");
                    assert_eq!(card.sync, SyncState::NeverSent, "{when}");
                }
                _ => assert_eq!(
                    (numbers, card.sync),
                    (vec![1], SyncState::Waiting),
                    "{when}"
                ),
            }
        }
        let of = |name: &str| cards.iter().find(|card| named(card) == name).unwrap();
        let answer = of("BB-00-DD").central.as_ref();
        match answer {
            Some(CentralAnswer::Known {
                counts, advisory, ..
            }) => {
                assert_eq!(counts.windows[3].queries, 5, "V{version}");
                assert!(
                    matches!(counts.last_query, Some(Seen::Hour(_))),
                    "V{version}"
                );
                assert!(advisory.is_some(), "V{version}");
            }
            // The first program kept a bare moment: it is asked again.
            other => assert!(other.is_none() && version == 1, "V{version}"),
        }
    }
}

/// All that can be answered, in each revision.
fn fullest(revisions: &[RevisionView], when: &str) {
    let [reflected, amended, first] = revisions else {
        panic!("{when}: {} revisions", revisions.len());
    };
    let reason = |revision: &RevisionView| {
        revision
            .amend_reason
            .as_ref()
            .map(|r| r.expose().to_owned())
    };
    assert_eq!(reason(first), None, "{when}");
    assert_eq!(
        reason(amended).as_deref(),
        Some("verkeerde uitkomst"),
        "{when}"
    );
    assert_eq!(reason(reflected), None, "{when}");
    assert_eq!(first.answers.findings.len(), 2, "{when}");
    assert_eq!(amended.answers.findings.len(), 1, "{when}");
    for revision in revisions {
        answered(&revision.answers, when);
    }
    assert_eq!(first.answers.do_again, None, "{when}");
    let answers = &reflected.answers;
    assert_eq!(answers.do_again, Some(DoAgain::Differently), "{when}");
    assert_eq!(
        answers.themes,
        BTreeSet::from([Theme::Workload, Theme::Counts]),
        "{when}"
    );
    let note = answers.reflection_note.as_ref().unwrap();
    assert_eq!(note.expose(), "rustiger beginnen", "{when}");
}

fn answered(answers: &Answers, when: &str) {
    let note = answers.selection.ground_note.as_ref().unwrap();
    assert_eq!(
        note.expose(),
        "achterlicht stuk, één “fout” erbij",
        "{when}"
    );
    assert_eq!(answers.grounds.len(), 2, "{when}");
    assert_eq!(answers.treatment.calming.len(), 2, "{when}");
    assert!(
        answers.description_source.is_some() && answers.description_given_at.is_some(),
        "{when}"
    );
    assert!(
        answers.treatment.ratings.respect.is_some() && answers.treatment.ratings.voice.is_some(),
        "{when}"
    );
    let json = serde_json::to_value(answers).unwrap();
    let asked: Value = serde_json::from_str(DRAFT_ROW).unwrap();
    let absent: Vec<&String> = asked["answers"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|field| json[field].is_null())
        .collect();
    let may_be = ["spare", "do_again", "reflection_note", "amend_reason"];
    assert!(
        absent.iter().all(|field| may_be.contains(&field.as_str())),
        "{when}: {absent:?}"
    );
}

#[test]
fn the_draft_of_each_schema_is_open_and_becomes_a_stop() {
    for version in versions() {
        let sanne = of_schema(version);
        let draft = sanne.device.open_draft().unwrap().unwrap();
        let when = format!("V{version}");
        answered(&draft.answers, &when);
        assert_eq!(draft.step, Step::Contact, "{when}");
        assert_eq!(draft.answers.do_again, Some(DoAgain::Differently), "{when}");
        let before = sanne.year("BB-00-DD");
        assert_eq!(before, (2, 1, 0), "{when}");
        sanne.device.finish(draft.id, None).unwrap();
        assert_eq!(sanne.year("BB-00-DD"), (2, 2, 0), "{when}");
    }
}

#[test]
fn each_look_up_of_each_schema_counts_and_what_waits_can_be_read() {
    for version in versions() {
        let sanne = of_schema(version);
        assert_eq!(
            sanne.year("FF-00-GH"),
            (3, 0, 0),
            "V{version}: one was withdrawn"
        );
        assert_eq!(sanne.year("00-GHJ-0"), (1, 1, 1), "V{version}");
        let person = person(PERSON, "Anna-Test");
        let counts = sanne.device.local_counts(&person).unwrap().windows[3];
        assert_eq!(
            (counts.queries, counts.stops, counts.found_nothing),
            (1, 1, 1),
            "V{version}"
        );

        let status = sanne.device.sync_status();
        assert_eq!(status.problem, Some(SyncProblem::Server), "V{version}");
        let export = sanne.device.export_unsent().unwrap();
        assert_eq!(export.records, status.waiting, "V{version}");
        let export: Value = serde_json::from_slice(&fs::read(export.path).unwrap()).unwrap();
        let records = export["records"].as_array().unwrap();
        let kinds = |kind: &str| {
            records
                .iter()
                .filter(|record| record["kind"] == kind)
                .count()
        };
        let stops = if version >= 11 { 4 } else { 3 };
        // Three look-ups led to nothing else, one was left, and that of the draft is no report yet.
        assert_eq!(
            (kinds("look_up"), kinds("stop")),
            (stops + 4, stops),
            "V{version}"
        );
        assert_eq!(kinds("unreadable"), 0, "V{version}");
    }
}

#[test]
fn no_store_holds_anybody_who_was_not_invented() {
    let invented = [
        r#""plate":"BB00DD""#,
        r#""plate":"FF00GH""#,
        r#""plate":"00GHJ0""#,
        r#""plate":"A-AA0000""#,
        r#""plate":"AAA0000""#,
        r#""family_name":"van der Voorbeeld""#,
        r#""family_name":"VAN DER VOORBEELD""#,
        r#""drawn":"#,
    ];
    for version in versions() {
        let sanne = of_schema(version);
        let marks = sanne.marks();
        assert!(marks.len() > 10, "V{version}: {} marks", marks.len());
        for mark in marks {
            let known = invented.iter().any(|part| mark.contains(part));
            assert!(known, "V{version}: {mark}");
        }
    }
}
