//! How often was this subject queried and stopped?

use proco_exchange::report::PROTOCOL_VERSION;
use proco_exchange::{Epoch, Hour};
use serde_json::{Value, json};

use proco_testbed::central::TestCentral;
use proco_testbed::reports::{pseudonym, query, stop, stored};

fn of_window(answer: &Value, place: usize) -> (u64, u64, u64) {
    let count = &answer["windows"][place];
    let number = |name: &str| count[name].as_u64().unwrap();
    (number("queries"), number("stops"), number("found_nothing"))
}

#[tokio::test]
async fn what_one_phone_sends_another_phone_sees() {
    let central = TestCentral::open().await;
    let jansen = central.officer_for_days(5, "roermond-1").await;
    let bakker = central.officer("venlo-2").await;
    let now = central.hour();
    let mut spared = stop(1, now);
    spared["stop"]["spare_until"] = json!(now.0 + 90 * 24);
    let mut found = stop(1, Hour(now.0 - 100));
    found["stop"]["findings"] = json!(["warning"]);
    found["stop"]["link"] = json!("linked");
    let reports = [query(1, now), spared, found, query(2, now)];
    central.upload(&jansen, &reports).await;
    let answer = central.counts(&bakker, 1).await.body;
    assert_eq!(of_window(&answer, 0), (1, 1, 1), "a day");
    assert_eq!(of_window(&answer, 1), (1, 2, 1), "a week");
    assert_eq!(answer["last_stop"], json!(now));
    assert_eq!(answer["spare_until"], json!(now.0 + 90 * 24));
    assert_eq!(answer["as_of"], json!(central.server.now()));
}

#[tokio::test]
async fn one_question_covers_five_epochs() {
    let central = TestCentral::open().await;
    let phone = central.officer_for_days(300, "roermond-1").await;
    let live = Epoch::live_at(central.server.now());
    for (place, days) in [(0_u8, 10_u32), (1, 100), (2, 190), (3, 280)] {
        let hour = Hour(central.hour().0 - days * 24);
        assert_eq!(hour.epoch(), live[usize::from(place)]);
        central.upload(&phone, &[query(place + 1, hour)]).await;
    }
    let subject: Vec<_> = live
        .iter()
        .zip(1_u8..)
        .map(|(epoch, number)| json!({ "epoch": epoch, "pseudonym": pseudonym(number) }))
        .collect();
    let question = json!({ "subject": subject });
    let answer = central.post("/v1/frequencies", Some(&phone.token), &question);
    let answer = answer.await.body;
    assert_eq!(of_window(&answer, 2), (1, 0, 0), "thirty days");
    assert_eq!(of_window(&answer, 3), (4, 0, 0), "a year");
}

#[tokio::test]
async fn a_question_names_one_to_five_different_live_epochs() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let ask = |epochs: Vec<Epoch>| {
        let subject: Vec<_> = epochs
            .iter()
            .map(|epoch| json!({ "epoch": epoch, "pseudonym": pseudonym(1) }))
            .collect();
        let question = json!({ "subject": subject });
        let (central, token) = (&central, &phone.token);
        async move {
            central
                .post("/v1/frequencies", Some(token), &question)
                .await
        }
    };
    let now = central.hour().epoch();
    assert_eq!(ask(vec![]).await.refusal(), (400, "malformed"));
    assert_eq!(ask(vec![now, now]).await.refusal(), (400, "malformed"));
    let dead = Epoch::live_at(central.server.now())[4].previous();
    assert_eq!(ask(vec![dead]).await.refusal(), (422, "epoch_not_live"));
    assert_eq!(
        ask(vec![now.next()]).await.refusal(),
        (422, "epoch_not_live")
    );
}

/// A question about one subject in so many spellings, in two epochs.
fn spellings(central: &TestCentral, numbers: &[u8]) -> Value {
    let epochs = [central.hour().epoch(), central.hour().epoch().previous()];
    let of_epoch = |epoch: Epoch| {
        let spelling =
            move |number: &u8| json!({ "epoch": epoch, "pseudonym": pseudonym(*number) });
        numbers.iter().map(spelling)
    };
    json!({ "subject": epochs.into_iter().flat_map(of_epoch).collect::<Vec<_>>() })
}

