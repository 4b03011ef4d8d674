//! Everybody else, while one phone sends 1,000 uploads at once and another asks 120 questions about a hot
//! subject. Central runs in a process of its own, so that its memory is its own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use proco_access::Role;
use proco_exchange::frequency::{EpochPseudonym, FrequencyQuestion};
use proco_exchange::pseudonym::Pseudonym;
use proco_exchange::report::{Batch, PROTOCOL_VERSION, QueryReport, Report, ReportId};
use rand::RngCore as _;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::batches::{NOW, full_batches};
use crate::counting;
use crate::pairs::{Row, Wanted};
use crate::upload;

const UPLOADS: usize = 1_000;
const QUESTIONS: usize = 120;
const HOT: u32 = 300_000;
/// Who sends, who asks, and everybody else.
const VISITORS: usize = 42;
/// How long everybody else is watched at rest.
const AT_REST: Duration = Duration::from_secs(3);
/// For how long one phone sends and another asks.
const UNDER_ATTACK: Duration = Duration::from_secs(10);
/// How many different batches the one sends.
const BODIES: usize = 64;

type Http = Client<HttpConnector, Full<Bytes>>;

/// What the process with central tells when it is ready.
#[derive(Serialize, Deserialize)]
struct Ready {
    central: SocketAddr,
    tokens: Vec<String>,
}

/// The process with central: begins a town, says who may speak to it, and runs until nobody reads.
pub fn serve() {
    let runtime = Runtime::new().unwrap();
    let (folder, town, visitor) = runtime.block_on(upload::usual_town());
    runtime.block_on(counting::known(&town, &visitor, hot()));
    counting::fill(&folder.path().join("central/central.db"), HOT);
    let tokens = (0..VISITORS).map(|_| {
        let enrols = town.visitor("duinwijk", Role::Officer);
        runtime.block_on(enrols).unwrap().token
    });
    let ready = Ready {
        tokens: tokens.collect(),
        central: town.central_address(),
    };
    println!("{}", serde_json::to_string(&ready).unwrap());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    runtime.block_on(town.close());
}

fn hot() -> Pseudonym {
    Pseudonym::from_bytes([9; 16])
}

