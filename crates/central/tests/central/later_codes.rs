//! Central was put back to an earlier version: what the later one kept with a code that this one does not
//! know is named, and blocks nothing else.

use rusqlite::Connection;

use crate::summaries::{DAY, MONDAY, a_day_out, advance_days, listed, summary, team};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{
    already_stored, other_stored, query, revised, stop, stored, withdrawal,
};

fn database(central: &TestCentral) -> Connection {
    Connection::open(central.folder.path().join("central.db")).unwrap()
}

/// As a later version would have kept these: with a ground that this one does not know.
fn has_a_later_ground(central: &TestCentral, reports: i64) {
    let changed = database(central).execute(
        "UPDATE records SET facts = json_set(facts, '$.grounds[0]', 'of_a_later_version')
         WHERE kind = 'stop' AND seq <= ?1",
        [reports],
    );
    assert_eq!(changed, Ok(usize::try_from(reports).unwrap()));
}

fn counted(central: &TestCentral, measure: &str) -> i64 {
    let sum = "SELECT coalesce(sum(number), 0) FROM rollup WHERE measure = ?1";
    let sum = database(central).query_row(sum, [measure], |row| row.get(0));
    sum.unwrap()
}

#[tokio::test]
async fn a_record_whose_answers_cannot_be_read_blocks_no_phone_and_can_be_amended_and_withdrawn() {
    let central = TestCentral::open_at(MONDAY).await;
    let noor = central.officer("roermond-1").await;
    let hour = central.hour();
    let reports = [stop(1, hour), stop(2, hour), stop(3, hour)];
    central.upload(&noor, &reports).await;
    has_a_later_ground(&central, 3);
    let [first, second, third] = &reports;
    let batch = [
        revised(first, 2),
        withdrawal(second, 2),
        third.clone(),
        query(4, hour),
    ];
    let receipts = central.upload(&noor, &batch).await;
    assert_eq!(receipts, [stored(), stored(), other_stored(1), stored()]);

    let batch = [revised(first, 2), withdrawal(second, 2), revised(third, 2)];
    let receipts = central.upload(&noor, &batch).await;
    assert_eq!(receipts, [already_stored(), already_stored(), stored()]);
    assert_eq!(
        central.counts(&noor, 1).await.body["windows"][3]["stops"],
        1
    );
    assert_eq!(
        central.counts(&noor, 2).await.body["windows"][3]["stops"],
        0
    );

    // What could not be read goes on counting in its week; the rest is taken back to nothing.
    let gone = [withdrawal(first, 3), withdrawal(third, 3)];
    assert_eq!(central.upload(&noor, &gone).await, [stored(), stored()]);
    assert_eq!(counted(&central, "stops"), 3);
}

#[tokio::test]
async fn figures_of_one_team_that_cannot_be_read_hold_up_no_other_and_no_epoch_that_is_over() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    let bakker = central.officer("assen-1").await;
    central.upload(&bakker, &[stop(9, central.hour())]).await;
    let spoilt = "UPDATE rollup SET measure = 'ground:of_a_later_version'
                  WHERE team = 'assen-1' AND measure LIKE 'ground:%'";
    assert_eq!(database(&central).execute(spoilt, []), Ok(1));

    central.clock.advance_millis(7 * DAY);
    central.server.tidy().await.unwrap();
    central.clock.advance_millis(DAY);
    let told = central.server.tidy().await.unwrap_err().to_string();
    assert!(told.contains("damaged measure"), "{told}");
    advance_days(&central, 0, &mut officers, &mut lead).await;
    assert_eq!(listed(&central, &lead).await, ["2026-W45"]);
    assert_eq!(summary(&central, &lead, "2026-W45").await["stops"], 18);

    let records = || -> i64 {
        let count = "SELECT count(*) FROM records";
        database(&central)
            .query_row(count, [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(records(), 18 + 6 + 1);
    for days in [480, 1, 1] {
        central.clock.advance_millis(days * DAY);
        let _unpublished = central.server.tidy().await;
    }
    assert_eq!(records(), 0, "what is over goes");
    let tags = "SELECT count(*) FROM rollup WHERE officer IS NOT NULL AND length(officer) > 0";
    let tags: i64 = database(&central)
        .query_row(tags, [], |row| row.get(0))
        .unwrap();
    assert_eq!(tags, 0, "and so do the tags");
    assert_eq!(counted(&central, "ground:of_a_later_version"), 1);
}
