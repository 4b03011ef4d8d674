//! Nobody can see who wrote a lesson: not in the files of central, not in its log, not in any answer.
//!
//! A program of its own, as the one about the log: `tracing` remembers of each place in the code whether anybody listens.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proco_access::Role;
use proco_testbed::central::TestCentral;
use proco_testbed::lessons::{id, lesson, secret};
use proco_testbed::log::{heard, listen, requests};
use proco_testbed::on_disk::order_in;
use proco_testbed::reports::query;
use proco_testbed::visitor::Visitor;
use rusqlite::Connection;
use rusqlite::types::Value;

/// Monday 2 November 2026, 10:00 UTC.
const MONDAY: proco_exchange::UtcMillis = proco_exchange::UtcMillis(1_793_613_600_000);
const DAY: i64 = 24 * 3_600_000;
const W45: &str = "2026-W45";

/// The lessons, by number, in the order in which their phones send them.
const SENT: [(u8, &str); 6] = [
    (0x90, "Les: zeg eerst waarom je iemand laat stoppen."),
    (0x20, "Les: wacht tot de ander is uitgesproken."),
    (0xE0, "Les: vraag wat hij ervan vond."),
    (0x10, "Les: bedank hem voor zijn tijd."),
    (0x70, "Les: kijk eerst naar het gedrag."),
    (0x50, "Les: niets gevonden is ook een uitkomst."),
];

/// Every cell of every table in which something of a lesson stands, printed.
fn rows_of_lessons(folder: &Path) -> Vec<String> {
    let database = Connection::open(folder.join("central.db")).unwrap();
    let mut rows = Vec::new();
    for table in ["lessons", "lessons_waiting", "lessons_over", "lesson_batch"] {
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

/// Each officer sends a report and a lesson, as a phone does that has both: one after the other.
async fn all_share(central: &TestCentral, officers: &[Visitor]) {
    for (nth, (officer, (number, text))) in (0_u8..).zip(officers.iter().zip(SENT)) {
        central.upload(officer, &[query(nth, central.hour())]).await;
        let sent = officer.shares(&lesson(number, W45, text)).await;
        assert_eq!(sent.status, 204, "{}", sent.text);
        let again = officer.shares(&lesson(number, W45, text)).await;
        assert_eq!(again.status, 204);
        assert_eq!(officer.asks_after(number).await.status, 200);
    }
}

#[tokio::test]
async fn nobody_can_see_who_wrote_a_lesson() {
    listen();
    let central = TestCentral::open_at(MONDAY).await;
    let mut officers = Vec::new();
    for _ in SENT {
        officers.push(central.officer("roermond-1").await);
    }
    let mut lead = central.enrol("roermond-1", Role::ShiftLead).await;
    let mut administrator = central.enrol("roermond-1", Role::Administrator).await;
    let before = requests().len();
    all_share(&central, &officers).await;

    // The log: a line for each report, and none beside it that tells by its moment whose lesson it was.
    assert_eq!(requests().len() - before, SENT.len());
    let log = heard();
    assert!(!log.contains("/v1/lessons"), "{log}");

    // While they wait, the bytes of the files tell no order but that of chance.
    let folder = central.folder.path();
    let mut by_identifier: Vec<u8> = SENT.iter().map(|(number, _)| *number).collect();
    by_identifier.sort_unstable();
    by_identifier.reverse();
    assert_eq!(
        order_in(folder, &SENT),
        by_identifier,
        "a page is filled from its end"
    );

    let device_names = officers.iter().map(|officer| officer.device);
    let mut leads_to: Vec<Vec<u8>> = device_names
        .flat_map(|device| {
            [
                device.0.as_bytes().to_vec(),
                device.to_string().into_bytes(),
            ]
        })
        .collect();
    leads_to.extend(tags(folder).into_iter().filter(|tag| !tag.is_empty()));
    assert!(leads_to.len() > 12, "devices and tags");
    let lead_to_nobody = |rows: &[String]| {
        for row in rows {
            for one in &leads_to {
                let printed = format!("{one:?}");
                assert!(!row.contains(printed.trim_matches(['[', ']'])), "{row}");
            }
        }
    };
    let rows = rows_of_lessons(folder);
    assert_eq!(rows.len(), SENT.len());
    lead_to_nobody(&rows);

    // The next day they are released, in the order of chance too.
    central.clock.advance_millis(DAY);
    for phone in officers.iter_mut().chain([&mut lead, &mut administrator]) {
        phone.renews_its_token().await;
    }
    central.server.tidy().await.unwrap();
    let order = order_in(folder, &SENT);
    assert_eq!(order, by_identifier);
    lead_to_nobody(&rows_of_lessons(folder));

    // What lead and colleagues are told is the same for each, and holds no more than the screen shows.
    let told = lead.gets("/v1/lessons").await.text;
    assert_eq!(told, officers[0].gets("/v1/lessons").await.text);
    for (number, _) in SENT {
        let hash = String::from(secret(number).hash());
        assert!(!told.contains(&hash), "with it one could ask whose it is");
    }
    assert_eq!(administrator.gets("/v1/lessons").await.status, 403);

    // Setting one aside is logged with its reason, and taking one back is not logged at all.
    let before = requests().len();
    assert_eq!(lead.sets_aside(0x20, "names_somebody").await.status, 204);
    assert_eq!(officers[0].takes_back(0x90, 0x90).await.status, 204);
    let lines = requests().split_off(before);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(
        lines[0].contains("lesson set aside: names_somebody"),
        "{lines:?}"
    );
    assert!(lines[0].contains(&lead.device.to_string()));
    lead_to_nobody(&rows_of_lessons(folder));
    assert_eq!(order_in(folder, &SENT).len(), SENT.len() - 2);

    // Neither words nor identifiers nor secrets are in the log, whatever was done.
    let log = heard();
    for (number, text) in SENT {
        let hash = URL_SAFE_NO_PAD.encode(secret(number).hash().0);
        for hidden in [text, &id(number), &String::from(secret(number)), &hash] {
            assert!(!log.contains(hidden), "{hidden} stands in the log");
        }
    }
}
