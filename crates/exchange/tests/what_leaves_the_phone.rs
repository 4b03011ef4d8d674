//! What leaves the phone, at most: the fullest stop that officer Noor can record, as it travels.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proco_domain::coercion::{Force, ForcePurpose, Forced, Search, SearchPurpose, Searched};
use proco_domain::draft::{Change, ResultChoice, Step, StopDraft};
use proco_domain::explanation::{Answer, ReasonTold, Understood};
use proco_domain::ground::{DescriptionSource, GroundCode};
use proco_domain::ids::{DraftId, QueryId, StopId};
use proco_domain::legal_basis::LegalBasis;
use proco_domain::outcome::{Finding, Link};
use proco_domain::person::{BirthInput, Person};
use proco_domain::place::PlaceKind;
use proco_domain::query::{Initiative, LedTo, Query};
use proco_domain::reflection::{Concrete, DoAgain, Theme, Yielded};
use proco_domain::stop::{SpareDays, Stop};
use proco_domain::subject::Subject;
use proco_domain::text::FreeText;
use proco_domain::treatment::{Calming, Duration, Escalation, Ratings};
use proco_exchange::UtcMillis;
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::report::{
    Inconsistent, QueryReport, Report, ReportId, SearchReport, StopReport,
};
use uuid::Uuid;

/// 2026-11-22, 21:47:13.512 UTC.
const EVENING: UtcMillis = UtcMillis(1_795_384_033_512);
const ID: ReportId = ReportId(Uuid::from_u128(7));

fn subject() -> Subject {
    let birth = BirthInput {
        year: 1987,
        month: Some(3),
        day: Some(14),
    };
    Subject::Person(Person::read("Plantagenet", "Quirinus", birth).unwrap())
}

fn pseudonym() -> Pseudonym {
    serde_json::from_str("\"AAECAwQFBgcICQoLDA0ODw\"").unwrap()
}

fn draft() -> StopDraft {
    let rating = |n: u8| Some(n.try_into().unwrap());
    let words = |text: &str| FreeText::new(text).unwrap();
    let mut draft = StopDraft {
        id: DraftId(Uuid::from_u128(1)),
        query: QueryId(Uuid::from_u128(2)),
        subject: subject(),
        initiative: Initiative::Call,
        started_at: EVENING,
        afterwards: true,
        despite_advisory: true,
        amends: None,
        step: Step::Reflect,
        answers: Default::default(),
    };
    for change in [
        Change::Place(Some(PlaceKind::Nightlife)),
        Change::Grounds(BTreeSet::from([
            GroundCode::WantedDescription,
            GroundCode::Report,
        ])),
        Change::DescriptionSource(Some(DescriptionSource::Witness)),
        Change::DescriptionGivenAt(Some(UtcMillis(EVENING.0 - 60_000))),
        Change::GroundNote(words("xylofoon in de hand")),
        Change::LegalBasis(Some(LegalBasis::Politiewet8Wid2)),
        Change::ReasonTold(Some(ReasonTold::WhenAsked)),
        Change::Understood(Some(Understood::Partly)),
        Change::LanguageBarrier(Some(Answer::Yes)),
        Change::SlipOffered(Some(Answer::No)),
        Change::Ratings(Ratings {
            voice: rating(1),
            neutral: rating(2),
            respect: rating(4),
            trust: rating(5),
        }),
        Change::Duration(Some(Duration::From10To20)),
        Change::Search(Some(BTreeMap::from([
            (Search::Frisk, Searched::default()),
            (
                Search::Bag,
                Searched {
                    basis: Some(LegalBasis::Opiumwet9),
                    purposes: BTreeSet::from([SearchPurpose::Drugs]),
                },
            ),
        ]))),
        Change::Force(Some(BTreeMap::from([(
            Force::Handcuffs,
            Forced {
                purposes: BTreeSet::from([ForcePurpose::Safety, ForcePurpose::Escape]),
            },
        )]))),
        Change::Escalation(Some(Escalation::Calmed)),
        Change::Calming(BTreeSet::from([Calming::Listening])),
        Change::ComplaintOffered(Some(Answer::Yes)),
        Change::Result(Some(ResultChoice::Found)),
        Change::Findings(BTreeSet::from([Finding::Arrest, Finding::WantedFound])),
        Change::Link(Some(Link::Linked)),
        Change::DoAgain(Some(DoAgain::Yes)),
        Change::Themes(BTreeSet::from([Theme::Appearance])),
        Change::ReflectionNote(words("yoghurt en twijfel")),
        Change::Concrete(Some(Concrete::Partly)),
        Change::Yielded(Some(Yielded::Understanding)),
        Change::OtherView(words("quinoa en haast")),
    ] {
        draft.apply(change);
    }
    draft.answers.looking_back.together = true;
    draft.answers.looking_back.late = true;
    draft.answers.selection.note_repeated = true;
    let answers = serde_json::to_value(&draft.answers).unwrap();
    let mut open: Vec<&str> = Vec::new();
    for (field, answer) in answers.as_object().unwrap() {
        if answer.is_null() || answer.as_array().is_some_and(Vec::is_empty) {
            open.push(field);
        }
    }
    assert_eq!(
        open,
        ["amend_reason", "spare"],
        "something was found in a new stop; every other answer is given"
    );
    draft
}

