//! The same copy of a phone is put back twice: both lives gave their revisions the same numbers.

use super::*;

#[tokio::test]
async fn what_is_decided_on_a_copy_that_was_put_back_before_reaches_central() {
    for between in [0, MINUTE] {
        let (_data, town, mut noor) = begins().await;
        let card = noor.stops(PLATE, []);
        noor.syncs().await;
        let copy = noor.copy();
        noor.put_back(&copy);
        amends(&noor, card.id, []);
        assert_eq!(noor.syncs().await.waiting, 0);
        noor.waits(between);
        noor.put_back(&copy);
        amends(&noor, card.id, found_something());
        let status = noor.syncs().await;
        assert_eq!((status.waiting, status.problem), (0, None));
        assert_eq!(counted(&town, PLATE).await, (1, 1, 0), "after {between} ms");
    }
}
