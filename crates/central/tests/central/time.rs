//! What central believes of its own clock, what it says of it, and which hours it takes of a phone.

use axum::body::Body;
use axum::http::Request;
use proco_exchange::Hour;
use proco_exchange::report::PROTOCOL_VERSION;
use serde_json::{Value, json};

use proco_testbed::central::{SUNDAY, TestCentral};
use proco_testbed::http::Answer;
use proco_testbed::reports::{query, refused, stop, stored, withdrawal};
use proco_testbed::visitor::Visitor;

const HOUR: i64 = 3_600_000;

/// Sends a batch without expecting that it is taken.
async fn sent(central: &TestCentral, phone: &Visitor, report: &Value) -> Answer {
    let body = json!({ "version": PROTOCOL_VERSION, "reports": [report] });
    central.post("/v1/reports", Some(&phone.token), &body).await
}

/// Moves the clock by hours and brings the phone a new token.
async fn hours_later(central: &TestCentral, hours: i64, phone: &mut Visitor) {
    central.clock.advance_millis(hours * HOUR);
    let grant = central.refresh(phone).await;
    phone.token = grant.body["token"].as_str().unwrap().to_owned();
}

#[tokio::test]
async fn every_answer_tells_the_time_while_it_is_believed() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let asked: [(&str, &str, &str); 6] = [
        ("GET", "/v1/health", ""),
        ("GET", "/v1/nothing", ""),
        ("DELETE", "/v1/health", ""),
        ("POST", "/v1/reports", ""),
        ("POST", "/v1/tokens", "{}"),
        ("GET", "/v1/teams/roermond-1/summaries", &phone.token),
    ];
    for (hours, told) in [(0, true), (1, true), (100, false), (-3, false), (2, true)] {
        central.clock.set(SUNDAY.plus_millis(hours * HOUR));
        for (method, path, token) in asked {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {token}"));
            let request = request.body(Body::empty()).unwrap();
            let said = central.said_time(request).await;
            let now = central.server.now();
            assert_eq!(said, told.then_some(now), "{method} {path} after {hours} h");
        }
    }
}

#[tokio::test]
async fn a_clock_that_is_behind_takes_no_report_and_drops_nothing_until_it_is_put_right() {
    let central = TestCentral::open().await;
    let mut phone = central.officer("roermond-1").await;
    let before = query(1, central.hour());
    assert_eq!(central.upload(&phone, &[before]).await, [stored()]);

    hours_later(&central, -48, &mut phone).await;
    let waits = stop(1, SUNDAY.hour());
    let answer = sent(&central, &phone, &waits).await;
    assert_eq!(answer.refusal(), (503, "unavailable"));
    assert_eq!(
        answer.retry_after(),
        Some(300),
        "the phone keeps it meanwhile"
    );
    central.server.tidy().await.unwrap();
    let counts = central.counts(&phone, 1).await;
    assert_eq!(
        counts.status, 200,
        "a question is answered: {}",
        counts.body
    );
    assert_eq!(
        counts.body["as_of"],
        json!(SUNDAY.hour().start()),
        "as of the last moment that was believed"
    );

    hours_later(&central, 49, &mut phone).await;
    assert_eq!(central.upload(&phone, &[waits]).await, [stored()]);
}

#[tokio::test]
async fn a_clock_that_was_set_back_for_good_is_believed_after_a_day_also_over_restarts() {
    let mut central = TestCentral::open().await;
    let mut phone = central.officer("roermond-1").await;
    central.server.tidy().await.unwrap();
    hours_later(&central, -1000, &mut phone).await;
    for _ in 0..3 {
        let report = query(1, central.hour());
        let answer = sent(&central, &phone, &report).await;
        assert_eq!(answer.refusal(), (503, "unavailable"));
        central.server.tidy().await.unwrap();
        central = central.reopened().await;
        hours_later(&central, 8, &mut phone).await;
    }
    let report = query(1, central.hour());
    assert_eq!(
        central.upload(&phone, &[report]).await,
        [stored()],
        "also of a phone that was enrolled while the clock ran ahead"
    );
}

