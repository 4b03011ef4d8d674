//! Serving over HTTP/1.1, with bounds: how long a head and an idle connection may take, how many
//! connections there are at once, and for how long requests under way are waited for at the end.
//!
//! | file | what it holds |
//! |---|---|
//! | [`bounds`] | the bounds, as flags of `serve` |
//! | [`descriptors`] | how many connections the open files of this process allow |
//! | [`idle_timeout`] | a connection is closed when its caller sends nothing for too long |
//! | [`overflow`] | the answer to whoever comes when all connections are in use |
//! | [`address`] | where a server may listen without TLS |

pub mod address;
pub mod bounds;
mod descriptors;
mod idle_timeout;
mod overflow;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Version;
use axum::http::header::HOST;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

pub use bounds::Bounds;

use crate::clock::OncePerMinute;
use crate::frame::NoHost;
use idle_timeout::{IdleTimeout, RequestPhase};
use overflow::Overflow;

/// The back-off after `accept` failed.
const BACK_OFF: Duration = Duration::from_millis(100);

/// The read buffer of a connection, in bytes: the least that hyper allows. It bounds the head of a request; the
/// largest head of a phone has about a tenth of it.
const MOST_READ: usize = 8 * 1024;

/// The stages of a graceful shutdown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Serving,
    /// Requests under way are finished.
    Stopping,
    /// The time for requests under way is over: connections are closed.
    Over,
}

/// Serves until `shutdown` is done, and then shuts down gracefully: no connection is accepted, idle ones and those
/// with half a head are closed at once, and requests under way may finish within the bound for the end.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    shutdown: impl Future<Output = ()>,
) {
    let most = descriptors::most_connections(bounds.connections);
    let places = Arc::new(Semaphore::new(most as usize));
    let overflow = Overflow::new(most).await;
    let (stage, _) = watch::channel(Stage::Serving);
    let mut shutdown = std::pin::pin!(shutdown);
    let mut refused = OncePerMinute::default();
    loop {
        let stream = tokio::select! {
            () = &mut shutdown => break,
            stream = accepted(&listener, &mut refused) => stream,
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let connection = connection(stream, router.clone(), bounds, stage.subscribe());
                tokio::spawn(hold_until_closed(place, connection));
            }
            Err(_) => overflow.refuse_connection(stream),
        }
    }
    drop(listener);
    stage.send_replace(Stage::Stopping);
    let all_gone = || places.acquire_many(most);
    if timeout(bounds.end(), all_gone()).await.is_err() {
        stage.send_replace(Stage::Over);
        let _all = all_gone().await;
    }
}

/// The next connection. Where the system is out of file descriptors or memory, this tries again after
/// [`BACK_OFF`]; connections that are open are served meanwhile.
async fn accepted(listener: &TcpListener, refused: &mut OncePerMinute) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // This one connection ended before it was accepted; the listener is sound.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::ConnectionReset
                        | io::ErrorKind::ConnectionRefused
                ) => {}
            Err(error) => {
                if refused.is_due() {
                    tracing::error!(%error, "no connection can be accepted");
                }
                sleep(BACK_OFF).await;
            }
        }
    }
}

/// Holds a place until the connection is closed.
async fn hold_until_closed(place: OwnedSemaphorePermit, connection: impl Future<Output = ()>) {
    connection.await;
    drop(place);
}

async fn connection(
    stream: TcpStream,
    router: Router,
    bounds: Bounds,
    mut stage: watch::Receiver<Stage>,
) {
    let phase = RequestPhase::default();
    let service = service_fn(|request| answered(router.clone(), phase.clone(), request));
    let io = IdleTimeout::new(TokioIo::new(stream), phase.clone(), bounds);
    let mut http = http1::Builder::new();
    http.max_buf_size(MOST_READ);
    let mut served = std::pin::pin!(http.serve_connection(io, service));
    loop {
        tokio::select! {
            // An error concerns this connection alone.
            _ = served.as_mut() => return,
            changed = stage.changed() => {
                let over = changed.is_err() || *stage.borrow() == Stage::Over;
                if over || phase.is_half_a_head() {
                    return;
                }
                served.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answered(
    router: Router,
    phase: RequestPhase,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    let _under_way = phase.under_way();
    let mut request = request.map(Body::new);
    if request.version() == Version::HTTP_11 && !request.headers().contains_key(HOST) {
        request.extensions_mut().insert(NoHost);
    }
    router.oneshot(request).await
}

#[cfg(test)]
mod tests;
