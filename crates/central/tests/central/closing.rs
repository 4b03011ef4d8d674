//! A clock that jumps, and central away for weeks: which weeks close, and what goes.

use crate::summaries::{DAY, MONDAY, a_day_out, advance_days, listed, pass_days, summary, team};
use proco_testbed::central::TestCentral;

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_is_put_right_destroys_nothing() {
    let central = TestCentral::open_at(MONDAY).await;
    let (officers, _lead) = team(&central).await;
    a_day_out(&central, &officers, 1).await;
    let records = || {
        let database =
            rusqlite::Connection::open(central.folder.path().join("central.db")).unwrap();
        let count = "SELECT count(*) FROM records";
        database
            .query_row(count, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let before = records();
    central.clock.set(MONDAY.plus_days(2 * 365));
    central.server.tidy().await.unwrap();
    central.clock.set(MONDAY.plus_days(1));
    central.server.tidy().await.unwrap();
    central.clock.set(MONDAY.plus_days(2));
    central.server.tidy().await.unwrap();
    assert_eq!(records(), before);
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_is_put_right_closes_no_week() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 2).await;
    central.server.tidy().await.unwrap();

    advance_days(&central, 365, &mut officers, &mut lead).await;
    a_day_out(&central, &officers, 1).await;
    central.server.tidy().await.unwrap();
    assert_eq!(listed(&central, &lead).await, Vec::<String>::new());
    advance_days(&central, -365, &mut officers, &mut lead).await;
    a_day_out(&central, &officers, 1).await;

    pass_days(&central, 8, &mut officers, &mut lead).await;
    assert_eq!(listed(&central, &lead).await, ["2026-W45"]);
    let shown = summary(&central, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], 6 * 3, "before the jump and after it");
}

#[tokio::test]
async fn after_weeks_without_central_the_weeks_close_a_day_later() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    central.server.tidy().await.unwrap();

    let central = central.reopened().await;
    advance_days(&central, 60, &mut officers, &mut lead).await;
    central.server.tidy().await.unwrap();
    assert_eq!(
        listed(&central, &lead).await,
        Vec::<String>::new(),
        "it might be the clock"
    );
    advance_days(&central, 1, &mut officers, &mut lead).await;
    assert_eq!(listed(&central, &lead).await, ["2026-11", "2026-W45"]);
    let shown = summary(&central, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], 18);
}

#[tokio::test]
async fn a_central_that_never_runs_for_a_day_closes_its_weeks_all_the_same() {
    const HOUR: i64 = 3_600_000;
    let mut central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    a_day_out(&central, &officers, 3).await;
    central.server.tidy().await.unwrap();

    advance_days(&central, 15, &mut officers, &mut lead).await;
    for (start, shown) in [(1, vec![]), (2, vec![]), (3, vec!["2026-W45"])] {
        central = central.reopened().await;
        central.server.tidy().await.unwrap();
        advance_days(&central, 0, &mut officers, &mut lead).await;
        assert_eq!(listed(&central, &lead).await, shown, "start {start}");
        central.clock.advance_millis(23 * HOUR);
    }
}

#[tokio::test]
async fn a_central_that_never_runs_for_a_day_drops_what_is_too_old() {
    const HOUR: i64 = 3_600_000;
    let mut central = TestCentral::open_at(MONDAY).await;
    let (officers, _lead) = team(&central).await;
    a_day_out(&central, &officers, 1).await;
    central.server.tidy().await.unwrap();
    let file = central.folder.path().join("central.db");
    let records = || -> i64 {
        let database = rusqlite::Connection::open(&file).unwrap();
        let count = "SELECT count(*) FROM records";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    central.clock.advance_millis(2 * 365 * DAY);
    for (start, kept) in [(1, 12), (2, 12), (3, 0)] {
        central = central.reopened().await;
        central.server.tidy().await.unwrap();
        assert_eq!(records(), kept, "start {start}");
        central.clock.advance_millis(23 * HOUR);
    }
}
