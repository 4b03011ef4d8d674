//! Nobody can see who asked for a second view or who answered: not in the files of central, not in its log, not in any
//! answer.
//!
//! A program of its own, as the one about lessons: `tracing` remembers of each place in the code whether anybody listens.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_access::Role;
use proco_testbed::central::TestCentral;
use proco_testbed::log::{heard, listen, requests};
use proco_testbed::on_disk::order_in;
use proco_testbed::reports::query;
use proco_testbed::second_views::{id, request, secret};
use proco_testbed::visitor::Visitor;
use rusqlite::Connection;
use rusqlite::types::Value;

/// Monday 2 November 2026, 10:00 UTC.
const MONDAY: proco_exchange::UtcMillis = proco_exchange::UtcMillis(1_793_613_600_000);
const DAY: i64 = 24 * 3_600_000;
const W45: &str = "2026-W45";

/// The questions, by number, in the order in which their phones send them.
const ASKED: [(u8, &str); 6] = [
    (0x90, "Vraag: hoe begin ik zo'n gesprek?"),
    (0x20, "Vraag: wie spreek ik als eerste aan?"),
    (0xE0, "Vraag: waarom bleef het zo stil?"),
    (0x10, "Vraag: mag ik mijn schoenen aanhouden?"),
    (0x70, "Vraag: hoe zeg ik dat ik het niet weet?"),
    (0x50, "Vraag: wat doe ik met eten dat ik krijg?"),
];

/// Answers, each of another adviser, to the first question.
const ANSWERS: [(u8, &str); 3] = [
    (1, "Antwoord: met een groet en je naam."),
    (2, "Antwoord: vraag of het gelegen komt."),
    (3, "Antwoord: zeg kort waarvoor je komt."),
];

/// Every cell of every table in which something of a second view stands, printed.
fn rows_of_views(folder: &Path) -> Vec<String> {
    let database = Connection::open(folder.join("central.db")).unwrap();
    let mut rows = Vec::new();
    let tables = [
        "views",
        "views_waiting",
        "views_over",
        "view_answers",
        "view_batch",
    ];
    for table in tables {
        let mut statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut cursor = statement.query([]).unwrap();
        while let Some(row) = cursor.next().unwrap() {
            let cells = (0..columns).map(|column| row.get::<_, Value>(column).unwrap());
            rows.push(format!("{:?}", cells.collect::<Vec<_>>()));
        }
    }
    rows
}

/// The tags under which officers stand in the records.
fn tags(folder: &Path) -> Vec<Vec<u8>> {
    let database = Connection::open(folder.join("central.db")).unwrap();
    let mut statement = database
        .prepare("SELECT DISTINCT officer FROM rollup")
        .unwrap();
    let tags = statement.query_map([], |row| row.get(0)).unwrap();
    tags.map(Result::unwrap).collect()
}

/// What leads to a phone, and the name of its team: no row of a second view may hold any of it.
fn leads_to(folder: &Path, phones: &[&Visitor]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = vec![b"roermond-1".to_vec(), b"ndv".to_vec()];
    for phone in phones {
        let device = phone.device;
        found.push(device.0.as_bytes().to_vec());
        found.push(device.to_string().into_bytes());
    }
    found.extend(tags(folder).into_iter().filter(|tag| !tag.is_empty()));
    found
}

