//! The listening port of a proxy, which can be closed, as without a network, and opened again.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;

/// A port on loopback. While it is closed every connection is refused.
pub(super) struct Door {
    address: SocketAddr,
    /// Reserves the port while nobody listens on it.
    _place: TcpSocket,
    runtime: Handle,
    inside: Mutex<Inside>,
}

struct Inside {
    /// Absent while the port is closed.
    listener: Option<TcpListener>,
    /// The task that waits for the next connection.
    waiting: Option<Waker>,
}

impl Door {
    /// A door on a free port, which lets connections in.
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

    /// Refuses every connection from now on.
    pub(super) fn close(&self) {
        self.inside().listener = None;
    }

    /// Accepts connections again on the same port.
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

    /// The next connection; while the port is closed there is none.
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

/// A socket on an address that other sockets may share (`SO_REUSEPORT`), as those of one door do.
fn bound(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().expect("there are sockets");
    socket.set_reuseport(true).expect("a port can be shared");
    socket.bind(address).expect("a loopback port is free");
    socket
}

fn listen(address: SocketAddr) -> TcpListener {
    bound(address).listen(64).expect("a door can be opened")
}
