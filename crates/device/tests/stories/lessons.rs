//! Officer Noor writes a lesson for her team from a reflection: what the scan lets go, what is kept, and what leads to whom.

use proco_device::view::{LessonInput, LessonPlace, LessonUnreadable};
use proco_device::{DeviceError, StopId, input};
use proco_domain::stop::WithdrawReason;
use proco_domain::text::TextRefused;
use proco_testbed::phone::{Files, HOUR, Phone};
use serde_json::{Value, json};

const TALK: &str = "Zeg eerst waarom je iemand laat stoppen.";

fn written(
    about: Value,
    text: &str,
    harmless: &[(usize, usize)],
) -> Result<LessonInput, DeviceError> {
    let harmless: Vec<_> = harmless
        .iter()
        .map(|(start, end)| json!({ "start": start, "end": end }))
        .collect();
    input::lesson(json!({ "about": about, "text": text, "harmless": harmless }))
}

fn theme(text: &str, harmless: &[(usize, usize)]) -> Result<LessonInput, DeviceError> {
    written(json!({ "theme": "workload" }), text, harmless)
}

fn shares(phone: &Phone, stop: StopId, text: &str) -> Result<(), DeviceError> {
    phone.device.share_lesson(stop, theme(text, &[])?)
}

/// The words that the scan finds in a text, and whether it is sure of each.
fn found(phone: &Phone, stop: StopId, text: &str) -> Vec<(String, bool)> {
    let scanned = phone.device.scan_lesson(stop, text).unwrap();
    assert!(scanned.unreadable.is_none(), "{text}");
    let found = scanned.findings.into_iter();
    found.map(|one| (one.words, one.sure)).collect()
}

#[test]
fn what_is_being_written_is_there_after_a_kill_and_goes_with_its_stop() {
    let mut noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    noor.device
        .keep_lesson(stop, theme(TALK, &[]).unwrap())
        .unwrap();
    noor.kill_and_start();
    let draft = noor.device.lesson_draft(stop).unwrap();
    assert_eq!(draft.text.as_ref().map(|text| text.expose()), Some(TALK));
    assert!(draft.about.is_some());
    noor.device
        .withdraw(stop, WithdrawReason::WrongSubject)
        .unwrap();
    noor.kill_and_start();
    assert_eq!(rows(&noor, "lesson_drafts"), 0, "its stop was withdrawn");
}

