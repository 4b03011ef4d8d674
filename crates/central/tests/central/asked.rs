//! What devices ask, against the look-ups that they send.

use proco_access::DeviceId;
use proco_central::asked::{Day, SAME_SUBJECT_PER_HOUR};

use serde_json::{Value, json};

use proco_testbed::central::{SUNDAY, TestCentral};
use proco_testbed::reports::{pseudonym, query, revised, stored, withdrawal};
use proco_testbed::visitor::Visitor;

#[tokio::test]
async fn a_program_that_asks_and_records_nothing_is_told_and_a_phone_is_not() {
    let mut central = TestCentral::open().await;
    let rogue = central.officer("roermond-1").await;
    let phone = central.officer("roermond-1").await;
    for subject in 0..30 {
        assert_eq!(central.counts(&rogue, subject).await.status, 200);
        assert_eq!(central.counts(&phone, subject).await.status, 200);
        let look_up = query(subject, central.hour());
        central.upload(&phone, &[look_up]).await;
    }
    // What is sent again explains nothing more.
    let again = [query(100, central.hour())];
    for _ in 0..10 {
        central.upload(&rogue, &again).await;
    }
    let found: Vec<(DeviceId, Day)> = vec![(rogue.device, Day::of(central.server.now()))];
    central.server.tidy().await.unwrap();
    assert_eq!(central.server.unexplained().await.unwrap(), found);

    central = central.reopened().await;
    let again = central.server.unexplained().await.unwrap();
    assert_eq!(again, found, "a restart forgets nothing");
    for _ in 0..32 {
        central.clock.advance_millis(24 * 3_600_000);
        central.server.tidy().await.unwrap();
    }
    assert_eq!(central.server.unexplained().await.unwrap(), []);
}

#[tokio::test]
async fn no_number_of_look_ups_of_a_device_stands_in_the_database() {
    let central = TestCentral::open().await;
    let rogue = central.officer("roermond-1").await;
    let phone = central.officer("roermond-1").await;
    for subject in 0..30 {
        central.counts(&rogue, subject).await;
        let look_up = query(subject, central.hour());
        central.upload(&phone, &[look_up]).await;
    }
    central.server.leave().await.unwrap();
    let database = rusqlite::Connection::open(central.folder.path().join("central.db")).unwrap();
    let kept = |device: DeviceId| -> i64 {
        let sql = "SELECT count(*) FROM unexplained WHERE device = ?1";
        let bytes = device.0.as_bytes().as_slice();
        database.query_row(sql, [bytes], |row| row.get(0)).unwrap()
    };
    assert_eq!((kept(rogue.device), kept(phone.device)), (1, 0));
    let columns: i64 = database
        .query_row(
            "SELECT count(*) FROM pragma_table_info('unexplained')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(columns, 2, "the device and the day");
}

#[tokio::test]
async fn a_subject_is_told_so_often_in_an_hour_to_a_device() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    for _ in 0..SAME_SUBJECT_PER_HOUR {
        assert_eq!(central.counts(&phone, 1).await.status, 200);
    }
    let refused = central.counts(&phone, 1).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    assert_eq!(central.counts(&phone, 2).await.status, 200);
    central.clock.advance_millis(3_600_000);
    assert_eq!(central.counts(&phone, 1).await.status, 200);
}

/// The devices of which central tells that they asked more than they recorded.
async fn told(central: &TestCentral) -> Vec<DeviceId> {
    central.server.tidy().await.unwrap();
    let told = central.server.unexplained().await.unwrap();
    told.into_iter().map(|(device, _)| device).collect()
}

