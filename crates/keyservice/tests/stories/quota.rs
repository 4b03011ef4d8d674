//! How much a phone may ask.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use proco_oprf::Blinding;
use rand::rngs::OsRng;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::support::{Answer, BAKKER, DAY, JANSEN, Station, blind, epoch, mark};

async fn ask(station: &Station, number: usize) -> Answer {
    let marks = vec![mark("BB-00-DD"); number];
    let blinding = Blinding::of(&marks, &mut OsRng).unwrap();
    let token = station.token(JANSEN);
    station
        .evaluate(&token, &[epoch("2026Q4"), epoch("2026Q3")], &blinding)
        .await
}

#[tokio::test]
async fn sixty_at_once_then_wait_and_a_restart_changes_nothing() {
    let mut station = Station::open().await;
    assert_eq!(
        ask(&station, 60).await.status,
        200,
        "epochs are not counted, elements are"
    );
    let refused = ask(&station, 1).await;
    assert_eq!((refused.status, refused.code()), (429, "quota_exhausted"));
    assert_eq!(refused.header("retry-after"), Some("288"));

    station.restart().await;
    assert_eq!(
        ask(&station, 1).await.status,
        429,
        "a restart does not fill the bucket"
    );

    let other = blind(&["BB-00-DD"]);
    let token = station.token(BAKKER);
    let answer = station.evaluate(&token, &[epoch("2026Q4")], &other).await;
    assert_eq!(
        answer.status, 200,
        "the phone of agent Bakker has a bucket of its own"
    );

    station.clock.advance_millis(288_000);
    assert_eq!(
        ask(&station, 1).await.status,
        200,
        "whoever waits as told is let through"
    );
    assert_eq!(ask(&station, 1).await.status, 429);
}

#[tokio::test]
async fn three_hundred_a_day_and_not_one_more() {
    let station = Station::open().await;
    assert_eq!(
        ask(&station, 60).await.status,
        200,
        "the day begins with a full bucket"
    );
    let mut asked = 60;
    for _ in 0..24 * 12 {
        station.clock.advance_millis(DAY / (24 * 12));
        while ask(&station, 1).await.status == 200 {
            asked += 1;
        }
    }
    assert_eq!(asked, 60 + 300, "and what flows back in a day");
}

#[tokio::test]
async fn more_than_the_quota_ever_holds_is_refused_for_good() {
    let station = Station::open().await;
    let answer = ask(&station, 61).await;
    assert_eq!((answer.status, answer.code()), (422, "quota_exceeded"));
    assert_eq!(answer.header("retry-after"), None, "waiting would not help");
    assert_eq!(ask(&station, 60).await.status, 200, "and it cost nothing");
}

#[tokio::test]
async fn a_clock_that_ran_ahead_and_is_put_right_keeps_no_phone_waiting() {
    let mut station = Station::open().await;
    station.clock.advance_millis(30 * DAY);
    assert_eq!(ask(&station, 60).await.status, 200);
    station.clock.advance_millis(-30 * DAY);
    assert_eq!(ask(&station, 1).await.status, 429);
    station.restart().await;
    station.clock.advance_millis(288_000);
    assert_eq!(
        ask(&station, 1).await.status,
        200,
        "it waited as it was told, and not for a month"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_a_phone_are_under_way_two_wait_and_another_phone_notices_nothing() {
    let station = Station::open().await;
    let token = station.token(JANSEN);
    let four: Vec<_> = (0..4).map(|_| station.asks_half(&token)).collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let fifth = ask(&station, 1).await;
    assert_eq!((fifth.status, fifth.code()), (429, "busy"));
    assert!(fifth.header("retry-after").is_some());
    let (q4, blinding) = ([epoch("2026Q4")], blind(&["BB-00-DD"]));
    let other = station.token(BAKKER);
    assert_eq!(station.evaluate(&other, &q4, &blinding).await.status, 200);
    drop(four);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(ask(&station, 1).await.status, 200);
}

/// The router is asked by one thread, so all questions have come before the first is answered.
#[tokio::test]
async fn two_questions_of_a_phone_which_epochs_are_live_are_under_way_and_two_wait() {
    let station = Station::open().await;
    let token = station.token(JANSEN);
    let router = proco_keyservice::router(station.service().clone());
    let mut asking = JoinSet::new();
    for _ in 0..10 {
        let question =
            Request::get("/v1/epochs").header("authorization", format!("Bearer {token}"));
        asking.spawn(
            router
                .clone()
                .oneshot(question.body(Body::empty()).unwrap()),
        );
    }
    let mut answers = Vec::new();
    while let Some(answer) = asking.join_next().await {
        answers.push(answer.unwrap().unwrap().status().as_u16());
    }
    answers.sort_unstable();
    assert_eq!(answers, [[200; 4].as_slice(), &[429; 6]].concat());
    assert_eq!(station.get("/v1/epochs", Some(&token)).await.status, 200);
}
