//! Serving over loopback, with bounds of a second.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::*;
use crate::frame::with_common_layers;

/// A server that runs until it is stopped.
struct Served {
    address: SocketAddr,
    /// What lets `/v1/slow` answer.
    answer: Arc<Notify>,
    stop: Option<oneshot::Sender<()>>,
    done: JoinHandle<()>,
}

const BOUNDS: Bounds = Bounds {
    head_seconds: 1,
    idle_seconds: 1,
    end_seconds: 1,
    connections: 100,
};

impl Served {
    async fn within(bounds: Bounds) -> Self {
        let answer = Arc::new(Notify::new());
        let waits = Arc::clone(&answer);
        let routes = Router::new()
            .route("/v1/health", get(async || "well"))
            .route("/v1/large", get(async || Bytes::from(vec![b'x'; 64 << 20])))
            .route("/v1/body", post(async |body: Bytes| body.len().to_string()))
            .route(
                "/v1/slow",
                get(async move || {
                    waits.notified().await;
                    "at last"
                }),
            );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let router = with_common_layers(routes);
        let done = tokio::spawn(async move {
            let shutdown = async {
                stopped.await.ok();
            };
            serve(listener, router, bounds, shutdown).await;
        });
        Self {
            address,
            answer,
            stop: Some(stop),
            done,
        }
    }

    async fn caller(&self) -> Caller {
        Caller(TcpStream::connect(self.address).await.unwrap())
    }

    /// Comes again until there is a place.
    async fn lets_somebody_in(&self) {
        loop {
            let mut next = self.caller().await;
            next.says("GET /v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                .await;
            if next.hears_all().await.starts_with("HTTP/1.1 200") {
                break;
            }
        }
    }

    fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }
}

/// Somebody at the other end.
struct Caller(TcpStream);

impl Caller {
    async fn says(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Asks, and reads the answer up to what it says.
    async fn asks(&mut self, path: &str, said: &str) -> String {
        self.says(&format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n"))
            .await;
        self.hears(said).await
    }

    async fn hears(&mut self, said: &str) -> String {
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).contains(said) {
            assert_ne!(self.0.read_buf(&mut heard).await.unwrap(), 0, "closed");
        }
        String::from_utf8(heard).unwrap()
    }

    /// All that comes until the connection is closed.
    async fn hears_all(&mut self) -> String {
        let mut heard = String::new();
        // A reset is an end as well.
        let _ = self.0.read_to_string(&mut heard).await;
        heard
    }
}

/// What is to come soon does; no test waits for ever.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(20), what)
        .await
        .expect("in time")
}

#[tokio::test]
async fn whoever_is_silent_or_drips_is_let_go_and_whoever_asks_is_not() {
    // Long enough for whoever asks ten times a second on a machine that computes beside it.
    let server = Served::within(Bounds {
        head_seconds: 4,
        idle_seconds: 4,
        ..BOUNDS
    })
    .await;
    let mut slow = server.caller().await;
    slow.says("GET /v1/slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut regular = server.caller().await;
    let mut silent = server.caller().await;
    let mut drips = server.caller().await;
    let dripping = async {
        loop {
            // A drop at a time, which a bound on each read would let through for ever.
            if drips.0.write_all(b"G").await.is_err() {
                return;
            }
            for _ in 0..2 {
                assert!(
                    regular
                        .asks("/v1/health", "well")
                        .await
                        .starts_with("HTTP/1.1 200")
                );
                sleep(Duration::from_millis(100)).await;
            }
        }
    };
    soon(dripping).await;
    assert_eq!(soon(silent.hears_all()).await, "");
    // The one whose answer takes longer than any bound has it all the same.
    server.answer.notify_one();
    assert!(
        soon(slow.hears("at last"))
            .await
            .starts_with("HTTP/1.1 200")
    );
    // Kept open and silent, it goes like the others.
    assert_eq!(soon(slow.hears_all()).await, "");
}

#[tokio::test]
async fn whoever_does_not_read_the_answer_is_let_go() {
    let server = Served::within(Bounds {
        connections: 1,
        ..BOUNDS
    })
    .await;
    let mut caller = server.caller().await;
    caller
        .says("GET /v1/large HTTP/1.1\r\nhost: x\r\n\r\n")
        .await;
    caller.hears("\r\n").await;
    soon(server.lets_somebody_in()).await;
    assert!(soon(caller.hears_all()).await.len() < 64 << 20);
}

#[tokio::test]
async fn one_too_many_is_told_so_and_those_within_notice_nothing() {
    let server = Served::within(Bounds {
        connections: 2,
        idle_seconds: 60,
        ..BOUNDS
    })
    .await;
    let (mut one, mut two) = (server.caller().await, server.caller().await);
    for within in [&mut one, &mut two] {
        soon(within.asks("/v1/health", "well")).await;
    }
    let mut third = server.caller().await;
    third.says("POST /v1/health HTTP/1.1\r\nhost: x\r\n").await;
    let told = soon(third.hears_all()).await;
    let (head, body) = told.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 503 Service Unavailable\r\n"),
        "{head}"
    );
    for line in [
        "content-type: application/problem+json",
        "connection: close",
        "retry-after: 10",
        "cache-control: no-store",
        &format!("content-length: {}", body.len()),
    ] {
        assert!(head.lines().any(|found| found == line), "{line} in {head}");
    }
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["code"], "unavailable");
    soon(two.asks("/v1/health", "well")).await;
    drop(one);
    soon(server.lets_somebody_in()).await;
}

#[tokio::test]
async fn a_stop_waits_for_requests_and_for_nothing_else() {
    let long = Bounds {
        head_seconds: 600,
        idle_seconds: 600,
        end_seconds: 600,
        connections: 100,
    };
    let mut server = Served::within(long).await;
    let mut half = server.caller().await;
    half.says("GET /v1/hea").await;
    let _silent = server.caller().await;
    let mut kept = server.caller().await;
    kept.asks("/v1/health", "well").await;
    let mut slow = server.caller().await;
    slow.says("GET /v1/slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    // All are accepted by now, in the order in which they came.
    server.caller().await.asks("/v1/health", "well").await;
    server.stop();
    assert_eq!(soon(half.hears_all()).await, "");
    assert_eq!(soon(kept.hears_all()).await, "");
    assert!(!server.done.is_finished(), "a request is under way");
    server.answer.notify_one();
    let answer = soon(slow.hears_all()).await;
    assert!(
        answer.ends_with("at last") && answer.contains("connection: close"),
        "{answer}"
    );
    soon(server.done).await.unwrap();
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let mut server = Served::within(BOUNDS).await;
    let mut half = server.caller().await;
    half.says("POST /v1/body HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf")
        .await;
    server.caller().await.asks("/v1/health", "well").await;
    server.stop();
    soon(server.done).await.unwrap();
    assert_eq!(soon(half.hears_all()).await, "");
}

#[tokio::test]
async fn http_1_1_without_a_host_is_refused() {
    let server = Served::within(BOUNDS).await;
    let ask = async |head: &str| {
        let mut caller = server.caller().await;
        caller.says(&format!("{head}\r\n\r\n")).await;
        soon(caller.hears_all()).await
    };
    let refused = ask("GET /v1/health HTTP/1.1\r\nconnection: close").await;
    assert!(refused.starts_with("HTTP/1.1 400"), "{refused}");
    assert!(refused.contains("application/problem+json") && refused.contains("malformed"));
    assert!(
        ask("GET /v1/health HTTP/1.0")
            .await
            .starts_with("HTTP/1.0 200")
    );
}
