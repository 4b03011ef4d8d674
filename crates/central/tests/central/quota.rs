//! What an officer's phones may upload.

use proco_access::limit::Limit;
use proco_central::Config;
use proco_central::quota::Quota;
use proco_exchange::report::PROTOCOL_VERSION;
use serde_json::{Value, json};

use proco_testbed::central::Centre;
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

async fn sends(centre: &Centre, phone: &Visitor, reports: &[Value]) -> Answer {
    let batch = json!({ "version": PROTOCOL_VERSION, "reports": reports });
    centre.post("/v1/reports", Some(&phone.token), &batch).await
}

#[tokio::test]
async fn a_stolen_phone_brings_so_much_and_no_more_also_after_a_restart() {
    let centre = Centre::open_as(config).await;
    let stolen = centre.officer("roermond-1").await;
    let bakker = centre.officer("roermond-1").await;
    let hour = centre.hour();
    let forged: Vec<_> = (0..6).map(|_| query(1, hour)).collect();
    assert_eq!(centre.upload(&stolen, &forged).await, vec![stored(); 6]);
    let refused = sends(&centre, &stolen, &[query(1, hour)]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    assert_eq!(refused.retry_after(), Some(3600), "24 a day, by the hour");

    let centre = centre.reopened_with(config).await;
    let refused = sends(&centre, &stolen, &[query(1, hour)]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    assert_eq!(
        centre.upload(&stolen, &forged).await,
        vec![already_stored(); 6],
        "what central has already costs nothing"
    );
    assert_eq!(centre.upload(&bakker, &[query(1, hour)]).await, [stored()]);
    let counted = centre.counts(&bakker, 1).await.body;
    assert_eq!(counted["windows"][0]["queries"], 7);

    centre.clock.advance_millis(3_600_000);
    assert_eq!(centre.upload(&stolen, &[query(1, hour)]).await, [stored()]);
}

#[tokio::test]
async fn a_batch_that_never_fits_comes_in_smaller_parts() {
    let centre = Centre::open_as(config).await;
    let phone = centre.officer("roermond-1").await;
    let reports: Vec<_> = (0..7).map(|_| query(1, centre.hour())).collect();
    let refused = sends(&centre, &phone, &reports).await;
    assert_eq!(refused.refusal(), (422, "quota_exceeded"));
    let sent = centre.upload(&phone, &reports[..4]).await;
    assert_eq!(sent, vec![stored(); 4]);
    let refused = sends(&centre, &phone, &reports[4..]).await;
    assert_eq!(refused.retry_after(), Some(3600), "two are left of three");
}

#[tokio::test]
async fn advisories_run_out_before_stops_do() {
    let centre = Centre::open_as(config).await;
    let stolen = centre.officer("roermond-1").await;
    let sparing = |subject| {
        let mut stop = stop(subject, centre.hour());
        stop["stop"]["spare_until"] = json!(centre.hour().0 + 365 * 24);
        stop
    };
    let sent = centre.upload(&stolen, &[sparing(1), sparing(2)]).await;
    assert_eq!(sent, [stored(), stored()]);
    let refused = sends(&centre, &stolen, &[sparing(3)]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
    let plain = centre.upload(&stolen, &[stop(3, centre.hour())]).await;
    assert_eq!(plain, [stored()]);
}

#[tokio::test]
async fn whoever_comes_in_place_of_a_phone_has_what_that_one_left() {
    let centre = Centre::open_as(config).await;
    let old = centre.officer("roermond-1").await;
    let reports: Vec<_> = (0..6).map(|_| query(1, centre.hour())).collect();
    centre.upload(&old, &reports).await;
    let new = centre.in_place_of(&old).await;
    let refused = sends(&centre, &new, &[query(1, centre.hour())]).await;
    assert_eq!(refused.refusal(), (429, "quota_exhausted"));
}