fn rows(phone: &Phone, table: &str) -> i64 {
    let count = format!("SELECT count(*) FROM {table}");
    phone
        .bare()
        .query_row(&count, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn what_is_sure_is_blocked_and_what_is_in_doubt_she_decides_on_once() {
    let noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    let plate = "De TF 000 G reed niet hard, vraag eerst.";
    assert_eq!(found(&noor, stop, plate), [("TF 000 G".to_owned(), true)]);
    assert_eq!(shares(&noor, stop, plate), Err(DeviceError::Lesson));
    let doubtful = "Vraag het rustig, zoals Sanne doet.";
    assert_eq!(found(&noor, stop, doubtful), [("Sanne".to_owned(), false)]);
    assert_eq!(shares(&noor, stop, doubtful), Err(DeviceError::Lesson));
    assert_eq!(rows(&noor, "lessons"), 0);
    let at = doubtful.find("Sanne").unwrap();
    let decided = theme(doubtful, &[(at, at + "Sanne".len())]).unwrap();
    noor.device.share_lesson(stop, decided).unwrap();
    assert_eq!(rows(&noor, "lessons"), 1);
    // A decision makes nothing that is sure harmless.
    let at = plate.find("TF").unwrap();
    let decided = theme(plate, &[(at, at + "TF 000 G".len())]).unwrap();
    assert_eq!(
        noor.device.share_lesson(stop, decided),
        Err(DeviceError::Lesson)
    );
}

#[test]
fn the_subject_of_the_check_is_looked_for_in_any_spelling_and_without_it_nothing_is_shared() {
    let noor = Phone::new();
    let look_up = noor.looks_up_person("Wolkenstein", "Theophanu");
    let draft = noor.device.start_check(look_up.query).unwrap();
    noor.answers(draft.id, proco_testbed::phone::smallest());
    let stop = noor.device.finish(draft.id, None).unwrap().id;
    for text in ["zoals theophanu zei", "bij wolkenstein thuis"] {
        let words = found(&noor, stop, text);
        assert!(words.iter().any(|(_, sure)| *sure), "{text}: {words:?}");
    }
    let other = noor.stops("TF-000-G", []).id;
    assert!(
        found(&noor, other, "zoals theophanu zei")
            .iter()
            .all(|(_, sure)| !sure)
    );
    noor.damages("UPDATE stops SET subject = NULL");
    assert_eq!(shares(&noor, stop, TALK), Err(DeviceError::TooOld));
    assert!(matches!(
        noor.device.scan_lesson(stop, TALK),
        Err(DeviceError::TooOld)
    ));
}

#[test]
fn what_cannot_be_read_is_told_and_not_shared() {
    let noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    for (text, why) in [
        (" ".to_owned(), LessonUnreadable::Blank),
        ("a ".repeat(141), LessonUnreadable::TooLong),
        (
            "zeg het\u{200b}eerst".to_owned(),
            LessonUnreadable::Invisible,
        ),
        ("zeg het ееrst".to_owned(), LessonUnreadable::OtherScript),
        (
            "ZEG EERST WAAROM JE DIT DOET".to_owned(),
            LessonUnreadable::Capitals,
        ),
    ] {
        let scanned = noor.device.scan_lesson(stop, &text).unwrap();
        assert_eq!(scanned.unreadable, Some(why), "{text}");
        assert_eq!(
            shares(&noor, stop, &text),
            Err(DeviceError::Lesson),
            "{text}"
        );
    }
    let bsn = "bsn 111222333";
    assert_eq!(
        theme(bsn, &[]).err(),
        Some(DeviceError::Text(TextRefused::Bsn)),
        "nor is it kept"
    );
    assert_eq!(found(&noor, stop, bsn), [("111222333".to_owned(), true)]);
    let about_nothing = written(Value::Null, TALK, &[]).unwrap();
    assert_eq!(
        noor.device.share_lesson(stop, about_nothing),
        Err(DeviceError::Lesson)
    );
}

#[test]
fn what_was_shared_waits_for_the_network_and_leads_to_no_stop() {
    let mut noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    noor.device
        .keep_lesson(stop, theme(TALK, &[]).unwrap())
        .unwrap();
    shares(&noor, stop, TALK).unwrap();
    noor.kill_and_start();
    assert_eq!(
        noor.device.lesson_draft(stop).unwrap().text,
        None,
        "it is no longer being written"
    );
    let own = noor.device.own_lessons().unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].place, LessonPlace::Waiting);
    assert_eq!(own[0].until, None, "its week begins when it is sent");
    assert_eq!(rows(&noor, "outbox"), 2, "the look-up and the stop");
    let columns: String = noor
        .bare()
        .query_row(
            "SELECT group_concat(name) FROM pragma_table_info('lessons')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(columns, "id,lesson,secret,about,text,state,week,asked");

    // One that was never sent goes whole.
    noor.device.take_lesson_back(own[0].lesson).unwrap();
    assert_eq!(rows(&noor, "lessons"), 0);
    assert_eq!(
        noor.device.take_lesson_back(own[0].lesson),
        Err(DeviceError::Gone)
    );
}

#[test]
fn what_was_taken_back_has_no_words_on_the_phone() {
    let noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    shares(&noor, stop, TALK).unwrap();
    noor.damages("UPDATE lessons SET state = 'released', week = 494500");
    let own = noor.device.own_lessons().unwrap();
    noor.device.take_lesson_back(own[0].lesson).unwrap();
    let own = noor.device.own_lessons().unwrap();
    assert_eq!(
        (own[0].place, own[0].text.is_none()),
        (LessonPlace::TakingBack, true)
    );
    let kept: Option<String> = noor
        .bare()
        .query_row("SELECT text FROM lessons", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, None);
}

#[test]
fn after_its_eight_weeks_a_lesson_leaves_the_phone_and_one_that_waits_does_not() {
    let noor = Phone::new();
    let stop = noor.stops("TF-000-G", []).id;
    shares(&noor, stop, TALK).unwrap();
    shares(&noor, stop, "Wacht tot de ander is uitgesproken.").unwrap();
    // The first one was sent in a week of long ago.
    noor.damages("UPDATE lessons SET state = 'released', week = 494500 WHERE id = 1");
    let noor = noor.closed(|_: &Files| {}).unwrap();
    let own = noor.device.own_lessons().unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].place, LessonPlace::Waiting);
    noor.waits(HOUR);
}
