//! Central goes on with what was rescued of its database.

use std::fs;

use proco_central::copies::Existing;
use proco_central::{Central, CentralError, Config};
use proco_database::rescue::RescueFault;

use crate::damage::{busy, copied, health};

#[tokio::test]
async fn whichever_page_is_damaged_central_goes_on_with_what_was_rescued() {
    let (central, _phone, _lead) = busy().await;
    central.server.leave().await.unwrap();
    let folder = copied(central.folder.path());
    let folder = folder.path();
    let database = folder.join("central.db");
    let whole = fs::read(&database).unwrap();
    let size = 4096;
    // The list of tables stands in the first pages: without one of them nothing is found.
    let mut without_tables = 0;
    for page in 1..whole.len() / size {
        let mut damaged = whole.clone();
        damaged[page * size..page * size + 64].fill(0xff);
        fs::write(&database, &damaged).unwrap();
        let saved = folder.join(format!("saved-{page}.db"));
        match proco_central::rescue::rescue(&database, &saved) {
            Ok(_) => {}
            Err(CentralError::NotRescued(RescueFault::NoTables)) => {
                without_tables += 1;
                continue;
            }
            Err(error) => panic!("page {page}: {error}"),
        }
        let standing = Existing::MoveAside;
        proco_central::copies::restore(folder, &saved, standing, &*central.clock)
            .await
            .unwrap_or_else(|error| panic!("page {page}: {error}"));
        let again = Central::open(Config::new(folder), central.clock.clone());
        let again = again.unwrap_or_else(|error| panic!("page {page}: {error}"));
        assert_eq!(health(&again).await.0, 204, "page {page}");
    }
    assert!(without_tables <= 5, "{without_tables}");
}

/// The first page lists no table itself: the list is longer than that, and stands on others.
#[tokio::test]
async fn without_its_first_page_every_row_of_a_database_is_rescued() {
    let (central, _phone, _lead) = busy().await;
    central.server.leave().await.unwrap();
    let folder = copied(central.folder.path());
    let folder = folder.path();
    let database = folder.join("central.db");
    let rescued = |name: &str| proco_central::rescue::rescue(&database, &folder.join(name));
    let sound = rescued("sound.db").unwrap();
    let mut damaged = fs::read(&database).unwrap();
    damaged[..4096].fill(0);
    fs::write(&database, &damaged).unwrap();
    assert_eq!(rescued("saved.db").unwrap(), sound);
    assert!(fs::read(&database).unwrap() == damaged, "it is only read");
    let standing = Existing::MoveAside;
    proco_central::copies::restore(folder, &folder.join("saved.db"), standing, &*central.clock)
        .await
        .unwrap();
    let again = Central::open(Config::new(folder), central.clock.clone()).unwrap();
    assert_eq!(health(&again).await.0, 204);
}
