//! The frozen rows: those in `frozen` were written by hand, in each form that a program of this repository wrote or
//! could have found, and what has landed of them is never changed. Whole stores, made by such programs, are in
//! `tests/fixtures/device`.

use proco_domain::ids::StopId;
use proco_domain::time::UtcMillis;
use serde_json::{Value, json};

use super::*;

/// Reads a row and writes it again.
type Again = fn(&str) -> Result<String, StoreError>;

/// Each shape in the order of [`WHATS`], with its rows of every version.
const SHAPES: [(&str, &str, Again); WHATS.len()] = [
    ("a stop", include_str!("frozen/stop.1.json"), |row| {
        let at = from_json::<Value>(row, "a stop")?["at"].as_i64();
        read_stop(row, UtcMillis(at.unwrap()), 0).map(|stop| write_stop(&stop))
    }),
    ("a draft", include_str!("frozen/draft.1.json"), |row| {
        read_draft(row).map(|draft| write_draft(&draft))
    }),
    ("a subject", include_str!("frozen/subject.1.json"), |row| {
        read_subject(row).map(|subject| write_subject(&subject))
    }),
    ("an outcome", include_str!("frozen/outcome.1.json"), |row| {
        read_outcome(row).map(|outcome| write_outcome(&outcome))
    }),
    (
        "a reflection",
        include_str!("frozen/reflection_draft.1.json"),
        |row| read_reflection_draft(row).map(|draft| write_reflection_draft(&draft)),
    ),
    (
        "a reflection of two",
        include_str!("frozen/pair.1.json"),
        |row| read_pair(row).map(|pair| write_pair(&pair)),
    ),
    (
        "an answer of central",
        include_str!("frozen/centre.1.json"),
        |row| {
            let unreadable = RowFault::Content("an answer of central");
            let answer = read_central(row).ok_or(StoreError::Row(unreadable))?;
            Ok(write_central(&answer))
        },
    ),
    (
        "the figures of the force",
        include_str!("frozen/force_figures.1.json"),
        |row| read_force_figures(row).map(|figures| write_force_figures(&figures)),
    ),
];

fn rows(frozen: &str) -> Vec<Value> {
    let frozen: Value = serde_json::from_str(frozen).unwrap();
    frozen.as_array().cloned().unwrap_or_else(|| vec![frozen])
}

#[test]
fn every_shape_has_frozen_rows() {
    assert_eq!(SHAPES.map(|(what, ..)| what), WHATS);
    assert!(SHAPES.iter().all(|(_, frozen, _)| !rows(frozen).is_empty()));
}

#[test]
fn a_frozen_row_is_read_whole_and_written_again_in_its_version() {
    for (what, frozen, again) in SHAPES {
        for mut row in rows(frozen) {
            let written = again(&row.to_string()).unwrap_or_else(|fault| panic!("{fault}: {row}"));
            row["version"] = json!(1);
            assert_eq!(
                serde_json::from_str::<Value>(&written).unwrap(),
                row,
                "{what}"
            );
            assert_eq!(again(&written).unwrap(), written, "{what}");
            assert!(written.starts_with("{\"version\":1,"), "{what}: {written}");
        }
    }
}

#[test]
fn a_version_that_is_not_known_is_refused_by_its_name() {
    for (what, frozen, again) in SHAPES {
        for mut row in rows(frozen) {
            for version in [0, 2] {
                row["version"] = json!(version);
                let fault = again(&row.to_string()).unwrap_err();
                let expected = match what {
                    // Such an answer is fetched again, so its version makes no difference.
                    "an answer of central" => RowFault::Content(what),
                    _ => RowFault::Version { what, version },
                };
                assert_eq!(fault, StoreError::Row(expected));
            }
        }
    }
}

#[test]
fn what_is_no_stop_is_refused_and_what_was_added_later_is_passed_over() {
    let frozen: Value = serde_json::from_str(include_str!("frozen/stop.1.json")).unwrap();
    let read = |change: &dyn Fn(&mut Value)| {
        let mut row = frozen.clone();
        change(&mut row);
        read_stop(&row.to_string(), UtcMillis(7), 0).map(|stop| stop.id())
    };
    let refused = Err(StoreError::Row(RowFault::Content("a stop")));
    assert_eq!(read(&|row| row["revision"] = json!(0)), refused);
    assert_eq!(
        read(&|row| row["details"]["outcome"]["findings"] = json!([])),
        refused
    );
    assert_eq!(
        read(&|row| row["details"]["grounds"]["codes"] = json!([])),
        refused
    );
    assert_eq!(
        read(&|row| row["details"]["legal_basis"] = json!("of_later")),
        refused
    );
    let id: StopId = serde_json::from_value(frozen["id"].clone()).unwrap();
    assert_eq!(read(&|row| row["details"]["later"] = json!(1)), Ok(id));
    // A note that is longer than may be typed today was accepted once.
    assert_eq!(
        read(&|row| row["details"]["ground_note"] = json!("é".repeat(900))),
        Ok(id)
    );
}

