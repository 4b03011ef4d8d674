//! One row that cannot be read stops no other: neither the figures of other teams, nor the destruction of an epoch that is over.

use rusqlite::Connection;

use crate::summaries::{DAY, MONDAY, a_day_out, advance_days, listed, summary, team};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::stop;

fn database(central: &TestCentral) -> Connection {
    Connection::open(central.folder.path().join("central.db")).unwrap()
}

fn number(central: &TestCentral, sql: &str) -> i64 {
    let found = database(central).query_row(sql, [], |row| row.get(0));
    found.unwrap()
}

/// A row of the team assen-1, or of its officer, as it may not be.
const TORN: &[(&str, &str)] = &[
    (
        "a name that no team has",
        "UPDATE rollup SET team = 'Assen 1' WHERE team = 'assen-1'",
    ),
    (
        "a name before all others",
        "UPDATE rollup SET team = '!' WHERE team = 'assen-1'",
    ),
    (
        "a name that is no text",
        "UPDATE rollup SET team = CAST(x'ff61' AS TEXT) WHERE team = 'assen-1'",
    ),
    (
        "a measure that is no text",
        "UPDATE rollup SET measure = CAST(x'ff' AS TEXT) WHERE team = 'assen-1' AND measure = 'stops'",
    ),
    (
        "an epoch of no quarter",
        "UPDATE rollup SET epoch = 20269 WHERE team = 'assen-1'",
    ),
    (
        "a record of no quarter",
        "UPDATE records SET epoch = 20269 WHERE team = 'assen-1'",
    ),
    (
        "a device of no role",
        "UPDATE devices SET role = 'chief' WHERE team = 'assen-1'",
    ),
    (
        "a role that is no text",
        "UPDATE devices SET role = CAST(x'ff' AS TEXT) WHERE team = 'assen-1'",
    ),
    (
        "a device of no team",
        "UPDATE devices SET team = 'Assen 1' WHERE team = 'assen-1'",
    ),
];

#[tokio::test]
async fn one_row_that_cannot_be_read_holds_up_no_other_team_and_no_epoch_that_is_over() {
    for (what, sql) in TORN {
        let central = TestCentral::open_at(MONDAY).await;
        let (mut officers, mut lead) = team(&central).await;
        a_day_out(&central, &officers, 3).await;
        let bakker = central.officer("assen-1").await;
        central.upload(&bakker, &[stop(9, central.hour())]).await;
        let spoilt = database(&central);
        spoilt
            .execute_batch("PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0;")
            .unwrap();
        assert!(spoilt.execute(sql, []).unwrap() > 0, "{what}");

        central.clock.advance_millis(7 * DAY);
        let _told = central.server.tidy().await;
        central.clock.advance_millis(DAY);
        let _told = central.server.tidy().await;
        advance_days(&central, 0, &mut officers, &mut lead).await;
        assert_eq!(listed(&central, &lead).await, ["2026-W45"], "{what}");
        assert_eq!(
            summary(&central, &lead, "2026-W45").await["stops"],
            18,
            "{what}"
        );

        for days in [480, 1, 1] {
            central.clock.advance_millis(days * DAY);
            let _told = central.server.tidy().await;
        }
        let left = "SELECT count(*) FROM records WHERE epoch <> 20269";
        assert_eq!(number(&central, left), 0, "{what}: what is over goes");
    }
}

#[tokio::test]
async fn an_officer_whose_role_cannot_be_read_counts_as_a_reader() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    // Of six at work two are readers now: four are too few for a figure.
    let torn = "UPDATE devices SET role = 'chief' WHERE device = ?1";
    for officer in officers.drain(..2) {
        let changed = database(&central).execute(torn, [officer.device.0.as_bytes()]);
        assert_eq!(changed, Ok(1));
    }
    central.clock.advance_millis(7 * DAY);
    let _told = central.server.tidy().await;
    central.clock.advance_millis(DAY);
    let _told = central.server.tidy().await;
    advance_days(&central, 0, &mut officers, &mut lead).await;
    let shown = summary(&central, &lead, "2026-W45").await;
    assert!(shown["stops"].is_null(), "{shown}");
}