/// The rows of this part.
pub fn rows() -> Vec<Row> {
    let mut server = Command::new(std::env::current_exe().unwrap())
        .arg("crowd-server")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(server.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let ready: Ready = serde_json::from_str(&line).unwrap();
    let runtime = Runtime::new().unwrap();
    let rest = runtime.block_on(others(&ready, async { tokio::time::sleep(AT_REST).await }));
    let bodies: Vec<Bytes> = full_batches(BODIES).iter().map(upload::packed).collect();
    let crowd = runtime.block_on(others(&ready, attack(&ready, &bodies)));
    let memory = highest_memory(&server);
    drop(server.stdin.take());
    server.wait().unwrap();
    let row = |what: &str, crowd: Vec<Duration>, rest: Vec<Duration>| Row {
        what: format!("{what} of everybody else under {UPLOADS} uploads at once, p99 in ms"),
        ours: format!("{:.1} ms of {}", p99(&crowd), crowd.len()),
        bare: format!("{:.1} ms at rest", p99(&rest)),
        figure: p99(&crowd),
        spread: None,
        wanted: Wanted::AtMost(250.0),
    };
    vec![
        row("health", crowd.health, rest.health),
        row("look-up", crowd.look_up, rest.look_up),
        row("upload", crowd.upload, rest.upload),
        Row {
            what: "most memory of central meanwhile, MiB".to_owned(),
            ours: format!("{memory:.0} MiB"),
            bare: String::new(),
            figure: memory,
            spread: None,
            wanted: Wanted::AtMost(96.0),
        },
    ]
}

/// How long everybody else waited for each answer.
#[derive(Default)]
struct Waits {
    health: Vec<Duration>,
    look_up: Vec<Duration>,
    upload: Vec<Duration>,
}

/// Asks as everybody else does, for as long as something else goes on.
async fn others(ready: &Ready, meanwhile: impl Future<Output = ()>) -> Waits {
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    let like = counting::one_query(hot());
    let mut waits = Waits::default();
    let asking = async {
        for token in ready.tokens[2..].iter().cycle() {
            waits.health.push(health(&http, ready).await);
            waits.look_up.push(look_up(&http, ready, token).await);
            waits
                .upload
                .push(one_report(&http, ready, token, &like).await);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = asking => {}
        () = meanwhile => {}
    }
    waits
}

/// All at once, and again as soon as all are answered.
async fn attack(ready: &Ready, bodies: &[Bytes]) {
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    let begun = Instant::now();
    while begun.elapsed() < UNDER_ATTACK {
        let mut under_way = tokio::task::JoinSet::new();
        for body in bodies.iter().cycle().take(UPLOADS) {
            let sends = request(ready, &ready.tokens[0], body.clone());
            under_way.spawn(sent(http.clone(), sends));
        }
        for _ in 0..QUESTIONS {
            let asks = question(ready, &ready.tokens[1], hot());
            under_way.spawn(sent(http.clone(), asks));
        }
        under_way.join_all().await;
    }
}

async fn sent(http: Http, request: Request<Full<Bytes>>) {
    if let Ok(answer) = http.request(request).await {
        answer.into_body().collect().await.ok();
    }
}

fn post(ready: &Ready, path: &str, token: &str) -> hyper::http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(format!("http://{}{path}", ready.central))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
}

fn request(ready: &Ready, token: &str, packed: Bytes) -> Request<Full<Bytes>> {
    post(ready, "/v1/reports", token)
        .header("content-encoding", "gzip")
        .body(Full::new(packed))
        .unwrap()
}

fn question(ready: &Ready, token: &str, subject: Pseudonym) -> Request<Full<Bytes>> {
    let question = FrequencyQuestion {
        subject: vec![EpochPseudonym {
            epoch: NOW.epoch(),
            pseudonym: subject,
        }],
    };
    post(ready, "/v1/frequencies", token)
        .body(Full::new(serde_json::to_vec(&question).unwrap().into()))
        .unwrap()
}

async fn waited(http: &Http, request: Request<Full<Bytes>>, status: u16) -> Duration {
    let start = Instant::now();
    let answer = http.request(request).await.unwrap();
    assert_eq!(answer.status(), status);
    answer.into_body().collect().await.unwrap();
    start.elapsed()
}

async fn health(http: &Http, ready: &Ready) -> Duration {
    let request = Request::get(format!("http://{}/v1/health", ready.central));
    waited(http, request.body(Full::default()).unwrap(), 204).await
}

async fn look_up(http: &Http, ready: &Ready, token: &str) -> Duration {
    let mut subject = [0; 16];
    rand::rngs::OsRng.fill_bytes(&mut subject);
    let asks = question(ready, token, Pseudonym::from_bytes(subject));
    waited(http, asks, 200).await
}

async fn one_report(http: &Http, ready: &Ready, token: &str, like: &QueryReport) -> Duration {
    let mut report = like.clone();
    report.head.id = ReportId(Uuid::now_v7());
    let batch = Batch {
        version: PROTOCOL_VERSION,
        reports: vec![Report::Query(report)],
    };
    waited(http, request(ready, token, upload::packed(&batch)), 200).await
}

fn p99(waits: &[Duration]) -> f64 {
    let mut waits: Vec<_> = waits.iter().map(Duration::as_secs_f64).collect();
    waits.sort_by(f64::total_cmp);
    let place = (waits.len() * 99).div_ceil(100).saturating_sub(1);
    waits.get(place).map_or(f64::NAN, |wait| wait * 1000.0)
}

/// VmHWM of a process, in MiB.
fn highest_memory(process: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap() / 1024.0
}