fn stop() -> Stop {
    draft()
        .finish(StopId(Uuid::from_u128(3)), UtcMillis(EVENING.0 + 600_000))
        .unwrap()
}

#[test]
fn the_fullest_report_has_these_fields_and_no_others() {
    let report = StopReport::of(&stop(), ID, pseudonym());
    assert_eq!(report.check(), Ok(()));
    let mut json = serde_json::to_value(Report::Stop(report)).unwrap();
    let expected = serde_json::json!({
        "head": {
            "id": ID,
            "revision": 1,
            "epoch": "2026Q4",
            "pseudonym": "AAECAwQFBgcICQoLDA0ODw",
            "subject": "person",
            "hour": EVENING.0 / 3_600_000,
            "initiative": "call",
        },
        "place": "nightlife",
        "grounds": ["report", "wanted_description"],
        "basis": "politiewet_8_wid_2",
        "reason_told": "when_asked",
        "understood": "partly",
        "language_barrier": "yes",
        "slip_offered": "no",
        "ratings": { "voice": 1, "neutral": 2, "respect": 4, "trust": 5 },
        "duration": "from10_to20",
        "search": { "frisk": {}, "bag": { "basis": "opiumwet_9", "purposes": ["drugs"] } },
        "force": { "handcuffs": { "purposes": ["safety", "escape"] } },
        "escalation": "calmed",
        "findings": ["arrest", "wanted_found"],
        "link": "linked",
        "do_again": "yes",
        "themes": ["appearance"],
        "together": true,
        "reflected_late": true,
        "own_words": true,
        "words_repeated": true,
        "despite_advisory": true,
    });
    assert_eq!(
        json["stop"].take(),
        expected,
        "a new field is a new thing that leaves the phone: decide it"
    );
}

/// Central keeps coded answers as they come, and has to read for ever what it kept: the test of `record.rs` there reads
/// this file. A field that is new is in the fullest stop, and so gets a row of its own; the rows that are there stay.
#[test]
fn the_fullest_stop_is_among_those_that_central_can_read_for_ever() {
    let report = StopReport::of(&stop(), ID, pseudonym());
    let mut row = serde_json::to_value(report).unwrap();
    let fields = row.as_object_mut().unwrap();
    let head = fields.remove("head").unwrap();
    for beside in ["subject", "initiative"] {
        fields.insert(beside.to_owned(), head[beside].clone());
    }
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/central/facts.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&text).unwrap();
    if kept["stops"].as_array().unwrap().contains(&row) {
        return;
    }
    assert!(
        std::env::var_os("PROCO_BLESS").is_some(),
        "run `PROCO_BLESS=1 cargo test -p proco-exchange --test what_leaves_the_phone`"
    );
    let rows = text.strip_suffix("\n  ]\n}\n").unwrap();
    std::fs::write(path, format!("{rows},\n    {row}\n  ]\n}}\n")).unwrap();
}

#[test]
fn no_mark_no_free_text_and_no_minute_is_in_the_bytes() {
    let json = serde_json::to_string(&StopReport::of(&stop(), ID, pseudonym())).unwrap();
    let precise = EVENING.0.to_string();
    for planted in [
        "PLANTAGENET",
        "Plantagenet",
        "QUIRINUS",
        "19870314",
        "xylofoon",
        "yoghurt",
        "quinoa",
        "understanding",
        &precise,
    ] {
        assert!(!json.contains(planted), "{planted} left the phone");
    }
}

#[test]
fn what_was_not_answered_does_not_travel_as_an_answer() {
    let mut small = draft();
    small.answers = Default::default();
    for change in [
        Change::Grounds(BTreeSet::from([GroundCode::Report])),
        Change::LegalBasis(Some(LegalBasis::Voluntary)),
        Change::ReasonTold(Some(ReasonTold::Unasked)),
        Change::Result(Some(ResultChoice::Nothing)),
        Change::Spare(Some(SpareDays::OFFERED)),
    ] {
        small.apply(change);
    }
    let stop = small.finish(StopId(Uuid::from_u128(3)), EVENING).unwrap();
    let json = serde_json::to_value(StopReport::of(&stop, ID, pseudonym())).unwrap();
    let keys: Vec<_> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "basis",
            "despite_advisory",
            "grounds",
            "head",
            "reason_told",
            "spare_until"
        ],
        "an unanswered question is absent"
    );
    assert_eq!(json["spare_until"], EVENING.plus_days(90).hour().0);
}

