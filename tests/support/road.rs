//! The network between a phone and a server, as a proxy that injects faults: it forwards requests, loses them,
//! loses answers, delivers twice or late, and keeps every byte that was sent.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::GzDecoder;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use proco_exchange::Epoch;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

mod answers;
mod door;

use door::Door;

/// The fault that a request meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weather {
    /// None: the request arrives, and so does its answer.
    Fair,
    /// There is no network at all: no connection can be made.
    NoNetwork,
    /// The request is lost on the way.
    LoseRequest,
    /// The request arrives; its answer is lost.
    LoseAnswer,
    /// The request arrives twice; the second answer is given.
    Twice,
    /// The request seems lost, and arrives after the next request that gets through.
    Late,
    /// The server is too busy, and says when to come back.
    Busy,
    /// A captive portal answers in place of the server, and says when to come back.
    Portal,
    /// The server is still busy with requests of this phone, and says when to come back.
    Enough,
    /// The server answers with an error of its own.
    Broken,
    /// The answer is the last one that the server gave on this path.
    Cached,
    /// An evaluation in this epoch is refused, as if the epoch were not live; any other request is fair.
    NotLive(Epoch),
    /// An evaluation in this epoch is answered without any epoch; any other request is fair.
    Unanswered(Epoch),
    /// The answer to an upload says of each report that central has another, under this revision.
    OtherStored(u32),
    /// The answer to an upload refuses each report with a code of a later version.
    LaterCode,
    /// The answer to an upload says of each report what only a later version knows.
    LaterResult,
}

/// A request that reached the server, and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct Passage {
    /// The path of the request, with its query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer, decompressed.
    pub answer: String,
    /// Whether the answer never reached the phone.
    pub lost: bool,
}

/// Whether an answer goes on to the phone.
#[derive(Clone, Copy)]
enum Back {
    Given,
    Lost,
}

type Kept = (hyper::http::request::Parts, Bytes);

/// An answer that is delayed on its way to the phone.
#[derive(Clone, Default)]
pub struct DelayedAnswer(Arc<(Notify, Notify)>);

impl DelayedAnswer {
    /// Waits until the server has answered.
    pub async fn answered(&self) {
        self.0.0.notified().await;
    }

    /// Forwards the answer to the phone.
    pub fn let_go(&self) {
        self.0.1.notify_one();
    }
}

struct State {
    held: BTreeMap<String, DelayedAnswer>,
    upstream: SocketAddr,
    forecast: VecDeque<Weather>,
    by_path: BTreeMap<String, Weather>,
    otherwise: Weather,
    late: Vec<Kept>,
    seen: Vec<u8>,
    passed: Vec<Passage>,
}

/// A proxy that a test controls.
pub struct Road {
    door: Arc<Door>,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

type Answer = Result<Response<Full<Bytes>>, hyper::Error>;
type Http = Client<HttpConnector, Full<Bytes>>;

impl Road {
    /// Starts a proxy to a server.
    pub async fn to(upstream: SocketAddr) -> Self {
        let door = Arc::new(Door::new());
        let state = Arc::new(Mutex::new(State {
            held: BTreeMap::new(),
            upstream,
            forecast: VecDeque::new(),
            by_path: BTreeMap::new(),
            otherwise: Weather::Fair,
            late: Vec::new(),
            seen: Vec::new(),
            passed: Vec::new(),
        }));
        let task = tokio::spawn(accept(Arc::clone(&door), Arc::clone(&state)));
        Self { door, state, task }
    }

    /// The address for the phone.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.door.address())
    }

    /// Sets the fault from now on.
    pub fn set(&self, weather: Weather) {
        lock(&self.state).otherwise = weather;
        if weather == Weather::NoNetwork {
            self.door.close();
        } else {
            self.door.open();
        }
    }

    /// Delays the answer to the next request on one path, until it is let go.
    #[must_use]
    pub fn hold(&self, path: &str) -> DelayedAnswer {
        let held = DelayedAnswer::default();
        let state = &mut lock(&self.state);
        state.held.insert(path.to_owned(), held.clone());
        held
    }

    /// Sets the fault on one path from now on, whatever it is elsewhere; without a network no path works.
    pub fn set_for(&self, path: &str, weather: Weather) {
        lock(&self.state).by_path.insert(path.to_owned(), weather);
    }

    /// Sets the faults of the next requests, one for each.
    pub fn forecast(&self, weather: impl IntoIterator<Item = Weather>) {
        lock(&self.state).forecast.extend(weather);
    }

    /// Removes all faults, also those that were set for later requests.
    pub fn clear(&self) {
        let mut state = lock(&self.state);
        state.forecast.clear();
        state.by_path.clear();
        drop(state);
        self.set(Weather::Fair);
    }

    /// Forwards to another server from now on, because the former one was restarted elsewhere.
    pub fn lead_to(&self, upstream: SocketAddr) {
        lock(&self.state).upstream = upstream;
    }

    /// Every byte of every request and answer: line, headers, body as sent and body decompressed.
    #[must_use]
    pub fn seen(&self) -> Vec<u8> {
        lock(&self.state).seen.clone()
    }

    /// The paths that reached the server, in order.
    #[must_use]
    pub fn passed(&self) -> Vec<String> {
        let passages = self.passages();
        passages.into_iter().map(|passage| passage.path).collect()
    }

    /// The same, with the answers.
    #[must_use]
    pub fn passages(&self) -> Vec<Passage> {
        lock(&self.state).passed.clone()
    }

    /// Delivers what was delayed.
    pub async fn deliver_late(&self) {
        deliver_late(&self.state, &client()).await;
    }
}

