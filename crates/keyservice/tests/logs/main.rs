//! What the log lines hold, and what they do not.
//!
//! A program of its own with one test: `tracing` remembers of each place in the code whether anybody
//! listens, and another test that comes by at the wrong moment would have it remember that nobody
//! does.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

#[path = "../stories/support.rs"]
#[allow(dead_code, reason = "one test needs little of it")]
mod support;

use proco_access::standing::Standings;
use proco_access::{DeviceId, Role};
use proco_testbed::log::{heard, listen, requests};
use serde_json::{Value, json};
use uuid::Uuid;

use support::{BAKKER, JANSEN, Station, blind, epoch};

#[tokio::test]
async fn a_line_names_the_device_and_the_route_and_holds_nothing_of_the_request() {
    listen();
    let station = Station::open().await;
    let token = station.token(JANSEN);
    let blinding = blind(&["BB-00-DD"]);
    let q4 = epoch("2026Q4");
    let good = station.evaluate(&token, &[q4], &blinding).await;
    assert_eq!(good.status, 200);
    let analyst = station.token_as(BAKKER, Role::Analyst);
    station.get("/v1/epochs?plate=BB00DD", Some(&analyst)).await;
    station.get("/v1/plates/BB00DD", Some(&token)).await;
    station
        .post(
            "/v1/evaluations",
            Some(&token),
            &json!({ "plate": "BB00DD" }),
        )
        .await;
    station
        .post("/v1/evaluations", Some("BB00DD"), &json!({}))
        .await;
    // The statement says of 64 devices, the most, that they are out.
    let devices = (0..63)
        .map(|n| DeviceId(Uuid::from_u128(n)))
        .chain([JANSEN]);
    let standings = Standings {
        admitted: Vec::new(),
        revoked: devices.collect(),
    };
    let statement = station.issuer.state(&standings, station.seconds());
    let before = requests().len();
    station
        .post("/v1/standings", None, &json!({ "statement": statement }))
        .await;
    let more = requests().len() - before;
    assert_eq!(more, 1, "a line for a request, whatever is in it");

    let text = heard();
    let requests: Vec<Value> = requests()
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["fields"].clone())
        .collect();
    let evaluation = requests
        .iter()
        .find(|fields| fields["status"] == 200 && fields["route"] == "/v1/evaluations")
        .expect("the evaluation has a line");
    assert_eq!(evaluation["device"], JANSEN.to_string());
    assert!(evaluation["ms"].is_u64());
    let refusal = requests
        .iter()
        .find(|fields| fields["code"] == "role_not_allowed")
        .expect("the refusal has a line");
    let standing = requests.last().unwrap();
    let remark = standing["remark"].as_str().unwrap();
    assert_eq!(standing["route"], "/v1/standings");
    assert!(remark.contains(&JANSEN.to_string()), "{remark}: who is out");
    assert_eq!(refusal["device"], BAKKER.to_string());
    assert_eq!(refusal["route"], "/v1/epochs", "without its query string");

    let proof = good.body.clone()["evaluations"][0]["proof"]
        .as_str()
        .unwrap()
        .to_owned();
    let evaluated = good.body.clone()["evaluations"][0]["elements"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let blinded = String::from(blinding.blinded()[0]);
    let signature = token.rsplit('.').next().unwrap();
    let secrets = [
        "BB00DD",
        "plate",
        "roermond-1",
        signature,
        &statement,
        &proof,
        &evaluated,
        &blinded,
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} stands in a line");
    }
}
