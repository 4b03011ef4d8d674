//! Under a replaced epoch key the phone sends pseudonyms of the old one.

use super::*;

#[tokio::test]
async fn under_a_replaced_key_no_pseudonym_of_the_old_one_is_sent() {
    let (data, mut town, noor) = begins().await;
    noor.leaves(PLATE);
    assert_eq!(noor.syncs().await.waiting, 0, "all keys are pinned");
    town.stop_keyservice().await;
    std::fs::remove_dir_all(data.path().join("keyservice")).unwrap();
    let address = town.start_keyservice().await.unwrap();
    noor.to_keyservice.lead_to(address);
    for one in town.keyservice().live_epochs().unwrap().epochs {
        let accepted = proco_exchange::enrolment::AcceptedEpochKey {
            epoch: one.epoch,
            public_key: one.public_key,
        };
        town.central().accept_epoch_key(accepted).await.unwrap();
    }
    noor.waits(9 * HOUR);
    town.clock().advance_millis(9 * HOUR);
    assert_eq!(noor.syncs().await.problem, None);
    noor.stops(PLATE, []);
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
}