#[tokio::test]
async fn one_look_up_in_many_revisions_or_taken_back_explains_no_more() {
    let central = TestCentral::open().await;
    let revises = central.officer("roermond-1").await;
    let withdraws = central.officer("roermond-1").await;
    for subject in 0..60 {
        for phone in [&revises, &withdraws] {
            assert_eq!(central.counts(phone, subject).await.status, 200);
        }
    }
    let one = query(100, central.hour());
    for revision in 1..=20 {
        let receipts = central.upload(&revises, &[revised(&one, revision)]).await;
        assert_eq!(receipts, [stored()]);
        let one = query(100, central.hour());
        let both = [one.clone(), withdrawal(&one, 2)];
        assert_eq!(
            central.upload(&withdraws, &both).await,
            [stored(), stored()]
        );
    }
    let mut both = [revises.device, withdraws.device];
    both.sort_unstable();
    let mut told = told(&central).await;
    told.sort_unstable();
    assert_eq!(told, both);
}

/// Asks about a subject in four spellings, in the present epoch and the one before.
async fn asks_in_four_spellings(central: &TestCentral, phone: &Visitor, subject: u8) {
    let epoch = central.hour().epoch();
    let epochs = [epoch, epoch.previous()];
    let spelled = epochs.iter().flat_map(|epoch| {
        (0..4).map(move |nth| json!({ "epoch": epoch, "pseudonym": pseudonym(4 * subject + nth) }))
    });
    let question = json!({ "subject": spelled.collect::<Vec<Value>>() });
    let answer = central.post("/v1/frequencies", Some(&phone.token), &question);
    assert_eq!(answer.await.status, 200);
}

fn of_a_person(look_up: &Value) -> Value {
    let mut look_up = look_up.clone();
    look_up["query"]["head"]["subject"] = json!("person");
    look_up
}

#[tokio::test]
async fn an_officer_who_looks_up_many_names_is_not_told_and_one_who_records_plates_for_them_is() {
    let central = TestCentral::open_with(SUNDAY, |config| {
        config.frequency_burst = 1000;
        config.frequencies_per_day = 1000;
    })
    .await;
    let honest = central.officer("roermond-1").await;
    let rogue = central.officer("roermond-1").await;
    for subject in 0..30 {
        for phone in [&honest, &rogue] {
            // As a phone does: at once, when a record comes meanwhile, and after the stop.
            for _ in 0..3 {
                asks_in_four_spellings(&central, phone, subject).await;
            }
        }
        let look_up = query(subject, central.hour());
        central.upload(&honest, &[of_a_person(&look_up)]).await;
        central.upload(&rogue, &[look_up]).await;
        central.clock.advance_millis(600_000);
    }
    assert_eq!(told(&central).await, [rogue.device]);
}

/// Asks once about a subject in these spellings.
async fn asks(central: &TestCentral, phone: &Visitor, spellings: &[u8]) -> (u16, String) {
    let epoch = central.hour().epoch();
    let spelled = |one: &u8| json!({ "epoch": epoch, "pseudonym": pseudonym(*one) });
    let subject: Vec<Value> = spellings.iter().map(spelled).collect();
    let question = json!({ "subject": subject });
    let answer = central.post("/v1/frequencies", Some(&phone.token), &question);
    let answer = answer.await;
    let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code)
}

#[tokio::test]
async fn a_question_that_is_refused_costs_its_other_spellings_nothing_and_pays_for_none() {
    const SPENT: u8 = 255;
    let exhausted = (429, "quota_exhausted".to_owned());
    let answered = (200, String::new());
    let central = TestCentral::open().await;
    let rogue = central.officer("roermond-1").await;
    for _ in 0..SAME_SUBJECT_PER_HOUR {
        assert_eq!(asks(&central, &rogue, &[SPENT]).await, answered);
    }
    for _ in 0..SAME_SUBJECT_PER_HOUR {
        assert_eq!(asks(&central, &rogue, &[0, SPENT]).await, exhausted);
    }
    // A refused question used to mark its first spelling as told, and the next one told it uncounted.
    for subject in 0..21 {
        assert_eq!(asks(&central, &rogue, &[subject, SPENT]).await, exhausted);
        assert_eq!(asks(&central, &rogue, &[subject]).await, answered);
    }
    assert_eq!(told(&central).await, [rogue.device]);
}
