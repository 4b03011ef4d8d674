//! Central is put back from the copy of this morning: what it lost since, the phones send again.

use proco_access::Role;
use proco_central::copies::{self, Standing};
use proco_device::view::{CentreAnswer, SyncState};
use proco_domain::stop::WithdrawReason;
use proco_tests::officer::{Officer, town, year};

const NIGHT: i64 = 9 * 3_600_000;

#[tokio::test]
async fn what_the_copy_lacks_is_sent_again_and_what_was_withdrawn_since_is_buried_again() {
    let (data, mut town) = town().await;
    let noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    let bram = Officer::joins(&town, "havenstad", Role::Officer).await;
    let kept = noor.stops("00-BDF-0", []);
    let withdrawn = noor.stops("BF-000-G", []);
    noor.syncs().await;
    let copy = data.path().join("copy.db");
    town.central().backup(&copy).await.unwrap();

    let since = noor.stops("FB-00-GH", []);
    noor.phone()
        .withdraw(withdrawn.id, WithdrawReason::WrongSubject)
        .unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);

    town.stop_central().await;
    let folder = data.path().join("central");
    copies::restore(&folder, &copy, Standing::MovedAside, town.clock().as_ref())
        .await
        .unwrap();
    let address = town.start_central().await.unwrap();
    for phone in [&noor, &bram] {
        phone.to_central.lead_to(address);
        phone.waits(NIGHT);
    }
    town.clock().advance_millis(NIGHT);
    // The next token tells; then all is sent again that central may lack.
    noor.syncs().await;
    let status = noor.syncs().await;
    assert_eq!(
        (status.waiting, status.refused, status.problem),
        (0, 0, None)
    );
    for (card, state) in [(&kept, SyncState::Sent), (&since, SyncState::Sent)] {
        assert_eq!(noor.phone().stop(card.id).unwrap().card.sync, state);
    }
    for (plate, counts) in [
        ("00-BDF-0", (1, 1, 1)),
        ("BF-000-G", (1, 0, 0)),
        ("FB-00-GH", (1, 1, 1)),
    ] {
        let asked = bram.looks_up(plate);
        let answer = bram.phone().centre_counts(asked.query).await.unwrap();
        let CentreAnswer::Known { counts: told, .. } = answer else {
            panic!("central answers");
        };
        assert_eq!(year(&told), counts, "{plate}");
    }
}
