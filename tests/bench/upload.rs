//! Uploading full batches to central, against bare inserts of the same rows into the same table.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use proco_access::Role;
use proco_exchange::ManualClock;
use proco_exchange::report::MAX_BATCH_ITEMS;
use proco_testbed::town::{Quota, Town};
use proco_testbed::visitor::Visitor;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::batches::{NOW, full_batches};
use crate::pairs::{Row, Wanted, in_turn, share_of_speed, timed};

const BATCHES: usize = 40;
const ROUNDS: usize = 25;

type Http = Client<HttpConnector, Full<Bytes>>;

/// The rows of this part: one phone that waits for each receipt, and a few at once, as when a shift
/// starts; then central takes the next batch in while it writes the one before.
pub fn rows() -> Vec<Row> {
    let runtime = Runtime::new().unwrap();
    let bodies: Vec<Bytes> = full_batches(BATCHES).iter().map(packed).collect();
    let kept = runtime.block_on(uploaded_rows(&bodies));
    [1, 4]
        .into_iter()
        .map(|phones| {
            let ours = || runtime.block_on(ours(&bodies, phones));
            let pairs = in_turn(ROUNDS, ours, || bare(&kept));
            let reports = BATCHES * MAX_BATCH_ITEMS;
            let what =
                format!("upload of {reports} reports, share of bare speed; phones: {phones}");
            share_of_speed(&what, &pairs, Wanted::AtLeast(0.6))
        })
        .collect()
}

/// As a phone sends it.
pub fn packed(batch: &proco_exchange::report::Batch) -> Bytes {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&serde_json::to_vec(batch).unwrap()).unwrap();
    gzip.finish().unwrap().into()
}

fn folder() -> TempDir {
    tempfile::tempdir_in(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")).unwrap()
}

/// A town with one visitor who may bring records of 90 days.
pub async fn town() -> (TempDir, Town, Visitor) {
    one(town_with(Quota::Generous, 1).await)
}

/// The same, with the quotas that a force has.
pub async fn usual_town() -> (TempDir, Town, Visitor) {
    one(town_with(Quota::Usual, 1).await)
}

fn one((folder, town, mut visitors): (TempDir, Town, Vec<Visitor>)) -> (TempDir, Town, Visitor) {
    (folder, town, visitors.remove(0))
}

async fn town_with(quota: Quota, visitors: usize) -> (TempDir, Town, Vec<Visitor>) {
    let folder = folder();
    // Central takes nothing that lies before the phone was enrolled.
    let clock = Arc::new(ManualClock::at(NOW.minus_hours(91 * 24)));
    let town = Town::open(folder.path(), clock, quota).await.unwrap();
    let mut enrolled = Vec::new();
    for _ in 0..visitors {
        enrolled.push(town.visitor("duinwijk", Role::Officer).await.unwrap());
    }
    town.clock().set(NOW);
    for visitor in &mut enrolled {
        visitor.renews_its_token().await;
    }
    (folder, town, enrolled)
}

/// Uploads all, each phone its share: of one phone central takes one upload at a time.
pub async fn upload(town: &Town, visitors: &[Visitor], bodies: &[Bytes]) {
    let shares = bodies.chunks(bodies.len().div_ceil(visitors.len()));
    let sent: Vec<_> = visitors
        .iter()
        .zip(shares)
        .map(|(visitor, share)| {
            let url = format!("http://{}/v1/reports", town.central_address());
            tokio::spawn(one_phone(url, visitor.token.clone(), share.to_vec()))
        })
        .collect();
    for phone in sent {
        phone.await.unwrap();
    }
}

async fn one_phone(url: String, token: String, bodies: Vec<Bytes>) {
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    for body in bodies {
        let request = Request::builder()
            .method(Method::POST)
            .uri(&url)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .body(Full::new(body))
            .unwrap();
        let answer = http.request(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.into_body().collect().await.unwrap();
    }
}

async fn ours(bodies: &[Bytes], phones: usize) -> Duration {
    let (_folder, town, visitors) = town_with(Quota::Generous, phones).await;
    let start = std::time::Instant::now();
    upload(&town, &visitors, bodies).await;
    let time = start.elapsed();
    town.close().await;
    time
}

/// The rows as central keeps them, and the table with its index, to make it again elsewhere.
struct Kept {
    schema: Vec<String>,
    rows: Vec<Vec<Value>>,
}

async fn uploaded_rows(bodies: &[Bytes]) -> Kept {
    let (folder, town, visitor) = town().await;
    upload(&town, &[visitor], bodies).await;
    town.close().await;
    let store = Connection::open(folder.path().join("central/central.db")).unwrap();
    let schema = store
        .prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = 'records' AND sql IS NOT NULL")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut statement = store.prepare("SELECT * FROM records ORDER BY seq").unwrap();
    let columns = statement.column_count();
    let rows: Vec<Vec<Value>> = statement
        .query_map([], |row| (0..columns).map(|at| row.get(at)).collect())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        rows.len(),
        BATCHES * MAX_BATCH_ITEMS,
        "every report was stored"
    );
    Kept { schema, rows }
}

fn bare(kept: &Kept) -> Duration {
    let folder = folder();
    let store = Connection::open(folder.path().join("bare.db")).unwrap();
    store
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -65536;",
        )
        .unwrap();
    for sql in &kept.schema {
        store.execute_batch(sql).unwrap();
    }
    let marks = vec!["?"; kept.rows[0].len()].join(", ");
    let sql = format!("INSERT INTO records VALUES ({marks})");
    timed(|| {
        for batch in kept.rows.chunks(MAX_BATCH_ITEMS) {
            store.execute_batch("BEGIN IMMEDIATE").unwrap();
            let mut statement = store.prepare_cached(&sql).unwrap();
            for row in batch {
                statement.execute(params_from_iter(row)).unwrap();
            }
            store.execute_batch("COMMIT").unwrap();
        }
    })
}
