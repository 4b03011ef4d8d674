//! The quotas of both servers: they slow a thief with a phone, and cost an officer nothing but time.

use proco_access::Role;
use proco_demo::plan::subjects::invented_plate;
use proco_device::view::{CentralAnswer, SyncProblem, SyncState};
use proco_domain::stop::WithdrawReason;
use proco_testbed::officer::{Officer, town_with};
use proco_testbed::road::Weather;
use proco_testbed::town::Quota;

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn a_long_day_offline_is_sent_in_parts_and_none_of_it_is_lost() {
    let (_data, town) = town_with(Quota::Usual).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.weather(Weather::NoNetwork);
    for number in 0..90 {
        noor.leaves(&invented_plate(number));
    }
    noor.weather(Weather::Fair);
    let status = noor.syncs().await;
    assert_eq!(
        status.problem,
        Some(SyncProblem::Quota),
        "sixty at once and no more"
    );
    assert!(
        (30..90).contains(&status.waiting),
        "{} wait, the first part is sent",
        status.waiting
    );

    for _ in 0..12 {
        town.clock().advance_millis(HOUR);
        noor.waits(HOUR);
        if noor.syncs().await.waiting == 0 {
            break;
        }
    }
    let status = noor.phone().sync_status();
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
}

#[tokio::test]
async fn an_exhausted_quota_holds_back_no_withdrawal_and_no_officer_who_asks() {
    let (_data, town) = town_with(Quota::Usual).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let mistake = noor.stops("00-BDF-0", []);
    noor.syncs().await;
    noor.weather(Weather::NoNetwork);
    for number in 0..90 {
        noor.leaves(&invented_plate(number));
    }
    noor.weather(Weather::Fair);
    assert_eq!(noor.syncs().await.problem, Some(SyncProblem::Quota));

    let asked = noor.to_keyservice.passed().len();
    noor.phone()
        .withdraw(mistake.id, WithdrawReason::NoStop)
        .unwrap();
    assert_eq!(noor.syncs().await.problem, Some(SyncProblem::Quota));
    let card = noor.phone().stop(mistake.id).unwrap().card;
    assert_eq!(card.sync, SyncState::Sent, "the withdrawal went");
    let again = noor.to_keyservice.passed().len();
    assert_eq!(again, asked, "the key service is left alone as it asked");

    noor.phone().sync_now().await.unwrap();
    assert!(noor.to_keyservice.passed().len() > again, "she asked");
}

#[tokio::test]
async fn a_phone_that_asks_central_too_often_is_told_so_and_still_sends() {
    let (_data, town) = town_with(Quota::Usual).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let look_up = noor.looks_up("00-BDF-0");
    // The pseudonym is known after the first time: the key service is not asked again.
    for _ in 0..6 {
        let answer = noor.phone().central_counts(look_up.query).await.unwrap();
        assert!(matches!(answer, CentralAnswer::Known { .. }));
    }
    let answer = noor.phone().central_counts(look_up.query).await.unwrap();
    assert_eq!(
        answer,
        CentralAnswer::Unavailable {
            problem: SyncProblem::Quota
        }
    );
    let card = noor.stops("BF-000-G", []);
    let status = noor.syncs().await;
    assert_eq!((status.problem, status.waiting), (None, 0));
    assert_eq!(
        noor.phone().stop(card.id).unwrap().card.sync,
        SyncState::Sent,
        "what is asked too often holds back no report"
    );

    town.clock().advance_millis(HOUR);
    noor.waits(HOUR);
    noor.syncs().await;
    let central = noor.phone().stop(card.id).unwrap().card.central;
    assert!(matches!(central, Some(CentralAnswer::Known { .. })));
}

#[tokio::test]
async fn a_look_up_sends_no_report_to_a_central_that_asked_to_be_left_alone() {
    let (_data, town) = town_with(Quota::Usual).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("00-BDF-0", []);
    noor.to_central.set_for("/v1/reports", Weather::Busy);
    assert_eq!(noor.syncs().await.problem, Some(SyncProblem::Server));
    noor.to_central.clear();

    let look_up = noor.looks_up("00-BDF-0");
    let problem = SyncProblem::Server;
    let asks = async || noor.phone().central_counts(look_up.query).await.unwrap();
    let passed = noor.to_central.passed();
    assert_eq!(asks().await, CentralAnswer::Unavailable { problem });
    assert_eq!(noor.to_central.passed(), passed, "its second is not over");
    let other = noor.looks_up("00-DFG-0");
    let answer = noor.phone().central_counts(other.query).await.unwrap();
    assert!(
        matches!(answer, CentralAnswer::Known { .. }),
        "what needs no report to be sent can be asked"
    );

    noor.waits(2_000);
    assert!(matches!(asks().await, CentralAnswer::Known { .. }));
}

#[tokio::test]
async fn a_central_that_has_enough_of_this_phone_under_way_gets_it_later() {
    let (_data, town) = town_with(Quota::Usual).await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops("00-BDF-0", []);
    noor.leaves("00-DFG-0");
    noor.to_central.set_for("/v1/reports", Weather::Enough);
    let status = noor.syncs().await;
    assert_eq!(
        status.problem,
        Some(SyncProblem::Server),
        "busy, and no quota"
    );
    assert!(status.waiting > 0, "nothing is lost");
    assert_eq!(status.refused, 0, "nothing is refused");

    noor.to_central.clear();
    noor.waits(3_000);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
}
