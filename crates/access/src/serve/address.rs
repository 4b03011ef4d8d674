//! Where a server may listen without TLS, and to whom a command may speak without it.

use std::net::{IpAddr, SocketAddr};

use clap::Args;

/// Where to listen without TLS.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct PlainHttp {
    /// Listen without TLS on an address that is not of this machine alone. What is sent there can be
    /// read and changed by whoever is on the way: only where something else encrypts it.
    #[arg(long)]
    pub plain_http_beyond_this_machine: bool,
}

/// A server without TLS would listen on an address that other machines can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is not of this machine alone, and this server speaks no TLS: listen on 127.0.0.1 behind a \
     proxy that does, or say --plain-http-beyond-this-machine"
)]
pub struct Exposed(pub SocketAddr);

impl PlainHttp {
    /// Refuses an address that other machines can reach, unless that was asked for.
    ///
    /// # Errors
    /// [`Exposed`].
    pub fn must_allow(self, address: SocketAddr) -> Result<(), Exposed> {
        if self.plain_http_beyond_this_machine || is_of_this_machine(address.ip()) {
            Ok(())
        } else {
            Err(Exposed(address))
        }
    }
}

fn is_of_this_machine(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_heard_unless_more_is_asked_for() {
        for (address, allowed) in [
            ("127.0.0.1:8481", true),
            ("127.8.8.8:8481", true),
            ("[::1]:8481", true),
            ("[::ffff:127.0.0.1]:8481", true),
            ("0.0.0.0:8481", false),
            ("[::]:8481", false),
            ("192.168.1.7:8481", false),
            ("[::ffff:192.168.1.7]:8481", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(
                PlainHttp::default().must_allow(address).is_ok(),
                allowed,
                "{address}"
            );
            let asked_for = PlainHttp {
                plain_http_beyond_this_machine: true,
            };
            assert_eq!(asked_for.must_allow(address), Ok(()));
        }
    }
}
