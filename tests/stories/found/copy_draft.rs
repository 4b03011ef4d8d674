//! A check that was open in the copy is counted twice.

use super::*;

#[tokio::test]
async fn a_check_that_was_open_when_the_copy_was_made_counts_once() {
    let (_data, town, mut noor) = begins().await;
    let look_up = noor.looks_up(PLATE);
    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    let copy = noor.copy();
    noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    let open = noor
        .phone()
        .open_draft()
        .unwrap()
        .expect("the draft is there again");
    noor.phone().finish(open.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
}

#[tokio::test]
async fn a_check_that_was_open_when_the_log_was_lost_counts_once() {
    let (_data, town, mut noor) = begins().await;
    let look_up = noor.looks_up(PLATE);
    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    noor.syncs().await;
    let before = noor.copy();
    noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.loses_its_log(&before);
    assert!(noor.phone().store_is_older_copy());
    let open = noor
        .phone()
        .open_draft()
        .unwrap()
        .expect("the draft is there again");
    noor.phone().finish(open.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    assert_eq!(counted(&town, PLATE).await, (1, 1, 1));
}
