//! Which phones are in, which are out, and what they may ask together.

use proco_access::standing::Standings;
use proco_access::token::EMBEDDED_ISSUER;
use proco_access::{DeviceId, Issuer};
use rand::rngs::OsRng;
use serde_json::json;
use uuid::Uuid;

use crate::support::{BAKKER, JANSEN, Station, blind, epoch};

#[tokio::test]
async fn a_lost_phone_is_refused_at_once_and_after_a_restart() {
    let mut station = Station::open().await;
    let token = station.token(JANSEN);
    let blinding = blind(&["BB-00-DD"]);
    let q4 = [epoch("2026Q4")];
    assert_eq!(station.evaluate(&token, &q4, &blinding).await.status, 200);

    let body = json!({ "statement": station.issuer.revoke(JANSEN, station.seconds()) });
    for _ in 0..2 {
        let answer = station.post("/v1/standings", None, &body).await;
        assert_eq!(answer.status, 200, "saying it twice changes nothing");
    }
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        let answer = station.evaluate(&token, &q4, &blinding).await;
        assert_eq!((answer.status, answer.code()), (403, "device_revoked"));
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
        let answer = station.post("/v1/standings", None, &body).await;
        assert_eq!((answer.status, answer.code()), (401, "token_refused"));
    }
    let token = station.token(JANSEN);
    let answer = station
        .evaluate(&token, &[epoch("2026Q4")], &blind(&["BB-00-DD"]))
        .await;
    assert_eq!(answer.status, 200);
}

/// Devices that nobody was told of.
fn invented(numbers: std::ops::Range<u128>) -> Vec<DeviceId> {
    numbers
        .map(|n| DeviceId(Uuid::from_u128(0xf00 + n)))
        .collect()
}

#[tokio::test]
async fn an_invented_phone_with_a_perfect_token_gets_nothing_and_one_that_is_in_does() {
    let mut station = Station::open().await;
    let blinding = blind(&["BB-00-DD"]);
    let q4 = [epoch("2026Q4")];
    let unknown = (403, "device_unknown");
    for device in invented(0..20) {
        let token = station.token(device);
        let answer = station.evaluate(&token, &q4, &blinding).await;
        assert_eq!((answer.status, answer.code()), unknown);
        let answer = station.get("/v1/epochs", Some(&token)).await;
        assert_eq!((answer.status, answer.code()), unknown);
    }
    let device = invented(0..1)[0];
    station.admit(&[device]);
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        let token = station.token(device);
        assert_eq!(station.evaluate(&token, &q4, &blinding).await.status, 200);
    }
    let out = json!({ "statement": station.issuer.revoke(device, station.seconds()) });
    assert_eq!(station.post("/v1/standings", None, &out).await.status, 200);
    station.admit(&[device]);
    let token = station.token(device);
    let answer = station.evaluate(&token, &q4, &blinding).await;
    assert_eq!(
        (answer.status, answer.code()),
        (403, "device_revoked"),
        "what is out stays out"
    );
}

#[tokio::test]
async fn so_many_phones_are_new_in_an_hour_and_the_others_later() {
    let mut station = Station::open().await;
    station.config.new_devices_per_hour = 64;
    station.restart().await;
    let come = async |station: &Station, devices: Vec<DeviceId>| {
        let standings = Standings {
            admitted: devices,
            revoked: Vec::new(),
        };
        let statement = station.issuer.state(&standings, station.seconds());
        let body = json!({ "statement": statement });
        let answer = station.post("/v1/standings", None, &body).await;
        (
            answer.status,
            answer.header("retry-after").map(str::to_owned),
        )
    };
    assert_eq!(come(&station, invented(0..64)).await, (200, None));
    assert_eq!(
        come(&station, invented(0..64)).await,
        (200, None),
        "none of them new"
    );
    assert_eq!(
        come(&station, invented(64..65)).await,
        (429, Some("57".to_owned()))
    );
    station.restart().await;
    assert_eq!(
        come(&station, invented(64..65)).await.0,
        429,
        "a restart gives nothing"
    );
    station.clock.advance_millis(3_600_000);
    assert_eq!(come(&station, invented(64..128)).await, (200, None));
}

#[tokio::test]
async fn all_phones_together_have_a_budget_that_a_restart_does_not_fill() {
    let mut station = Station::open().await;
    station.config.budget_per_hour = Some(10);
    station.restart().await;
    let q4 = [epoch("2026Q4")];
    let five = blind(&["BB-00-DD", "BB-00-DG", "BB-00-DH", "BB-00-DJ", "BB-00-DK"]);
    for device in [JANSEN, BAKKER] {
        let token = station.token(device);
        assert_eq!(station.evaluate(&token, &q4, &five).await.status, 200);
    }
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        let answer = station.evaluate(&station.token(JANSEN), &q4, &five).await;
        assert_eq!((answer.status, answer.code()), (429, "quota_exhausted"));
        assert_eq!(answer.header("retry-after"), Some("1800"));
    }
    station.clock.advance_millis(1_800_000);
    let answer = station.evaluate(&station.token(JANSEN), &q4, &five).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_phone_that_is_out_adds_nothing_to_the_budget_of_all() {
    let mut station = Station::open().await;
    (station.config.burst, station.config.per_day) = (2000, 5000);
    station.restart().await;
    station.admit(&invented(0..60));
    let out = Standings {
        admitted: Vec::new(),
        revoked: invented(0..60),
    };
    let out = station.issuer.state(&out, station.seconds());
    let body = json!({ "statement": out });
    assert_eq!(station.post("/v1/standings", None, &body).await.status, 200);
    // Two are in, and have the least that there is: 1,000 an hour.
    let quarter = blind(&["BB-00-DD"; 250]);
    let q4 = [epoch("2026Q4")];
    for restarted in [false, true] {
        if restarted {
            station.restart().await;
        }
        for asked in 1..=5 {
            let token = station.token(JANSEN);
            let answer = station.evaluate(&token, &q4, &quarter).await;
            let within = asked <= 4 && !restarted;
            assert_eq!(answer.status, if within { 200 } else { 429 }, "{asked}");
        }
    }
}
