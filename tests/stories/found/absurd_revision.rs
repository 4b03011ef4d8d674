//! An absurd revision in an answer to an upload raised all revisions of the phone to their end.

use super::*;

#[tokio::test]
async fn an_absurd_revision_is_a_fault_of_the_server_and_raises_nothing() {
    let (data, _town, noor) = begins().await;
    noor.stops(PLATE, []);
    noor.to_central
        .set_for("/v1/reports", Weather::OtherStored(u32::MAX));
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.refused), (2, 0));
    assert_eq!(status.problem, Some(SyncProblem::Server));
    noor.to_central.clear();
    let status = noor.syncs().await;
    assert_eq!((status.waiting, status.problem), (0, None));
    let store = rusqlite::Connection::open(data.path().join("central/central.db")).unwrap();
    let sql = "SELECT max(revision) FROM records";
    let highest: u32 = store.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(highest, 1);
}
