//! A copy is written into the files that stand there, as `cp -f` does: they stay the same files.

use proco_domain::legal_basis::LegalBasis;
use proco_testbed::phone::Files;

use super::*;

/// An officer on a copy of before the amendment of a stop that central has, and the stop.
async fn amended_before_the_copy(town: &Town) -> (Officer, StopId, Files) {
    let mut noor = Officer::joins(town, "duinwijk", Role::Officer).await;
    let card = noor.stops(PLATE, []);
    noor.syncs().await;
    let copy = noor.copy();
    amends(&noor, card.id, []);
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.written_over(&copy);
    (noor, card.id, copy)
}

#[tokio::test]
async fn an_amendment_whose_number_central_has_already_is_sent_above_it() {
    let (_data, town) = town().await;
    let (noor, stop, _) = amended_before_the_copy(&town).await;
    amends(&noor, stop, found_something());
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
}

#[tokio::test]
async fn an_amendment_whose_first_answer_was_lost_is_not_called_sent_unless_central_has_it() {
    let (_data, town) = town().await;
    let (noor, stop, _) = amended_before_the_copy(&town).await;
    amends(&noor, stop, found_something());
    noor.to_central.set_for("/v1/reports", Weather::LoseAnswer);
    assert_eq!(noor.syncs().await.waiting, 1);
    noor.to_central.clear();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
}

#[tokio::test]
async fn an_amendment_is_sent_above_whatever_number_central_has() {
    let (_data, town) = town().await;
    // Two lives of the copy in one minute count from the same number.
    let (mut noor, stop, copy) = amended_before_the_copy(&town).await;
    amends(&noor, stop, [Change::LegalBasis(Some(LegalBasis::Apv))]);
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.written_over(&copy);
    amends(&noor, stop, found_something());
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 0));
}

#[tokio::test]
async fn a_withdrawal_of_what_the_copy_knows_as_unsent_reaches_central() {
    let (_data, town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    let copy = noor.copy();
    noor.syncs().await;
    noor.written_over(&copy);
    noor.phone()
        .withdraw(card.id, WithdrawReason::WrongSubject)
        .unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 0, 0));
}

#[tokio::test]
async fn a_check_that_was_open_on_the_copy_is_withdrawn_at_central_too() {
    let (_data, town, mut noor) = begins().await;
    let look_up = noor.looks_up(PLATE);
    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    let copy = noor.copy();
    noor.phone().finish(draft.id, None).unwrap();
    noor.syncs().await;
    noor.written_over(&copy);
    let card = noor.phone().finish(draft.id, None).unwrap();
    noor.phone()
        .withdraw(card.id, WithdrawReason::WrongSubject)
        .unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 0, 0));
}
