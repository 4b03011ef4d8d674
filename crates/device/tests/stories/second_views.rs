//! Officer Noor asks for a second view from a reflection: what the scan lets go, what is kept, what leads to whom, and when it
//! goes.

use proco_device::view::{SecondViewInput, ViewPlace};
use proco_device::{DeviceError, StopId, input};
use proco_domain::stop::WithdrawReason;
use proco_exchange::second_view::ViewId;
use proco_testbed::phone::{Files, Phone};
use serde_json::{Value, json};

const TALK: &str = "Hoe leg ik in een gezin uit waarom ik dit vraag?";

fn written(about: Value, text: &str) -> SecondViewInput {
    input::second_view(json!({ "about": about, "text": text, "harmless": [] })).unwrap()
}

fn request(text: &str) -> SecondViewInput {
    written(json!([{ "theme": "workload" }]), text)
}

fn asks(phone: &Phone, stop: StopId, text: &str) -> Result<(), DeviceError> {
    phone.device.ask_second_view(stop, request(text))
}

fn rows(phone: &Phone, table: &str) -> i64 {
    let count = format!("SELECT count(*) FROM {table}");
    phone
        .bare()
        .query_row(&count, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn what_is_being_written_is_there_after_a_kill_and_goes_with_its_stop() {
    let mut noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    let both = json!([{ "theme": "workload" }, { "theme": "appearance" }]);
    noor.device
        .keep_second_view(stop, written(both, TALK))
        .unwrap();
    noor.kill_and_start();
    let draft = noor.device.second_view_draft(stop).unwrap();
    assert_eq!(draft.text.as_ref().map(|text| text.expose()), Some(TALK));
    assert_eq!(draft.about.len(), 2);
    noor.device
        .withdraw(stop, WithdrawReason::WrongSubject)
        .unwrap();
    noor.kill_and_start();
    assert_eq!(rows(&noor, "view_drafts"), 0, "its stop was withdrawn");
}

#[test]
fn the_question_passes_the_scan_of_lessons_with_the_subject_in_mind_or_is_not_asked() {
    let noor = Phone::new();
    let look_up = noor.looks_up_person("Wolkenstein", "Theophanu");
    let draft = noor.device.start_check(look_up.query).unwrap();
    noor.answers(draft.id, proco_testbed::phone::smallest());
    let stop = noor.device.finish(draft.id, None).unwrap().id;
    for text in [
        "Hoe spreek ik wolkenstein aan?",
        "Hoe was het met de BB-00-DD?",
        "Vraag het aan Sanne.",
        &"a ".repeat(141),
        "zeg het\u{200b}eerst",
    ] {
        assert_eq!(
            asks(&noor, stop, text),
            Err(DeviceError::SecondView),
            "{text}"
        );
    }
    let about_nothing = written(json!([]), TALK);
    let three =
        json!([{ "theme": "workload" }, { "theme": "appearance" }, { "theme": "colleague" }]);
    for refused in [about_nothing, written(three, TALK)] {
        let told = noor.device.ask_second_view(stop, refused);
        assert_eq!(told, Err(DeviceError::SecondView));
    }
    assert_eq!(rows(&noor, "views"), 0);
    noor.damages("UPDATE stops SET subject = NULL");
    assert_eq!(asks(&noor, stop, TALK), Err(DeviceError::TooOld));
}

#[test]
fn what_was_asked_waits_for_the_network_and_leads_to_no_stop() {
    let mut noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    noor.device.keep_second_view(stop, request(TALK)).unwrap();
    asks(&noor, stop, TALK).unwrap();
    noor.kill_and_start();
    assert!(noor.device.second_view_draft(stop).unwrap().text.is_none());
    let own = noor.device.own_second_views().unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].place, ViewPlace::Waiting);
    assert!(own[0].answers.is_empty());
    assert_eq!(rows(&noor, "outbox"), 2, "the look-up and the stop");
    let columns: String = noor
        .bare()
        .query_row(
            "SELECT group_concat(name) FROM pragma_table_info('views')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(columns, "id,view,secret,about,text,state,week,asked");
}

#[test]
fn what_was_taken_back_has_neither_question_nor_answers_on_the_phone() {
    let noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    asks(&noor, stop, TALK).unwrap();
    noor.damages("UPDATE views SET state = 'released'");
    noor.damages("INSERT INTO view_answers (view, text) SELECT view, 'Vraag het.' FROM views");
    let own = noor.device.own_second_views().unwrap();
    assert_eq!(own[0].answers.len(), 1);
    noor.device.take_second_view_back(own[0].view).unwrap();
    let own = noor.device.own_second_views().unwrap();
    assert_eq!(own[0].place, ViewPlace::TakingBack);
    assert!(own[0].text.is_none() && own[0].answers.is_empty());
    let kept: Option<String> = noor
        .bare()
        .query_row("SELECT text FROM views", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, None);
    assert_eq!(rows(&noor, "view_answers"), 0);
    assert_eq!(
        noor.device.take_second_view_back(ViewId([7; 16])),
        Err(DeviceError::Gone)
    );
}

#[test]
fn after_sixty_days_request_and_answers_leave_the_phone_also_one_that_waited() {
    let noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    for text in [TALK, "Wie spreek ik als eerste aan?"] {
        asks(&noor, stop, text).unwrap();
    }
    // One was answered, and the other one never met a network.
    noor.damages("UPDATE views SET state = 'released' WHERE id = 1");
    noor.damages(
        "INSERT INTO view_answers (view, text) SELECT view, 'Vraag het.' FROM views WHERE id = 1",
    );
    let answer = input::answer(json!({ "text": "Wacht even.", "harmless": [] })).unwrap();
    noor.device.keep_answer(ViewId([7; 16]), answer).unwrap();
    let own = noor.device.own_second_views().unwrap();
    let week = "SELECT week FROM views WHERE id = 1";
    let week: i64 = noor.bare().query_row(week, [], |row| row.get(0)).unwrap();
    let last = proco_exchange::Hour(u32::try_from(week).unwrap() + 60 * 24 - 1);
    assert_eq!(own[0].until, last.date().to_string());
    // As if they were made so many weeks ago: the eighth week back stands, the tenth does not.
    let back = |weeks: i64| format!("UPDATE {{}} SET week = {}", week - weeks * 168);
    for table in ["views", "answer_drafts"] {
        noor.damages(&back(8).replace("{}", table));
    }
    let noor = noor.closed(|_: &Files| {}).unwrap();
    let still = rows(&noor, "views");
    for table in ["views", "answer_drafts"] {
        noor.damages(&back(9).replace("{}", table));
    }
    let noor = noor.closed(|_: &Files| {}).unwrap();
    assert!(still <= 2);
    for table in ["views", "view_answers", "answer_drafts"] {
        assert_eq!(rows(&noor, table), 0, "{table}");
    }
    assert!(noor.device.own_second_views().unwrap().is_empty());
}

#[test]
fn an_answer_that_is_being_written_is_there_after_a_kill() {
    let mut sami = Phone::new();
    let long = "Vraag het rustig. ".repeat(50);
    let answer = |text: &str| input::answer(json!({ "text": text, "harmless": [] }));
    let kept = answer(&long).unwrap();
    sami.device.keep_answer(ViewId([7; 16]), kept).unwrap();
    sami.kill_and_start();
    assert_eq!(rows(&sami, "answer_drafts"), 1);
    assert!(answer(&"a".repeat(1001)).is_err());
    let found = sami.device.scan_answer("De BB-00-DD stond daar.");
    assert_eq!(found.findings.len(), 1);
    assert!(found.findings[0].sure);
    assert!(sami.device.scan_answer(&long).findings.is_empty());
    let blank = answer(" ").unwrap();
    sami.device.keep_answer(ViewId([7; 16]), blank).unwrap();
    assert_eq!(rows(&sami, "answer_drafts"), 0);
}
