//! Key service and central, on their embedded defaults, each behind a relay that stands for the network.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::fault::{Fault, Outcome, While};
use crate::{http, place, process, say};

use super::folder::Folder;
use super::network::Network;
use super::service::{self, Service};
use super::{port, wait_for};

/// Both servers, running and answering.
pub struct Servers {
    keyservice: Service,
    central: Service,
    /// The address of the key service for the phones.
    pub keyservice_url: String,
    /// The address of central for the phones.
    pub central_url: String,
}

impl Servers {
    /// Starts both servers and waits until both answer.
    pub fn start(folder: &Folder, network: &Network) -> Outcome<Self> {
        let keyservice_at = port::any()?;
        let central_at = port::any()?;

        // The key service accepts every token of central's issuer; from central it gets only that issuer's
        // public key.
        let central_data = folder.path().join("central");
        let keys = process::answer_of(
            "proco-central issuer-keys",
            Command::new(place::program("proco-central"))
                .args(["issuer-keys", "--data"])
                .arg(&central_data)
                .env("RUST_LOG", "warn"),
        )?;
        let keys_file = folder.path().join("issuer.jwks.json");
        fs::write(&keys_file, keys).doing("write the issuer's public keys")?;
        // Set whatever the umask is: the key service refuses a file of keys that other users could have
        // written.
        let mut owners = fs::metadata(&keys_file)
            .doing("look at the issuer's public keys")?
            .permissions();
        owners.set_mode(0o644);
        fs::set_permissions(&keys_file, owners).doing("keep the issuer's public keys")?;

        let mut command = service::command(&place::program("proco-keyservice"));
        command
            .args(["serve", "--data"])
            .arg(folder.path().join("keyservice"))
            .args(["--listen", &keyservice_at.to_string(), "--issuer-keys"])
            .arg(&keys_file);
        let mut keyservice = Service::start("key service", command, &folder.logs())?;
        let mut command = service::command(&place::program("proco-central"));
        command
            .args(["serve", "--data"])
            .arg(&central_data)
            .args(["--listen", &central_at.to_string()])
            .args(["--keyservice", &format!("http://{keyservice_at}")]);
        let mut central = Service::start("central", command, &folder.logs())?;
        wait(&mut keyservice, keyservice_at).map_err(|fault| match fault {
            // Nobody ran it when the quarter changed, so the present quarter has no key.
            Fault::Failed(said) => Fault::new(format!(
                "{said}\nA demo force that nobody ran for more than a quarter has no key for today: \
                 `cargo xtask run --fresh` begins anew."
            )),
            Fault::Usage(_) | Fault::Interrupted => fault,
        })?;
        wait(&mut central, central_at)?;
        let keyservice_url = reached(network, &mut keyservice, port::KEY_SERVICE, keyservice_at)?;
        let central_url = reached(network, &mut central, port::CENTRAL, central_at)?;
        Ok(Self {
            keyservice,
            central,
            keyservice_url,
            central_url,
        })
    }

    /// The running programs.
    pub fn into_services(self) -> Vec<Service> {
        vec![self.central, self.keyservice]
    }
}

/// Puts a relay before a server. Gives the address at which the phones reach it.
fn reached(network: &Network, service: &mut Service, port: u16, at: SocketAddr) -> Outcome<String> {
    let listener = port::listener(port, service.name())?;
    let url = format!("http://{}", port::address_of(&listener)?);
    network.relay(listener, at);
    say::line(format!(
        "{} on {url}, process {}",
        service.name(),
        service.process()
    ));
    Ok(url)
}

fn wait(service: &mut Service, address: SocketAddr) -> Outcome {
    wait_for(service, |_| http::answers(address, "/v1/health"))
}
