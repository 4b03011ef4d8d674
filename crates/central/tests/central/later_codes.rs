//! Central was put back to an earlier version: what the later one kept with a code that this one does not
//! know is named, and blocks nothing else.

use rusqlite::Connection;

use crate::summaries::{DAY, MONDAY, a_day_out, jump, listed, summary, team};
use proco_testbed::central::Centre;
use proco_testbed::reports::{
    already_stored, other_stored, query, revised, stop, stored, withdrawal,
};

fn database(centre: &Centre) -> Connection {
    Connection::open(centre.folder.path().join("central.db")).unwrap()
}

/// As a later version would have kept these: with a ground that this one does not know.
fn has_a_later_ground(centre: &Centre, reports: i64) {
    let changed = database(centre).execute(
        "UPDATE records SET facts = json_set(facts, '$.grounds[0]', 'of_a_later_version')
         WHERE kind = 'stop' AND seq <= ?1",
        [reports],
    );
    assert_eq!(changed, Ok(usize::try_from(reports).unwrap()));
}

fn counted(centre: &Centre, measure: &str) -> i64 {
    let sum = "SELECT coalesce(sum(number), 0) FROM rollup WHERE measure = ?1";
    let sum = database(centre).query_row(sum, [measure], |row| row.get(0));
    sum.unwrap()
}

#[tokio::test]
async fn a_record_whose_answers_cannot_be_read_blocks_no_phone_and_can_be_amended_and_withdrawn() {
    let centre = Centre::open_at(MONDAY).await;
    let noor = centre.officer("roermond-1").await;
    let hour = centre.hour();
    let reports = [stop(1, hour), stop(2, hour), stop(3, hour)];
    centre.upload(&noor, &reports).await;
    has_a_later_ground(&centre, 3);
    let [first, second, third] = &reports;
    let batch = [
        revised(first, 2),
        withdrawal(second, 2),
        third.clone(),
        query(4, hour),
    ];
    let receipts = centre.upload(&noor, &batch).await;
    assert_eq!(receipts, [stored(), stored(), other_stored(1), stored()]);

    let batch = [revised(first, 2), withdrawal(second, 2), revised(third, 2)];
    let receipts = centre.upload(&noor, &batch).await;
    assert_eq!(receipts, [already_stored(), already_stored(), stored()]);
    assert_eq!(centre.counts(&noor, 1).await.body["windows"][3]["stops"], 1);
    assert_eq!(centre.counts(&noor, 2).await.body["windows"][3]["stops"], 0);

    // What could not be read goes on counting in its week; the rest is taken back to nothing.
    let gone = [withdrawal(first, 3), withdrawal(third, 3)];
    assert_eq!(centre.upload(&noor, &gone).await, [stored(), stored()]);
    assert_eq!(counted(&centre, "stops"), 3);
}

#[tokio::test]
async fn figures_of_one_team_that_cannot_be_read_hold_up_no_other_and_no_epoch_that_is_over() {
    let centre = Centre::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&centre).await;
    a_day_out(&centre, &officers, 3).await;
    let bakker = centre.officer("assen-1").await;
    centre.upload(&bakker, &[stop(9, centre.hour())]).await;
    let spoilt = "UPDATE rollup SET measure = 'ground:of_a_later_version'
                  WHERE team = 'assen-1' AND measure LIKE 'ground:%'";
    assert_eq!(database(&centre).execute(spoilt, []), Ok(1));

    centre.clock.advance_millis(7 * DAY);
    centre.central.tidy().await.unwrap();
    centre.clock.advance_millis(DAY);
    let told = centre.central.tidy().await.unwrap_err().to_string();
    assert!(told.contains("damaged measure"), "{told}");
    jump(&centre, 0, &mut officers, &mut lead).await;
    assert_eq!(listed(&centre, &lead).await, ["2026-W45"]);
    assert_eq!(summary(&centre, &lead, "2026-W45").await["stops"], 18);

    let records = || -> i64 {
        let count = "SELECT count(*) FROM records";
        database(&centre)
            .query_row(count, [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(records(), 18 + 6 + 1);
    for days in [480, 1, 1] {
        centre.clock.advance_millis(days * DAY);
        let _unpublished = centre.central.tidy().await;
    }
    assert_eq!(records(), 0, "what is over goes");
    let tags = "SELECT count(*) FROM rollup WHERE officer IS NOT NULL AND length(officer) > 0";
    let tags: i64 = database(&centre)
        .query_row(tags, [], |row| row.get(0))
        .unwrap();
    assert_eq!(tags, 0, "and so do the tags");
    assert_eq!(counted(&centre, "ground:of_a_later_version"), 1);
}
