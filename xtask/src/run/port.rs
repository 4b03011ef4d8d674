//! Ports on loopback: always the same ones (the defaults of the app), unless another program uses them.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::fault::{Outcome, While};
use crate::say;

/// The port of the key service.
pub const KEY_SERVICE: u16 = 8_482;
/// The port of central.
pub const CENTRAL: u16 = 8_481;
/// The port of the officer's phone, in a browser.
pub const OFFICER: u16 = 8_480;
/// The port of the shift lead's phone, in a browser.
pub const LEAD: u16 = 8_479;

/// The address to listen on: port `wanted`, or another free one.
pub fn free(wanted: u16, what: &str) -> Outcome<SocketAddr> {
    address_of(&listener(wanted, what)?)
}

/// An address with any free port.
pub fn any() -> Outcome<SocketAddr> {
    address_of(&bind(0)?)
}

/// A listener on `wanted`, or on another port that is free.
pub fn listener(wanted: u16, what: &str) -> Outcome<TcpListener> {
    if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)) {
        return Ok(listener);
    }
    let listener = bind(0)?;
    say::line(format!(
        "Port {wanted} is taken; {what} listens on {}.",
        address_of(&listener)?.port()
    ));
    Ok(listener)
}

/// The address of a listener.
pub fn address_of(listener: &TcpListener) -> Outcome<SocketAddr> {
    listener.local_addr().doing("read an address")
}

fn bind(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).doing("find a free port on loopback")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_falls_back_on_the_same_ones() {
        let settings = include_str!("../../../src-tauri/src/settings.rs");
        for (variable, port) in [
            ("PROCO_CENTRAL", CENTRAL),
            ("PROCO_KEYSERVICE", KEY_SERVICE),
        ] {
            let (_, after) = settings
                .split_once(&format!("text(\"{variable}\")"))
                .unwrap();
            let (line, _) = after.split_once(",\n").unwrap();
            assert!(
                line.contains(&format!("http://127.0.0.1:{port}\"")),
                "{variable}"
            );
        }
    }

    #[test]
    fn a_taken_port_is_stepped_around() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let found = free(port, "central").unwrap();
        assert_ne!(found.port(), port);
        assert!(found.ip().is_loopback());
    }
}
