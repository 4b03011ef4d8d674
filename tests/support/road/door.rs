//! Where a road begins: a port that can be closed, as where there is no network, and opened again.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;

/// A port on loopback. While it is closed every connection is refused.
pub(super) struct Door {
    address: SocketAddr,
    /// Keeps the port while nobody listens there.
    _place: TcpSocket,
    runtime: Handle,
    inside: Mutex<Inside>,
}

struct Inside {
    /// Absent while the door is closed.
    listener: Option<TcpListener>,
    /// Whoever waits for the next connection.
    waiting: Option<Waker>,
}

impl Door {
    /// An open door.
    pub(super) fn new() -> Self {
        let place = bound(SocketAddr::from(([127, 0, 0, 1], 0)));
        let address = place.local_addr().expect("a bound socket has an address");
        let inside = Inside {
            listener: Some(listen(address)),
            waiting: None,
        };
        Self {
            address,
            _place: place,
            runtime: Handle::current(),
            inside: Mutex::new(inside),
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on every connection is refused.
    pub(super) fn close(&self) {
        self.inside().listener = None;
    }

    /// Connections can be made again.
    pub(super) fn open(&self) {
        let mut inside = self.inside();
        if inside.listener.is_none() {
            let _runtime = self.runtime.enter();
            inside.listener = Some(listen(self.address));
            if let Some(waiting) = inside.waiting.take() {
                waiting.wake();
            }
        }
    }

    /// The next connection; while the door is closed none comes.
    pub(super) async fn connection(&self) -> std::io::Result<TcpStream> {
        poll_fn(|context| {
            let mut inside = self.inside();
            inside.waiting = Some(context.waker().clone());
            match &inside.listener {
                Some(listener) => listener.poll_accept(context).map_ok(|(stream, _)| stream),
                None => Poll::Pending,
            }
        })
        .await
    }
}

/// A socket on an address that others may share: those of one door do.
fn bound(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("there are sockets");
    socket.set_reuseport(true).expect("a port can be shared");
    socket.bind(address).expect("a loopback port is free");
    socket
}

fn listen(address: SocketAddr) -> TcpListener {
    bound(address).listen(64).expect("a door can be opened")
}
