//! A clock that jumps, and a centre that is away: which weeks close, and what goes.

use crate::summaries::{DAY, MONDAY, a_day_out, jump, listed, pass_days, summary, team};
use proco_testbed::central::Centre;

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_is_put_right_destroys_nothing() {
    let centre = Centre::open_at(MONDAY).await;
    let (officers, _lead) = team(&centre).await;
    a_day_out(&centre, &officers, 1).await;
    let records = || {
        let database = rusqlite::Connection::open(centre.folder.path().join("central.db")).unwrap();
        let count = "SELECT count(*) FROM records";
        database
            .query_row(count, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let before = records();
    centre.clock.set(MONDAY.plus_days(2 * 365));
    centre.central.tidy().await.unwrap();
    centre.clock.set(MONDAY.plus_days(1));
    centre.central.tidy().await.unwrap();
    centre.clock.set(MONDAY.plus_days(2));
    centre.central.tidy().await.unwrap();
    assert_eq!(records(), before);
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_is_put_right_closes_no_week() {
    let centre = Centre::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&centre).await;
    a_day_out(&centre, &officers, 2).await;
    centre.central.tidy().await.unwrap();

    jump(&centre, 365, &mut officers, &mut lead).await;
    a_day_out(&centre, &officers, 1).await;
    centre.central.tidy().await.unwrap();
    assert_eq!(listed(&centre, &lead).await, Vec::<String>::new());
    jump(&centre, -365, &mut officers, &mut lead).await;
    a_day_out(&centre, &officers, 1).await;

    pass_days(&centre, 8, &mut officers, &mut lead).await;
    assert_eq!(listed(&centre, &lead).await, ["2026-W45"]);
    let shown = summary(&centre, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], 6 * 3, "before the jump and after it");
}

#[tokio::test]
async fn after_weeks_without_a_centre_the_weeks_close_a_day_later() {
    let centre = Centre::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&centre).await;
    a_day_out(&centre, &officers, 3).await;
    centre.central.tidy().await.unwrap();

    let centre = centre.reopened().await;
    jump(&centre, 60, &mut officers, &mut lead).await;
    centre.central.tidy().await.unwrap();
    assert_eq!(
        listed(&centre, &lead).await,
        Vec::<String>::new(),
        "it might be the clock"
    );
    jump(&centre, 1, &mut officers, &mut lead).await;
    assert_eq!(listed(&centre, &lead).await, ["2026-11", "2026-W45"]);
    let shown = summary(&centre, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], 18);
}

#[tokio::test]
async fn a_centre_that_never_runs_for_a_day_closes_its_weeks_all_the_same() {
    const HOUR: i64 = 3_600_000;
    let mut centre = Centre::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&centre).await;
    a_day_out(&centre, &officers, 3).await;
    centre.central.tidy().await.unwrap();

    jump(&centre, 15, &mut officers, &mut lead).await;
    for (start, shown) in [(1, vec![]), (2, vec![]), (3, vec!["2026-W45"])] {
        centre = centre.reopened().await;
        centre.central.tidy().await.unwrap();
        jump(&centre, 0, &mut officers, &mut lead).await;
        assert_eq!(listed(&centre, &lead).await, shown, "start {start}");
        centre.clock.advance_millis(23 * HOUR);
    }
}

#[tokio::test]
async fn a_centre_that_never_runs_for_a_day_drops_what_is_too_old() {
    const HOUR: i64 = 3_600_000;
    let mut centre = Centre::open_at(MONDAY).await;
    let (officers, _lead) = team(&centre).await;
    a_day_out(&centre, &officers, 1).await;
    centre.central.tidy().await.unwrap();
    let file = centre.folder.path().join("central.db");
    let records = || -> i64 {
        let database = rusqlite::Connection::open(&file).unwrap();
        let count = "SELECT count(*) FROM records";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    centre.clock.advance_millis(2 * 365 * DAY);
    for (start, kept) in [(1, 12), (2, 12), (3, 0)] {
        centre = centre.reopened().await;
        centre.central.tidy().await.unwrap();
        assert_eq!(records(), kept, "start {start}");
        centre.clock.advance_millis(23 * HOUR);
    }
}