impl Drop for Road {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn client() -> Http {
    Client::builder(TokioExecutor::new()).build_http()
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(door: Arc<Door>, state: Arc<Mutex<State>>) {
    let http = client();
    loop {
        let Ok(stream) = door.connection().await else {
            return;
        };
        let (state, http) = (Arc::clone(&state), http.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| travel(request, &state, &http));
            // One request per connection, so that each meets the fault that is set at its moment.
            let _closed = hyper::server::conn::http1::Builder::new()
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// The error that makes the server close the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the road lost it")]
struct Lost;

async fn travel(
    request: Request<Incoming>,
    state: &Mutex<State>,
    http: &Http,
) -> Result<Response<Full<Bytes>>, Lost> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
    let weather = {
        let mut state = lock(state);
        remember(&mut state.seen, &parts, &body);
        let by_path = state.by_path.get(parts.uri.path()).copied();
        let usual = by_path.unwrap_or(state.otherwise);
        state.forecast.pop_front().unwrap_or(usual)
    };
    let weather = if let Weather::NotLive(epoch) | Weather::Unanswered(epoch) = weather
        && !String::from_utf8_lossy(&body).contains(&epoch.to_string())
    {
        Weather::Fair
    } else {
        weather
    };
    match weather {
        Weather::NotLive(_) => Ok(answers::not_live()),
        Weather::Unanswered(_) => Ok(answers::json(r#"{"evaluations":[]}"#)),
        Weather::NoNetwork | Weather::LoseRequest => Err(Lost),
        Weather::Late => {
            lock(state).late.push((parts, body));
            Err(Lost)
        }
        Weather::Cached => {
            let passed = &lock(state).passed;
            let earlier = passed.iter().rev().find(|one| one.path == parts.uri.path());
            earlier.map(|one| answers::json(&one.answer)).ok_or(Lost)
        }
        Weather::Busy => Ok(answers::busy()),
        Weather::Portal => Ok(answers::portal()),
        Weather::Enough => Ok(answers::enough()),
        Weather::Broken => Ok(answers::broken()),
        Weather::OtherStored(revision) => Ok(answers::receipts(
            &unpacked(&body),
            &format!(r#"{{"result":"other_stored","revision":{revision}}}"#),
        )),
        Weather::LaterCode => {
            let refused = r#"{"result":"refused","code":"of_later"}"#;
            Ok(answers::receipts(&unpacked(&body), refused))
        }
        Weather::LaterResult => {
            let unknown = r#"{"result":"of_a_later_version"}"#;
            Ok(answers::receipts(&unpacked(&body), unknown))
        }
        Weather::LoseAnswer => {
            let kept = (parts, body);
            pass_on(state, http, &kept, Back::Lost).await.ok();
            Err(Lost)
        }
        Weather::Twice => {
            let kept = (parts, body);
            pass_on(state, http, &kept, Back::Lost).await.ok();
            let second = pass_on(state, http, &kept, Back::Given).await;
            second.map_err(|_| Lost)
        }
        Weather::Fair => {
            let held = lock(state).held.remove(parts.uri.path());
            let answer = pass_on(state, http, &(parts, body), Back::Given).await;
            deliver_late(state, http).await;
            if let Some(DelayedAnswer(held)) = held {
                held.0.notify_one();
                held.1.notified().await;
            }
            answer.map_err(|_| Lost)
        }
    }
}

async fn deliver_late(state: &Mutex<State>, http: &Http) {
    let late = std::mem::take(&mut lock(state).late);
    for kept in late {
        pass_on(state, http, &kept, Back::Lost).await.ok();
    }
}

async fn pass_on(state: &Mutex<State>, http: &Http, (parts, body): &Kept, back: Back) -> Answer {
    let upstream = lock(state).upstream;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::builder()
        .method(parts.method.clone())
        .uri(format!("http://{upstream}{path}"))
        .body(Full::new(body.clone()))
        .expect("a request that arrived can be sent on");
    *request.headers_mut() = parts.headers.clone();
    request.headers_mut().remove(hyper::header::HOST);
    let answer = match http.request(request).await {
        Ok(answer) => answer,
        // The server is down: the phone gets a bad gateway, or no answer.
        Err(_) => {
            return Ok(Response::builder()
                .status(StatusCode::BAD_GATEWAY)
                .body(Full::default())
                .expect("a status makes a response"));
        }
    };
    let (head, answered) = answer.into_parts();
    let answered = answered.collect().await?.to_bytes();
    let plain = unpacked(&answered);
    let readable = if plain.is_empty() {
        &answered[..]
    } else {
        &plain
    };
    let passage = Passage {
        path: path.to_owned(),
        status: head.status.as_u16(),
        answer: String::from_utf8_lossy(readable).into_owned(),
        lost: matches!(back, Back::Lost),
    };
    let mut state = lock(state);
    state.passed.push(passage);
    state.seen.extend_from_slice(&answered);
    state.seen.extend(plain);
    Ok(Response::from_parts(head, Full::new(answered)))
}

fn remember(seen: &mut Vec<u8>, parts: &hyper::http::request::Parts, body: &Bytes) {
    seen.extend_from_slice(format!("{} {}\n", parts.method, parts.uri).as_bytes());
    for (name, value) in &parts.headers {
        seen.extend_from_slice(name.as_str().as_bytes());
        seen.extend_from_slice(value.as_bytes());
        seen.push(b'\n');
    }
    seen.extend_from_slice(body);
    seen.extend(unpacked(body));
}

/// The decompressed body; empty when it is not gzip.
fn unpacked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    GzDecoder::new(body).read_to_end(&mut out).ok();
    out
}
