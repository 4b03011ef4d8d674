//! Ports on loopback: the same ones each time (those that the app itself falls back on), unless
//! somebody else has them.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use crate::fault::{Outcome, While};
use crate::say;

/// The key service.
pub const KEY_SERVICE: u16 = 8_482;
/// The centre.
pub const CENTRAL: u16 = 8_481;
/// The browser version.
pub const PREVIEW: u16 = 8_480;

/// The address to listen on: `wanted`, or another one that is free.
pub fn free(wanted: u16, what: &str) -> Outcome<SocketAddr> {
    if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)) {
        return listener.local_addr().doing("read an address");
    }
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("find a free port on loopback")?;
    let address = listener.local_addr().doing("read an address")?;
    say::line(format!(
        "Port {wanted} is taken; {what} listens on {}.",
        address.port()
    ));
    Ok(address)
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
        let found = free(port, "the centre").unwrap();
        assert_ne!(found.port(), port);
        assert!(found.ip().is_loopback());
    }
}