#[test]
fn unknown_fields_and_contradictions_are_refused() {
    let good = serde_json::to_value(StopReport::of(&stop(), ID, pseudonym())).unwrap();
    let mut extra = good.clone();
    extra["note"] = "iets".into();
    assert!(serde_json::from_value::<StopReport>(extra).is_err());
    let mut finer = good.clone();
    finer["head"]["minute"] = 47.into();
    assert!(serde_json::from_value::<StopReport>(finer).is_err());

    let check = |change: fn(&mut serde_json::Value)| {
        let mut json = good.clone();
        change(&mut json);
        serde_json::from_value::<StopReport>(json).unwrap().check()
    };
    assert_eq!(
        check(|j| j["head"]["epoch"] = "2026Q3".into()),
        Err(Inconsistent::Epoch)
    );
    assert_eq!(
        check(|j| j["head"]["revision"] = 0.into()),
        Err(Inconsistent::Empty)
    );
    assert_eq!(
        check(|j| j["grounds"] = serde_json::json!([])),
        Err(Inconsistent::Empty)
    );
    assert_eq!(
        check(|j| j["findings"] = serde_json::json!([])),
        Err(Inconsistent::Outcome)
    );
    assert_eq!(
        check(|j| j["spare_until"] = 1.into()),
        Err(Inconsistent::Outcome)
    );
    assert_eq!(
        check(|j| j["reason_told"] = "not_told".into()),
        Err(Inconsistent::Explanation),
        "what was not told was not understood"
    );
    assert_eq!(
        check(|j| j["do_again"] = serde_json::Value::Null),
        Err(Inconsistent::Reflection)
    );
}

#[test]
fn what_says_no_more_than_one_code_travels_as_the_first_programs_wrote_it() {
    let good = serde_json::to_value(StopReport::of(&stop(), ID, pseudonym())).unwrap();
    let read = |search: serde_json::Value| {
        let mut json = good.clone();
        json["search"] = search;
        serde_json::from_value::<StopReport>(json)
    };
    let frisk = || BTreeMap::from([(Search::Frisk, SearchReport::default())]);
    for (written, means) in [
        (serde_json::json!("frisk"), frisk()),
        (serde_json::json!("none"), BTreeMap::new()),
    ] {
        let report = read(written.clone()).unwrap();
        assert_eq!(report.codes.search, Some(means), "{written}");
        assert_eq!(serde_json::to_value(&report).unwrap()["search"], written);
    }
    let long = read(serde_json::json!({ "frisk": {} })).unwrap();
    assert_eq!(
        long.codes.search,
        Some(frisk()),
        "either form says the same"
    );
    assert_eq!(
        serde_json::to_value(&long).unwrap()["search"],
        "frisk",
        "one answer is written in one way"
    );
    let nothing = read(serde_json::Value::Null).unwrap();
    assert_eq!(nothing.codes.search, None);
}

#[test]
fn a_search_that_central_does_not_know_is_refused() {
    let mut good = serde_json::to_value(StopReport::of(&stop(), ID, pseudonym())).unwrap();
    good["search"] = serde_json::json!("SEARCH");
    let text = good.to_string();
    let read = |search: &str| {
        let text = text.replace("\"SEARCH\"", search);
        serde_json::from_str::<StopReport>(&text).map_err(|fault| fault.to_string())
    };
    assert!(read(r#"{"bag": {}, "frisk": {}}"#).is_ok());
    for (search, fault) in [
        (r#""cellar""#, "cellar"),
        (r#"["bag", "frisk"]"#, "a code, or an object"),
        (r#"{"bag": {}, "bag": {"basis": "opiumwet_9"}}"#, "twice"),
        (r#"{"none": {}}"#, "none"),
        (r#"{"bag": ["opiumwet_9", []]}"#, "an object"),
        (r#"{"bag": {"note": "x"}}"#, "note"),
        (r#"{"bag": {"basis": "wvw_999"}}"#, "wvw_999"),
        (r#"{"bag": {"purposes": ["fun"]}}"#, "fun"),
    ] {
        let refused = read(search).expect_err(search);
        assert!(refused.contains(fault), "{search}: {refused}");
    }
}

#[test]
fn nobody_is_spared_for_longer_than_a_year() {
    let mut nothing = serde_json::to_value(StopReport::of(&stop(), ID, pseudonym())).unwrap();
    nothing["findings"] = serde_json::json!([]);
    nothing["link"] = serde_json::Value::Null;
    let check = |until: u32| {
        let mut json = nothing.clone();
        json["spare_until"] = until.into();
        serde_json::from_value::<StopReport>(json).unwrap().check()
    };
    let hour = EVENING.hour().0;
    assert_eq!(check(EVENING.plus_days(365).hour().0), Ok(()));
    assert_eq!(check(hour + 366 * 24), Err(Inconsistent::Outcome));
    assert_eq!(
        check(hour - 1),
        Err(Inconsistent::Outcome),
        "nor until before the stop"
    );
}

#[test]
fn a_look_up_travels_with_what_it_led_to() {
    let query = Query {
        id: QueryId(Uuid::from_u128(2)),
        subject: subject(),
        initiative: Initiative::Proactive,
        at: EVENING,
        led_to: Some(LedTo::LeftIt),
    };
    let report = QueryReport::of(&query, LedTo::LeftIt, ID, pseudonym());
    let json = serde_json::to_value(Report::Query(report)).unwrap();
    let query = json["query"].as_object().unwrap();
    assert_eq!(query["led_to"], "left_it");
    assert_eq!(query.len(), 2, "head and what it led to: no more");
}
