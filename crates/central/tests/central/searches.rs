//! Several kinds of search and force in one report: central keeps all of it, beside the single code of older phones.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::summaries::MONDAY;
use proco_testbed::central::TestCentral;
use proco_testbed::reports::{already_stored, revised, stop, stored, withdrawal};

fn database(central: &TestCentral) -> Connection {
    Connection::open(central.folder.path().join("central.db")).unwrap()
}

/// Search and force of each stop, in the order of arrival.
fn kept(central: &TestCentral) -> Vec<[Value; 2]> {
    let database = database(central);
    let facts = "SELECT facts FROM records WHERE kind = 'stop' AND facts IS NOT NULL ORDER BY seq";
    let mut rows = database.prepare(facts).unwrap();
    let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|facts| {
        let facts: Value = serde_json::from_str(&facts.unwrap()).unwrap();
        [facts["search"].clone(), facts["force"].clone()]
    })
    .collect()
}

/// What the weekly roll-up counts, by measure.
fn counted(central: &TestCentral) -> BTreeMap<String, i64> {
    let database = database(central);
    let sums = "SELECT measure, sum(number) FROM rollup GROUP BY measure HAVING sum(number) <> 0";
    let mut rows = database.prepare(sums).unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn with(mut report: Value, [search, force]: [Value; 2]) -> Value {
    report["stop"]["search"] = search;
    report["stop"]["force"] = force;
    report
}

#[tokio::test]
async fn all_that_was_searched_is_kept_and_the_figures_are_those_of_one_code() {
    let older = || [json!("frisk"), json!("none")];
    let several = || {
        [
            json!({
                "frisk": { "basis": "politiewet_7", "purposes": ["safety"] },
                "bag": { "basis": "opiumwet_9", "purposes": ["weapons", "drugs"] },
                "vehicle": {},
            }),
            json!({ "handcuffs": { "purposes": ["escape"] }, "physical": {} }),
        ]
    };
    let mut figures = Vec::new();
    for answers in [older(), several()] {
        let central = TestCentral::open_at(MONDAY).await;
        let noor = central.officer("roermond-1").await;
        let reports = [with(stop(1, central.hour()), answers.clone())];
        assert_eq!(central.upload(&noor, &reports).await, [stored()]);
        assert_eq!(kept(&central), [answers]);
        assert_eq!(central.upload(&noor, &reports).await, [already_stored()]);
        figures.push(counted(&central));

        // Another start reads what is kept: an amendment takes its figures back, a withdrawal all of them.
        let central = central.reopened().await;
        let amended = with(revised(&reports[0], 2), several());
        assert_eq!(central.upload(&noor, &[amended]).await, [stored()]);
        assert_eq!(kept(&central), [several()]);
        assert_eq!(Some(&counted(&central)), figures.last());
        let gone = withdrawal(&reports[0], 3);
        assert_eq!(central.upload(&noor, &[gone]).await, [stored()]);
        assert_eq!(counted(&central), BTreeMap::new());
    }
    assert_eq!(figures[0], figures[1]);
    assert_eq!(figures[0]["stops"], 1);
}
