//! A stop was sent with an hour about which its officer is asked afterwards. Its withdrawal waits for no answer.

use super::*;

#[tokio::test]
async fn a_withdrawal_waits_for_no_question() {
    let (_data, town, mut noor) = begins().await;
    noor.syncs().await;
    town.pass_days(43).await.unwrap();
    // Central's machine was off for three days: it tells no time.
    town.clock().advance_millis(3 * DAY);
    town.central().tidy().await.unwrap();
    let truth = town.clock().now();
    noor.killed();
    noor.clock.set(truth.plus_millis(-5 * DAY));
    noor.wake();
    let stop = noor.stops(PLATE, []).id;
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.waits(25 * HOUR);
    town.clock().advance_millis(25 * HOUR);
    town.central().tidy().await.unwrap();
    noor.syncs().await;
    assert_eq!(noor.phone().undated().unwrap().len(), 1);
    noor.phone()
        .withdraw(stop, WithdrawReason::WrongSubject)
        .unwrap();
    let status = noor.syncs().await;
    assert_eq!(noor.phone().stop(stop).unwrap().card.sync, SyncState::Sent);
    assert_eq!(status.undated, 1, "its look-up");
    assert_eq!(counted(&town, PLATE).await.1, 0);
}