#[test]
fn a_stop_is_refused_alike_whether_it_is_read_whole_or_counted() {
    let frozen: Value = serde_json::from_str(include_str!("frozen/stop.1.json")).unwrap();
    let whole = frozen.to_string();
    let rest = whole.trim_start_matches('{');
    let mut lacking = frozen.clone();
    lacking["details"]
        .as_object_mut()
        .unwrap()
        .remove("grounds");
    let read = |row: &str| {
        let stop = read_stop(row, UtcMillis(7), 0).map(|stop| stop.id());
        assert_eq!(
            read_counted(row, UtcMillis(7)).map(|stop| stop.id),
            stop,
            "{row}"
        );
        stop
    };
    let id: StopId = serde_json::from_value(frozen["id"].clone()).unwrap();
    for row in [
        whole.clone(),
        format!("{{\"version\":1,{rest}"),
        format!("{{ \"version\": 1, {rest}"),
    ] {
        assert_eq!(read(&row), Ok(id));
    }
    let what = "a stop";
    for row in [
        format!("{{\"version\":01,{rest}"),
        format!("{{\"version\":+1,{rest}"),
        format!("{{\"version\":\"1\",{rest}"),
        format!("{{\"version\":1,{rest}{{}}"),
        format!("{{\"version\":1,{}", &rest[..rest.len() - 1]),
        lacking.to_string(),
    ] {
        assert_eq!(read(&row), Err(StoreError::Row(RowFault::Content(what))));
    }
    for version in [0, 2, 10] {
        let row = format!("{{\"version\":{version},{rest}");
        let fault = RowFault::Version { what, version };
        assert_eq!(read(&row), Err(StoreError::Row(fault)));
    }
}

#[test]
fn a_stop_has_the_moments_that_are_known_now() {
    let frozen = include_str!("frozen/stop.1.json");
    let stop = read_stop(frozen, UtcMillis(7), 500).unwrap();
    assert_eq!(stop.at(), UtcMillis(7));
    assert_eq!(stop.finished_at(), UtcMillis(1_795_000_600_500));
}

#[test]
fn several_searches_stand_in_a_row_with_what_is_told_of_each() {
    let search = json!({
        "frisk": { "basis": "politiewet_7", "purposes": ["safety"] },
        "bag": { "basis": "opiumwet_9", "purposes": ["weapons", "drugs"] },
        "vehicle": {},
    });
    let force = json!({ "handcuffs": { "purposes": ["safety"] }, "physical": {} });
    let mut draft: Value = serde_json::from_str(include_str!("frozen/draft.1.json")).unwrap();
    draft["answers"]["search"] = search.clone();
    draft["answers"]["force"] = force.clone();
    let mut stop: Value = serde_json::from_str(include_str!("frozen/stop.1.json")).unwrap();
    stop["details"]["treatment"]["search"] = search;
    stop["details"]["treatment"]["force"] = force;
    for (row, (what, _, again)) in [stop, draft].iter_mut().zip(SHAPES) {
        let written = again(&row.to_string()).unwrap();
        row["version"] = json!(1);
        assert_eq!(
            serde_json::from_str::<Value>(&written).unwrap(),
            *row,
            "{what}"
        );
    }
}

#[test]
fn one_code_of_search_and_force_stays_one_code_in_a_row() {
    let mut row: Value = serde_json::from_str(include_str!("frozen/stop.1.json")).unwrap();
    let (_, _, again) = SHAPES[0];
    for (search, force) in [
        (json!("frisk"), json!("physical")),
        (json!("none"), json!("none")),
        (Value::Null, Value::Null),
    ] {
        row["details"]["treatment"]["search"] = search.clone();
        row["details"]["treatment"]["force"] = force.clone();
        let written: Value = serde_json::from_str(&again(&row.to_string()).unwrap()).unwrap();
        let treatment = &written["details"]["treatment"];
        assert_eq!(
            (&treatment["search"], &treatment["force"]),
            (&search, &force)
        );
    }
    row["details"]["treatment"]["search"] = json!({ "bag": { "of_later": 1 } });
    let refused = StoreError::Row(RowFault::Content("a stop"));
    assert_eq!(again(&row.to_string()), Err(refused));
}

#[test]
fn a_draft_comes_back_from_disk_as_it_was() {
    let draft = read_draft(include_str!("frozen/draft.1.json")).unwrap();
    assert_eq!(read_draft(&write_draft(&draft)), Ok(draft));
}
