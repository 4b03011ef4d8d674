//! A stop withdrawn on the copy is called never sent and stands at central.

use super::*;

#[tokio::test]
async fn a_withdrawal_on_the_copy_before_any_pass_reaches_what_was_sent() {
    let (_data, town, mut noor) = begins().await;
    let card = noor.stops(PLATE, []);
    let copy = noor.copy();
    noor.syncs().await;
    noor.put_back(&copy);
    noor.phone()
        .withdraw(card.id, proco_domain::stop::WithdrawReason::Double)
        .unwrap();
    let status = noor.syncs().await;
    let state = noor.phone().stop(card.id).unwrap().card.sync;
    assert_eq!(
        counted(&town, PLATE).await,
        (1, 0, 0),
        "{state:?} {status:?}"
    );
}