#[tokio::test]
async fn what_lies_before_the_enrolment_cannot_be_of_that_phone() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let at = |hours: u32| Hour(central.hour().0 - hours);
    let long_gone = stop(1, at(24 * 365 - 1));
    let day = 24;
    let receipts = central
        .upload(
            &phone,
            &[
                query(1, at(2)),
                query(1, at(3)),
                stop(2, at(day + 2)),
                stop(2, at(day + 3)),
                long_gone.clone(),
                withdrawal(&long_gone, 2),
                query(1, at(0)),
            ],
        )
        .await;
    let refused = || refused("before_enrolment");
    assert_eq!(
        receipts,
        [
            stored(),
            refused(),
            stored(),
            refused(),
            refused(),
            stored(),
            stored()
        ],
        "two hours, as far as a phone may run ahead; for a stop, which may be entered afterwards, a day more; \
         a withdrawal has no hour"
    );
}

#[tokio::test]
async fn a_phone_that_is_enrolled_anew_keeps_its_first_enrolment() {
    let central = TestCentral::open().await;
    let phone = central.officer_for_days(30, "roermond-1").await;
    let team = "roermond-1".parse().unwrap();
    let code = central.server.enrol_code(team, proco_access::Role::Officer);
    let grant = central.use_code(&code.await.unwrap(), &phone.key).await;
    assert_eq!(grant.body["device"], json!(phone.device));
    let waited = query(1, Hour(central.hour().0 - 29 * 24));
    assert_eq!(central.upload(&phone, &[waited]).await, [stored()]);
}

#[tokio::test]
async fn a_phone_enrolled_under_a_clock_that_ran_ahead_is_not_shut_out_when_it_is_put_right() {
    for (hours, put_right) in [(40, 25), (9000, 0)] {
        let central = TestCentral::open().await;
        central.server.tidy().await.unwrap();
        central.clock.set(SUNDAY.plus_millis(hours * HOUR));
        let mut phone = central.officer("roermond-1").await;
        central.server.tidy().await.unwrap();
        central.clock.set(SUNDAY);
        central.server.tidy().await.unwrap();
        hours_later(&central, put_right, &mut phone).await;
        central.server.tidy().await.unwrap();
        let report = query(1, SUNDAY.hour());
        assert_eq!(
            central.upload(&phone, &[report]).await,
            [stored()],
            "{hours} h"
        );
        hours_later(&central, 48, &mut phone).await;
        let late = query(1, SUNDAY.hour());
        assert_eq!(
            central.upload(&phone, &[late]).await,
            [stored()],
            "{hours} h"
        );
    }
}

#[tokio::test]
async fn a_clock_that_jumped_far_ahead_refuses_nothing_as_too_old_before_it_stood_by_it() {
    let central = TestCentral::open().await;
    let phone = central.officer("roermond-1").await;
    let known = stop(1, SUNDAY.hour());
    assert_eq!(
        central.upload(&phone, std::slice::from_ref(&known)).await,
        [stored()]
    );
    central.server.tidy().await.unwrap();
    let mut phone = phone;
    hours_later(&central, 500 * 24, &mut phone).await;
    let late = [query(1, SUNDAY.hour()), withdrawal(&known, 2)];
    assert_eq!(central.upload(&phone, &late).await, [stored(), stored()]);
    let gone = query(1, Hour(SUNDAY.hour().0 - 2 * 365 * 24));
    assert_eq!(
        central.upload(&phone, &[gone]).await,
        [refused("epoch_closed")],
        "it was over before"
    );
    for _ in 0..2 {
        central.server.tidy().await.unwrap();
        hours_later(&central, 24, &mut phone).await;
    }
    let late = query(1, SUNDAY.hour());
    assert_eq!(
        central.upload(&phone, &[late]).await,
        [refused("epoch_closed")],
        "it has stood by it for a day"
    );
}

#[tokio::test]
async fn a_phone_enrolled_under_a_clock_that_ran_hours_ahead_is_not_shut_out_either() {
    for (ahead, put_right_after) in [(10, 1), (10, 5), (10, 12), (5, 2), (40, 3)] {
        let central = TestCentral::open().await;
        central.server.tidy().await.unwrap();
        central.clock.set(SUNDAY.plus_millis(ahead * HOUR));
        let mut phone = central.officer("roermond-1").await;
        let longer = ahead + put_right_after - 1;
        central.clock.set(SUNDAY.plus_millis(longer * HOUR));
        central.server.tidy().await.unwrap();
        for hours in put_right_after..put_right_after + 50 {
            central.clock.set(SUNDAY.plus_millis(hours * HOUR));
            central.server.tidy().await.unwrap();
        }
        hours_later(&central, 0, &mut phone).await;
        let first = query(1, Hour(SUNDAY.hour().0 + 1));
        assert_eq!(
            central.upload(&phone, &[first]).await,
            [stored()],
            "{ahead} h ahead, put right after {put_right_after} h"
        );
    }
}
