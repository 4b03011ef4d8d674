//! From a scanned lesson to a text that may be sent.

use proco_domain::person::{BirthInput, Person};
use proco_domain::subject::Subject;
use proco_domain::text::FreeText;
use proco_release::{
    Certainty, Harmless, Kind, NotReleased, Scanned, Unreadable, is_refused, is_refused_answer,
    scan, scan_answer,
};

fn scanned(text: &str) -> Scanned {
    scan(FreeText::kept(text.to_owned()).unwrap(), &[]).unwrap()
}

#[test]
fn a_lesson_without_personal_data_is_released_as_it_is() {
    let released = scanned("Zeg eerst waarom. Dan pas het rijbewijs.")
        .release(&[])
        .unwrap();
    assert_eq!(
        released.expose(),
        "Zeg eerst waarom. Dan pas het rijbewijs."
    );
}

#[test]
fn what_is_sure_is_blocked_whatever_the_officer_decides() {
    let text = "De BB-00-DD reed netjes";
    let all: Vec<_> = (0..text.len())
        .flat_map(|start| (start + 1..=text.len()).map(move |end| Harmless { start, end }))
        .collect();
    let refused = scanned(text).release(&all).unwrap_err();
    let NotReleased::Blocked(finding) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (finding.kind, finding.certainty),
        (Kind::Plate, Certainty::Sure)
    );
    assert_eq!(&text[finding.start..finding.end], "BB-00-DD");
}

#[test]
fn each_word_in_doubt_needs_its_own_decision() {
    let text = "Toen zei Fleur dat Testman gelijk had";
    let words = |word: &str| {
        let start = text.find(word).unwrap();
        Harmless {
            start,
            end: start + word.len(),
        }
    };
    let (fleur, testman) = (words("Fleur"), words("Testman"));
    let undecided = |given: &[Harmless]| match scanned(text).release(given) {
        Err(NotReleased::Undecided(finding)) => text[finding.start..finding.end].to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(undecided(&[]), "Fleur");
    assert_eq!(undecided(&[fleur]), "Testman");
    assert_eq!(undecided(&[testman]), "Fleur");
    let everything = Harmless {
        start: 0,
        end: text.len(),
    };
    assert_eq!(
        undecided(&[everything]),
        "Fleur",
        "nobody decides about a whole text at once"
    );
    assert!(scanned(text).release(&[testman, fleur]).is_ok());
}

#[test]
fn nothing_of_it_prints() {
    let scanned = scanned("Toen zei Fleur het");
    let all = [Harmless { start: 9, end: 14 }];
    assert!(!format!("{scanned:?}").contains("Fleur"));
    let released = scanned.release(&all).unwrap();
    assert_eq!(format!("{released:?}"), "ReleasedText(…)");
}

#[test]
fn what_cannot_be_read_is_not_scanned_and_so_not_released() {
    for (text, why) in [
        ("a".repeat(281), Unreadable::TooLong),
        ("rustig\u{200b}praten".to_owned(), Unreadable::Invisible(6)),
        ("rustig\u{7}".to_owned(), Unreadable::Invisible(6)),
        ("rustig д".to_owned(), Unreadable::OtherScript(7)),
        ("1 2 3".to_owned(), Unreadable::Blank),
        ("PRAAT RUSTIG MET JANSEN".to_owned(), Unreadable::Capitals),
    ] {
        let refused = scan(FreeText::kept(text).unwrap(), &[]).map(|_| ());
        assert_eq!(refused, Err(why));
    }
}

#[test]
fn the_screen_gets_kind_certainty_and_place() {
    let findings = scanned("om 21:40 uur zei Fleur het");
    let json = serde_json::to_value(findings.findings()).unwrap();
    let wanted = serde_json::json!([
        { "kind": "clock_time", "certainty": "sure", "start": 3, "end": 12 },
        { "kind": "name", "certainty": "in_doubt", "start": 17, "end": 22 },
    ]);
    assert_eq!(json, wanted);
}

#[test]
fn of_a_person_called_van_the_prefix_in_other_words_is_no_name() {
    let birth = BirthInput {
        year: 0,
        month: None,
        day: None,
    };
    let subject = [Subject::Person(Person::read("Van", "Li", birth).unwrap())];
    let found = |text: &str| {
        let text = FreeText::kept(text.to_owned()).unwrap();
        scan(text, &subject).unwrap().findings().len()
    };
    assert_eq!(found("de baas van de winkel bleef rustig"), 0);
    assert_eq!(found("ik sprak Van netjes aan"), 1);
}

#[test]
fn an_answer_may_be_longer_than_a_lesson_and_is_scanned_by_the_same_rules() {
    let answer = |text: &str| scan_answer(FreeText::kept(text.to_owned()).unwrap());
    let long = "Vraag het rustig. ".repeat(53);
    assert!(long.chars().count() > 900);
    let released = answer(&long).unwrap().release(&[]).unwrap();
    assert_eq!(released.expose().trim(), long.trim());
    assert_eq!(format!("{released:?}"), "ReleasedText(…)");
    assert!(matches!(
        answer(&"a".repeat(1001)),
        Err(Unreadable::TooLong)
    ));
    let with_plate = format!("{long}De BB-00-DD reed weg.");
    let refused = answer(&with_plate).unwrap().release(&[]).unwrap_err();
    assert!(matches!(refused, NotReleased::Blocked(_)));
    assert!(is_refused_answer(&with_plate) && !is_refused_answer(&long));
    assert!(is_refused(&long), "a lesson is shorter");
}
