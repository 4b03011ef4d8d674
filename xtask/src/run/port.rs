//! Ports on loopback: the same ones each time (those that the app itself falls back on), unless
//! somebody else has them.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::fault::{Outcome, While};
use crate::say;

/// The key service.
pub const KEY_SERVICE: u16 = 8_482;
/// Central.
pub const CENTRAL: u16 = 8_481;
/// The phone of the officer, in a browser.
pub const OFFICER: u16 = 8_480;
/// The phone of the shift lead, in a browser.
pub const LEAD: u16 = 8_479;

/// The address to listen on: `wanted`, or another one that is free.
pub fn free(wanted: u16, what: &str) -> Outcome<SocketAddr> {
    address_of(&listener(wanted, what)?)
}

/// Any address that is free.
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

/// Where it listens.
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
