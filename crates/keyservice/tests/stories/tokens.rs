//! Tokens that are not good enough. What makes a token good is tested in `access`; here: that
//! both routes ask for it.

use proco_access::issuer::{Issuer, LIFETIME};
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{Audience, Role};
use rand::rngs::OsRng;

use crate::support::{JANSEN, Station, blind, epoch, grant};

/// The same token with `alg` set to `none` and no signature (both parts in base64url).
fn without_signature(token: &str) -> String {
    // {"alg":"none","typ":"at+jwt"}
    let header = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    format!("{header}.{}.", token.split('.').nth(1).unwrap())
}

#[tokio::test]
async fn no_route_opens_without_a_good_token() {
    let station = Station::open().await;
    let good = station.token(JANSEN);
    let stranger = Issuer::generate(EMBEDDED_ISSUER, &mut OsRng);
    let forged = stranger
        .issue(&grant(JANSEN, Role::Officer), station.seconds(), LIFETIME)
        .text;
    let elsewhere = station.token_for(JANSEN, Audience::Central);
    let unsigned = without_signature(&good);
    for (token, code) in [
        (None, "token_missing"),
        (Some(&*forged), "token_refused"),
        (Some(&*elsewhere), "token_refused"),
        (Some(&*unsigned), "token_refused"),
        (Some("BB00DD"), "token_refused"),
    ] {
        for answer in [
            station.get("/v1/epochs", token).await,
            station
                .post("/v1/evaluations", token, &serde_json::json!({}))
                .await,
        ] {
            assert_eq!((answer.status, answer.code()), (401, code));
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            assert!(!answer.text.contains("BB00DD"));
        }
    }
}

#[tokio::test]
async fn a_token_ends_with_the_shift() {
    let station = Station::open().await;
    let token = station.token(JANSEN);
    let blinding = blind(&["BB-00-DD"]);
    let q4 = [epoch("2026Q4")];
    let shift = i64::try_from(LIFETIME).unwrap() * 1000;
    station.clock.advance_millis(shift - 1000);
    assert_eq!(station.evaluate(&token, &q4, &blinding).await.status, 200);
    station.clock.advance_millis(1000);
    let answer = station.evaluate(&token, &q4, &blinding).await;
    assert_eq!((answer.status, answer.code()), (401, "token_expired"));
}
