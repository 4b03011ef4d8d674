//! A server that listens on loopback until it is stopped or dropped.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server, and the task that serves it.
pub struct Served<T> {
    pub server: T,
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Completes when the server has to end.
pub type Stopped = Pin<Box<dyn Future<Output = ()> + Send>>;

impl<T: Clone> Served<T> {
    /// Serves on this listener.
    pub fn start<F>(
        listener: TcpListener,
        server: T,
        serve: impl FnOnce(TcpListener, T, Stopped) -> F,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = Box::pin(async {
            stopped.await.ok();
        });
        let task = tokio::spawn(serve(listener, server.clone(), stopped));
        Self {
            server,
            address,
            stop,
            task,
        }
    }

    /// Stops the server in order and waits until its files are closed. Gives its address.
    pub async fn stop(self) -> SocketAddr {
        self.stop.send(()).ok();
        drop(self.server);
        self.task.await.unwrap();
        self.address
    }
}

/// A listener on this address, or on a free port of loopback.
pub async fn listen(address: Option<SocketAddr>) -> std::io::Result<TcpListener> {
    let free = SocketAddr::from(([127, 0, 0, 1], 0));
    for _ in 0..50 {
        match TcpListener::bind(address.unwrap_or(free)).await {
            // Two that look for a free port at the same moment may be given the same one, and a former port may be that of
            // a connection of another test for a while.
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            listener => return listener,
        }
    }
    TcpListener::bind(address.unwrap_or(free)).await
}
