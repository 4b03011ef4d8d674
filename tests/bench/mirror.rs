//! Opening the mirror over 10⁴ own stops, against one bare scan that reads the same columns of the same rows.

use std::time::Duration;

use proco_domain::draft::Change;
use proco_domain::reflection::{DoAgain, LookingBack, Reflection, Theme};
use proco_domain::text::FreeText;
use proco_domain::treatment::{Rating, Ratings};
use rusqlite::Connection;

use crate::batches::NOW;
use crate::pairs::{Row, Wanted, in_turn, ratio, timed};
use crate::phone::Phone;

const STOPS: i64 = 10_000;
const YEAR: i64 = 365 * 24 * 3_600_000;
const ROUNDS: usize = 40;

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    let phone = Phone::new();
    let rated = Rating::try_from(4).ok();
    let ratings = Ratings {
        voice: rated,
        neutral: rated,
        respect: rated,
        trust: rated,
    };
    let stop = phone.stops("BB-00-DD", [Change::Ratings(ratings)]);
    let note = "Eerst zeggen waarom ik iemand aanhoud, en dan pas naar papieren vragen.";
    let reflection = Reflection {
        do_again: DoAgain::Differently,
        themes: [Theme::Colleague, Theme::Workload].into(),
        note: FreeText::new(note).unwrap(),
        looking_back: LookingBack::default(),
    };
    phone.device.reflect(stop.id, reflection).unwrap();
    let store = phone.bare(&phone.file());
    fill(&store);
    let seen = phone.device.mirror().unwrap();
    assert_eq!((i64::from(seen.stops), seen.unreadable), (STOPS, 0));
    assert!(seen.repeats.part > 1_000, "some were stopped before");
    let ours = || timed(|| phone.device.mirror().unwrap());
    let pairs = in_turn(ROUNDS, ours, || bare(&store));
    vec![ratio(
        "opening the mirror over 10⁴ own stops",
        &pairs,
        Wanted::AtMost(3.0),
    )]
}

/// Copies the stop, its newest revision and its look-up, over the year before; each subject has five of them, and a third
/// as many look-ups were left.
fn fill(store: &Connection) {
    store
        .execute_batch(&format!(
            "BEGIN;
             CREATE TEMP TABLE n AS
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {STOPS} - 1)
             SELECT i, randomblob(16) AS id, {now} - (i * 6151 * 60000) % {YEAR} AS at FROM n;
             INSERT INTO stops (stop_id, query_id, own_key, at, revision, outcome, found_nothing, reflected)
             SELECT n.id, s.query_id, CAST(printf('%016d', i / 5) AS BLOB), n.at,
                    s.revision, s.outcome, s.found_nothing, s.reflected
             FROM n, (SELECT * FROM stops LIMIT 1) AS s;
             INSERT INTO stop_revisions (stop_id, revision, body)
             SELECT n.id, r.revision, r.body
             FROM n, (SELECT * FROM stop_revisions ORDER BY revision DESC LIMIT 1) AS r;
             INSERT INTO queries (query_id, own_key, at, initiative, led_to)
             SELECT randomblob(16), CAST(printf('%016d', i / 5) AS BLOB), n.at, 'proactive',
                    iif(i % 4, 'stop', 'left_it')
             FROM n;
             DROP TABLE n;
             COMMIT;",
            now = NOW.0,
        ))
        .unwrap();
}

/// Reads what the mirror reads, and does nothing with it.
fn bare(store: &Connection) -> Duration {
    let read = |sql: &str, columns: usize| {
        let mut statement = store.prepare_cached(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                std::hint::black_box(row.get_ref(column).unwrap());
            }
        }
    };
    timed(|| {
        read(
            "SELECT r.body, s.at, s.own_key
             FROM stops AS s
             JOIN stop_revisions AS r ON r.stop_id = s.stop_id AND r.revision = s.revision
             WHERE s.withdrawn IS NULL",
            3,
        );
        read(
            "SELECT at FROM queries WHERE led_to = 'left_it' AND NOT mistyped",
            1,
        );
    })
}
