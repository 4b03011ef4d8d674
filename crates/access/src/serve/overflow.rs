//! The answer to whoever comes when all connections are in use.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::response::IntoResponse as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::clock::OncePerMinute;
use crate::frame;
use crate::problem::{Code, Problem};

/// How many connections are answered 503 at once. Any beyond that are closed without an answer.
const AT_ONCE: usize = 64;

/// How long a caller may take to read the 503.
const PATIENCE: Duration = Duration::from_secs(1);

/// The `Retry-After` of the 503, in seconds.
const AGAIN: u64 = 10;

/// Answers 503 on connections for which there is no room.
pub(super) struct Overflow {
    most: u32,
    answer: Bytes,
    at_once: Arc<Semaphore>,
    said: Mutex<OncePerMinute>,
}

impl Overflow {
    pub(super) async fn new(most: u32) -> Self {
        Self {
            most,
            answer: answer().await,
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            said: Mutex::default(),
        }
    }

    /// Answers 503 and closes, beside those who are served.
    pub(super) fn refuse_connection(&self, stream: TcpStream) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_due() {
            tracing::warn!(
                connections = self.most,
                "all connections are in use; whoever comes is answered 503"
            );
        }
        if let Ok(place) = Arc::clone(&self.at_once).try_acquire_owned() {
            let answer = self.answer.clone();
            tokio::spawn(async move {
                // A caller that does not read the answer in time is closed without it.
                let _ = timeout(PATIENCE, write_and_drain(stream, &answer)).await;
                drop(place);
            });
        }
    }
}

/// Writes the answer, then reads what the caller sent until it closes. A connection that is closed with unread
/// bytes is reset by the system, and the answer could be lost.
async fn write_and_drain(mut stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    stream.write_all(answer).await?;
    stream.shutdown().await?;
    let mut unread = [0; 1024];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

/// The answer as it goes over the wire: it is the same for everybody.
async fn answer() -> Bytes {
    let problem = Problem::new(Code::Unavailable)
        .detail("all connections of this server are in use")
        .retry_after(AGAIN);
    let mut response = problem.into_response();
    frame::put_common_headers(response.headers_mut());
    let (head, body) = response.into_parts();
    let body = to_bytes(body, 10_000).await.unwrap_or_default();
    let mut answer = format!("HTTP/1.1 {}\r\n", head.status).into_bytes();
    for (name, value) in &head.headers {
        answer.extend(name.as_str().as_bytes());
        answer.extend(b": ");
        answer.extend(value.as_bytes());
        answer.extend(b"\r\n");
    }
    if !head.headers.contains_key("content-length") {
        answer.extend(format!("content-length: {}\r\n", body.len()).bytes());
    }
    answer.extend(b"connection: close\r\n\r\n");
    answer.extend(body);
    answer.into()
}
