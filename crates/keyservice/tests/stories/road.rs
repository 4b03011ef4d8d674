//! From a plate to its pseudonyms, over the wire.

use proco_access::Role;
use proco_exchange::evaluation::EvaluationAnswer;
use proco_oprf::OprfError;
use serde_json::json;

use crate::support::{BAKKER, JANSEN, Station, blind, epoch, public_key};

#[tokio::test]
async fn a_look_up_blinds_once_and_gets_five_pseudonyms() {
    let station = Station::open().await;
    let live = station.live().await;
    let epochs: Vec<_> = live.epochs.iter().map(|live| live.epoch).collect();
    let names: Vec<_> = epochs.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["2026Q4", "2026Q3", "2026Q2", "2026Q1", "2025Q4"]);

    let blinding = blind(&["BB-00-DD"]);
    let answer = station
        .evaluate(&station.token(JANSEN), &epochs, &blinding)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("api-version"), Some("1.0.0"));
    let answer: EvaluationAnswer = serde_json::from_str(&answer.text).unwrap();
    let mut pseudonyms: Vec<_> = live
        .epochs
        .iter()
        .zip(&answer.evaluations)
        .flat_map(|(live, evaluation)| {
            assert_eq!(
                evaluation.epoch, live.epoch,
                "the order asked is the order answered"
            );
            blinding.finalise(evaluation, &live.public_key).unwrap()
        })
        .collect();
    pseudonyms.sort();
    pseudonyms.dedup();
    assert_eq!(pseudonyms.len(), 5, "each epoch has a pseudonym of its own");
}

#[tokio::test]
async fn two_officers_and_a_restart_agree_on_the_pseudonym_of_a_plate() {
    let mut station = Station::open().await;
    let q4 = epoch("2026Q4");
    let of_jansen = station.pseudonyms(JANSEN, "BB-00-DD", q4).await;
    station.restart().await;
    let of_bakker = station.pseudonyms(BAKKER, "bb00dd", q4).await;
    assert_eq!(of_jansen, of_bakker);
    assert_ne!(of_bakker, station.pseudonyms(BAKKER, "FF-00-GH", q4).await);
}

#[tokio::test]
async fn neither_plate_nor_pseudonym_is_on_the_wire() {
    let station = Station::open().await;
    let q4 = epoch("2026Q4");
    let blinding = blind(&["BB-00-DD"]);
    let answer = station
        .evaluate(&station.token(JANSEN), &[q4], &blinding)
        .await;
    let key = public_key(&station.live().await, q4);
    let parsed: EvaluationAnswer = serde_json::from_str(&answer.text).unwrap();
    let pseudonym = blinding.finalise(parsed.of(q4).unwrap(), &key).unwrap()[0];
    let sent = format!("{:?}", blinding.blinded().iter().copied().map(String::from));
    for wire in [&answer.text, &sent] {
        assert!(!wire.contains("BB00DD"));
        assert!(!wire.contains(&String::from(pseudonym)));
    }
}

#[tokio::test]
async fn a_phone_does_not_believe_another_key_service() {
    let ours = Station::open().await;
    let stranger = Station::open().await;
    let q4 = epoch("2026Q4");
    let pinned = public_key(&ours.live().await, q4);
    let blinding = blind(&["BB-00-DD"]);
    let answer = stranger
        .evaluate(&stranger.token(JANSEN), &[q4], &blinding)
        .await;
    let answer: EvaluationAnswer = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(
        blinding.finalise(answer.of(q4).unwrap(), &pinned),
        Err(OprfError::ProofRefused)
    );
}

#[tokio::test]
async fn what_is_no_request_is_refused_without_repeating_it() {
    let station = Station::open().await;
    let token = station.token(JANSEN);
    let element = String::from(blind(&["BB-00-DD"]).blinded()[0]);
    for body in [
        json!({ "epochs": ["2026Q4"], "elements": [] }),
        json!({ "epochs": [], "elements": [element] }),
        json!({ "epochs": ["2026Q4", "2026Q4"], "elements": [element] }),
        json!({ "epochs": ["BB00DD"], "elements": [element] }),
        json!({ "epochs": ["2026Q4"], "elements": ["BB00DD"] }),
        json!({ "epochs": ["2026Q4"], "elements": [element], "plate": "BB00DD" }),
        json!({ "epochs": ["2026Q4"], "elements": vec![element.clone(); 257] }),
    ] {
        let answer = station.post("/v1/evaluations", Some(&token), &body).await;
        assert_eq!((answer.status, answer.code()), (400, "malformed"));
        assert!(!answer.text.contains("BB00DD"), "{}", answer.text);
    }
    let neutral = json!({ "epochs": ["2026Q4"], "elements": ["A".repeat(43)] });
    let answer = station
        .post("/v1/evaluations", Some(&token), &neutral)
        .await;
    assert_eq!((answer.status, answer.code()), (422, "element_refused"));
    let large = json!({ "epochs": ["2026Q4"], "elements": ["A".repeat(40_000)] });
    let answer = station.post("/v1/evaluations", Some(&token), &large).await;
    assert_eq!((answer.status, answer.code()), (413, "too_large"));
}

#[tokio::test]
async fn who_has_no_subject_before_them_gets_no_pseudonym() {
    let station = Station::open().await;
    let blinding = blind(&["BB-00-DD"]);
    for role in [
        Role::Analyst,
        Role::ComplaintHandler,
        Role::Administrator,
        Role::Adviser,
    ] {
        let token = station.token_as(JANSEN, role);
        let answer = station
            .evaluate(&token, &[epoch("2026Q4")], &blinding)
            .await;
        assert_eq!(
            (answer.status, answer.code()),
            (403, "role_not_allowed"),
            "{role}"
        );
    }
}

#[tokio::test]
async fn the_service_describes_itself() {
    let station = Station::open().await;
    let health = station.get("/v1/health", None).await;
    assert_eq!(
        (health.status, health.body.clone()),
        (200, json!({ "status": "ok" }))
    );
    let api = station.get("/v1/openapi.json", None).await.body.clone();
    let paths: Vec<_> = api["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        paths,
        [
            "/v1/epoch-keys",
            "/v1/epochs",
            "/v1/evaluations",
            "/v1/health",
            "/v1/standings"
        ]
    );
    let missing = station.get("/v1/marks", None).await;
    assert_eq!((missing.status, missing.code()), (404, "not_found"));
}
