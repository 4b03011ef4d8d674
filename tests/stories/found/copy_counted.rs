//! After a copy was put back the officer is shown her own stop twice.

use proco_testbed::phone;

use super::*;

#[tokio::test]
async fn counts_right_after_a_copy_was_put_back_are_not_doubled() {
    let (_data, _town, mut noor) = begins().await;
    noor.stops(PLATE, []);
    let copy = noor.copy();
    noor.syncs().await;
    noor.put_back(&copy);
    let asked = noor.looks_up(PLATE);
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!()
    };
    assert_eq!(year(&counts), (1, 1, 1));
}

#[tokio::test]
async fn nor_where_a_look_up_was_undecided_in_the_copy() {
    let (_data, _town, mut noor) = begins().await;
    let look_up = noor.looks_up(PLATE);
    let copy = noor.copy();
    noor.phone().leave_it(look_up.query, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    assert_eq!(shown(&noor).await, (1, 0, 0));
}

#[tokio::test]
async fn nor_where_a_check_was_open_in_the_copy() {
    let (_data, _town, mut noor) = begins().await;
    let look_up = noor.looks_up(PLATE);
    let draft = noor.phone().start_check(look_up.query).unwrap();
    noor.answers(draft.id, smallest());
    let copy = noor.copy();
    noor.phone().finish(draft.id, None).unwrap();
    assert_eq!(noor.syncs().await.waiting, 0);
    noor.put_back(&copy);
    assert_eq!(shown(&noor).await, (1, 1, 1), "while it is open");
    noor.phone().finish(draft.id, None).unwrap();
    // The look-up before was one.
    assert_eq!(shown(&noor).await, (2, 1, 1), "when it is finished again");
}

#[tokio::test]
async fn nor_where_the_copy_was_written_over_the_files() {
    let (_data, _town, mut noor) = begins().await;
    noor.stops(PLATE, []);
    let copy = noor.copy();
    noor.syncs().await;
    noor.written_over(&copy);
    assert_eq!(shown(&noor).await, (1, 1, 1));
}

/// The start that found the copy could not write, for somebody else was writing.
#[tokio::test]
async fn nor_where_the_start_that_found_the_copy_could_not_keep_that() {
    let (_data, _town, mut noor) = begins().await;
    noor.stops(PLATE, []);
    let copy = noor.copy();
    noor.syncs().await;
    noor.killed();
    let folder = noor.store_file().parent().unwrap().to_owned();
    for entry in std::fs::read_dir(&folder).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    for entry in std::fs::read_dir(copy.path()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let other = noor.bare();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let opened = phone::open(&folder, phone::offline(&folder), noor.clock.clone());
    assert!(opened.is_err(), "it cannot write");
    drop(other);
    noor.wake();
    assert_eq!(shown(&noor).await, (1, 1, 1));
}

/// The country's counts of the plate, as she is shown them.
async fn shown(noor: &Officer) -> (u32, u32, u32) {
    let asked = noor.looks_up(PLATE);
    let answer = noor.phone().central_counts(asked.query).await.unwrap();
    let CentralAnswer::Known { counts, .. } = answer else {
        panic!("central answers");
    };
    year(&counts)
}
