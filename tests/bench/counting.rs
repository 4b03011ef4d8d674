//! A look-up at central of a subject with 300,000 records, against one with 100.

use std::path::Path;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use proco_access::Role;
use proco_exchange::frequency::{EpochPseudonym, FrequencyAnswer, FrequencyQuestion, MOST};
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::report::{Batch, PROTOCOL_VERSION, QueryReport, Report};
use proco_testbed::town::Town;
use proco_testbed::visitor::Visitor;
use rusqlite::Connection;
use tokio::runtime::Runtime;

use crate::batches::{NOW, full_batches};
use crate::pairs::{Row, Wanted, in_turn, ratio, timed};
use crate::upload;

const ROUNDS: usize = 300;
/// Who ask in turn: one of them may ask about the same subject six times in an hour.
const VISITORS: usize = 131;
const FEW: u32 = 100;
const MANY: u32 = 300_000;

type Http = Client<HttpConnector, Full<Bytes>>;

/// The row of this part.
pub fn rows() -> Vec<Row> {
    let runtime = Runtime::new().unwrap();
    let (folder, town, visitor) = runtime.block_on(upload::town());
    let subjects = [1, 2].map(|number| Pseudonym::from_bytes([number; 16]));
    let database = folder.path().join("central/central.db");
    for (subject, rows) in subjects.iter().zip([FEW, MANY]) {
        runtime.block_on(known(&town, &visitor, *subject));
        fill(&database, rows);
    }
    let enrolled = (0..VISITORS).map(|_| {
        let enrols = town.visitor("duinwijk", Role::Officer);
        runtime.block_on(enrols).unwrap()
    });
    let visitors: Vec<Visitor> = enrolled.collect();
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    let mut turn = visitors.iter().cycle();
    let mut ask = |subject| {
        let visitor = turn.next().unwrap();
        runtime.block_on(asked(&http, &town, visitor, subject))
    };
    for (subject, rows) in subjects.iter().zip([FEW, MANY]) {
        let year = ask(*subject).windows[3];
        let most = (rows / 2).min(MOST);
        assert_eq!((year.queries, year.stops), (most, most));
    }
    let ask = std::cell::RefCell::new(ask);
    let timed_ask = |subject| timed(|| (ask.borrow_mut())(subject));
    let pairs = in_turn(ROUNDS, || timed_ask(subjects[1]), || timed_ask(subjects[0]));
    runtime.block_on(town.close());
    let what = format!("look-up at central of a subject with {MANY} records, against {FEW}");
    vec![ratio(&what, &pairs, Wanted::AtMost(2.0))]
}

/// A look-up of this subject, now.
pub fn one_query(subject: Pseudonym) -> QueryReport {
    let mut reports = full_batches(1).remove(0).reports.into_iter();
    let query = reports.find_map(|report| match report {
        Report::Query(report) => Some(report),
        Report::Stop(_) | Report::Withdrawal(_) => None,
    });
    let mut report = query.unwrap();
    report.head.pseudonym = subject;
    report.head.hour = NOW.hour();
    report.head.epoch = NOW.epoch();
    report
}

/// Central hears of the subject for the first time.
pub async fn known(town: &Town, visitor: &Visitor, subject: Pseudonym) {
    let batch = Batch {
        version: PROTOCOL_VERSION,
        reports: vec![Report::Query(one_query(subject))],
    };
    upload::upload(
        town,
        std::slice::from_ref(visitor),
        &[upload::packed(&batch)],
    )
    .await;
}

/// As many records as that of the one that came last, half of them stops, over the quarter until now.
pub fn fill(database: &Path, rows: u32) {
    let kept: u32 = Connection::open(database)
        .unwrap()
        .execute(
            "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO records (report, revision, kind, epoch, officer, subject, team, hour, week,
                                  found_nothing, repeated, facts)
             SELECT randomblob(16), 1, iif(i % 2, 'query', 'stop'), epoch, officer, subject, team,
                    ?2 - i % 1200, week, iif(i % 2, NULL, i % 4 = 0), iif(i % 2, NULL, 1), facts
             FROM n, (SELECT * FROM records ORDER BY seq DESC LIMIT 1)",
            (rows, NOW.hour().0),
        )
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(kept, rows - 1);
}

async fn asked(http: &Http, town: &Town, visitor: &Visitor, subject: Pseudonym) -> FrequencyAnswer {
    let question = FrequencyQuestion {
        subject: vec![EpochPseudonym {
            epoch: NOW.epoch(),
            pseudonym: subject,
        }],
    };
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("http://{}/v1/frequencies", town.central_address()))
        .header("authorization", format!("Bearer {}", visitor.token))
        .header("content-type", "application/json")
        .body(Full::new(serde_json::to_vec(&question).unwrap().into()))
        .unwrap();
    let answer = http.request(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap()
}
