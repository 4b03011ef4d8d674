//! A server of a few routes that a test puts in the place of the key service.

use axum::Router;
use proco_testbed::served::{Served, Stopped, listen};
use tokio::net::TcpListener;

/// Serves on loopback until it is dropped.
pub struct Stub {
    pub address: String,
    _served: Served<Router>,
}

impl Stub {
    pub async fn of(routes: Router) -> Self {
        let listener = listen(None).await.unwrap();
        let served = Served::start(listener, routes, serve);
        Self {
            address: format!("http://{}", served.address),
            _served: served,
        }
    }
}

async fn serve(listener: TcpListener, routes: Router, stopped: Stopped) {
    let serving = axum::serve(listener, routes).with_graceful_shutdown(stopped);
    serving.await.unwrap();
}
