//! Nobody taps "send": the phone sends by itself.

use std::time::Duration;

use proco_access::Role;
use proco_device::Trigger;
use proco_device::view::{SyncProblem, SyncStatus};
use proco_testbed::officer::{Officer, town};
use proco_testbed::road::Weather;

/// Waits until the news says so; fails when it never does.
async fn comes_to(noor: &Officer, what: &str, so: impl Fn(&SyncStatus) -> bool) {
    let mut news = noor.phone().sync_changes();
    let heard = tokio::time::timeout(Duration::from_secs(60), news.wait_for(|status| so(status)));
    assert!(heard.await.is_ok_and(|heard| heard.is_ok()), "{what}");
}

#[tokio::test]
async fn what_is_recorded_goes_by_itself_and_again_when_the_network_returns() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.leaves("00-BDF-0");
    let passes = tokio::spawn(noor.phone().clone().run_passes());
    comes_to(&noor, "what waited at the start is sent", |s| {
        s.waiting == 0
    })
    .await;

    noor.stops("BF-000-G", []);
    comes_to(&noor, "a finished stop is sent", |s| {
        s.waiting == 0 && !s.running
    })
    .await;

    noor.weather(Weather::NoNetwork);
    noor.stops("0-GHJ-00", []);
    comes_to(&noor, "it is seen that there is no network", |s| {
        s.problem == Some(SyncProblem::Offline)
    })
    .await;
    assert_eq!(noor.phone().sync_status().waiting, 2, "and nothing is lost");

    noor.weather(Weather::Fair);
    noor.phone().trigger(Trigger::NetworkReturned);
    comes_to(&noor, "sending goes on", |s| {
        s.waiting == 0 && s.problem.is_none()
    })
    .await;
    passes.abort();
}

#[tokio::test]
async fn counts_that_arrive_after_a_fault_set_sending_going() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.killed();
    // Its own next try is a day away, as good as never here.
    noor.wake_with(|config| {
        let day = Duration::from_secs(24 * 3600);
        config.retry.base = day;
        config.retry.cap = day;
    });
    noor.leaves("00-BDF-0");
    noor.to_central.set(Weather::Broken);
    let passes = tokio::spawn(noor.phone().clone().run_passes());
    comes_to(&noor, "it is seen that central fails", |s| {
        s.problem == Some(SyncProblem::Server) && !s.running
    })
    .await;

    noor.weather(Weather::Fair);
    let look_up = noor.looks_up("BF-000-G");
    noor.phone().central_counts(look_up.query).await.unwrap();
    comes_to(&noor, "sending goes on", |s| {
        s.waiting == 0 && s.problem.is_none()
    })
    .await;
    passes.abort();
}

#[tokio::test]
async fn a_network_that_asks_to_log_in_is_told_as_such_and_holds_nothing_back_afterwards() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::Portal);
    noor.stops("0-GHJ-00", []);
    let passes = tokio::spawn(noor.phone().clone().run_passes());
    comes_to(&noor, "the portal is told", |s| {
        s.problem == Some(SyncProblem::Portal) && !s.running
    })
    .await;

    noor.weather(Weather::Fair);
    noor.phone().trigger(Trigger::Resume);
    comes_to(
        &noor,
        "the day that the portal asked for is not waited",
        |s| s.waiting == 0 && s.problem.is_none(),
    )
    .await;
    passes.abort();
}

#[tokio::test]
async fn another_network_ends_a_pause_that_central_asked_for() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.to_central.set_for("/v1/reports", Weather::Enough);
    noor.leaves("00-BDF-0");
    let passes = tokio::spawn(noor.phone().clone().run_passes());
    comes_to(&noor, "central has enough of this phone", |s| {
        s.problem == Some(SyncProblem::Server) && !s.running
    })
    .await;
    let asks = noor.to_central.passed().len();
    noor.phone().trigger(Trigger::Resume);
    noor.to_central.clear();
    noor.phone().trigger(Trigger::NetworkReturned);
    comes_to(&noor, "sending goes on", |s| {
        s.waiting == 0 && s.problem.is_none()
    })
    .await;
    assert!(noor.to_central.passed().len() > asks);
    passes.abort();
}
