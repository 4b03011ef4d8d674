//! What central keeps of a record, by its age: in its answers, in its rows and in the bytes of its files.

use std::fs;
use std::path::Path;

use proco_central::keys::CentralKey;
use proco_central::store::sqlite::SqliteStore;
use proco_central::{Central, Config};
use proco_exchange::Hour;
use proco_exchange::report::ReportId;
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::damage::copied;
use crate::earlier::{as_version_left_it, put_in_place};
use crate::summaries::{DAY, MONDAY};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{already_stored, query, refused, revised, stop, stored, withdrawal};
use proco_testbed::visitor::Visitor;

/// Lets days pass in which central tidies up, and brings the phone a new token.
async fn pass_days(central: &TestCentral, days: u32, phone: &mut Visitor) {
    for _ in 0..days {
        central.clock.advance_millis(DAY);
        central.server.tidy().await.unwrap();
    }
    let grant = central.refresh(phone).await;
    phone.token = grant.body["token"].as_str().unwrap().to_owned();
}

fn database(folder: &Path) -> Connection {
    Connection::open(folder.join("central.db")).unwrap()
}

fn number(folder: &Path, question: &str) -> i64 {
    let question = format!("SELECT count(*) FROM {question}");
    let database = database(folder);
    database.query_row(&question, [], |row| row.get(0)).unwrap()
}

fn key(folder: &Path) -> CentralKey {
    let key = fs::read(folder.join("keys/central.key")).unwrap();
    CentralKey::from_bytes(key.as_slice().try_into().unwrap())
}

fn id(report: &Value) -> Uuid {
    let kind = report.as_object().unwrap().values().next().unwrap();
    serde_json::from_value(kind["head"]["id"].clone()).unwrap()
}

/// Whether these bytes stand in any file of the folder.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files.any(|entry| {
        let text = fs::read(entry.path()).unwrap_or_default();
        text.windows(bytes.len()).any(|window| window == bytes)
    })
}

/// A stop that found nothing and spares its subject for so many days, one that found something, and a
/// look-up, all of one subject.
fn three_of_one(hour: Hour, spared: u32) -> [Value; 3] {
    let mut spares = stop(1, hour);
    spares["stop"]["spare_until"] = json!(hour.0 + spared * 24);
    let mut found = stop(1, hour);
    found["stop"]["findings"] = json!(["warning"]);
    found["stop"]["link"] = json!("linked");
    [spares, found, query(1, hour)]
}

const WHOLE: &str = "records WHERE facts IS NOT NULL";

#[tokio::test]
async fn after_four_weeks_a_record_is_what_counts_need_and_is_amended_no_more() {
    let central = TestCentral::open_at(MONDAY).await;
    let folder = central.folder.path();
    let mut jansen = central.officer("roermond-1").await;
    let hour = central.hour();
    let reports = three_of_one(hour, 90);
    central.upload(&jansen, &reports).await;

    pass_days(&central, 28, &mut jansen).await;
    assert_eq!(number(folder, WHOLE), 3, "it can still be amended");
    let amended = revised(&reports[0], 2);
    let receipts = central
        .upload(&jansen, std::slice::from_ref(&amended))
        .await;
    assert_eq!(receipts, [stored()]);
    central.clock.advance_millis(DAY);
    pass_days(&central, 0, &mut jansen).await;
    let before = central.counts(&jansen, 1).await.body;
    assert_eq!(before["last_stop"], json!(hour));
    central.server.tidy().await.unwrap();
    let after = central.counts(&jansen, 1).await.body;
    assert_eq!(after["windows"], before["windows"]);
    assert_eq!(
        after["windows"][2],
        json!({ "window": "month", "queries": 1, "stops": 2, "found_nothing": 1 })
    );
    let day = hour.0 - hour.0 % 24;
    let end = day + 90 * 24 + 23;
    assert_eq!(
        [
            &after["last_query"],
            &after["last_stop"],
            &after["spare_until"]
        ],
        [day, day, end].map(|hour| json!(hour)).each_ref()
    );
    assert_eq!(number(folder, WHOLE), 0);
    let stands =
        "records WHERE officer IS NULL AND team IS NULL AND week IS NULL AND repeated IS NULL
        AND hour % 24 = 0 AND seq < 0";
    assert_eq!(number(folder, stands), 3);

    let receipts = central
        .upload(&jansen, &[amended, reports[1].clone()])
        .await;
    assert_eq!(receipts, [already_stored(), already_stored()]);
    let late = revised(&reports[0], 3);
    assert_eq!(
        central.upload(&jansen, &[late]).await,
        [refused("too_late")]
    );
    let gone = withdrawal(&reports[0], 3);
    let receipts = central.upload(&jansen, &[gone.clone(), gone]).await;
    assert_eq!(receipts, [stored(), already_stored()]);
    let left = central.counts(&jansen, 1).await.body;
    assert_eq!(
        (&left["windows"][2]["stops"], &left["spare_until"]),
        (&json!(1), &json!(null))
    );
}

