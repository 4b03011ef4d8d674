//! Taking reports: each is kept once, and none stands in another's way.

use axum::body::Body;
use axum::http::Request;
use proco_exchange::report::PROTOCOL_VERSION;
use proco_exchange::{Epoch, Hour};
use serde_json::{Value, json};

use proco_testbed::central::TestCentral;
use proco_testbed::reports::{
    already_stored, other_stored, query, refused, revised, stop, stored, withdrawal,
};
use proco_testbed::visitor::gzip;

async fn stops_seen(central: &TestCentral, subject: u8) -> u64 {
    let phone = central.officer("elsewhere").await;
    let answer = central.counts(&phone, subject).await;
    answer.body["windows"][3]["stops"].as_u64().unwrap()
}

#[tokio::test]
async fn the_same_bytes_twice_change_nothing() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let batch = [stop(1, central.hour()), query(1, central.hour())];
    assert_eq!(central.upload(&phone, &batch).await, [stored(), stored()]);
    let central = central.reopened().await;
    let again = central.upload(&phone, &batch).await;
    assert_eq!(again, [already_stored(), already_stored()]);
    assert_eq!(stops_seen(&central, 1).await, 1);
}

#[tokio::test]
async fn a_later_revision_replaces_and_an_earlier_one_is_told_which_one_is_there() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let first = stop(1, central.hour());
    let mut second = revised(&first, 2);
    second["stop"]["findings"] = json!(["fine"]);
    second["stop"]["link"] = json!("unlinked");
    let mut other = revised(&first, 2);
    other["stop"]["findings"] = json!(["arrest"]);
    other["stop"]["link"] = json!("unlinked");
    let same = revised(&second, 1);
    let batch = [second.clone(), first, other, second, same];
    let receipts = central.upload(&phone, &batch).await;
    let (there, same) = (other_stored(2), already_stored());
    assert_eq!(
        receipts,
        [stored(), there.clone(), there, same.clone(), same]
    );
    let answer = central.counts(&phone, 1).await.body;
    assert_eq!(answer["windows"][0]["stops"], 1);
    assert_eq!(answer["windows"][0]["found_nothing"], 0);
}

#[tokio::test]
async fn a_withdrawal_drops_the_stop_and_all_that_comes_after_it() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let report = stop(1, central.hour());
    central.upload(&phone, std::slice::from_ref(&report)).await;
    let gone = withdrawal(&report, 2);
    let receipts = central
        .upload(&phone, &[gone.clone(), gone, revised(&report, 3)])
        .await;
    assert_eq!(receipts, [stored(), already_stored(), refused("withdrawn")]);
    assert_eq!(stops_seen(&central, 1).await, 0);
}

#[tokio::test]
async fn a_withdrawal_that_overtakes_its_report_keeps_it_out() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let report = stop(1, central.hour());
    let receipts = central
        .upload(&phone, &[withdrawal(&report, 2), report])
        .await;
    assert_eq!(receipts, [stored(), refused("withdrawn")]);
    assert_eq!(stops_seen(&central, 1).await, 0);
}

#[tokio::test]
async fn nobody_changes_or_withdraws_the_report_of_another_phone() {
    let central = TestCentral::open().await;
    let jansen = central.officer("roermond-1").await;
    let bakker = central.officer("roermond-1").await;
    let report = stop(1, central.hour());
    central.upload(&jansen, std::slice::from_ref(&report)).await;
    let receipts = central
        .upload(&bakker, &[revised(&report, 2), withdrawal(&report, 2)])
        .await;
    assert_eq!(receipts, [refused("not_yours"), refused("not_yours")]);
    central.upload(&jansen, &[withdrawal(&report, 2)]).await;
    let receipts = central.upload(&bakker, &[withdrawal(&report, 3)]).await;
    assert_eq!(
        receipts,
        [already_stored()],
        "of what is gone nothing is left to be theirs"
    );
    assert_eq!(stops_seen(&central, 1).await, 0);
}

#[tokio::test]
async fn one_bad_report_blocks_no_other() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let now = central.hour();
    let mut free_text = stop(1, now);
    free_text["stop"]["note"] = json!("he looked nervous");
    let mut unknown_ground = stop(1, now);
    unknown_ground["stop"]["grounds"] = json!(["gut_feeling"]);
    let mut no_ground = stop(1, now);
    no_ground["stop"]["grounds"] = json!([]);
    let mut other_epoch = stop(1, now);
    other_epoch["stop"]["head"]["epoch"] = json!(now.epoch().previous());
    let late = Hour(now.0 + 3);
    let live = Hour::of(Epoch::live_at(central.server.now())[4].first_day());
    let too_old = Hour(live.0 - 1);
    let mut old_withdrawal = withdrawal(&stop(1, now), 2);
    old_withdrawal["withdrawal"]["epoch"] = json!(too_old.epoch());
    let receipts = central
        .upload(
            &phone,
            &[
                free_text,
                unknown_ground,
                no_ground,
                other_epoch,
                stop(1, late),
                stop(1, too_old),
                old_withdrawal,
                json!("BB-00-DD"),
                stop(1, Hour(now.0 + 2)),
            ],
        )
        .await;
    assert_eq!(
        receipts,
        [
            refused("unreadable"),
            refused("unreadable"),
            refused("inconsistent"),
            refused("inconsistent"),
            refused("in_future"),
            refused("epoch_closed"),
            refused("epoch_closed"),
            refused("unreadable"),
            stored(),
        ]
    );
    assert_eq!(stops_seen(&central, 1).await, 1);
}

