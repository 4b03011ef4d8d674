//! The answer of the phone's own store at 10⁴, 10⁵ and 10⁶ look-ups, against the bare statement.

use std::time::Duration;

use proco_demo::plan::subjects::invented_plate;
use proco_domain::time::UtcMillis;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::batches::NOW;
use crate::pairs::{Row, Wanted, in_turn, ratio, timed};
use proco_testbed::phone::plate_input;

use crate::phone::Phone;

const SQL: &str = include_str!("../../crates/device/src/store/sql/counts_local.sql");
const DAY: i64 = 24 * 3_600_000;
const ROUNDS: usize = 300;
/// How many subjects are asked for, in turn; each was looked up a few times before.
const ASKED: usize = 40;

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    let phone = Phone::new();
    let plates: Vec<_> = (0..).map(invented_plate).take(ASKED).collect();
    let mut keys = Vec::new();
    let filler = phone.bare(&phone.file());
    for plate in &plates {
        for _ in 0..3 {
            let look_up = phone.looks_up(plate);
            phone.device.leave_it(look_up.query, None).unwrap();
        }
        keys.push(newest_key(&filler));
    }
    let mut rows = Vec::new();
    let mut ours_at = Vec::new();
    for (size, name) in [(10_000, "10⁴"), (100_000, "10⁵"), (1_000_000, "10⁶")] {
        fill(&filler, size);
        let (mut one, mut two) = (0, 0);
        let pairs = in_turn(
            ROUNDS,
            || ours(&phone, &plates[step(&mut one)]),
            || bare(&filler, &keys[step(&mut two)]),
        );
        ours_at.push(pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
        rows.push(ratio(
            &format!("local look-up at {name}"),
            &pairs,
            Wanted::AtMost(3.0),
        ));
    }
    let growth: Vec<_> = sorted(&ours_at[2])
        .into_iter()
        .zip(sorted(&ours_at[0]))
        .collect();
    let mut row = ratio(
        "local look-up at 10⁶ against 10⁴",
        &growth,
        Wanted::AtMost(1.5),
    );
    (row.ours, row.bare) = (
        format!("{} at 10⁶", row.ours),
        format!("{} at 10⁴", row.bare),
    );
    rows.push(row);
    rows
}

fn step(at: &mut usize) -> usize {
    *at = (*at + 7) % ASKED;
    *at
}

fn sorted(times: &[Duration]) -> Vec<Duration> {
    let mut times = times.to_vec();
    times.sort();
    times
}

fn ours(phone: &Phone, plate: &str) -> Duration {
    let subject = plate_input(plate);
    timed(|| phone.device.local_counts(&subject).unwrap())
}

fn bare(store: &Connection, key: &Value) -> Duration {
    let back = |days: i64| Value::Integer(UtcMillis(NOW.0 - days * DAY).0);
    let parameters = [
        key.clone(),
        back(1),
        back(7),
        back(30),
        back(365),
        Value::Integer(i64::MAX),
    ];
    let mut statement = store.prepare_cached(SQL).unwrap();
    timed(|| {
        statement
            .query_row(rusqlite::params_from_iter(&parameters), |row| {
                (0..16)
                    .map(|column| row.get(column))
                    .collect::<rusqlite::Result<Vec<Value>>>()
            })
            .unwrap()
    })
}

fn newest_key(store: &Connection) -> Value {
    store
        .query_row(
            "SELECT own_key FROM queries ORDER BY id DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap()
}

/// Fills the store with look-ups of other subjects, twenty of each, spread over a year.
fn fill(store: &Connection, size: i64) {
    store
        .execute(
            "WITH RECURSIVE n (i) AS (
                 SELECT (SELECT count(*) FROM queries)
                 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1
             )
             INSERT INTO queries (query_id, own_key, at, initiative, led_to)
             SELECT
                 randomblob(16),
                 CAST(substr(printf('%016d', (i * 7919) % (?1 / 20)), 1, 16) AS BLOB),
                 ?2 - (i * 6151) % ?3, 'proactive', 'nothing'
             FROM n",
            (size, NOW.0, 365 * DAY),
        )
        .unwrap();
    store
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
}