#[tokio::test]
async fn an_advisory_that_is_over_goes_from_a_record_that_is_reduced() {
    let central = TestCentral::open_at(MONDAY).await;
    let mut jansen = central.officer("roermond-1").await;
    let hour = central.hour();
    for spared in [10, 60] {
        central.upload(&jansen, &three_of_one(hour, spared)).await;
    }
    let spared = "records WHERE spare_until IS NOT NULL";
    for (days, left) in [(28, 2), (1, 1), (30, 1), (3, 0)] {
        pass_days(&central, days, &mut jansen).await;
        assert_eq!(
            number(central.folder.path(), spared),
            left,
            "{days} days on"
        );
    }
}

#[tokio::test]
async fn what_came_late_stays_whole_for_four_weeks_of_its_own_and_stands_among_its_week() {
    let central = TestCentral::open_at(MONDAY).await;
    let folder = central.folder.path();
    let mut jansen = central.officer("roermond-1").await;
    let hour = central.hour();
    central.upload(&jansen, &[stop(1, hour)]).await;
    pass_days(&central, 42, &mut jansen).await;
    central.upload(&jansen, &[stop(2, hour)]).await;
    assert_eq!(number(folder, WHOLE), 1);
    pass_days(&central, 8, &mut jansen).await;
    assert_eq!(number(folder, "records WHERE seq > 0"), 0);
    let weeks = "(SELECT DISTINCT seq >> 44 FROM records)";
    assert_eq!(number(folder, weeks), 1, "nothing tells that it was late");
    pass_days(&central, 12, &mut jansen).await;
    assert_eq!(number(folder, WHOLE), 1);
    pass_days(&central, 1, &mut jansen).await;
    assert_eq!(number(folder, WHOLE), 0);
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_is_put_right_reduces_nothing() {
    let central = TestCentral::open_at(MONDAY).await;
    let folder = central.folder.path();
    let jansen = central.officer("roermond-1").await;
    central
        .upload(&jansen, &three_of_one(central.hour(), 90))
        .await;
    central.server.tidy().await.unwrap();
    for days in [60, 60, 0] {
        central.clock.set(MONDAY.plus_days(days));
        central.server.tidy().await.unwrap();
    }
    assert_eq!(number(folder, WHOLE), 3);
    assert_eq!(number(folder, "records WHERE seq < 0"), 0);
    // One that stands by it for a day is believed.
    for hours in [0, 23, 1] {
        let now = MONDAY.plus_days(60);
        central.clock.set(now.plus_millis(hours * 3_600_000));
        central.server.tidy().await.unwrap();
    }
    central.clock.set(MONDAY.plus_days(61));
    central.server.tidy().await.unwrap();
    assert_eq!(number(folder, WHOLE), 0);
}

#[tokio::test]
async fn no_name_of_a_phone_stands_in_a_file_and_facts_and_tag_go_in_their_time() {
    for killed in [false, true] {
        let mut central = TestCentral::open_at(MONDAY).await;
        let mut jansen = central.officer("roermond-1").await;
        let hour = central.hour();
        let mut reports = three_of_one(hour, 90).to_vec();
        reports[0]["stop"]["basis"] = "gemeentewet_174b".into();
        let gone = stop(2, hour);
        reports.push(gone.clone());
        central.upload(&jansen, &reports).await;
        central.upload(&jansen, &[withdrawal(&gone, 2)]).await;
        let tag = key(central.folder.path())
            .officer(hour.epoch(), jansen.device)
            .0;
        let named = |folder: &Path| {
            reports
                .iter()
                .any(|report| holds(folder, id(report).as_bytes()))
        };
        assert!(!named(central.folder.path()));
        assert!(holds(central.folder.path(), b"gemeentewet_174b"));
        assert!(holds(central.folder.path(), &tag));
        pass_days(&central, 28, &mut jansen).await;
        central.clock.advance_millis(DAY);
        if killed {
            // In the middle of it: what it wrote stands in the log alone.
            central.server.tidy().await.unwrap();
            let left = copied(central.folder.path());
            central = central.stands_on(left).await;
        }
        central.server.tidy().await.unwrap();
        let folder = central.folder.path();
        assert!(!holds(folder, b"gemeentewet_174b"), "killed: {killed}");
        assert!(!named(folder), "killed: {killed}");
        assert!(
            holds(folder, &tag),
            "the quarter still needs it in the roll-up"
        );
        // The quarter is published on 5 January.
        pass_days(&central, 40, &mut jansen).await;
        assert!(!holds(central.folder.path(), &tag), "killed: {killed}");
    }
}

/// Makes of the database one as version 12 left it, with the names that phones gave.
fn as_version_12_left_it(folder: &Path, reports: &[Value]) {
    let key = key(folder);
    let file = folder.join("central.db");
    let (before, old) = as_version_left_it(12, &file, |table, names| {
        // Then a withdrawn record kept these.
        (table == "records").then(|| {
            names
                .replace("revision", "coalesce(revision, 2)")
                .replace("officer", "coalesce(officer, x'0101010101010101')")
        })
    });
    for report in reports {
        let id = id(report);
        let kept = key.report(ReportId(id));
        let named = "UPDATE main.records SET report = ?1 WHERE report = ?2";
        let named = before.execute(named, (id.as_bytes(), kept.0)).unwrap();
        assert_eq!(named, 1, "each report is there");
    }
    drop(before);
    put_in_place(&old, &file);
}

#[tokio::test]
async fn the_records_of_version_12_get_their_names_their_places_and_are_reduced() {
    for killed in [false, true] {
        let central = TestCentral::open_at(MONDAY).await;
        let mut jansen = central.officer("roermond-1").await;
        let mut reports = three_of_one(central.hour(), 90).to_vec();
        central.upload(&jansen, &reports).await;
        pass_days(&central, 26, &mut jansen).await;
        let gone = stop(2, central.hour());
        reports.extend([stop(3, central.hour()), gone.clone()]);
        central.upload(&jansen, &reports[3..]).await;
        central.upload(&jansen, &[withdrawal(&gone, 2)]).await;
        let folder = central.folder.path().to_owned();
        let central = central
            .reopened_after(|| {
                as_version_12_left_it(&folder, &reports);
                if killed {
                    // A start that ended between the new tables and the names.
                    drop(SqliteStore::open(&folder.join("central.db")).unwrap());
                    assert!(holds(&folder, id(&reports[0]).as_bytes()));
                }
            })
            .await;
        assert_eq!(number(&folder, "unnamed"), 0);
        let receipts = central.upload(&jansen, &reports).await;
        let mut known = vec![already_stored(); 4];
        known.push(refused("withdrawn"));
        assert_eq!(receipts, known, "each is known again");
        pass_days(&central, 3, &mut jansen).await;
        for report in &reports {
            assert!(!holds(&folder, id(report).as_bytes()), "killed: {killed}");
        }
        assert_eq!(number(&folder, WHOLE), 1, "of this week");
        assert_eq!(number(&folder, "records WHERE seq < 0"), 5);
        let bare = "records WHERE kind = 'withdrawn' AND coalesce(revision, officer) IS NULL";
        assert_eq!(number(&folder, bare), 1);
        let late = [revised(&reports[0], 2), withdrawal(&reports[1], 2)];
        let late = central.upload(&jansen, &late).await;
        assert_eq!(late, [refused("too_late"), stored()]);
        let left = central.counts(&jansen, 1).await.body;
        assert_eq!(left["windows"][3]["stops"], json!(1));
        // The start of a copy of the whole, as after a kill, has nothing left to do.
        let again = copied(&folder);
        let again = Central::open(Config::new(again.path()), central.clock.clone()).unwrap();
        again.tidy().await.unwrap();
    }
}

#[tokio::test]
async fn the_place_of_what_is_withdrawn_tells_its_epoch_and_not_its_week() {
    let central = TestCentral::open_at(MONDAY).await;
    let mut phone = central.officer("roermond-1").await;
    let mut weeks = Vec::new();
    for week in 0..5 {
        let report = stop(week, central.hour());
        let stays = query(9, central.hour());
        central.upload(&phone, &[report.clone(), stays]).await;
        weeks.push(report);
        pass_days(&central, 7, &mut phone).await;
    }
    pass_days(&central, 3, &mut phone).await;
    for report in &weeks {
        central.upload(&phone, &[withdrawal(report, 2)]).await;
    }
    pass_days(&central, 1, &mut phone).await;
    let numbers = |kind: &str| {
        let week = "(seq + 9223372036854775807 + 1) >> 44";
        let weeks = format!("(SELECT DISTINCT {week} FROM records WHERE kind = '{kind}')");
        number(central.folder.path(), &weeks)
    };
    assert_eq!(numbers("withdrawn"), 1, "all of one quarter");
    assert!(numbers("query") > 1, "what stands tells its week itself");
}
