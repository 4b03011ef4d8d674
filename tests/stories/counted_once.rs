//! One stop is one stop, whenever the officer asks: while its report is under way, after an answer
//! was lost, and while central counts.

use proco_access::Role;
use proco_device::view::{AdvisoryView, CentralAnswer, SyncProblem};
use proco_domain::draft::Change;
use proco_domain::ids::QueryId;
use proco_domain::stop::{SpareDays, WithdrawReason};
use proco_domain::text::FreeText;
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::road::Weather;

const PLATE: &str = "00-BDF-0";
const REPORTS: &str = "/v1/reports";
const FREQUENCIES: &str = "/v1/frequencies";

fn known(answer: CentralAnswer) -> ((u32, u32, u32), Option<AdvisoryView>) {
    match answer {
        CentralAnswer::Known {
            counts, advisory, ..
        } => (year(&counts), advisory),
        CentralAnswer::Offline | CentralAnswer::Unavailable { .. } | CentralAnswer::Nobody => {
            panic!("central answers")
        }
    }
}

async fn asks(noor: &Officer, query: QueryId) -> CentralAnswer {
    noor.phone().central_counts(query).await.unwrap()
}

#[tokio::test]
async fn after_a_lost_answer_a_stop_is_one_stop() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops(PLATE, []);
    noor.to_central.set_for(REPORTS, Weather::LoseAnswer);
    assert_eq!(noor.syncs().await.waiting, 2);

    let look_up = noor.looks_up(PLATE);
    noor.to_central.set_for(REPORTS, Weather::Broken);
    let problem = SyncProblem::Server;
    let answer = asks(&noor, look_up.query).await;
    assert_eq!(
        answer,
        CentralAnswer::Unavailable { problem },
        "nobody can say now whether central has it"
    );
    noor.to_central.set_for(REPORTS, Weather::Fair);
    assert_eq!(known(asks(&noor, look_up.query).await).0, (1, 1, 1));
    assert_eq!(noor.phone().sync_status().waiting, 0, "it got its receipt");
}

#[tokio::test]
async fn while_its_receipt_is_under_way_a_stop_is_one_stop_and_nobody_waits_for_it() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops(PLATE, []);
    let receipt = noor.to_central.hold(REPORTS);
    let phone = noor.phone().clone();
    let pass = tokio::spawn(async move { phone.sync_pass().await });
    receipt.answered().await;

    let look_up = noor.looks_up(PLATE);
    assert_eq!(known(asks(&noor, look_up.query).await).0, (1, 1, 1));
    receipt.let_go();
    let status = pass.await.unwrap();
    assert_eq!((status.waiting, status.problem), (0, None));
}

#[tokio::test]
async fn a_stop_that_arrives_while_central_counts_is_not_lost_from_the_answer() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops(PLATE, []);
    let look_up = noor.looks_up(PLATE);
    let counted = noor.to_central.hold(FREQUENCIES);
    let phone = noor.phone().clone();
    let asked = tokio::spawn(async move { phone.central_counts(look_up.query).await });
    counted.answered().await;
    assert_eq!(noor.syncs().await.problem, None);
    counted.let_go();
    assert_eq!(known(asked.await.unwrap().unwrap()).0, (1, 1, 1));
}

#[tokio::test]
async fn what_was_withdrawn_or_amended_counts_so_before_the_next_pass() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops(PLATE, [Change::Spare(Some(SpareDays::OFFERED))]);
    noor.syncs().await;
    let look_up = noor.looks_up(PLATE);
    let (counts, advisory) = known(asks(&noor, look_up.query).await);
    assert_eq!(counts, (1, 1, 1));
    assert!(advisory.is_some());

    let draft = noor.phone().amend(card.id).unwrap();
    let reason = FreeText::new("verkeerde auto").unwrap();
    noor.answers(draft.id, [Change::Spare(None), Change::AmendReason(reason)]);
    noor.phone().finish(draft.id, None).unwrap();
    let (counts, advisory) = known(asks(&noor, look_up.query).await);
    assert_eq!((counts, advisory), ((1, 1, 1), None), "spared no longer");

    let reason = WithdrawReason::WrongSubject;
    noor.phone().withdraw(card.id, reason).unwrap();
    assert_eq!(known(asks(&noor, look_up.query).await).0, (1, 0, 0));
}

#[tokio::test]
async fn an_advisory_that_an_amendment_gave_is_told_before_the_next_pass() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    let draft = noor.phone().amend(card.id).unwrap();
    let reason = FreeText::new("vergeten").unwrap();
    let spare = Change::Spare(Some(SpareDays::OFFERED));
    noor.answers(draft.id, [spare, Change::AmendReason(reason)]);
    noor.phone().finish(draft.id, None).unwrap();
    let look_up = noor.looks_up(PLATE);
    let (counts, advisory) = known(asks(&noor, look_up.query).await);
    assert_eq!(counts, (1, 1, 1));
    assert!(advisory.is_some());
}
