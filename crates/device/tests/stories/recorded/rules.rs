//! The rules of a draft as tables: what each looks at, and when it holds. Each table is checked against the
//! core in all combinations of what it looks at, whatever else is answered.

use std::collections::{BTreeMap, BTreeSet};

use proco_device::input;
use proco_domain::draft::{Amends, Answers, Missing, Step, StopDraft};
use proco_domain::ids::{DraftId, QueryId, Revision, StopId};
use proco_domain::no_plate::NoPlate;
use proco_domain::person::{BirthInput, Person};
use proco_domain::plate::{Country, Plate};
use proco_domain::query::Initiative;
use proco_domain::stop::SpareDays;
use proco_domain::subject::Subject;
use proco_domain::text::MAX_TEXT;
use proco_domain::treatment::Rating;
use serde_json::{Value, json};
use uuid::Uuid;

use proco_testbed::phone::MORNING;

/// What each rule looks at. A rule of which this is not all does not come out as a table.
const MISSING: [(Missing, &[&str]); Missing::ALL.len()] = [
    (Missing::Ground, &["grounds"]),
    (
        Missing::DescriptionSource,
        &["grounds", "description_source", "description_given_at"],
    ),
    (
        Missing::DescriptionTime,
        &["grounds", "description_source", "description_given_at"],
    ),
    (Missing::LegalBasis, &["legal_basis"]),
    (Missing::ReasonTold, &["reason_told"]),
    (Missing::Outcome, &["result"]),
    (Missing::Findings, &["result", "findings"]),
    (Missing::Link, &["result", "findings", "link"]),
    (Missing::AmendReason, &["amends", "amend_reason"]),
];

/// The answers that a finished stop does not always keep, and what that depends on.
const LEFT_OUT: [(&str, &[&str]); 13] = [
    ("description_source", &["grounds"]),
    ("description_given_at", &["grounds"]),
    ("understood", &["reason_told"]),
    ("calming", &["escalation"]),
    ("findings", &["result"]),
    ("link", &["result"]),
    ("spare", &["result", "subject"]),
    ("themes", &["do_again"]),
    ("reflection_note", &["do_again"]),
    ("concrete", &["do_again"]),
    ("yielded", &["do_again"]),
    ("other_view", &["do_again"]),
    // It stands beside the answers of its revision.
    ("amend_reason", &[]),
];

/// What a rule may look at, and what it can be: absent, given, or a code of its own.
fn inputs() -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let given = |value: Value| vec![("absent", Value::Null), ("given", value)];
    let code = |codes: &[&'static str]| {
        let codes = codes.iter().map(|code| (*code, json!(code)));
        [("absent", Value::Null)].into_iter().chain(codes).collect()
    };
    vec![
        (
            "grounds",
            vec![
                ("absent", json!([])),
                ("given", json!(["evading"])),
                (
                    "wanted_description",
                    json!(["evading", "wanted_description"]),
                ),
            ],
        ),
        ("description_source", given(json!("witness"))),
        (
            "description_given_at",
            vec![
                ("absent", Value::Null),
                ("by_the_start", json!(MORNING)),
                ("after_the_start", json!(MORNING.plus_millis(1))),
            ],
        ),
        ("legal_basis", given(json!("wvw_160"))),
        ("reason_told", code(&["unasked", "when_asked", "not_told"])),
        ("result", code(&["nothing", "found"])),
        (
            "findings",
            vec![("absent", json!([])), ("given", json!(["fine"]))],
        ),
        ("link", given(json!("linked"))),
        ("escalation", code(&["none", "calmed", "remained"])),
        ("do_again", given(json!("differently"))),
        ("amend_reason", given(json!("melding vergeten"))),
        ("amends", given(json!(true))),
        (
            "subject",
            vec![
                ("plate", Value::Null),
                ("person", Value::Null),
                ("no_plate", Value::Null),
            ],
        ),
    ]
}

/// A draft, and what a rule may look at in it.
struct Case {
    kinds: BTreeMap<&'static str, &'static str>,
    draft: StopDraft,
}