async fn send(
    central: &TestCentral,
    token: &str,
    encoding: Option<&str>,
    body: Vec<u8>,
) -> (u16, String) {
    let mut request = Request::post("/v1/reports")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    if let Some(encoding) = encoding {
        request = request.header("content-encoding", encoding);
    }
    let answer = central.send(request.body(Body::from(body)).unwrap()).await;
    let (status, code) = answer.refusal();
    (status, code.to_owned())
}

#[tokio::test]
async fn a_batch_that_is_none_is_refused_as_a_whole() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let token = &phone.token;
    let refusal = |status, code: &str| (status, code.to_owned());
    let of = |value: Value| value.to_string().into_bytes();
    let report = stop(1, central.hour());

    let other_version =
        of(json!({ "version": PROTOCOL_VERSION + 1, "reports": [&report], "more": 1 }));
    let answer = send(&central, token, None, other_version).await;
    assert_eq!(answer, refusal(422, "update_needed"));

    let unknown_field =
        of(json!({ "version": PROTOCOL_VERSION, "reports": [&report], "plate": "BB00DD" }));
    let answer = send(&central, token, None, unknown_field).await;
    assert_eq!(answer, refusal(400, "malformed"));

    let reports: Vec<_> = (0..257).map(|_| query(1, central.hour())).collect();
    let too_many = gzip(&of(
        json!({ "version": PROTOCOL_VERSION, "reports": reports }),
    ));
    let answer = send(&central, token, Some("gzip"), too_many).await;
    assert_eq!(answer, refusal(400, "malformed"));

    let answer = send(&central, token, None, vec![b' '; 64 * 1024 + 1]).await;
    assert_eq!(answer, refusal(413, "too_large"));

    let bomb = gzip(&vec![b' '; 50_000_000]);
    assert!(bomb.len() < 64 * 1024);
    let answer = send(&central, token, Some("gzip"), bomb).await;
    assert_eq!(
        answer,
        refusal(413, "too_large"),
        "unpacked no further than the limit"
    );

    let answer = send(&central, token, Some("gzip"), b"not packed".to_vec()).await;
    assert_eq!(answer, refusal(400, "malformed"));
    let answer = send(&central, token, Some("br"), of(json!({}))).await;
    assert_eq!(answer, refusal(415, "unsupported_media"));
    assert_eq!(
        stops_seen(&central, 1).await,
        0,
        "nothing of any of them is kept"
    );
}

#[tokio::test]
async fn a_full_batch_is_taken() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let reports: Vec<_> = (0..=255)
        .map(|subject| stop(subject, central.hour()))
        .collect();
    let receipts = central.upload(&phone, &reports).await;
    assert_eq!(receipts.len(), 256);
    assert!(receipts.iter().all(|receipt| *receipt == stored()));
}

#[tokio::test]
async fn the_name_of_a_packing_has_no_case() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let batch = json!({ "version": PROTOCOL_VERSION, "reports": [query(1, central.hour())] });
    let batch = batch.to_string();
    let packed = gzip(batch.as_bytes());
    for (coding, body, status) in [
        ("GZIP", packed.clone(), 200),
        ("Gzip", packed.clone(), 200),
        ("Identity", batch.into_bytes(), 200),
        ("br", packed, 415),
    ] {
        let request = Request::post("/v1/reports")
            .header("content-type", "application/json")
            .header("content-encoding", coding)
            .header("authorization", format!("Bearer {}", phone.token));
        let request = request.body(Body::from(body)).unwrap();
        assert_eq!(central.send(request).await.status, status, "{coding}");
    }
}

/// An object with its fields in the order of the struct that reads it, as an array.
fn flat(object: &Value, fields: &[&str]) -> Value {
    fields.iter().map(|field| object[*field].clone()).collect()
}

#[tokio::test]
async fn an_array_is_no_object_within_a_report_either() {
    const HEAD: &[&str] = &[
        "id",
        "revision",
        "epoch",
        "pseudonym",
        "subject",
        "hour",
        "initiative",
    ];
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let whole = [query(1, central.hour()), stop(1, central.hour())];
    let mut arrays = Vec::new();
    for report in &whole {
        let kind = report.as_object().unwrap().keys().next().unwrap().clone();
        let mut headless = report.clone();
        headless[&kind]["head"] = flat(&report[&kind]["head"], HEAD);
        arrays.push(headless);
    }
    let query = &whole[0]["query"];
    arrays.push(json!({ "query": flat(query, &["head", "led_to"]) }));
    let gone = json!([query["head"]["id"], 1, query["head"]["epoch"]]);
    arrays.push(json!({ "withdrawal": gone }));
    let mut rated = whole[1].clone();
    rated["stop"]["ratings"] = json!([5, 5, 5, 5]);
    arrays.push(rated);
    let receipts = central.upload(&phone, &arrays).await;
    assert_eq!(receipts.len(), 5);
    for receipt in receipts {
        assert_eq!(receipt, refused("unreadable"));
    }
    let question = json!({ "subject": [["2026Q4", query["head"]["pseudonym"]]] });
    let answer = central.post("/v1/frequencies", Some(&phone.token), &question);
    assert_eq!(answer.await.refusal(), (400, "malformed"));
    let answers = central.upload(&phone, &whole).await;
    assert!(answers.iter().all(|receipt| *receipt == stored()));
}

#[tokio::test]
async fn an_array_is_no_batch() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let array = json!([PROTOCOL_VERSION, []]);
    let answer = central
        .post("/v1/reports", Some(&phone.token), &array)
        .await;
    assert_eq!(answer.refusal(), (400, "malformed"));
}
