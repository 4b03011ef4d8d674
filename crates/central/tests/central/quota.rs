//! What an officer's phones may upload.

use proco_access::limit::Limit;
use proco_central::Config;
use proco_central::quota::Quota;
use proco_exchange::report::PROTOCOL_VERSION;
use serde_json::{Value, json};

use proco_testbed::central::TestCentral;
use proco_testbed::http::Answer;
use proco_testbed::reports::{already_stored, query, stop, stored};
use proco_testbed::visitor::Visitor;

fn small() -> Quota {
    let limit = |burst, per_day| Limit { burst, per_day };
    Quota {
        reports: limit(6, 24),
        advisories: limit(2, 24),
    }
}

fn config(folder: &std::path::Path) -> Config {
    let mut config = Config::new(folder);
    config.upload_quota = small();
    config
}

async fn sends(central: &TestCentral, phone: &Visitor, reports: &[Value]) -> Answer {
    let batch = json!({ "version": PROTOCOL_VERSION, "reports": reports });
    central
        .post("/v1/reports", Some(&phone.token), &batch)
        .await
}

#[tokio::test]
async fn a_stolen_phone_brings_so_much_and_no_more_also_after_a_restart() {
    let central = TestCentral::open_as(config).await;
    let stolen = central.officer("roermond-1").await;
    let bakker = central.officer("roermond-1").await;
    let hour = central.hour();
    let forged: Vec<_> = (0..6).map(|_| query(1, hour)).collect();
    assert_eq!(central.upload(&stolen, &forged).await, vec![stored(); 6]);
    let refused = sends(&central, &stolen, &[query(1, hour)]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    assert_eq!(refused.retry_after(), Some(3600), "24 a day, by the hour");

    let central = central.reopened_with(config).await;
    let refused = sends(&central, &stolen, &[query(1, hour)]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    assert_eq!(
        central.upload(&stolen, &forged).await,
        vec![already_stored(); 6],
        "what central has already costs nothing"
    );
    assert_eq!(central.upload(&bakker, &[query(1, hour)]).await, [stored()]);
    let counted = central.counts(&bakker, 1).await.body;
    assert_eq!(counted["windows"][0]["queries"], 7);

    central.clock.advance_millis(3_600_000);
    assert_eq!(central.upload(&stolen, &[query(1, hour)]).await, [stored()]);
}

#[tokio::test]
async fn a_batch_that_never_fits_comes_in_smaller_parts() {
    let central = TestCentral::open_as(config).await;
    let phone = central.officer("roermond-1").await;
    let reports: Vec<_> = (0..7).map(|_| query(1, central.hour())).collect();
    let refused = sends(&central, &phone, &reports).await;
    assert_eq!(refused.refusal(), (422, "quota_exceeded"));
    let sent = central.upload(&phone, &reports[..4]).await;
    assert_eq!(sent, vec![stored(); 4]);
    let refused = sends(&central, &phone, &reports[4..]).await;
    assert_eq!(refused.retry_after(), Some(3600), "two are left of three");
}

#[tokio::test]
async fn advisories_run_out_before_stops_do() {
    let central = TestCentral::open_as(config).await;
    let stolen = central.officer("roermond-1").await;
    let sparing = |subject| {
        let mut stop = stop(subject, central.hour());
        stop["stop"]["spare_until"] = json!(central.hour().0 + 365 * 24);
        stop
    };
    let sent = central.upload(&stolen, &[sparing(1), sparing(2)]).await;
    assert_eq!(sent, [stored(), stored()]);
    let refused = sends(&central, &stolen, &[sparing(3)]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    let plain = central.upload(&stolen, &[stop(3, central.hour())]).await;
    assert_eq!(plain, [stored()]);
}

#[tokio::test]
async fn whoever_comes_in_place_of_a_phone_has_what_that_one_left() {
    let central = TestCentral::open_as(config).await;
    let old = central.officer("roermond-1").await;
    let reports: Vec<_> = (0..6).map(|_| query(1, central.hour())).collect();
    central.upload(&old, &reports).await;
    let new = central.in_place_of(&old).await;
    let refused = sends(&central, &new, &[query(1, central.hour())]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
}
