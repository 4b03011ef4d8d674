//! On what a figure of a summary stands, and what it counts.

use std::path::{Path, PathBuf};

use proco_access::{Role, Team};
use proco_central::summaries::threshold::Thresholds;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::earlier::{as_version_left_it, put_in_place};
use crate::summaries::{MONDAY, a_day_out, listed, pass_days, summary, team};
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{led_to_a_stop, query, stop, undecided, withdrawal};

#[tokio::test]
async fn the_records_of_a_shift_lead_are_counted_and_hide_no_one() {
    for (officers, stops) in [(4, Value::Null), (5, json!(5 * 3 + 3))] {
        let central = TestCentral::open_at(MONDAY).await;
        let (mut phones, mut lead) = team(&central).await;
        phones.truncate(officers);
        a_day_out(&central, &phones, 3).await;
        a_day_out(&central, std::slice::from_ref(&lead), 3).await;
        pass_days(&central, 8, &mut phones, &mut lead).await;
        let shown = summary(&central, &lead, "2026-W45").await;
        assert_eq!(shown["stops"], stops, "{officers} officers and their lead");
    }
}

#[tokio::test]
async fn an_officer_who_became_shift_lead_counts_no_longer() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut phones, mut lead) = team(&central).await;
    phones.truncate(5);
    a_day_out(&central, &phones, 3).await;
    let team: Team = "roermond-1".parse().unwrap();
    let code = central.server.enrol_code(team, Role::ShiftLead).await;
    let grant = central.use_code(&code.unwrap(), &phones[0].key).await;
    assert_eq!(grant.status, 201, "{}", grant.body);
    pass_days(&central, 8, &mut phones, &mut lead).await;
    let shown = summary(&central, &lead, "2026-W45").await;
    assert_eq!(shown["stops"], Value::Null, "four others are left");
}

#[tokio::test]
async fn a_force_may_ask_for_more_officers_and_records_than_five() {
    for (officers, records, stops) in [(6, 5, json!(18)), (7, 5, Value::Null), (5, 16, Value::Null)]
    {
        let thresholds = Thresholds::new(officers, records).unwrap();
        let central = TestCentral::open_with(MONDAY, |config| config.thresholds = thresholds).await;
        let (mut phones, mut lead) = team(&central).await;
        a_day_out(&central, &phones, 3).await;
        pass_days(&central, 8, &mut phones, &mut lead).await;
        let shown = summary(&central, &lead, "2026-W45").await;
        assert_eq!(
            shown["stops"], stops,
            "{officers} officers, {records} records"
        );
        assert_eq!(shown["min_officers"], officers);
        assert_eq!(shown["min_records"], records);
    }
}

#[tokio::test]
async fn a_look_up_is_left_undecided_or_a_stop_and_the_three_add_up() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    for _ in 0..2 {
        let sent = a_day_out(&central, &officers, 3).await;
        for (officer, reports) in officers.iter().zip(&sent) {
            let hour = central.hour();
            let look_ups = [
                undecided(1, hour),
                undecided(2, hour),
                led_to_a_stop(3, hour),
            ];
            central.upload(officer, &look_ups).await;
            // The look-up of a stop that is withdrawn stays, and tells nothing of it.
            let gone = withdrawal(&reports[0], 2);
            central.upload(officer, &[gone]).await;
        }
        pass_days(&central, 7, &mut officers, &mut lead).await;
    }
    pass_days(&central, 60, &mut officers, &mut lead).await;
    let shown = summary(&central, &lead, "2026-Q4").await;
    let figures = ["queries", "left_it", "undecided", "stops"].map(|name| shown[name].clone());
    assert_eq!(figures, [60, 12, 24, 24].map(|number| json!(number)));
}

fn rollup(file: &Path) -> Vec<(String, i64)> {
    let database = Connection::open(file).unwrap();
    let sql = "SELECT measure, sum(number) FROM rollup GROUP BY measure ORDER BY measure";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// What this store holds, in a file as version 10 made it: look-ups and ratings summed up.
fn as_version_10_left_it(file: &Path) -> PathBuf {
    let (old, path) = as_version_left_it(10, file, |table, names| {
        (table == "rollup").then(|| names.replace("total", "9 * (measure LIKE 'rated:%')"))
    });
    old.execute_batch(
        "DELETE FROM main.rollup
         WHERE measure = 'undecided' OR measure LIKE 'rated\\_%' ESCAPE '\\';
         INSERT INTO main.rollup
         SELECT team, week, epoch, officer, 'queries', 4, 0 FROM main.rollup WHERE measure = 'stops';
         INSERT INTO main.published VALUES ('roermond-1', '2026-W44',
            '{\"queries\":40,\"stops\":20,\"ground:evading\":7,\"rated:voice\":9,\"mean:voice\":41}');",
    )
    .unwrap();
    path
}

/// A store of the version before, with a week that is not published yet: what it counted is counted
/// anew.
#[tokio::test]
async fn an_open_week_of_an_earlier_version_is_counted_anew_and_what_was_published_stays() {
    let central = TestCentral::open_at(MONDAY).await;
    let (mut officers, mut lead) = team(&central).await;
    for (officer, subject) in officers.iter().zip(1..) {
        let hour = central.hour();
        let mut rated = stop(subject, hour);
        rated["stop"]["ratings"] = json!({ "voice": 1 + subject % 5, "trust": 3 });
        let mut reports = vec![query(subject, hour), query(subject, hour), rated];
        reports.extend((0..2).map(|_| undecided(subject, hour)));
        reports.extend((0..4).map(|nth| stop(100 + nth, hour)));
        central.upload(officer, &reports).await;
    }
    let file = central.folder.path().join("central.db");
    let counted = rollup(&file);
    let high = |(measure, _): &&(String, i64)| measure == "rated_high:voice";
    assert_eq!(counted.iter().find(high).unwrap().1, 2);
    let central = central
        .reopened_after(|| {
            put_in_place(&as_version_10_left_it(&file), &file);
        })
        .await;
    assert_eq!(rollup(&file), counted);

    pass_days(&central, 8, &mut officers, &mut lead).await;
    assert_eq!(listed(&central, &lead).await, ["2026-W45", "2026-W44"]);
    let old = summary(&central, &lead, "2026-W44").await;
    assert_eq!((&old["queries"], &old["stops"]), (&json!(40), &json!(20)));
    assert_eq!(old["grounds"][2]["stops"], 7);
    let voice = json!({ "aspect": "voice", "rated": 9, "high": null, "low": null });
    assert_eq!(old["ratings"][0], voice);
    a_day_out(&central, &officers, 3).await;
    pass_days(&central, 60, &mut officers, &mut lead).await;
    let shown = summary(&central, &lead, "2026-Q4").await;
    let figures = ["queries", "left_it", "undecided", "stops"].map(|name| shown[name].clone());
    assert_eq!(
        figures,
        [54 + 24, 12 + 6, 12, 30 + 18].map(|number| json!(number))
    );
}
