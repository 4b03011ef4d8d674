//! What a finder of agent Fleur's phone can read: nothing.

use std::fs;

use proco_device::view::QuestionAnswer;
use proco_domain::draft::Change;
use proco_domain::text::FreeText;

use proco_testbed::phone::{Phone, plate_request, smallest};

const PLANTED: [&str; 5] = [
    "ZG000F",
    "ZG-000-F",
    "QUERIDO",
    "Querido",
    "paarse wollen muts",
];

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn no_plate_no_name_and_no_word_stands_in_any_file() {
    let fleur = Phone::new();
    let look_up = fleur.looks_up("ZG-000-F");
    let draft = fleur.device.start_check(look_up.query).unwrap();
    fleur.answers(draft.id, smallest());
    let words = FreeText::new("droeg een paarse wollen muts").unwrap();
    fleur.answers(draft.id, [Change::GroundNote(words)]);
    fleur.device.finish(draft.id, None).unwrap();
    fleur.looks_up_person("Querido", "Rosa");
    let asked = fleur.device.shift_question().unwrap();
    let thought = FreeText::new("haar paarse wollen muts viel mij op").unwrap();
    let answer = QuestionAnswer {
        choice: None,
        thought,
    };
    let (day, question) = (&asked.day, &asked.question);
    fleur.device.answer_question(day, question, answer).unwrap();

    let folder = fleur.file().parent().unwrap().to_owned();
    let mut looked_at = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        looked_at += bytes.len();
        for text in PLANTED {
            assert!(!holds(&bytes, text), "{text} stands in {}", path.display());
        }
    }
    assert!(looked_at > 50_000, "the files were not empty: {looked_at}");
}

#[test]
fn the_file_does_not_even_say_what_it_is() {
    let fleur = Phone::new();
    fleur.looks_up("ZG-000-F");
    fleur
        .closed(|files| {
            let bytes = fs::read(files.file()).unwrap();
            assert!(!holds(&bytes, "SQLite format 3") && !holds(&bytes, "queries"));
            let plain = rusqlite::Connection::open(files.file()).unwrap();
            let opened = plain.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
            assert!(opened.is_err(), "it does not open without the key");
        })
        .unwrap();
}

#[test]
fn an_error_repeats_nothing() {
    let fleur = Phone::new();
    let request = plate_request("ZX_987_P");
    let refused = fleur.device.look_up(request).err().unwrap();
    let shown = format!("{refused} {refused:?}");
    assert!(!shown.contains("987"), "{shown}");
}