/// Hands `each` combinations of what a rule may look at. The answers that no rule looks at are all given.
fn each_case(mut each: impl FnMut(&Case)) {
    let inputs = inputs();
    let subjects = subjects();
    let mut begun = StopDraft {
        id: DraftId(Uuid::nil()),
        query: QueryId(Uuid::nil()),
        subject: subjects["plate"].clone(),
        initiative: Initiative::Call,
        started_at: MORNING,
        afterwards: false,
        despite_advisory: false,
        amends: None,
        step: Step::Select,
        answers: Answers::default(),
    };
    for (field, value) in [
        ("understood", json!("partly")),
        ("calming", json!(["distance"])),
        ("spare", json!(40)),
        ("themes", json!(["workload"])),
        ("reflection_note", json!("te snel")),
        ("concrete", json!("partly")),
        ("yielded", json!("nothing")),
        ("other_view", json!("hij schrok")),
        ("ground_note", json!("reed door")),
        ("ratings", json!({ "voice": 4 })),
    ] {
        change(field, value)(&mut begun);
    }
    let changes: Vec<Vec<_>> = inputs
        .iter()
        .map(|(field, kinds)| {
            let kinds = kinds.iter();
            kinds
                .map(|(_, value)| change(field, value.clone()))
                .collect()
        })
        .collect();
    let all: usize = inputs.iter().map(|(_, kinds)| kinds.len()).product();
    // Seven is prime to every number of kinds, so any few inputs are met in all their combinations.
    for number in (0..all).step_by(7) {
        let (mut rest, mut kinds) = (number, BTreeMap::new());
        let mut draft = begun.clone();
        for ((field, of_field), changes) in inputs.iter().zip(&changes) {
            let at = rest % of_field.len();
            rest /= of_field.len();
            let kind = of_field[at].0;
            match *field {
                "subject" => draft.subject = subjects[kind].clone(),
                "amends" => draft.amends = (kind == "given").then_some(AMENDED),
                _ => changes[at](&mut draft),
            }
            kinds.insert(*field, kind);
        }
        each(&Case { kinds, draft });
    }
}

const AMENDED: Amends = Amends {
    stop: StopId(Uuid::nil()),
    revision: Revision::FIRST,
};

/// Puts an answer in, as the core reads it from a screen.
fn change(field: &'static str, value: Value) -> Box<dyn Fn(&mut StopDraft)> {
    if matches!(field, "subject" | "amends") {
        return Box::new(|_| ());
    }
    let change = input::change(json!({ "field": field, "value": value })).unwrap();
    Box::new(move |draft| draft.apply(change.clone()))
}

fn subjects() -> BTreeMap<&'static str, Subject> {
    let plate = Plate::read("TF-000-G", Country::try_from("NL".to_owned()).unwrap()).unwrap();
    let birth = BirthInput {
        year: 1980,
        month: Some(5),
        day: Some(9),
    };
    let person = Person::read("Jansen", "Ali", birth).unwrap();
    BTreeMap::from([
        ("plate", Subject::Plate(plate)),
        ("person", Subject::Person(person)),
        ("no_plate", Subject::NoPlate(NoPlate::drawn([1; 16]))),
    ])
}

/// A rule as a table: the kinds of what it looks at, and whether it holds then.
#[derive(Default)]
struct Table(BTreeMap<String, bool>);

impl Table {
    fn note(&mut self, rule: &str, of: &[&str], case: &Case, holds: bool) {
        let kinds: Vec<&str> = of.iter().map(|name| case.kinds[name]).collect();
        let kinds = kinds.join(",");
        let noted = *self.0.entry(kinds.clone()).or_insert(holds);
        assert_eq!(noted, holds, "{rule} looks at more than {of:?} ({kinds})");
    }

    /// The table as a screen reads it.
    fn shown(&self, rule: &str, name: &str, of: &[&str]) -> Value {
        let holds = self.0.iter().filter(|(_, holds)| **holds);
        let when: Vec<&String> = holds.map(|(kinds, _)| kinds).collect();
        assert!(!when.is_empty(), "{rule} {name} never holds");
        json!({ "rule": rule, "name": name, "of": of, "when": when })
    }
}

