//! What stands in the log: which device, never what it sent.
//!
//! A program of its own with one test: `tracing` remembers of each place in the code whether anybody
//! listens, and another test that comes by at the wrong moment would have it remember that nobody
//! does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proco_access::Role;
use proco_testbed::central::TestCentral;
use proco_testbed::log::{heard, listen, requests};
use proco_testbed::reports::{pseudonym, stop};
use serde_json::json;

#[tokio::test]
async fn a_refused_look_at_a_team_is_logged_by_device_and_nothing_of_a_body_is() {
    listen();
    let central = TestCentral::open().await;
    let officer = central.officer("roermond-1").await;
    let other = central.enrol("venlo-2", Role::ShiftLead).await;
    for phone in [&officer, &other] {
        let path = "/v1/teams/roermond-1/summaries?plate=BB00DD";
        assert_eq!(central.get(path, &phone.token).await.status, 403);
    }
    let mut planted = stop(0xA7, central.hour());
    planted["stop"]["note"] = json!("he looked nervous");
    central
        .upload(&officer, &[planted, stop(0xA7, central.hour())])
        .await;
    central.counts(&officer, 0xA7).await;

    let before = requests().len();
    let enrolled = central.officer("assen-1").await.device.to_string();
    assert_eq!(requests().len(), before + 1, "an enrolment is a request");
    let before = requests().len();
    central
        .upload(&officer, &vec![json!({ "neither": "nor" }); 256])
        .await;
    assert_eq!(
        requests().len(),
        before + 1,
        "a line for a request, whatever is in it"
    );

    let log = heard();
    assert!(log.contains("refused: Unreadable 256"), "{log}");
    let enrolment = log.lines().find(|line| line.contains(&enrolled));
    assert!(enrolment.unwrap().contains("/v1/enrolments"), "{log}");
    for (phone, code) in [(&officer, "role_not_allowed"), (&other, "team_not_allowed")] {
        let device = phone.device.to_string();
        let lines = log.lines().filter(|line| line.contains("\"status\":403"));
        let found = lines.filter(|line| line.contains(&device) && line.contains(code));
        assert_eq!(found.count(), 1, "{code}: {log}");
    }
    assert!(log.contains("/v1/teams/{team}/summaries"), "the template");
    assert!(
        log.contains("Unreadable"),
        "why a report was refused: {log}"
    );
    for secret in [
        &pseudonym(0xA7),
        "nervous",
        "vehicle_defect",
        "BB00DD",
        officer.token.as_str(),
    ] {
        assert!(!log.contains(secret), "{secret} stands in the log");
    }
}
