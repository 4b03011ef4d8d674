//! A phone is lost.

use proco_access::Issuer;
use proco_access::token::EMBEDDED_ISSUER;
use rand::rngs::OsRng;
use serde_json::json;

use crate::support::{BAKKER, JANSEN, Station, blind, epoch};

#[tokio::test]
async fn a_lost_phone_is_refused_at_once_and_after_a_restart() {
    let mut station = Station::open().await;
    let token = station.token(JANSEN);
    let blinding = blind(&["AB-12-CD"]);
    let q4 = [epoch("2026Q4")];
    assert_eq!(station.evaluate(&token, &q4, &blinding).await.status, 200);

    let body = json!({ "statement": station.issuer.revoke(JANSEN, station.seconds()) });
    for _ in 0..2 {
        let answer = station.post("/v1/revocations", None, &body).await;
        assert_eq!(answer.status, 204, "saying it twice changes nothing");
    }
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        let answer = station.evaluate(&token, &q4, &blinding).await;
        assert_eq!((answer.status, &*answer.code()), (403, "device_revoked"));
        assert_eq!(station.get("/v1/epochs", Some(&token)).await.status, 403);
        let fresh = station.token(JANSEN);
        assert_eq!(
            station.evaluate(&fresh, &q4, &blinding).await.status,
            403,
            "no token of the device holds any longer"
        );
        let other = station.token(BAKKER);
        assert_eq!(station.evaluate(&other, &q4, &blinding).await.status, 200);
    }
}

#[tokio::test]
async fn nobody_but_the_issuer_can_put_a_phone_out() {
    let station = Station::open().await;
    let stranger = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    let forged = stranger.revoke(JANSEN, station.seconds());
    for statement in [forged, station.token(BAKKER), String::new()] {
        let body = json!({ "statement": statement });
        let answer = station.post("/v1/revocations", None, &body).await;
        assert_eq!((answer.status, &*answer.code()), (401, "token_refused"));
    }
    let token = station.token(JANSEN);
    let answer = station
        .evaluate(&token, &[epoch("2026Q4")], &blind(&["AB-12-CD"]))
        .await;
    assert_eq!(answer.status, 200);
}