/// All rules: what a draft lacks, what a stop leaves out, the ranges of what is typed, and the kinds that the tables
/// tell apart.
pub fn rules() -> Vec<Value> {
    let mut missing: Vec<Table> = MISSING.iter().map(|_| Table::default()).collect();
    let mut left_out: Vec<Table> = LEFT_OUT.iter().map(|_| Table::default()).collect();
    each_case(|case| {
        let lacks = case.draft.missing();
        for ((what, of), table) in MISSING.iter().zip(&mut missing) {
            table.note(what.name(), of, case, lacks.contains(what));
        }
        assert!(lacks.is_sorted(), "in the order of the list: {lacks:?}");
        let Some(left) = left_out_of(&case.draft) else {
            return;
        };
        let given = json!(case.draft.answers);
        for ((field, of), table) in LEFT_OUT.iter().zip(&mut left_out) {
            // What was never given is not left out either.
            if !is_blank(&given[field]) {
                table.note(field, of, case, left.contains(*field));
            }
        }
        let unknown = left
            .iter()
            .find(|field| LEFT_OUT.iter().all(|(known, _)| known != field));
        assert_eq!(unknown, None, "a stop leaves it out, and no rule says so");
    });
    let missing = MISSING.iter().zip(&missing);
    let left_out = LEFT_OUT.iter().zip(&left_out);
    let missing = missing.map(|((what, of), table)| table.shown("missing", what.name(), of));
    let left_out = left_out.map(|((field, of), table)| table.shown("left_out", field, of));
    let days: Vec<u16> = (0..=u16::MAX)
        .filter(|days| SpareDays::try_from(*days).is_ok())
        .collect();
    let ratings: Vec<u8> = (0..=u8::MAX)
        .filter(|number| Rating::try_from(*number).is_ok())
        .collect();
    let ranges = [
        json!({ "rule": "range", "name": "spare", "from": days[0], "to": days[days.len() - 1] }),
        json!({ "rule": "range", "name": "rating", "from": ratings[0], "to": ratings[ratings.len() - 1] }),
        json!({ "rule": "range", "name": "text", "from": 0, "to": MAX_TEXT }),
    ];
    let told_apart = inputs().into_iter().map(|(name, kinds)| {
        let kinds: Vec<&str> = kinds.iter().map(|(kind, _)| *kind).collect();
        json!({ "rule": "kinds", "name": name, "kinds": kinds })
    });
    let tables = missing.chain(left_out);
    tables.chain(ranges).chain(told_apart).collect()
}

/// Some of the drafts, with what the core says of them.
pub fn sample() -> Vec<Value> {
    let (mut number, mut sample) = (0_usize, Vec::new());
    each_case(|case| {
        let missing = case.draft.missing();
        number += 1;
        // Of those that may be finished there are fewer; both numbers are prime to every number of kinds.
        let every = if missing.is_empty() { 41 } else { 997 };
        if number % every != 0 {
            return;
        }
        let finished = case.draft.finish(StopId(Uuid::nil()), MORNING);
        sample.push(json!({
            "answers": case.draft.answers,
            "amends": case.draft.amends.is_some(),
            "subject": case.kinds["subject"],
            "started_at": MORNING,
            "missing": missing,
            "misfits": case.draft.answers.misfits(),
            "finished": finished.ok().map(|stop| json!({
                "answers": stop.answers(),
                "outcome": stop.details().outcome,
                "spared_until": stop.spared_until(),
            })),
        }));
    });
    sample
}

/// The answers that the finished stop does not have; `None` while the draft cannot be finished.
fn left_out_of(draft: &StopDraft) -> Option<BTreeSet<String>> {
    let stop = draft.finish(StopId(Uuid::nil()), MORNING).ok()?;
    let (before, after) = (json!(draft.answers), json!(stop.answers()));
    let mut left = BTreeSet::new();
    for (field, given) in before.as_object().unwrap() {
        let kept = &after[field];
        if kept != given {
            assert!(is_blank(kept), "{field} is kept as it was, or left out");
            left.insert(field.clone());
        }
    }
    Some(left)
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}
