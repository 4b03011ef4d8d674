//! A stop recorded by mistake, and a stop amended.

use proco_access::Role;
use proco_device::view::{CentralAnswer, ErrorCode, SyncState};
use proco_domain::draft::Change;
use proco_domain::legal_basis::LegalBasis;
use proco_domain::stop::{SpareDays, WithdrawReason};
use proco_domain::text::FreeText;
use proco_testbed::officer::{Officer, town, year};
use proco_testbed::road::Weather;

const PLATE: &str = "BB-00-DD";

async fn known(officer: &Officer, plate: &str) -> ((u32, u32, u32), bool) {
    let look_up = officer.looks_up(plate);
    let answer = officer.phone().central_counts(look_up.query).await.unwrap();
    let CentralAnswer::Known {
        counts, advisory, ..
    } = answer
    else {
        panic!("central answers")
    };
    (year(&counts), advisory.is_some())
}

#[tokio::test]
async fn a_withdrawn_stop_takes_its_counts_and_its_advisory_with_it() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenkwartier", Role::Officer).await;
    let card = noor.stops(PLATE, [Change::Spare(Some(SpareDays::OFFERED))]);
    noor.syncs().await;
    assert_eq!(known(&bram, PLATE).await, ((1, 1, 1), true));

    noor.weather(Weather::NoNetwork);
    noor.stops("BF-000-G", []);
    let card = noor
        .phone()
        .withdraw(card.id, WithdrawReason::WrongSubject)
        .unwrap();
    assert!(card.withdrawn);
    noor.weather(Weather::Fair);
    noor.syncs().await;
    let sent = String::from_utf8_lossy(&noor.to_central.seen()).into_owned();
    // After what stands before any batch, and the one of the first pass.
    let first = sent.split("\"reports\":[").nth(2).expect("it was sent");
    assert!(
        first.starts_with("{\"withdrawal\":{\"id\""),
        "it travels before any report"
    );
    assert_eq!(
        known(&bram, PLATE).await,
        ((2, 0, 0), false),
        "the look-ups stay, the stop goes"
    );
    let error = noor
        .phone()
        .amend(card.id)
        .err()
        .expect("a withdrawn stop cannot be amended");
    assert_eq!(error.code(), ErrorCode::Withdrawn);
}

#[tokio::test]
async fn a_stop_withdrawn_before_it_was_ever_sent_never_leaves_the_phone() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops(PLATE, []);
    let card = noor
        .phone()
        .withdraw(card.id, WithdrawReason::NoStop)
        .unwrap();
    assert_eq!(card.sync, SyncState::NeverSent);
    assert_eq!(noor.syncs().await.waiting, 0);
    let sent = String::from_utf8_lossy(&noor.to_central.seen()).into_owned();
    assert!(!sent.contains("{\"stop\":") && !sent.contains("{\"withdrawal\":"));
    assert!(
        sent.contains("{\"query\":"),
        "the look-up was made all the same"
    );
}

#[tokio::test]
async fn an_amendment_replaces_the_report_and_keeps_the_first_words() {
    let (_data, town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    let draft = noor.phone().amend(card.id).unwrap();
    assert_eq!(draft.amends, Some(card.id));
    noor.answers(draft.id, [Change::LegalBasis(Some(LegalBasis::Apv))]);
    let refused = noor
        .phone()
        .finish(draft.id, None)
        .err()
        .expect("an amendment needs a reason");
    assert_eq!(refused.code(), ErrorCode::DraftIncomplete);
    let reason = FreeText::new("verkeerde bevoegdheid").unwrap();
    noor.answers(draft.id, [Change::AmendReason(reason)]);
    noor.phone().finish(draft.id, None).unwrap();
    noor.syncs().await;

    let view = noor.phone().stop(card.id).unwrap();
    assert_eq!(view.card.sync, SyncState::Sent);
    let bases: Vec<_> = view
        .revisions
        .iter()
        .map(|r| r.answers.legal_basis)
        .collect();
    assert_eq!(
        bases,
        [Some(LegalBasis::Apv), Some(LegalBasis::Wvw160)],
        "newest first"
    );
    assert_eq!(
        known(&noor, PLATE).await.0.1,
        1,
        "one stop, in two revisions"
    );
}

#[tokio::test]
async fn a_refused_report_stays_and_blocks_nothing() {
    let (_data, town) = town().await;
    // She recorded more than a day before her phone was enrolled: central refuses what cannot be from it.
    let mut noor = Officer::unpacks(&town).await;
    noor.wake();
    let early = noor.stops(PLATE, []);
    noor.waits(27 * 3_600_000);
    town.clock().advance_millis(27 * 3_600_000);
    let code = town.code("duinwijk", Role::Officer).await.unwrap();
    noor.phone().enrol(&code).await.unwrap();
    let good = noor.stops("BF-000-G", []);
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused),
        (0, 2),
        "a stop and its look-up are refused"
    );
    let state = |card| noor.phone().stop(card).unwrap().card.sync;
    assert!(matches!(state(early.id), SyncState::Refused { .. }));
    assert_eq!(state(good.id), SyncState::Sent, "the next one went through");
}
