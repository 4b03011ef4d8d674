//! After a copy was put back the officer is shown her own stop twice.

use super::*;

#[tokio::test]
async fn counts_right_after_a_copy_was_put_back_are_not_doubled() {
    let (_data, town) = town().await;
    let mut noor = Officer::joins(&town, "duinwijk", Role::Officer).await;
    noor.stops(PLATE, []);
    let copy = noor.copy();
    noor.syncs().await;
    noor.put_back(&copy);
    let asked = noor.looks_up(PLATE);
    let answer = noor.phone().centre_counts(asked.query).await.unwrap();
    let CentreAnswer::Known { counts, .. } = answer else {
        panic!()
    };
    assert_eq!(year(&counts), (1, 1, 1));
}
