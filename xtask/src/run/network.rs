//! The network between phones and servers: a TCP relay on loopback that can be switched off, to try what a
//! phone does without a network while the servers run.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::fault::{Outcome, While};
use crate::group::GLANCE;

/// The switch of all relays of this run.
#[derive(Clone, Default)]
pub struct Network(Arc<AtomicBool>);

impl Network {
    /// Whether the network is switched off.
    pub fn is_away(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Switches the network off, or on again.
    pub fn turn(&self) {
        self.0.fetch_xor(true, Ordering::Relaxed);
    }

    /// Relays connections of `listener` to the server at `to`, until this program ends.
    pub fn relay(&self, listener: TcpListener, to: SocketAddr) {
        let network = self.clone();
        thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                if network.is_away() {
                    continue;
                }
                let network = network.clone();
                thread::spawn(move || {
                    // Without its server the phone finds its connection closed.
                    let _ = network.join(&phone, to);
                });
            }
        });
    }

    fn join(&self, phone: &TcpStream, to: SocketAddr) -> Outcome {
        const LIMIT: Duration = Duration::from_secs(2);
        let server = TcpStream::connect_timeout(&to, LIMIT).doing("reach a server")?;
        thread::scope(|both| {
            both.spawn(|| self.pump(phone, &server));
            self.pump(&server, phone);
        });
        Ok(())
    }

    /// Copies one direction until its end, or until the network is switched off.
    fn pump(&self, mut from: &TcpStream, mut to: &TcpStream) {
        let _ = from.set_read_timeout(Some(GLANCE));
        let mut bytes = [0; 16 * 1024];
        loop {
            if self.is_away() {
                let _ = from.shutdown(Shutdown::Both);
                let _ = to.shutdown(Shutdown::Both);
                return;
            }
            match from.read(&mut bytes) {
                Ok(0) => break,
                Ok(read) if to.write_all(&bytes[..read]).is_ok() => {}
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Ok(_) | Err(_) => break,
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that echoes what it gets.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || std::io::copy(&mut &stream, &mut &stream));
            }
        });
        at
    }

    fn say(stream: &mut TcpStream) -> std::io::Result<[u8; 5]> {
        stream.write_all(b"hello")?;
        let mut back = [0; 5];
        stream.read_exact(&mut back)?;
        Ok(back)
    }

    #[test]
    fn a_network_that_is_off_cuts_what_runs_and_takes_nothing_new() {
        let network = Network::default();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        network.relay(listener, echo());

        let mut open = TcpStream::connect(at).unwrap();
        assert_eq!(&say(&mut open).unwrap(), b"hello");
        network.turn();
        assert!(open.read_exact(&mut [0]).is_err(), "it was cut");
        assert!(say(&mut TcpStream::connect(at).unwrap()).is_err());
        network.turn();
        assert_eq!(
            &say(&mut TcpStream::connect(at).unwrap()).unwrap(),
            b"hello"
        );
    }
}