#[tokio::test]
async fn the_records_of_all_spellings_are_one_subjects_and_each_counts_once() {
    let central = TestCentral::open().await;
    let phone = central.officer_for_days(5, "roermond-1").await;
    let now = central.hour();
    let (earlier, earliest) = (Hour(now.0 - 30), Hour(now.0 - 100));
    let mut spared = stop(2, earlier);
    spared["stop"]["spare_until"] = json!(now.0 + 24);
    let reports = [
        query(1, earliest),
        stop(1, earliest),
        query(2, now),
        spared,
        query(3, now),
    ];
    central.upload(&phone, &reports).await;
    let ask = |numbers: &'static [u8]| {
        let question = spellings(&central, numbers);
        let (central, token) = (&central, &phone.token);
        async move {
            central
                .post("/v1/frequencies", Some(token), &question)
                .await
                .body
        }
    };
    for order in [&[1, 2, 7, 8], &[8, 2, 7, 1]] {
        let answer = ask(order).await;
        assert_eq!(of_window(&answer, 0), (1, 0, 0), "a day");
        assert_eq!(of_window(&answer, 1), (2, 2, 2), "a week");
        assert_eq!(
            answer["last_query"],
            json!(now),
            "the last of all spellings"
        );
        assert_eq!(answer["last_stop"], json!(earlier));
        assert_eq!(answer["spare_until"], json!(now.0 + 24));
    }
    assert_eq!(of_window(&ask(&[1]).await, 1), (1, 1, 1));
}

#[tokio::test]
async fn each_spelling_costs_one_and_no_more_than_four_are_one_subject() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let ask = |numbers: &[u8]| {
        let question = spellings(&central, numbers);
        let (central, token) = (&central, &phone.token);
        async move {
            central
                .post("/v1/frequencies", Some(token), &question)
                .await
        }
    };
    for wrong in [&[1, 2, 3, 4, 5][..], &[1, 1], &[1, 2, 1]] {
        assert_eq!(ask(wrong).await.refusal(), (400, "malformed"));
    }
    let mut uneven = spellings(&central, &[1, 2]);
    uneven["subject"].as_array_mut().unwrap().pop();
    let answer = central.post("/v1/frequencies", Some(&phone.token), &uneven);
    assert_eq!(answer.await.refusal(), (400, "malformed"));
    for four in 0..30_u8 {
        let numbers = [0, 1, 2, 3].map(|n| 4 * four + n);
        assert_eq!(ask(&numbers).await.status, 200);
    }
    let refused = ask(&[200]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"), "120 at once");
}

#[tokio::test]
async fn a_phone_that_asks_and_asks_has_to_wait_and_no_other_phone_has() {
    let central = TestCentral::open().await;
    let stolen = central.officer("roermond-1").await;
    let bakker = central.officer("roermond-1").await;
    for subject in 0..120 {
        assert_eq!(central.counts(&stolen, subject).await.status, 200);
    }
    let refused = central.counts(&stolen, 120).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    assert_eq!(refused.retry_after(), Some(144), "600 a day");
    assert_eq!(central.counts(&bakker, 1).await.status, 200);
    let sent = central.upload(&stolen, &[query(1, central.hour())]).await;
    assert_eq!(sent, [stored()], "reports are no questions");

    central.clock.advance_millis(144_000);
    assert_eq!(central.counts(&stolen, 1).await.status, 200);
    assert_eq!(central.counts(&stolen, 1).await.status, 429);
}

#[tokio::test]
async fn a_question_that_is_none_costs_nothing() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let none = json!({ "subject": [] });
    for _ in 0..200 {
        let answer = central.post("/v1/frequencies", Some(&phone.token), &none);
        assert_eq!(answer.await.refusal(), (400, "malformed"));
    }
    assert_eq!(central.counts(&phone, 1).await.status, 200);
}

#[tokio::test]
async fn an_analyst_looks_nobody_up() {
    let central = TestCentral::open().await;
    let analyst = central.enrol("national", proco_access::Role::Analyst).await;
    let answer = central.counts(&analyst, 1).await;
    assert_eq!(answer.refusal(), (403, "role_not_allowed"));
    let body = json!({ "version": PROTOCOL_VERSION, "reports": [] });
    let answer = central
        .post("/v1/reports", Some(&analyst.token), &body)
        .await;
    assert_eq!(answer.refusal(), (403, "role_not_allowed"));
}