fn lead_to_nobody(rows: &[String], leads_to: &[Vec<u8>]) {
    for row in rows {
        for one in leads_to {
            let printed = format!("{one:?}");
            assert!(!row.contains(printed.trim_matches(['[', ']'])), "{row}");
            if let Ok(text) = std::str::from_utf8(one) {
                assert!(!row.contains(text), "{row}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_can_see_who_asked_or_who_answered() {
    listen();
    let central = TestCentral::open_at(MONDAY).await;
    let folder = central.folder.path();
    let mut officers = Vec::new();
    for _ in ASKED {
        officers.push(central.officer("roermond-1").await);
    }
    let mut advisers = Vec::new();
    for _ in ANSWERS {
        advisers.push(central.enrol("ndv", Role::Adviser).await);
    }
    let before = requests().len();
    for (nth, (officer, (number, question))) in (0_u8..).zip(officers.iter().zip(ASKED)) {
        central.upload(officer, &[query(nth, central.hour())]).await;
        for _ in 0..2 {
            let sent = officer.asks(&request(number, W45, question)).await;
            assert_eq!(sent.status, 204, "{}", sent.text);
        }
        assert_eq!(officer.looks_after(number, number).await.status, 200);
    }
    // The log: a line for each report, and none beside it that tells by its moment who asked.
    assert_eq!(requests().len() - before, ASKED.len());
    assert!(!heard().contains("/v1/second-views"));

    let phones: Vec<_> = officers.iter().chain(&advisers).collect();
    let nobody = leads_to(folder, &phones);
    assert!(nobody.len() > 20, "devices, tags and teams");
    let mut by_identifier: Vec<u8> = ASKED.iter().map(|(number, _)| *number).collect();
    by_identifier.sort_unstable();
    by_identifier.reverse();
    assert_eq!(
        order_in(folder, &ASKED),
        by_identifier,
        "while they wait, the files tell no order but that of chance"
    );
    lead_to_nobody(&rows_of_views(folder), &nobody);

    // The next day the advisers see them, each the same, and answer.
    central.clock.advance_millis(DAY);
    for phone in officers.iter_mut().chain(&mut advisers) {
        phone.renews_its_token().await;
    }
    central.server.tidy().await.unwrap();
    assert_eq!(order_in(folder, &ASKED), by_identifier);
    let told = advisers[0].gets("/v1/second-views").await.text;
    assert_eq!(told, advisers[1].gets("/v1/second-views").await.text);
    for hidden in ["roermond", "2026-W45", "week", "team", "device"] {
        assert!(!told.contains(hidden), "{hidden}");
    }
    for (number, _) in ASKED {
        assert!(!told.contains(&String::from(secret(number).hash())));
    }
    let before = requests().len();
    for (adviser, (_, text)) in advisers.iter().zip(ANSWERS) {
        for _ in 0..2 {
            assert_eq!(adviser.advises(0x90, text).await.status, 204);
        }
    }
    assert_eq!(requests().len(), before, "who answers is logged nowhere");
    let of_hashes = order_in(folder, &ANSWERS);
    assert_eq!(of_hashes.len(), ANSWERS.len(), "each is kept once");
    let rows = rows_of_views(folder);
    assert_eq!(rows.len(), ASKED.len() + ANSWERS.len() + 1);
    lead_to_nobody(&rows, &nobody);

    // Whoever asked reads the answers in the order in which they are kept: that of their hashes.
    let hers = officers[0].looks_after(0x90, 0x90).await.body;
    let answers = hers["answers"].as_array().unwrap().iter();
    let read: Vec<_> = answers.map(|answer| answer.as_str().unwrap()).collect();
    let mut kept: Vec<_> = of_hashes
        .into_iter()
        .map(|number| {
            let (_, text) = ANSWERS[usize::from(number) - 1];
            text
        })
        .collect();
    kept.reverse();
    assert_eq!(read, kept);

    assert_eq!(officers[0].takes_view_back(0x90, 0x90).await.status, 204);
    assert_eq!(order_in(folder, &ASKED).len(), ASKED.len() - 1);
    assert!(order_in(folder, &ANSWERS).is_empty());

    // Neither words nor identifiers nor secrets are in the log, whatever was done.
    let log = heard();
    for (number, text) in ASKED.into_iter().chain(ANSWERS) {
        let hash = URL_SAFE_NO_PAD.encode(secret(number).hash().0);
        for hidden in [text, &id(number), &String::from(secret(number)), &hash] {
            assert!(!log.contains(hidden), "{hidden} stands in the log");
        }
    }
}
